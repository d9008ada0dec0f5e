"""Whose birthday brings a bonus today. Dates are ISO days, "" is none.

RULES "Earning": the 29th of February is the 28th in other years; once a year and at
least 300 days apart; catch-up 7 days. Twin: ``static/src/engine/birthdays.js``.
"""

from .days import add_days, clamped_date, day_number

CATCH_UP_DAYS = 7
DAYS_APART = 300


def birthday_in(year, born_on):
    """The birthday in a year: ``birthday_in(2027, "2000-02-29")`` is 2027-02-28."""
    return clamped_date(year, int(born_on[5:7]), int(born_on[8:10]))


def birthday_due(born_on, joined_on, last_given_on, today):
    """The birthday that brings a bonus today, "" for none.

    It was today or at most 7 days ago, the member was one by then and older than a day,
    and the last bonus (`last_given_on`, "" without one) is 300 days old.
    """
    year = int(today[:4])
    birthday = birthday_in(year, born_on)
    if birthday > today:
        birthday = birthday_in(year - 1, born_on)
    if day_number(today) - day_number(birthday) > CATCH_UP_DAYS:
        return ""
    if birthday <= born_on or birthday < joined_on:
        return ""
    if last_given_on:
        apart = day_number(today) - day_number(last_given_on)
        if apart < DAYS_APART:
            return ""
    return birthday


def birth_days(today):
    """Month and day of everybody whose birthday may be due: ["12-28", …, "01-03"].

    In the order of the calendar, the oldest first; "02-29" follows "02-28" in years
    that do not have it.
    """
    found = []
    for days in range(-CATCH_UP_DAYS, 1):
        date = add_days(today, days)
        found.append(date[5:])
        if date[5:] == "02-28" and add_days(date, 1)[5:] != "02-29":
            found.append("02-29")
    return found

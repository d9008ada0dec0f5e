"""Days counted and shifted, as ISO dates. Twin: ``static/src/engine/days.js``."""

ERA_YEARS = 400
ERA_DAYS = 146097
# From the first of March of year 0 to the first of January 1970.
EPOCH = 719468
MONTH_DAYS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


def day_number(date):
    """Days from 1970-01-01 to an ISO date: ``day_number("1970-01-02")`` is 1."""
    year, month, day = int(date[:4]), int(date[5:7]), int(date[8:10])
    if month <= 2:
        year -= 1
    era = year // ERA_YEARS
    of_era = year - era * ERA_YEARS
    of_year = (153 * ((month + 9) % 12) + 2) // 5 + day - 1
    leaps = of_era // 4 - of_era // 100
    return era * ERA_DAYS + of_era * 365 + leaps + of_year - EPOCH


def date_of(number):
    """The ISO date that many days after 1970-01-01: ``date_of(1)`` is "1970-01-02"."""
    number += EPOCH
    era = number // ERA_DAYS
    of_era = number - era * ERA_DAYS
    leaps = of_era // 1460 - of_era // 36524 + of_era // (ERA_DAYS - 1)
    year = (of_era - leaps) // 365
    of_year = of_era - (365 * year + year // 4 - year // 100)
    shifted = (5 * of_year + 2) // 153
    month = shifted + 3 if shifted < 10 else shifted - 9
    year += era * ERA_YEARS + (1 if month <= 2 else 0)
    return iso_date(year, month, of_year - (153 * shifted + 2) // 5 + 1)


def add_days(date, days):
    """An ISO date so many days later: ``add_days("2026-03-01", -1)`` is 2026-02-28."""
    return date_of(day_number(date) + days)


def add_months(date, months):
    """An ISO date so many months later; a day its month does not have is its last.

    ``add_months("2026-01-31", 1)`` is "2026-02-28".
    """
    months += int(date[:4]) * 12 + int(date[5:7]) - 1
    return clamped_date(months // 12, months % 12 + 1, int(date[8:10]))


def clamped_date(year, month, day):
    """The ISO date, or the month's last day: ``clamped_date(2027, 2, 30)`` is
    "2027-02-28".
    """
    last = MONTH_DAYS[month - 1]
    if month == 2 and year % 4 == 0 and (year % 100 != 0 or year % 400 == 0):
        last = 29
    return iso_date(year, month, min(day, last))


def iso_date(year, month, day):
    """The text of a date: ``iso_date(2026, 3, 1)`` is "2026-03-01"."""
    return f"{year:04}-{month:02}-{day:02}"

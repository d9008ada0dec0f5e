"""Until when points can be used: the last day, in the program's time zone.

Dates are ISO days, "" is none. Twin: ``static/src/engine/expiry.js``.
"""

from .days import add_days, add_months, clamped_date


def last_day(expiry, earned_on, available_on=""):
    """The last day on which points earned on a day can be used, "" without end.

    Never earlier than the program's days of grace after ``available_on``, the first day
    on which they can be used. 12 months after 2028-02-29 is 2029-02-28. Where points
    end with inactivity it is their day if no other sale follows (``prolonged_day``).
    """
    day = _LAST_DAYS[expiry.mode](expiry, earned_on)
    if day and available_on:
        return max(day, add_days(available_on, expiry.grace_days))
    return day


def prolonged_day(day, months, active_on):
    """The last day of points that end so many months after their member's last sale.

    ``day`` is the one they were given, which no inactivity brings forward; with 0
    months it stays. 6 months after 2026-08-31 is 2027-02-28.
    """
    if not months or not active_on:
        return day
    return max(day, add_months(active_on, months))


def changed_day(expiry, earned_on, available_on, not_before):
    """The last day of points that members have already, under another expiry.

    As for new points, and never before ``not_before``, the day members are promised.
    """
    day = last_day(expiry, earned_on, available_on)
    return max(day, not_before) if day else ""


def _never(_expiry, _earned_on):
    return ""


def _days(expiry, earned_on):
    return add_days(earned_on, expiry.number)


def _months(expiry, earned_on):
    return add_months(earned_on, expiry.number)


def _yearly(expiry, earned_on):
    """The next such day of a year that is not before the months that are kept free."""
    earliest = add_months(earned_on, expiry.number)
    year = int(earliest[:4])
    day = clamped_date(year, expiry.month, expiry.day)
    if day < earliest:
        return clamped_date(year + 1, expiry.month, expiry.day)
    return day


_LAST_DAYS = {
    "never": _never,
    "days": _days,
    "months": _months,
    "yearly": _yearly,
    "inactivity": _months,
}

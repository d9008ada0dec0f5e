"""Whether a rule applies here, now and to this member.

Twin: ``static/src/engine/limits.js``.
"""

from .values import Member, Refusal


def limits_refusal(limits, situation, member=None):
    """The first limit that fails, or None when all hold (they are joined by and).

    Dates are inclusive calendar days in the program's time zone. Without a member there
    is no tier and no tag. A window of hours that crosses midnight belongs to the
    weekday on which it started.
    A rule that ends on 2026-03-01 gives ``Refusal("ended", {"date_to": "2026-03-01"})``
    on the 2nd. Codes: not_started, ended, wrong_channel, wrong_place, wrong_sales_mode,
    wrong_weekday, wrong_hour, wrong_tier, wrong_tag.
    """
    for check in LIMITS:
        refusal = check(limits, situation, member or NOBODY)
        if refusal:
            return refusal
    return None


def weekday(date):
    """The weekday of an ISO date, 1 (Monday) to 7: ``weekday("2026-03-01")`` is 7."""
    year, month, day = int(date[:4]), int(date[5:7]), int(date[8:10])
    if month < 3:
        year -= 1
    leaps = year // 4 - year // 100 + year // 400
    return (year + leaps + MONTH_STARTS[month - 1] + day + 6) % 7 + 1


def _date_from(limits, situation, _member):
    if limits.date_from is not None and situation.date < limits.date_from:
        return Refusal("not_started", {"date_from": limits.date_from})
    return None


def _date_to(limits, situation, _member):
    if limits.date_to is not None and situation.date > limits.date_to:
        return Refusal("ended", {"date_to": limits.date_to})
    return None


def _channels(limits, situation, _member):
    if _allowed(limits.channels, situation.channel):
        return None
    return Refusal("wrong_channel", {"channel": situation.channel})


def _places(limits, situation, _member):
    if _allowed(limits.places, situation.place_id):
        return None
    return Refusal("wrong_place", {"place_id": situation.place_id})


def _sales_modes(limits, situation, _member):
    if _allowed(limits.sales_modes, situation.sales_mode_id):
        return None
    return Refusal("wrong_sales_mode", {"sales_mode_id": situation.sales_mode_id})


def _weekdays(limits, situation, _member):
    if limits.weekdays is None:
        return None
    today = weekday(situation.date)
    days = {today}
    hours = limits.hours
    if hours is not None and not hours.exclude:
        days = _started(hours, situation.minute, today)
    if not days or any(_allowed(limits.weekdays, day) for day in days):
        return None
    return Refusal("wrong_weekday", {"weekday": today})


def _hours(limits, situation, _member):
    hours = limits.hours
    if hours is None:
        return None
    inside = bool(_started(hours, situation.minute, 1))
    if inside != hours.exclude:
        return None
    return Refusal("wrong_hour", {"minute": situation.minute})


def _tiers(limits, _situation, member):
    if _allowed(limits.tiers, member.tier_id):
        return None
    return Refusal("wrong_tier", {"tier_id": member.tier_id})


def _tags(limits, _situation, member):
    tags = limits.tags
    if tags is None:
        return None
    if any(tag_id in tags.ids for tag_id in member.tag_ids) != tags.exclude:
        return None
    return Refusal("wrong_tag", {"tag_ids": list(member.tag_ids)})


def _allowed(limit, value):
    return limit is None or (value in limit.ids) != limit.exclude


def _started(hours, minute, today):
    """Weekdays on which a window started that lasts at this minute of today."""
    yesterday = (today + 5) % 7 + 1
    days = set()
    for first, end in hours.windows:
        if first < end:
            if first <= minute < end:
                days.add(today)
            continue
        if minute >= first:
            days.add(today)
        if minute < end:
            days.add(yesterday)
    return days


NOBODY = Member(available=0)
MONTH_STARTS = (0, 3, 2, 5, 0, 3, 5, 1, 4, 6, 2, 4)
LIMITS = (
    _date_from,
    _date_to,
    _channels,
    _places,
    _sales_modes,
    _weekdays,
    _hours,
    _tiers,
    _tags,
)

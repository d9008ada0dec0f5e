"""Which tier a member's numbers reach, what is missing, and what a period's end brings.

Tiers are handed in from the lowest to the highest; dates are ISO days. Twin:
``static/src/engine/tiers.js``.
"""

from .days import add_days, add_months, clamped_date
from .values import Missing, Move, Progress, Refusal

CONDITIONS = ("points", "amount", "lifetime", "balance")


def counted_from(terms, standing, date):
    """The first day whose points and money count on ``date``.

    Rolling months end on ``date``; the calendar year is that of ``date``, or, once a
    membership's last day has passed, that of its last day: who has days of grace can
    still make up for what was missing. 12 months on 2027-03-10 begin on 2026-03-11.
    """
    if terms.look_back == "months":
        return add_days(add_months(date, -terms.look_back_months), 1)
    year = standing.date_to if _is_over(standing, date) else date
    return f"{year[:4]}-01-01"


def reached_tiers(tiers, numbers):
    """Ids of the tiers reached: one condition is enough; none is reached by hand."""
    return [tier.id for tier in tiers if _is_reached(tier, numbers)]


def tier_missing(tier, numbers):
    """What each condition of a tier lacks: 180.00 points give ``points`` 18000."""
    missing = {}
    if tier.reached_by == "numbers":
        for name in CONDITIONS:
            wanted = getattr(tier, name)
            if wanted > 0:
                missing[name] = max(0, wanted - getattr(numbers, name))
    return Missing(**missing)


def tier_progress(tiers, terms, numbers, standing, date):
    """The next tier above the member's own that its numbers do not reach yet.

    ``until`` is the end of the calendar year, or the last day before the first
    counted points drop out of the months looked back on. Tier 0: nothing is above.
    """
    for tier in tiers[_place(tiers, standing.tier_id) + 1 :]:
        if tier.reached_by == "numbers" and not _is_reached(tier, numbers):
            until = ""
            if tier.points > 0 or tier.amount > 0:
                until = _counts_until(terms, numbers, date)
            return Progress(tier.id, tier_missing(tier, numbers), until)
    return Progress(0, Missing())


def membership_end(terms, date_from):
    """The last day of a membership that begins on ``date_from``, "" without end.

    12 months from 2026-03-10 end on 2027-03-09, one from 2026-01-31 on 2026-02-28;
    until 31 December with at least 6 months, one from 2026-11-02 ends on 2027-12-31.
    """
    if terms.period == "endless":
        return ""
    least = _last_of(date_from, terms.period_months)
    if terms.period == "months":
        return least
    year = int(date_from[:4])
    while True:
        last = clamped_date(year, terms.end_month, terms.end_day)
        if last >= date_from and last >= least:
            return last
        year += 1


def tier_review(tiers, terms, numbers, standing, date):
    """What happens to a membership on ``date``: a Move, or None if nothing does.

    A higher tier begins at once where the program is automatic and joining is free.
    After the last day: renewed if its numbers are reached (a tier that costs points
    never is), else grace, then the fall. What was given by hand has no grace; while a
    withdrawal lasts nothing changes. A tier that is not in use any more is over.
    """
    over = _is_over(standing, date)
    if standing.source == "withdrawn" and not over:
        return None
    place = _place(tiers, standing.tier_id)
    reached = _free_reached(tiers, numbers)
    if terms.automatic and reached and reached[-1] > place:
        return _begun("reached", tiers[reached[-1]].id, terms, date)
    gone = standing.tier_id != 0 and place < 0
    if not over and not gone:
        return None
    if place in reached:
        return _renewed(tiers[place].id, terms, standing, date)
    if not gone and _has_grace(tiers, terms, standing, place, date):
        return _grace(terms, standing)
    landing = _landing(tiers, terms, reached, standing, place)
    if landing < 0:
        return Move("over", 0, date)
    return _begun("fell", tiers[landing].id, terms, date)


def join_refusal(tiers, terms, numbers, standing, date, available, tier_id):
    """Why a member cannot choose a tier now, or None.

    ``available`` points pay for joining. Codes: unknown_tier, tier_already,
    tier_withdrawn, tier_by_hand, tier_by_itself, tier_not_reached, not_enough_points.
    """
    place = _place(tiers, tier_id)
    if place < 0:
        return Refusal("unknown_tier", {})
    tier = tiers[place]
    if standing.tier_id == tier_id and not _is_over(standing, date):
        return Refusal("tier_already", {"tier_id": tier_id})
    if standing.source == "withdrawn" and not _is_over(standing, date):
        return Refusal("tier_withdrawn", {"date_to": standing.date_to})
    if tier.reached_by == "hand":
        return Refusal("tier_by_hand", {"tier_id": tier_id})
    if terms.automatic and not tier.join_cost:
        return Refusal("tier_by_itself", {"tier_id": tier_id})
    if not _is_reached(tier, numbers):
        return Refusal("tier_not_reached", {"tier_id": tier_id})
    if tier.join_cost > available:
        values = {"available": available, "wanted": tier.join_cost}
        return Refusal("not_enough_points", values)
    return None


def _is_reached(tier, numbers):
    if tier.reached_by != "numbers":
        return tier.reached_by == "everybody"
    return any(0 < getattr(tier, name) <= getattr(numbers, name) for name in CONDITIONS)


def _free_reached(tiers, numbers):
    """Places of the tiers reached that cost nothing to join, lowest first."""
    return [
        place
        for place, tier in enumerate(tiers)
        if tier.join_cost == 0 and _is_reached(tier, numbers)
    ]


def _place(tiers, tier_id):
    return next((i for i, tier in enumerate(tiers) if tier.id == tier_id), -1)


def _is_over(standing, date):
    return standing.date_to != "" and standing.date_to < date


def _counts_until(terms, numbers, date):
    if terms.look_back == "year":
        return f"{date[:4]}-12-31"
    if not numbers.since:
        return ""
    return _last_of(numbers.since, terms.look_back_months)


def _last_of(first, months):
    """The last day on which ``first`` is among so many months looked back on.

    Where the last month has no such day it is that month's last one: what gave a tier
    on 29 February is not looked back on any more when the tier ends.
    """
    following = add_months(first, months)
    return following if following[8:] < first[8:] else add_days(following, -1)


def _begun(cause, tier_id, terms, date):
    return Move(cause, tier_id, date, membership_end(terms, date))


def _renewed(tier_id, terms, standing, date):
    """The next period follows the last one, unless that is over as well."""
    move = _begun("renewed", tier_id, terms, add_days(standing.date_to, 1))
    if move.date_to != "" and move.date_to < date:
        return _begun("renewed", tier_id, terms, date)
    return move


def _has_grace(tiers, terms, standing, place, date):
    """Whether there are days left on which the tier can be reached again."""
    if standing.source in ("hand", "withdrawn") or place < 0:
        return False
    if tiers[place].join_cost > 0 or tiers[place].reached_by == "hand":
        return False
    last = standing.grace_until or add_days(standing.date_to, terms.grace_days)
    return date <= last


def _grace(terms, standing):
    """Grace begins, once; nothing happens while it lasts."""
    if standing.grace_until:
        return None
    until = add_days(standing.date_to, terms.grace_days)
    return Move("grace", standing.tier_id, "", standing.date_to, until)


def _landing(tiers, terms, reached, standing, place):
    """The place below to which a member falls, -1 for none.

    One tier down is never lower than where the points reach: both pass over the same.
    """
    below = [each for each in reached if each < place]
    if terms.fall == "one" and standing.source not in ("hand", "withdrawn"):
        below = [
            each
            for each, tier in enumerate(tiers[: max(place, 0)])
            if tier.join_cost == 0 and tier.reached_by != "hand"
        ]
    return max(below, default=-1)

"""Whether a rule applies here and now. Twin: ``static/src/engine/limits.js``."""

from .values import Refusal


def limits_refusal(limits, situation):
    """The first limit that fails, or None when all hold (they are joined by and).

    Dates are inclusive calendar days in the program's time zone. A rule that ends on
    2026-03-01 gives ``Refusal("ended", {"date_to": "2026-03-01"})`` on the 2nd.
    Codes: not_started, ended, wrong_place.
    """
    for check in LIMITS:
        refusal = check(limits, situation)
        if refusal:
            return refusal
    return None


def _date_from(limits, situation):
    if limits.date_from is not None and situation.date < limits.date_from:
        return Refusal("not_started", {"date_from": limits.date_from})
    return None


def _date_to(limits, situation):
    if limits.date_to is not None and situation.date > limits.date_to:
        return Refusal("ended", {"date_to": limits.date_to})
    return None


def _places(limits, situation):
    places = limits.places
    if places is not None and (situation.place_id in places.ids) == places.exclude:
        return Refusal("wrong_place", {"place_id": situation.place_id})
    return None


LIMITS = (_date_from, _date_to, _places)

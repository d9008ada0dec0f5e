"""Refuses what the engine would not count exactly or does not know.

Amounts up to 10**12 (MAX_AMOUNT) and 1000 lines or rules keep every sum of both
languages exact. Twin: ``static/src/engine/bounds.js``.
"""

from .rounding import MODES
from .values import FULL_SHARE, MAX_AMOUNT, MAX_LINES, MAX_RULES, Refusal

GOODS_RANGES = {
    "quantity": (0, MAX_AMOUNT),
    "earn_amount": (0, MAX_AMOUNT),
    "payable_amount": (0, MAX_AMOUNT),
}
LOWERING_RANGES = {
    "quantity": (-MAX_AMOUNT, MAX_AMOUNT),
    "earn_amount": (-MAX_AMOUNT, 0),
    "payable_amount": (-MAX_AMOUNT, 0),
}
LINE_RANGES = {
    "goods": GOODS_RANGES,
    "discount": LOWERING_RANGES,
    "return": LOWERING_RANGES,
    "redemption": LOWERING_RANGES,
}
MEMBER_RANGES = {
    "available": (0, MAX_AMOUNT),
    "own_holds": (0, MAX_AMOUNT),
    "other_holds": (0, MAX_AMOUNT),
}
EARNING_RANGES = {
    "amount": {
        "points": (0, MAX_AMOUNT),
        "per_amount": (1, MAX_AMOUNT),
        "minimum_order": (0, MAX_AMOUNT),
    },
    "visit": {"points": (0, MAX_AMOUNT), "minimum_order": (0, MAX_AMOUNT)},
}
REDEMPTION_RANGES = {
    "amount": {
        "points": (1, MAX_AMOUNT),
        "money": (1, MAX_AMOUNT),
        "minimum_balance": (0, MAX_AMOUNT),
        "minimum_points": (0, MAX_AMOUNT),
        "maximum_points": (0, MAX_AMOUNT),
        "step": (0, MAX_AMOUNT),
        "minimum_order": (0, MAX_AMOUNT),
        "maximum_share": (1, FULL_SHARE),
    },
}


def basket_refusal(basket):
    """``Refusal("out_of_bounds", {"field": …})`` for the first bad number, or None.

    Goods of −1.00 give the field "earn_amount"; 1001 lines give "lines".
    """
    if len(basket.lines) > MAX_LINES:
        return out_of_bounds("lines")
    for line in basket.lines:
        refusal = _kind_refusal(line, LINE_RANGES)
        if refusal:
            return refusal
    if basket.received is not None and not _inside(
        basket.received, -MAX_AMOUNT, MAX_AMOUNT
    ):
        return out_of_bounds("received")
    return None


def earning_refusal(program):
    """The same for a program's unit, rounding and earning rules.

    A rule per amount of 0 gives the field "per_amount".
    """
    if program.rounding not in MODES:
        return out_of_bounds("rounding")
    if len(program.earning_rules) > MAX_RULES:
        return out_of_bounds("earning_rules")
    refusal = unit_refusal(program.unit)
    for rule in program.earning_rules:
        refusal = refusal or _kind_refusal(rule, EARNING_RANGES)
    return refusal


def redemption_refusal(program, rule):
    """The same for a program's unit and one redemption rule.

    A step that is no multiple of the unit gives the field "step".
    """
    refusal = unit_refusal(program.unit) or _kind_refusal(rule, REDEMPTION_RANGES)
    if refusal is None and rule.step % program.unit:
        return out_of_bounds("step")
    return refusal


def member_refusal(member):
    """The same for a member's points: −1 available gives the field "available"."""
    return _ranges_refusal(member, MEMBER_RANGES)


def unit_refusal(unit):
    """The same for a program's unit: only 1 and 100 exist."""
    return None if unit in (1, 100) else out_of_bounds("unit")


def number_refusal(number, name):
    """The same for one number handed in: −1 named "points" gives the field "points"."""
    return None if _inside(number, 0, MAX_AMOUNT) else out_of_bounds(name)


def out_of_bounds(name):
    """The refusal for a field by name: ``{"field": name}``."""
    return Refusal("out_of_bounds", {"field": name})


def _kind_refusal(value, ranges_of_kind):
    ranges = ranges_of_kind.get(value.kind)
    return _ranges_refusal(value, ranges) if ranges else out_of_bounds("kind")


def _ranges_refusal(value, ranges):
    for name, (low, high) in ranges.items():
        if not _inside(getattr(value, name), low, high):
            return out_of_bounds(name)
    return None


def _inside(number, low, high):
    is_integer = isinstance(number, int) and not isinstance(number, bool)
    return is_integer and low <= number <= high

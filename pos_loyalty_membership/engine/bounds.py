"""Refuses what the engine would not count exactly or does not know.

Amounts up to 10**12 (MAX_AMOUNT) and 1000 lines or rules keep every sum of both
languages exact. Twin: ``static/src/engine/bounds.js``.
"""

from .rounding import MODES
from .shares import REWARDS
from .values import FULL_SHARE, MAX_AMOUNT, MAX_LINES, MAX_RULES, Refusal

NOT_NEGATIVE = (0, MAX_AMOUNT)
POSITIVE = (1, MAX_AMOUNT)
NOT_POSITIVE = (-MAX_AMOUNT, 0)
GOODS_RANGES = {
    "quantity": NOT_NEGATIVE,
    "earn_amount": NOT_NEGATIVE,
    "payable_amount": NOT_NEGATIVE,
    "points_price": NOT_NEGATIVE,
}
LOWERING_RANGES = {
    "quantity": (-MAX_AMOUNT, MAX_AMOUNT),
    "earn_amount": NOT_POSITIVE,
    "payable_amount": NOT_POSITIVE,
}
LINE_RANGES = {
    "goods": GOODS_RANGES,
    "discount": LOWERING_RANGES,
    "return": LOWERING_RANGES,
    "redemption": LOWERING_RANGES,
}
MEMBER_RANGES = {
    "available": NOT_NEGATIVE,
    "own_holds": NOT_NEGATIVE,
    "other_holds": NOT_NEGATIVE,
    "multiplier": NOT_NEGATIVE,
    "earned_today": NOT_NEGATIVE,
}
ANY_EARNING = {
    "points": NOT_NEGATIVE,
    "minimum_order": NOT_NEGATIVE,
    "maximum_points": NOT_NEGATIVE,
}
EARNING_RANGES = {
    "amount": {**ANY_EARNING, "per_amount": POSITIVE},
    "product": ANY_EARNING,
    "visit": ANY_EARNING,
}
COMBINE = ("sum", "best")
ANY_REDEMPTION = {
    "minimum_balance": NOT_NEGATIVE,
    "minimum_order": NOT_NEGATIVE,
    "maximum_share": (1, FULL_SHARE),
}
ONE_USE = {
    "minimum_points": NOT_NEGATIVE,
    "maximum_points": NOT_NEGATIVE,
    "step": NOT_NEGATIVE,
}
REDEMPTION_RANGES = {
    "amount": {"points": POSITIVE, "money": POSITIVE, **ANY_REDEMPTION, **ONE_USE},
    "percent": {"points": POSITIVE, "percent": (1, FULL_SHARE), **ANY_REDEMPTION},
    "product": {
        "points": NOT_NEGATIVE,
        "maximum_price": NOT_NEGATIVE,
        **ANY_REDEMPTION,
        **ONE_USE,
    },
}
COUPON_RANGES = {
    "points": POSITIVE,
    "money": POSITIVE,
    "minimum_points": NOT_NEGATIVE,
    "step": NOT_NEGATIVE,
}
BRACKET_RANGES = {
    "from_points": NOT_NEGATIVE,
    "to_points": NOT_NEGATIVE,
    "points": POSITIVE,
    "money": POSITIVE,
}


def basket_refusal(basket):
    """``Refusal("out_of_bounds", {"field": …})`` for the first bad number, or None.

    Goods of −1.00 give the field "earn_amount"; 1001 lines give "lines".
    """
    if len(basket.lines) > MAX_LINES:
        return out_of_bounds("lines")
    for line in basket.lines:
        refusal = _kind_refusal(line, LINE_RANGES) or _line_refusal(line)
        if refusal:
            return refusal
    if basket.received is not None and not _inside(
        basket.received, -MAX_AMOUNT, MAX_AMOUNT
    ):
        return out_of_bounds("received")
    if basket.residual is not None and not _inside(basket.residual, *NOT_NEGATIVE):
        return out_of_bounds("residual")
    return None


def earning_refusal(program):
    """The same for a program's unit, rounding and earning rules.

    A rule per amount of 0 gives the field "per_amount".
    """
    if program.rounding not in MODES:
        return out_of_bounds("rounding")
    if len(program.earning_rules) > MAX_RULES:
        return out_of_bounds("earning_rules")
    if program.combine not in COMBINE:
        return out_of_bounds("combine")
    refusal = unit_refusal(program.unit) or number_refusal(
        program.maximum_per_day, "maximum_per_day"
    )
    for rule in program.earning_rules:
        refusal = refusal or _kind_refusal(rule, EARNING_RANGES)
    return refusal


def redemption_refusal(program, rule):
    """The same for a program's unit and one redemption rule.

    A step, or a fixed price, that is no multiple of the unit gives the field "step" or
    "points"; brackets that overlap or are not in order give "brackets".
    """
    refusal = unit_refusal(program.unit) or _kind_refusal(rule, REDEMPTION_RANGES)
    if refusal:
        return refusal
    if rule.kind != "percent" and rule.step % program.unit:
        return out_of_bounds("step")
    if rule.kind == "amount":
        return _brackets_refusal(rule.brackets)
    return out_of_bounds("points") if rule.points % program.unit else None


def coupon_rule_refusal(coupon_rule, unit):
    """The same for how points become coupons: a step of half a unit gives "step"."""
    refusal = unit_refusal(unit) or _ranges_refusal(coupon_rule, COUPON_RANGES)
    if refusal:
        return refusal
    return out_of_bounds("step") if coupon_rule.step % unit else None


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


def _line_refusal(line):
    if line.kind == "goods" and line.points_per_unit is not None:
        return number_refusal(line.points_per_unit, "points_per_unit")
    if line.kind == "redemption" and line.reward not in REWARDS:
        return out_of_bounds("reward")
    return None


def _brackets_refusal(brackets):
    if len(brackets) > MAX_RULES:
        return out_of_bounds("brackets")
    end = -1
    for bracket in brackets:
        refusal = _ranges_refusal(bracket, BRACKET_RANGES)
        if refusal:
            return refusal
        if bracket.from_points <= end:
            return out_of_bounds("brackets")
        end = bracket.to_points or MAX_AMOUNT
        if end < bracket.from_points:
            return out_of_bounds("brackets")
    return None


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

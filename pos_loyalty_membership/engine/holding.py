"""Whether points may be reserved, by rule and member alone.

Twin: ``static/src/engine/holding.js``.
"""

from .bounds import (
    member_refusal,
    number_refusal,
    out_of_bounds,
    redemption_refusal,
)
from .limits import limits_refusal
from .ranges import Ranges
from .values import OutOfBounds, Refusal
from .wishes import above_maximum, below_minimum


def hold_refusal(program, rule, member, situation, points, money):
    """Why points may not be reserved for money whatever the basket, or None.

    Looks at the rule and the member only: limits, minimum balance, minimum, maximum,
    step or price, and (kind amount) that money is what the points are worth and no
    fewer points are (wrong_worth). Whether the points are free is the ledger's
    decision, what a percentage or a product is worth the basket's.
    501 points for 5.00 at 100 = 1.00 in steps of 100 give ``not_a_step``.
    """
    refusal = (
        number_refusal(points, "points")
        or number_refusal(money, "money")
        or member_refusal(member)
        or redemption_refusal(program, rule)
        or limits_refusal(rule.limits, situation, member)
        or balance_refusal(rule, member.available + member.own_holds)
    )
    if refusal:
        return refusal
    try:
        return HOLD_REFUSALS[rule.kind](program, rule, points, money)
    except OutOfBounds:
        return out_of_bounds("points")


def balance_refusal(rule, balance):
    """The refusal of a balance that does not unlock the rule, or None.

    90 points where 100 are asked for: ``{"minimum_balance": 10000, "balance": 9000}``.
    """
    if balance < rule.minimum_balance:
        values = {"minimum_balance": rule.minimum_balance, "balance": balance}
        return Refusal("balance_below_minimum", values)
    return None


def _amount(program, rule, points, money):
    ranges = Ranges(rule, program.unit)
    refusal = _outside(rule, ranges.lowest(), points)
    if refusal:
        return refusal
    if points % ranges.step:
        return Refusal("not_a_step", {"step": ranges.step})
    fewest, worth = ranges.use(points) or ranges.best(points, None)
    if worth == money and fewest == points:
        # Another range may give the same for less.
        fewest, worth = ranges.for_money(money, points, money)
    if worth != money or fewest != points:
        return Refusal("wrong_worth", {"points": fewest, "money": worth})
    return None


def _percent(_program, rule, points, money):
    if points != rule.points:
        return Refusal("wrong_price", {"points": rule.points})
    return _worthless(money)


def _product(program, rule, points, money):
    step = (rule.step if rule.partial else rule.points) or program.unit
    refusal = _outside(rule, max(rule.minimum_points, program.unit), points)
    if refusal:
        return refusal
    # A whole line may end between two steps, at its price.
    if points % (program.unit if rule.partial else step):
        return Refusal("not_a_step", {"step": step})
    return _worthless(money)


def _outside(rule, lowest, points):
    if rule.maximum_points and points > rule.maximum_points:
        return above_maximum(rule, points)
    return below_minimum(lowest, points)


def _worthless(money):
    """Points for nothing: never burnt."""
    return None if money else Refusal("wrong_worth", {"points": 0, "money": 0})


HOLD_REFUSALS = {"amount": _amount, "percent": _percent, "product": _product}

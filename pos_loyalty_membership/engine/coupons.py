"""Points turned into coupons, and coupons used on a basket.

Twin: ``static/src/engine/coupons.js``.
"""

from dataclasses import replace

from .bounds import basket_refusal, coupon_rule_refusal, number_refusal, out_of_bounds
from .redemption import redemption_lines
from .reductions import discount_lines, is_of
from .room import Room
from .rounding import mul_div, to_unit
from .values import (
    Conversion,
    Member,
    OutOfBounds,
    Redemption,
    RedemptionRule,
    Refusal,
    Requoted,
    is_refusal,
)
from .wishes import below_minimum

# A coupon is used like a plain discount on everything, after all redemptions.
COUPON = RedemptionRule(id=0, kind="coupon", points=0)


def convert(coupon_rule, unit, available, points):
    """The Conversion of exactly these points into a coupon, or a Refusal.

    Nothing is corrected, since a member confirms a number: below_minimum_points,
    not_a_step, not_enough_points, not_everything (where only all points together are
    converted), wrong_worth (fewer points give the same money), else the coupon.
    500 points at 100 points = 1.00: ``{"points": 50000, "money": 500}``.
    """
    refusal = (
        number_refusal(points, "points")
        or number_refusal(available, "available")
        or coupon_rule_refusal(coupon_rule, unit)
    )
    if refusal:
        return refusal
    try:
        return _convert(coupon_rule, unit, available, points)
    except OutOfBounds:
        return out_of_bounds("points")


def convert_maximum(coupon_rule, unit, available):
    """The largest Conversion of the available points, or why there is none.

    It takes no more points than its money needs. 1,240 points at 100 = 1.00 in steps of
    500: ``{"points": 100000, "money": 1000}``.
    """
    refusal = number_refusal(available, "available") or coupon_rule_refusal(
        coupon_rule, unit
    )
    if refusal:
        return refusal
    try:
        return _maximum(coupon_rule, unit, available)
    except OutOfBounds:
        return out_of_bounds("points")


def use_coupon(basket, money, hold_uuid=""):
    """The Redemption of a coupon with that much money on a basket, or a Refusal.

    A coupon pays what all redemptions leave of the lines that may be redeemed on.
    ``hold_uuid`` names the use that is being changed: its lines are ignored. The money
    is lowered_to_fit, or exact. 10.00 on a basket of 8.50 give 8.50.
    """
    refusal = number_refusal(money, "money") or basket_refusal(basket)
    if refusal:
        return refusal
    room = Room(basket, Member(available=0), hold_uuid)
    fits = room.fits(COUPON, room.left(COUPON, room.lines_of(COUPON)))
    if not fits or not money:
        return Refusal("nothing_to_redeem_on", {})
    if money > fits:
        return Redemption(COUPON.id, 0, fits, "lowered_to_fit", {"fits": fits})
    return Redemption(COUPON.id, 0, money, "exact", {})


def coupon_lines(basket, money, hold_uuid=""):
    """The goods that a coupon's money lowers, as RedemptionLines; their sum is it.

    5.00 on espressos of 6.00 and a croissant of 2.50 are 3.53 and 1.47.
    """
    return redemption_lines(
        basket, None, COUPON, Redemption(COUPON.id, 0, money, "exact"), hold_uuid
    )


def coupon_refusal(basket, money, hold_uuid):
    """Why a coupon does not give that much money on the paid basket, or None.

    The Refusal of ``use_coupon``, or wrong_worth with the money it gives.
    5.00 held on a basket that is now 3.00: ``{"money": 300}``.
    """
    quote = use_coupon(basket, money, hold_uuid)
    if is_refusal(quote):
        return quote
    if quote.money < money:
        return Refusal("wrong_worth", {"money": quote.money})
    return None


def requote_coupons(basket, coupon_uses):
    """What every CouponUse of a document gives now: Requoted, in their order.

    Lines of these holds in the basket are replaced by what each gives now; each asks
    for its money and is lowered, or refused, as ``use_coupon`` says.
    Coupons of 5.00 and 5.00 on 8.50 give 5.00 and 3.50.
    """
    holds = {use.hold_uuid for use in coupon_uses}
    lines = [line for line in basket.lines if not is_of(line, holds)]
    answers = []
    for use in coupon_uses:
        now = replace(basket, lines=tuple(lines))
        answer = use_coupon(now, use.money)
        if is_refusal(answer):
            answers.append(Requoted(use.hold_uuid, None, answer, ()))
            continue
        parts = coupon_lines(now, answer.money)
        lines += discount_lines(use, COUPON, parts, basket.lines)
        answers.append(Requoted(use.hold_uuid, answer, None, tuple(parts)))
    return answers


def _convert(rule, unit, available, points):
    step = rule.step or unit
    lowest = _lowest(rule, step)
    refusal = below_minimum(lowest, points)
    if refusal:
        return refusal
    if points % step:
        return Refusal("not_a_step", {"step": step})
    if points > available:
        missing = points - available
        values = {"available": available, "needed": points, "missing": missing}
        return Refusal("not_enough_points", values)
    if rule.everything:
        # Not refused: the points asked for are enough, and there are as many.
        whole = _maximum(rule, unit, available)
        if whole.points != points:
            return _not_everything(whole)
    money = _worth(rule, points)
    fewest = _fewest(rule, step, money)
    if not money or fewest < points:
        return Refusal("wrong_worth", {"points": fewest, "money": money})
    return Conversion(points, money)


def _maximum(rule, unit, available):
    step = rule.step or unit
    lowest = _lowest(rule, step)
    points = to_unit(available, step, "down")
    if points < lowest:
        missing = lowest - available
        values = {"available": available, "needed": lowest, "missing": missing}
        return Refusal("not_enough_points", values)
    money = _worth(rule, points)
    return Conversion(_fewest(rule, step, money), money)


def _lowest(rule, step):
    """The fewest points that make a coupon: the minimum, in steps, worth something."""
    return to_unit(max(rule.minimum_points, _needed(rule, 1)), step, "up")


def _worth(rule, points):
    return mul_div(points, rule.money, rule.points, "down")


def _needed(rule, money):
    return mul_div(money, rule.points, rule.money, "up")


def _fewest(rule, step, money):
    """The fewest points, in steps and not below the minimum, worth that much."""
    return max(_lowest(rule, step), to_unit(_needed(rule, money), step, "up"))


def _not_everything(whole):
    values = {"points": whole.points, "money": whole.money}
    return Refusal("not_everything", values)

"""What points become on a basket: the discount, what was corrected, or why not.

Kind "amount": ``rule.points`` are worth ``rule.money``, in proportion, rounded down.
Points are never burnt: it takes the fewest points, in steps of the rule, that give the
largest discount that fits. Twin: ``static/src/engine/redemption.js``.
"""

from dataclasses import dataclass

from .basis import line_amounts
from .bounds import (
    basket_refusal,
    member_refusal,
    number_refusal,
    out_of_bounds,
    redemption_refusal,
)
from .limits import limits_refusal
from .rounding import mul_div, to_unit
from .values import FULL_SHARE, Option, OutOfBounds, Redemption, Refusal, is_refusal


@dataclass(frozen=True, slots=True)
class _Room:
    """What document and member offer to every rule.

    Money: ``order`` on redeemable lines before redemptions, ``left`` of it now,
    ``others`` given by other redemptions. Points: ``balance``, ``usable``.
    """

    order: int
    left: int
    others: int
    balance: int
    usable: int
    situation: object


@dataclass(frozen=True, slots=True)
class _Use:
    """What one use of a rule may take: points, and the money that ``fits``."""

    step: int
    lowest: int
    fits: int


def redeem_points(basket, program, rule, member, points, hold_uuid=""):
    """The Redemption for typed points (hundredths), or a Refusal.

    ``hold_uuid`` names the redemption being changed: its lines are ignored and its
    points may be used again. What does not fit is lowered, the code says to what:
    lowered_to_maximum (of the rule), lowered_to_balance, lowered_to_fit,
    lowered_to_step, lowered_to_worth (fewer points give the same discount); else exact.
    50000 at 100 points = 1.00 on a basket of 8.50 take 500 points and give 5.00.
    """
    wish = ("points", points)
    return _redeem(basket, program, rule, member, hold_uuid, wish)


def redeem_money(basket, program, rule, member, money, hold_uuid=""):
    """The Redemption for typed money: its points, rounded up to the step.

    The money given is what those points are worth: "raised_to_step" if that is more
    than was typed; lowered as in redeem_points where more does not fit.
    1.25 at 100 points = 1.00 in steps of 50 points takes 150 points and gives 1.50.
    """
    wish = ("money", money)
    return _redeem(basket, program, rule, member, hold_uuid, wish)


def redeem_maximum(basket, program, rule, member, hold_uuid=""):
    """The largest Redemption that fits, always with the code "exact", or a Refusal.

    1,240 points at 100 points = 1.00 on a basket of 8.50: 850 points, 8.50.
    """
    return _redeem(basket, program, rule, member, hold_uuid, MAXIMUM)


def options(basket, program, member, hold_uuid=""):
    """One Option per redemption rule: possible ones first, each part by sequence.

    With 1,240 points a rule in steps of 2,000 comes last, with the refusal
    not_enough_points and ``missing`` 76000.
    """
    refusal = basket_refusal(basket) or member_refusal(member)
    room = None if refusal else _room(basket, member, hold_uuid)
    possible, impossible = [], []
    for rule in sorted(program.redemption_rules, key=lambda r: (r.sequence, r.id)):
        answer = refusal or _quote(room, program, rule, MAXIMUM)
        if is_refusal(answer):
            impossible.append(Option(rule.id, None, answer))
        else:
            possible.append(Option(rule.id, answer, None))
    return [*possible, *impossible]


def hold_refusal(program, rule, member, situation, points, money):
    """Why points may not be reserved for money whatever the basket, or None.

    Looks at the rule and the member only: limits, minimum balance, minimum, maximum,
    step, and that money is what the points are worth and no fewer points are
    (wrong_worth). Whether the points are free is the ledger's decision.
    501 points for 5.00 at 100 = 1.00 in steps of 100 give ``not_a_step``.
    """
    refusal = (
        number_refusal(points, "points")
        or number_refusal(money, "money")
        or member_refusal(member)
        or redemption_refusal(program, rule)
        or limits_refusal(rule.limits, situation)
        or _balance_refusal(rule, member.available + member.own_holds)
    )
    if refusal:
        return refusal
    try:
        return _holdable_refusal(rule, rule.step or program.unit, points, money)
    except OutOfBounds:
        return out_of_bounds("points")


def _redeem(basket, program, rule, member, hold_uuid, wish):
    name, asked = wish
    refusal = (
        number_refusal(asked, name) or basket_refusal(basket) or member_refusal(member)
    )
    return refusal or _quote(_room(basket, member, hold_uuid), program, rule, wish)


def _room(basket, member, hold_uuid):
    lines = basket.lines
    before = line_amounts(lines, "payable_amount", True)
    now = line_amounts(lines, "payable_amount", False, hold_uuid)
    freed = member.own_holds - member.other_holds if hold_uuid else 0
    return _Room(
        order=sum(a for line, a in zip(lines, before, strict=True) if line.redeemable),
        left=sum(a for line, a in zip(lines, now, strict=True) if line.redeemable),
        others=-sum(
            line.payable_amount
            for line in lines
            if line.kind == "redemption"
            and not (hold_uuid and line.hold_uuid == hold_uuid)
        ),
        balance=member.available + member.own_holds,
        usable=member.available + max(0, freed),
        situation=basket.situation,
    )


def _quote(room, program, rule, wish):
    refusal = (
        redemption_refusal(program, rule)
        or limits_refusal(rule.limits, room.situation)
        or _balance_refusal(rule, room.balance)
        or _order_refusal(rule, room)
    )
    if refusal:
        return refusal
    try:
        return REDEMPTION_KINDS[rule.kind](room, program, rule, wish)
    except OutOfBounds:
        return out_of_bounds("points")


def _balance_refusal(rule, balance):
    if balance < rule.minimum_balance:
        values = {"minimum_balance": rule.minimum_balance, "balance": balance}
        return Refusal("balance_below_minimum", values)
    return None


def _order_refusal(rule, room):
    if room.left <= 0:
        return Refusal("nothing_to_redeem_on", {})
    if room.order < rule.minimum_order:
        values = {"minimum_order": rule.minimum_order, "order": room.order}
        return Refusal("below_minimum_order", values)
    return None


def _amount(room, program, rule, wish):
    step = rule.step or program.unit
    share = mul_div(room.order, rule.maximum_share, FULL_SHARE, "down")
    fits = max(0, min(room.left, share - room.others))
    use = _Use(step, _lowest(rule, step), fits)
    asked = _asked_points(rule, wish, room)
    refusal = _use_refusal(rule, room, use) or _below_minimum(
        use.lowest, to_unit(asked, step, "up") if wish[0] == "money" else asked
    )
    if refusal:
        return refusal
    most, lowered = _tightest(rule, room, use)
    target = min(asked, most)
    points = to_unit(target, step, "down")
    if wish[0] == "money" and to_unit(target, step, "up") <= most:
        points = to_unit(target, step, "up")
    money = _worth(rule, points)
    fewest = _fewest(rule, use, money)
    code, values = _step_code(wish, step, points, fewest, money)
    if most < asked and wish is not MAXIMUM:
        code, values = lowered
    return Redemption(rule.id, fewest, money, code, values)


def _use_refusal(rule, room, use):
    """Why not even the smallest use is possible."""
    if rule.maximum_points and rule.maximum_points < use.lowest:
        return _above_maximum(rule, use.lowest)
    if room.usable < use.lowest:
        values = {"available": room.usable, "needed": use.lowest}
        missing = use.lowest - room.usable
        return Refusal("not_enough_points", {**values, "missing": missing})
    needed = _worth(rule, use.lowest)
    if needed > use.fits:
        whole = needed + room.others
        order = mul_div(whole, FULL_SHARE, rule.maximum_share, "up")
        values = {"needed_money": needed, "fits": use.fits, "needed_order": order}
        return Refusal("nothing_fits", values)
    return None


def _tightest(rule, room, use):
    """The most points one use may take, and the code and values that say why."""
    most_that_fits = mul_div(use.fits + 1, rule.points, rule.money, "up") - 1
    bounds = [
        (room.usable, ("lowered_to_balance", {"available": room.usable})),
        (most_that_fits, ("lowered_to_fit", {"fits": use.fits})),
    ]
    if rule.maximum_points:
        values = {"maximum_points": rule.maximum_points}
        bounds.insert(0, (rule.maximum_points, ("lowered_to_maximum", values)))
    return min(bounds, key=lambda bound: bound[0])


def _step_code(wish, step, points, fewest, money):
    """What the step did to a wish that no bound lowered."""
    name, asked = wish
    if wish is MAXIMUM:
        return "exact", {}
    if name == "money" and money > asked:
        return "raised_to_step", {"step": step}
    if (money if name == "money" else points) < asked:
        return "lowered_to_step", {"step": step}
    if name == "points" and fewest < points:
        return "lowered_to_worth", {}
    return "exact", {}


def _asked_points(rule, wish, room):
    name, asked = wish
    if wish is MAXIMUM:
        return room.usable
    return mul_div(asked, rule.points, rule.money, "up") if name == "money" else asked


def _holdable_refusal(rule, step, points, money):
    lowest = _lowest(rule, step)
    if rule.maximum_points and points > rule.maximum_points:
        return _above_maximum(rule, points)
    refusal = _below_minimum(lowest, points)
    if refusal:
        return refusal
    if points % step:
        return Refusal("not_a_step", {"step": step})
    worth = _worth(rule, points)
    fewest = _fewest(rule, _Use(step, lowest, 0), worth)
    if worth != money or fewest != points:
        return Refusal("wrong_worth", {"points": fewest, "money": worth})
    return None


def _below_minimum(lowest, points):
    if points < lowest:
        return Refusal("below_minimum_points", {"minimum_points": lowest})
    return None


def _above_maximum(rule, points):
    values = {"maximum_points": rule.maximum_points, "points": points}
    return Refusal("above_maximum_points", values)


def _lowest(rule, step):
    """The fewest points of one use: the rule's minimum, worth something, in steps."""
    worth_something = mul_div(1, rule.points, rule.money, "up")
    return to_unit(max(rule.minimum_points, worth_something), step, "up")


def _worth(rule, points):
    return mul_div(points, rule.money, rule.points, "down")


def _fewest(rule, use, money):
    """The fewest points of one use that are worth this money."""
    needed = mul_div(money, rule.points, rule.money, "up")
    return max(use.lowest, to_unit(needed, use.step, "up"))


MAXIMUM = ("maximum", 0)
REDEMPTION_KINDS = {"amount": _amount}

"""What points become on a basket: the discount, what was corrected, or why not.

Kinds: "amount" (``discount``), "percent" (``percent``) and "product" (``products``).
Twin: ``static/src/engine/redemption.js``.
"""

from dataclasses import replace

from .apportion import apportion
from .bounds import (
    basket_refusal,
    member_refusal,
    number_refusal,
    out_of_bounds,
    redemption_refusal,
)
from .discount import AmountUse
from .holding import balance_refusal, hold_refusal
from .limits import limits_refusal
from .percent import PercentUse
from .products import ProductUse
from .room import Room
from .values import (
    Cheaper,
    Member,
    Option,
    OutOfBounds,
    RedemptionLine,
    Refusal,
    is_refusal,
)
from .wishes import MAXIMUM

__all__ = [
    "capture_refusal",
    "cheaper_amount",
    "hold_refusal",
    "options",
    "redeem_maximum",
    "redeem_money",
    "redeem_points",
    "redemption_lines",
]


def redeem_points(basket, program, rule, member, points, hold_uuid="", product_id=0):
    """The Redemption for typed points (hundredths), or a Refusal.

    ``hold_uuid`` names the redemption being changed: its lines are ignored and its
    points may be used again; ``product_id`` narrows a product rule to one product.
    What does not fit is lowered, the code says to what: lowered_to_maximum (of the
    rule), lowered_to_balance, lowered_to_fit, lowered_to_step, lowered_to_units,
    lowered_to_worth (fewer points give the same discount); what the rule fixes is
    fixed_price or everything; else exact.
    50000 at 100 points = 1.00 on a basket of 8.50 take 500 points and give 5.00.
    """
    wish = ("points", points)
    return _redeem(basket, program, rule, member, hold_uuid, product_id, wish)


def redeem_money(basket, program, rule, member, money, hold_uuid="", product_id=0):
    """The Redemption for typed money: its points, rounded up to the step.

    The money given is what those points are worth: "raised_to_step" or
    "raised_to_units" if that is more than was typed; lowered as in redeem_points where
    more does not fit.
    1.25 at 100 points = 1.00 in steps of 50 points takes 150 points and gives 1.50.
    """
    wish = ("money", money)
    return _redeem(basket, program, rule, member, hold_uuid, product_id, wish)


def redeem_maximum(basket, program, rule, member, hold_uuid="", product_id=0):
    """The largest Redemption that fits, or a Refusal; "exact", but for a percentage
    that does not fit whole.

    1,240 points at 100 points = 1.00 on a basket of 8.50: 850 points, 8.50.
    """
    return _redeem(basket, program, rule, member, hold_uuid, product_id, MAXIMUM)


def options(basket, program, member, hold_uuid=""):
    """One Option per redemption rule: possible ones first, each part by sequence.

    A rule for products with prices of their own has one per product in the basket.
    ``cheaper`` names the amount rule that gives the same discount for fewer points.
    With 1,240 points a rule in steps of 2,000 comes last, with the refusal
    not_enough_points and ``missing`` 76000.
    """
    rules = sorted(program.redemption_rules, key=lambda rule: (rule.sequence, rule.id))
    refusal = basket_refusal(basket) or member_refusal(member)
    if refusal:
        return [Option(rule.id, None, refusal) for rule in rules]
    room = Room(basket, member, hold_uuid)
    uses = [use for rule in rules for use in _uses(room, program, rule)]
    amount_uses = _comparable(use for _rule, _product_id, use in uses)
    possible, impossible = [], []
    for rule, product_id, use in uses:
        answer = _answer(use, MAXIMUM)
        if is_refusal(answer):
            impossible.append(Option(rule.id, None, answer, product_id))
        else:
            cheaper = _cheaper(amount_uses, rule, answer)
            possible.append(Option(rule.id, answer, None, product_id, cheaper))
    return [*possible, *impossible]


def cheaper_amount(basket, program, rule, member, redemption, hold_uuid=""):
    """The Cheaper way to the discount of a percent or product rule, or None.

    A croissant of 2.25 for 250 points where 100 points are worth 1.00: 22500 points.
    """
    if basket_refusal(basket) or member_refusal(member):
        return None
    room = Room(basket, member, hold_uuid)
    rules = sorted(program.redemption_rules, key=lambda each: (each.sequence, each.id))
    amount_rules = [each for each in rules if each.kind == "amount"]
    uses = _comparable(_use(room, program, each, 0) for each in amount_rules)
    return _cheaper(uses, rule, redemption)


def redemption_lines(basket, program, rule, redemption, hold_uuid="", product_id=0):
    """The goods that a Redemption lowers, as RedemptionLines; their money is its money.

    The order of lines; those that it does not touch are left out. 5.00 on espressos of
    6.00 and a croissant of 2.50 are 3.53 and 1.47.
    """
    room = Room(basket, Member(available=redemption.points), hold_uuid)
    lines, indexes = basket.lines, room.lines_of(rule)
    if rule.kind == "product":
        left = room.left(rule, indexes)
        goods = room.of_product(indexes, product_id)
        use = ProductUse(room, program, rule, goods, left)
        wish = ("points", redemption.points)
        bought = use.buy(wish, redemption.points, redemption.money)
        return [
            RedemptionLine(lines[each.index].uuid, each.quantity, each.money)
            for each in sorted(bought, key=lambda each: each.index)
        ]
    left = room.shares.amounts(rule.kind)
    parts = apportion(redemption.money, [left[index] for index in indexes], 1)
    return [
        RedemptionLine(lines[index].uuid, 0, part)
        for index, part in zip(indexes, parts, strict=True)
        if part
    ]


def capture_refusal(basket, program, rule, points, money, hold_uuid, product_id=0):
    """Why held points do not give that much money on the paid basket, or None.

    The member's side (balance, tier, tags, everything at once) was decided when the
    points were held and is not looked at again; everything else is. The Refusal is that
    of the quote, or wrong_worth with what they give.
    500 points held for 5.00 on a basket that is now 3.00: ``{"points": 30000, "money":
    300}``.
    """
    refusal = number_refusal(money, "money")
    if refusal:
        return refusal
    limits = replace(rule.limits, tiers=None, tags=None)
    rule = replace(rule, minimum_balance=0, everything=False, limits=limits)
    member = Member(available=0, own_holds=points)
    quote = redeem_points(basket, program, rule, member, points, hold_uuid, product_id)
    if is_refusal(quote):
        return quote
    if quote.money < money:
        values = {"points": quote.points, "money": quote.money}
        return Refusal("wrong_worth", values)
    return None


def _redeem(basket, program, rule, member, hold_uuid, product_id, wish):
    name, asked = wish
    refusal = (
        number_refusal(asked, name) or basket_refusal(basket) or member_refusal(member)
    )
    if refusal:
        return refusal
    return _quote(Room(basket, member, hold_uuid), program, rule, wish, product_id)


def _quote(room, program, rule, wish, product_id):
    return _answer(_use(room, program, rule, product_id), wish)


def _answer(use, wish):
    if is_refusal(use):
        return use
    try:
        return use.quote(wish)
    except OutOfBounds:
        return out_of_bounds("points")


def _use(room, program, rule, product_id):
    """A use of the rule on the document, or the Refusal that says why there is none."""
    refusal, indexes, left = _ground(room, program, rule)
    if refusal:
        return refusal
    return _new_use(room, program, rule, room.of_product(indexes, product_id), left)


def _uses(room, program, rule):
    """The uses of a rule that get an option each: (rule, product id, use)."""
    refusal, indexes, left = _ground(room, program, rule)
    return [
        (rule, product_id, refusal or _new_use(room, program, rule, goods, left))
        for product_id, goods in _goods(room, program, rule, indexes)
    ]


def _ground(room, program, rule):
    """What all uses of a rule stand on: why there is none, the goods in its scope, and
    the money left on them where it was asked for.
    """
    indexes = room.lines_of(rule)
    refusal = (
        redemption_refusal(program, rule)
        or limits_refusal(rule.limits, room.situation, room.member)
        or balance_refusal(rule, room.balance)
    )
    if refusal:
        return refusal, indexes, 0
    left = room.left(rule, indexes)
    return _order_refusal(rule, room, left), indexes, left


def _new_use(room, program, rule, indexes, left):
    try:
        if rule.kind == "product":
            return ProductUse(room, program, rule, indexes, left)
        if rule.kind == "percent":
            return PercentUse(room, rule, left)
        return AmountUse(room, program, rule, left)
    except OutOfBounds:
        return out_of_bounds("points")


def _order_refusal(rule, room, left):
    if left <= 0:
        return Refusal("nothing_to_redeem_on", {})
    if room.order < rule.minimum_order:
        values = {"minimum_order": rule.minimum_order, "order": room.order}
        return Refusal("below_minimum_order", values)
    return None


def _goods(room, program, rule, indexes):
    """(product, its goods), an option each: products with a price of their own, else
    (0, all).
    """
    if rule.kind != "product" or rule.points or redemption_refusal(program, rule):
        return [(0, indexes)]
    priced = [index for index in indexes if room.lines[index].points_price]
    ids = sorted({room.lines[index].product_id for index in priced}) or [0]
    return [(product_id, room.of_product(priced, product_id)) for product_id in ids]


def _comparable(uses):
    """The uses of amount rules that others are compared with."""
    return [
        use for use in uses if isinstance(use, AmountUse) and not use.rule.everything
    ]


def _cheaper(amount_uses, rule, redemption):
    cheaper = None
    points = redemption.points
    for use in amount_uses if rule.kind != "amount" else []:
        needed = use.points_for(redemption.money, points - 1)
        if needed is not None:
            points = needed
            cheaper = Cheaper(use.rule.id, needed)
    return cheaper

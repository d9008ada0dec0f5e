"""What a document and a member offer to a redemption.

Twin: ``static/src/engine/room.js``.
"""

from dataclasses import dataclass
from functools import cmp_to_key

from .answers import Refusal
from .fraction import ONE, Fraction
from .frozen import FULL_SHARE
from .rounding import mul_div
from .scope import ScopeIndex
from .shares import REWARDS, Shares


@dataclass(frozen=True, slots=True)
class Unit:
    """``value`` of one unit in money, the ``rank`` of that among all lines (the dearest
    first), and the ``quantity`` that may still be bought.
    """

    value: Fraction
    quantity: int
    rank: int


class Room:
    """What every redemption rule needs, computed once per basket.

    ``order`` is the money on redeemable lines before redemptions. Points: ``balance``
    of the member, ``usable`` now. Redemptions of a later kind are not looked at: they
    have to fit what this one leaves.
    """

    __slots__ = (
        "balance",
        "index",
        "lines",
        "member",
        "order",
        "residual",
        "shares",
        "situation",
        "usable",
        "_others",
        "_units",
    )

    def __init__(self, basket, member, hold_uuid):
        def ignored(line):
            return bool(hold_uuid) and line.hold_uuid == hold_uuid

        self.lines, self.situation = basket.lines, basket.situation
        self.member, self.residual = member, basket.residual
        self.shares = Shares(basket.lines, "payable_amount", ignored)
        redeemable = self.shares.counted()
        self.index = ScopeIndex(basket.lines, redeemable)
        self.order = self.shares.sum(redeemable, "return")
        freed = member.own_holds - member.other_holds if hold_uuid else 0
        self.balance = member.available + member.own_holds
        self.usable = member.available + max(0, freed)
        self._units = None
        self._others = [
            (REWARDS.index(line.reward), -line.payable_amount)
            for line in basket.lines
            if line.kind == "redemption" and not ignored(line)
        ]

    def lines_of(self, rule):
        """Positions of the goods in a rule's scope that may be redeemed on."""
        return self.index.lines(rule.scope)

    def of_product(self, indexes, product_id):
        """Those of some positions whose goods are of that product; all if it is 0."""
        if not product_id:
            return indexes
        return [each for each in indexes if self.lines[each].product_id == product_id]

    def left(self, rule, indexes):
        """Money left on some lines after redemptions of the same or an earlier kind."""
        return self.shares.sum(indexes, rule.kind)

    def units(self):
        """Per line what may be bought of it by the unit: a Unit, or None."""
        if self._units is None:
            kept = [self.shares.kept(stage) for stage in ("return", "product")]
            values = [self._unit(index, *kept) for index in range(len(self.lines))]
            self._units = _ranked(values)
        return self._units

    def _unit(self, index, before, now):
        """(value, quantity) of a line that has both, or None."""
        line, group = self.lines[index], self.shares.groups[index]
        if line.kind != "goods" or not (line.quantity and line.payable_amount):
            return None
        value = Fraction(line.payable_amount * 1000, line.quantity)
        if now[group] is None:
            return value, line.quantity
        share = before[group] or ONE
        if not share.over:
            return None
        rest = (now[group] or ONE).by(share)
        return value.times(share), Fraction(line.quantity).times(rest).rounded("down")

    def others(self, rule):
        """Money that other redemptions of the same or an earlier kind give."""
        rank = REWARDS.index(rule.kind)
        return sum(money for other, money in self._others if other <= rank)

    def has_percent(self):
        """Whether another percent reward is on the document."""
        return any(REWARDS[rank] == "percent" for rank, _money in self._others)

    def fits(self, rule, left):
        """The most money a use of the rule may give where that much is left."""
        share = mul_div(self.order, rule.maximum_share, FULL_SHARE, "down")
        if self.residual is not None:
            share = min(share, self.residual)
        return max(0, min(left, share - self.others(rule)))

    def does_not_fit(self, rule, needed, fits):
        """The refusal of a use worth more than fits, with the order it needs."""
        whole = needed + self.others(rule)
        order = mul_div(whole, FULL_SHARE, rule.maximum_share, "up")
        values = {"needed_money": needed, "fits": fits, "needed_order": order}
        return Refusal("nothing_fits", values)

    def not_enough(self, needed):
        """The refusal where fewer points are usable than needed."""
        values = {"available": self.usable, "needed": needed}
        missing = needed - self.usable
        return Refusal("not_enough_points", {**values, "missing": missing})


def _ranked(values):
    """Units of the (value, quantity) pairs; equal values have the same rank."""
    positions = [place for place, each in enumerate(values) if each]
    positions.sort(key=cmp_to_key(lambda one, other: _dearer(values, one, other)))
    units, rank = [None] * len(values), 0
    for place, index in enumerate(positions):
        if place and _dearer(values, positions[place - 1], index):
            rank += 1
        units[index] = Unit(*values[index], rank)
    return units


def _dearer(values, one, other):
    first, second = values[one][0], values[other][0]
    return first.is_less(second) - second.is_less(first)

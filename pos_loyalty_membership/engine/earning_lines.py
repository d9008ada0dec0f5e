"""The lines of a basket as earning rules look at them, computed once per basket.

Twin: ``static/src/engine/earning_lines.js``.
"""

from .basis import capped_basis, is_own_redemption, received_in_all
from .fraction import ZERO, Fraction
from .frozen import MAX_SAFE, OutOfBounds
from .rounding import mul_div, product_div
from .scope import ScopeIndex
from .shares import LAST, Shares


class EarningLines:
    """What each line of goods counts for, exactly; positions stand for lines.

    ``order`` is the order's basis before redemptions, ``basis`` per line what it earns
    on in whole cents, ``earning`` the positions of the goods that may earn.
    """

    __slots__ = (
        "basis",
        "earning",
        "lines",
        "order",
        "_index",
        "_paid",
        "_shares",
        "_unit_shares",
    )

    def __init__(self, basket, program):
        own = program.id if program.reward_redeemed else 0
        self.lines = basket.lines
        self._shares = Shares(
            basket.lines, "earn_amount", lambda line: is_own_redemption(line, own)
        )
        self.earning = self._shares.counted()
        self._index = ScopeIndex(basket.lines, self.earning)
        self.order = self._shares.sum(self.earning, "return")
        received = received_in_all(basket, own)
        amounts = self._shares.amounts(LAST)
        self.basis = capped_basis(basket.lines, amounts, received)
        self._paid = self._paid_share(received)
        kept = [self._shares.kept(stage) for stage in (LAST, "discount")]
        self._unit_shares = [_part(*each) for each in zip(*kept, strict=True)]

    def _paid_share(self, received):
        """The part of the exact basis that was received; all of it is None."""
        if received is None:
            return None
        whole, paid = self._shares.exact(self.earning, LAST), Fraction(received)
        return paid.by(whole) if paid.is_less(whole) else None

    def of(self, rule):
        """Positions of the goods in a rule's scope that may earn."""
        return self._index.lines(rule.scope)

    def exact_basis(self, indexes):
        """What some lines earn on together: money, rounded down once."""
        if self._paid is None:
            return self._shares.sum(indexes, LAST)
        exact = self._shares.exact(indexes, LAST)
        return exact.times(self._paid).rounded("down")

    def units(self, rule, index):
        """Points per unit × quantity of one line: hundredths × thousandths.

        Goods without a price count for nothing.
        """
        line = self.lines[index]
        if not line.earn_amount:
            return 0
        return self.per_unit(rule, index) * line.quantity

    def per_unit(self, rule, index):
        """Points per unit: the line's own, else the rule's; hundredths."""
        points = self.lines[index].points_per_unit
        return rule.points if points is None else points

    def exact_units(self, rule, indexes):
        """Units of some lines, of each the share that was not returned or redeemed."""
        sums = [0] * len(self._unit_shares)
        for index in indexes:
            sums[self._shares.groups[index]] += self.units(rule, index)
        if sum(sums) > MAX_SAFE:
            raise OutOfBounds("points")
        exact = self._shares.weighed(sums, self._unit_shares)
        return exact if self._paid is None else exact.times(self._paid)

    def unit_weight(self, rule, index):
        """Hundredths of points of one line by unit, to share a rule's points out."""
        units = self.units(rule, index)
        share = self._unit_shares[self._shares.groups[index]]
        if share is None:
            return mul_div(units, 1, 1000, "down")
        return product_div([units, share.over], [1000, share.under], "down")

    def paid_for(self, index):
        """What a line's discounts left of its price, as a share; None for all of it."""
        return self._shares.kept("discount")[self._shares.groups[index]]


def _part(left, discounted):
    """The part of a discounted price that was not returned or redeemed; None: all."""
    if left is None or discounted is None:
        return left
    return left.by(discounted) if discounted.over else ZERO

"""What a document and a member offer to a redemption.

Twin: ``static/src/engine/room.js``.
"""

from .answers import Refusal
from .frozen import FULL_SHARE
from .rounding import mul_div
from .scope import ScopeIndex
from .shares import REWARDS, Shares


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
    )

    def __init__(self, basket, member, hold_uuid):
        def ignored(line):
            return bool(hold_uuid) and line.hold_uuid == hold_uuid

        self.lines, self.situation = basket.lines, basket.situation
        self.member, self.residual = member, basket.residual
        self.shares = Shares(basket.lines, "payable_amount", ignored)
        self.index = ScopeIndex(basket.lines)
        redeemable = self.shares.counted()
        self.order = self.shares.exact(redeemable, "return").rounded("down")
        freed = member.own_holds - member.other_holds if hold_uuid else 0
        self.balance = member.available + member.own_holds
        self.usable = member.available + max(0, freed)
        self._others = [
            (REWARDS.index(line.reward), -line.payable_amount)
            for line in basket.lines
            if line.kind == "redemption" and not ignored(line)
        ]

    def lines_of(self, rule):
        """Positions of the goods in a rule's scope that may be redeemed on."""
        found = self.index.lines(rule.scope)
        return [index for index in found if self.lines[index].redeemable]

    def left(self, rule):
        """Money left on these after redemptions of the same or an earlier kind."""
        exact = self.shares.exact(self.lines_of(rule), rule.kind)
        return exact.rounded("down")

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

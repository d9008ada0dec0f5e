"""Points for a percentage (kind percent). Twin: ``static/src/engine/percent.js``."""

from .answers import Redemption, Refusal
from .frozen import FULL_SHARE
from .rounding import mul_div
from .wishes import MAXIMUM


class PercentUse:
    """One use of a percent rule: a fixed price for a share of what is left in scope."""

    __slots__ = ("fits", "left", "room", "rule")

    def __init__(self, room, rule, left):
        self.room, self.rule, self.left = room, rule, left
        self.fits = room.fits(rule, left)

    def quote(self, wish):
        """The Redemption for a wish, or a Refusal; it costs the same whatever is typed.

        10 % for 300 points on a basket of 8.50 in scope: 30000 points, money 85.
        """
        if self.room.has_percent():
            return Refusal("percent_already_used", {})
        if self.room.usable < self.rule.points:
            return self.room.not_enough(self.rule.points)
        money = mul_div(self.left, self.rule.percent, FULL_SHARE, "down")
        given = min(money, self.fits)
        if not given:
            return self.room.does_not_fit(self.rule, 1, given)
        code, values = "exact", {}
        if given < money:
            code, values = "lowered_to_fit", {"fits": self.fits}
        elif wish is not MAXIMUM and wish != ("points", self.rule.points):
            code, values = "fixed_price", {"points": self.rule.points}
        return Redemption(self.rule.id, self.rule.points, given, code, values)

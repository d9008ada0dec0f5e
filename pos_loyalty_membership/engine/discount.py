"""Points as a plain discount (kind amount). Twin: ``static/src/engine/discount.js``.

Points are never burnt: it takes the fewest points, in steps of the rule, that give the
largest discount that fits.
"""

from .answers import Redemption
from .frozen import OutOfBounds
from .ranges import Ranges
from .rounding import to_unit
from .wishes import MAXIMUM, above_maximum, below_minimum


class AmountUse:
    """One use of an amount rule on a document."""

    __slots__ = ("fits", "limit", "ranges", "room", "rule", "_most")

    def __init__(self, room, program, rule, left):
        self.room, self.rule = room, rule
        self.ranges = Ranges(rule, program.unit)
        self.fits = room.fits(rule, left)
        self.limit = min(room.usable, rule.maximum_points or room.usable)
        self._most = ()

    def quote(self, wish):
        """The Redemption for a wish, or a Refusal."""
        refusal = self.refusal()
        if refusal or self.rule.everything:
            return refusal or self._everything(wish)
        asked = self._asked(wish)
        typed = to_unit(asked, self.ranges.step, "up") if wish[0] == "money" else asked
        refusal = below_minimum(self.ranges.lowest(), typed)
        if refusal:
            return refusal
        if wish[0] == "money":
            return self._for_money(wish, asked)
        return self._for_points(wish, asked)

    def refusal(self):
        """Why not even the smallest use is possible, or None."""
        lowest = self.ranges.lowest()
        if self.rule.maximum_points and self.rule.maximum_points < lowest:
            return above_maximum(self.rule, lowest)
        if self.room.usable < lowest:
            return self.room.not_enough(lowest)
        if not self.rule.everything and not self._largest():
            return self._too_much(self.ranges.cheapest(self.limit))
        return None

    def points_for(self, money, most):
        """The fewest points, at most so many, for at least that much money, or None."""
        if money > self.fits:
            return None
        most = min(most, self.rule.maximum_points or most)
        try:
            found = self.ranges.for_money(money, most, self.fits)
        except OutOfBounds:
            return None
        return None if found is None else found[0]

    def _everything(self, wish):
        points, money = self.ranges.best(self.limit, None)
        if money > self.fits:
            return self._too_much(money)
        is_asked = wish is MAXIMUM or wish == ("points", points)
        if is_asked or wish == ("money", money):
            return Redemption(self.rule.id, points, money, "exact", {})
        return Redemption(self.rule.id, points, money, "everything", {"points": points})

    def _too_much(self, money):
        return self.room.does_not_fit(self.rule, money, self.fits)

    def _for_points(self, wish, asked):
        points = min(asked, self.limit)
        best = self._largest()
        if points < self.limit:
            best = self.ranges.best(points, self.fits)
        if best is None:
            return self._too_much(self.ranges.cheapest(points))
        if wish is MAXIMUM:
            return Redemption(self.rule.id, *best, "exact", {})
        most, code = self._tightest()
        if most >= asked:
            code = self._points_code(asked, best[0])
        return Redemption(self.rule.id, *best, *code)

    def _for_money(self, wish, asked):
        name, typed = wish
        found = self.ranges.for_money(typed, self.limit, self.fits)
        step = {"step": self.ranges.step}
        if found:
            code = ("raised_to_step", step) if found[1] > typed else ("exact", {})
            return Redemption(self.rule.id, *found, *code)
        most, lowered = self._tightest()
        if asked <= most:
            lowered = ("lowered_to_step", step)
        return Redemption(self.rule.id, *self._largest(), *lowered)

    def _largest(self):
        """(points, money) of the largest discount of this use, or None; found once."""
        if self._most == ():
            self._most = self.ranges.best(self.limit, self.fits)
        return self._most

    def _tightest(self):
        """The most points one use may take, and the code and values that say why."""
        usable, maximum = self.room.usable, self.rule.maximum_points
        bounds = [
            (usable, ("lowered_to_balance", {"available": usable})),
            (
                self.ranges.most_for(self.fits),
                ("lowered_to_fit", {"fits": self.fits}),
            ),
        ]
        if maximum:
            values = {"maximum_points": maximum}
            bounds.insert(0, (maximum, ("lowered_to_maximum", values)))
        return min(bounds, key=lambda bound: bound[0])

    def _points_code(self, asked, points):
        """What the step did to typed points that no bound lowered."""
        if asked % self.ranges.step:
            return "lowered_to_step", {"step": self.ranges.step}
        if points < asked:
            return "lowered_to_worth", {}
        return "exact", {}

    def _asked(self, wish):
        name, asked = wish
        if wish is MAXIMUM:
            return self.room.usable
        return self.ranges.asked(asked) if name == "money" else asked

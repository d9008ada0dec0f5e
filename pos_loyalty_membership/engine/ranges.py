"""What points are worth, range by range (kind amount).

Every range of points has its own value: the rule's, or that of a bracket. Within one
use a single range values all points. Twin: ``static/src/engine/ranges.js``.
"""

from dataclasses import dataclass

from .frozen import MAX_SAFE
from .rounding import mul_div, to_unit


@dataclass(frozen=True, slots=True)
class Range:
    """``points`` are worth ``money`` for uses of ``first`` to ``last`` points; these
    are uses that the rule allows: in steps, not below its minimum, worth something.
    """

    first: int
    last: int
    points: int
    money: int

    def worth(self, points):
        """The money that this many points give."""
        return mul_div(points, self.money, self.points, "down")

    def needed(self, money):
        """The fewest points for that much money, whatever the range and the step."""
        return mul_div(money, self.points, self.money, "up")

    def most_for(self, money):
        """The most points that give no more than that much money."""
        return mul_div(money + 1, self.points, self.money, "up") - 1


class Ranges:
    """The uses that an amount rule allows, in order of points."""

    __slots__ = ("all", "step")

    def __init__(self, rule, unit):
        self.step = rule.step or unit
        self.all = []
        for first, last, points, money in _pieces(rule):
            worth_something = mul_div(1, points, money, "up")
            lowest = max(first, rule.minimum_points, worth_something)
            lowest = to_unit(lowest, self.step, "up")
            if lowest <= last:
                self.all.append(Range(lowest, last, points, money))

    def lowest(self):
        """The fewest points of one use."""
        return self.all[0].first

    def use(self, points):
        """(points, money): what points give in their own range, for the fewest points
        there; None where the rule allows no such use.
        """
        for each in self.all:
            if each.first <= points <= each.last:
                money = each.worth(points)
                needed = to_unit(each.needed(money), self.step, "up")
                return max(each.first, needed), money
        return None

    def cheapest(self, points):
        """The least money that a use of at most these points gives."""
        return min(each.worth(each.first) for each in self.all if each.first <= points)

    def best(self, points, fits):
        """(points, money) of the largest discount for at most these points that is no
        more than fits (None: whatever it is), for the fewest points; None where not
        even the smallest fits.
        """
        best = None
        for each in self.all:
            most = min(points, each.last)
            if fits is not None:
                most = min(most, each.most_for(fits))
            most = to_unit(most, self.step, "down")
            if most < each.first:
                continue
            money = each.worth(most)
            # A later range takes more points.
            if best is None or money > best[1]:
                needed = to_unit(each.needed(money), self.step, "up")
                best = (max(each.first, needed), money)
        return best

    def for_money(self, money, points, fits):
        """(points, money) for at least that much money: the fewest points, at most
        these, worth no more than fits; None where there are none.
        """
        for each in self.all:
            needed = each.needed(money)
            if needed > points:
                continue
            fewest = max(each.first, to_unit(needed, self.step, "up"))
            if fewest <= min(points, each.last) and each.worth(fewest) <= fits:
                return fewest, each.worth(fewest)
        return None

    def asked(self, money):
        """The fewest points that money typed stands for, before any step."""
        wanted = [
            (max(each.needed(money), 0 if position == 0 else each.first), each)
            for position, each in enumerate(self.all)
        ]
        # The last range has no end, so one of them is always reached.
        return min(points for points, each in wanted if points <= each.last)

    def most_for(self, fits):
        """The most points worth no more than fits, whatever the step."""
        most = [min(each.last, each.most_for(fits)) for each in self.all]
        return max(
            points
            for position, (points, each) in enumerate(zip(most, self.all, strict=True))
            if position == 0 or points >= each.first
        )


def _pieces(rule):
    """(first, last, points, money): the brackets, and the rule's value between them."""
    pieces, start = [], 0
    for bracket in rule.brackets:
        if start < bracket.from_points:
            pieces.append((start, bracket.from_points - 1, rule.points, rule.money))
        last = bracket.to_points or MAX_SAFE
        pieces.append((bracket.from_points, last, bracket.points, bracket.money))
        start = last + 1
    if start <= MAX_SAFE:
        pieces.append((start, MAX_SAFE, rule.points, rule.money))
    return pieces

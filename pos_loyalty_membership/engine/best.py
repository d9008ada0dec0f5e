"""Per line the one rule that gives it the most. Twin: ``static/src/engine/best.js``."""

from functools import cmp_to_key

from .fraction import ONE


class BestRules:
    """Which lines each of some rules keeps when only the best one counts per line.

    What a rule gives a line is compared as an exact fraction, before whole steps; of
    equal ones the first rule wins. ``rules`` are in that order, ``lines`` EarningLines.
    """

    __slots__ = ("_amount", "_lines", "_marks", "_of", "_product", "_rules")

    def __init__(self, lines, rules):
        self._lines, self._rules = lines, rules
        self._marks = [frozenset(lines.of(rule)) for rule in rules]
        positions = range(len(rules))
        self._amount = sorted(
            (each for each in positions if rules[each].kind == "amount"),
            key=cmp_to_key(self._by_rate),
        )
        product = [each for each in positions if rules[each].kind == "product"]
        by_points = sorted(product, key=lambda each: -rules[each].points)
        self._product = {True: product, False: by_points}
        self._of = [[] for _rule in rules]
        for index in lines.earning:
            best = self._best(index)
            if best is not None:
                self._of[best].append(index)

    def of(self, position):
        """Positions of the lines that the rule at this position keeps."""
        return self._of[position]

    def _by_rate(self, one, other):
        """The higher points per money first."""
        first, second = self._rules[one], self._rules[other]
        return second.points * first.per_amount - first.points * second.per_amount

    def _best(self, index):
        has_own = self._lines.lines[index].points_per_unit is not None
        amount = self._first(self._amount, index)
        product = self._first(self._product[has_own], index)
        if amount is None or product is None:
            return product if amount is None else amount
        by_amount, by_unit = self._worth(amount, product, index)
        if by_amount == by_unit:
            return min(amount, product)
        return amount if by_amount > by_unit else product

    def _first(self, positions, index):
        return next((each for each in positions if index in self._marks[each]), None)

    def _worth(self, amount, product, index):
        """What both rules give the line, on the same scale."""
        line, rule = self._lines.lines[index], self._rules[amount]
        discounted = self._lines.paid_for(index) or ONE
        by_amount = rule.points * line.earn_amount * 1000 * discounted.over
        units = self._lines.units(self._rules[product], index)
        return by_amount, units * rule.per_amount * discounted.under

"""Per line the one rule that gives it the most. Twin: ``static/src/engine/best.js``."""

from functools import cmp_to_key

from .fraction import ONE


class BestRules:
    """Which lines each of some rules keeps when only the best one counts per line.

    What a rule gives a line is compared as an exact fraction, before whole steps; of
    equal ones the first rule wins. ``rules`` are in that order, ``goods`` has per rule
    the positions of the lines in its scope, ``lines`` are EarningLines.
    """

    __slots__ = ("_lines", "_of", "_rules")

    def __init__(self, lines, rules, goods):
        self._lines, self._rules = lines, rules
        positions = range(len(rules))
        amount = sorted(
            (each for each in positions if rules[each].kind == "amount"),
            key=cmp_to_key(self._by_rate),
        )
        product = [each for each in positions if rules[each].kind == "product"]
        by_points = sorted(product, key=lambda each: -rules[each].points)
        amount_of = _firsts(amount, goods)
        own_of, rule_of = _firsts(product, goods), _firsts(by_points, goods)
        self._of = [[] for _rule in rules]
        for index in lines.earning:
            has_own = lines.lines[index].points_per_unit is not None
            product_of = own_of if has_own else rule_of
            best = self._best(amount_of.get(index), product_of.get(index), index)
            if best is not None:
                self._of[best].append(index)

    def of(self, position):
        """Positions of the lines that the rule at this position keeps."""
        return self._of[position]

    def _by_rate(self, one, other):
        """The higher points per money first."""
        first, second = self._rules[one], self._rules[other]
        return second.points * first.per_amount - first.points * second.per_amount

    def _best(self, amount, product, index):
        """The better of an amount rule and a product rule on a line; either may be
        missing.
        """
        if amount is None or product is None:
            return product if amount is None else amount
        by_amount, by_unit = self._worth(amount, product, index)
        if by_amount == by_unit:
            return min(amount, product)
        return amount if by_amount > by_unit else product

    def _worth(self, amount, product, index):
        """What both rules give the line, on the same scale."""
        line, rule = self._lines.lines[index], self._rules[amount]
        discounted = self._lines.paid_for(index) or ONE
        by_amount = rule.points * line.earn_amount * 1000 * discounted.over
        units = self._lines.units(self._rules[product], index)
        return by_amount, units * rule.per_amount * discounted.under


def _firsts(positions, goods):
    """Per line the first of some rules that has it in its scope."""
    firsts = {}
    for position in reversed(positions):
        firsts.update(dict.fromkeys(goods[position], position))
    return firsts

"""What a basket earns, rule by rule and why. Twin: ``static/src/engine/earning.js``.

All rules add up, or per line the best one counts. Each rule is rounded once, capped,
and capped again for the day; the points are then shared out together over the lines,
visits belong to no line.
"""

from dataclasses import dataclass, replace

from .apportion import apportion
from .best import BestRules
from .bounds import basket_refusal, earning_refusal, member_refusal, out_of_bounds
from .earning_lines import EarningLines
from .limits import limits_refusal
from .rounding import mul_div, product_div, to_unit
from .scope import is_everything
from .values import (
    FULL_SHARE,
    MAX_AMOUNT,
    Earning,
    LineEarning,
    OutOfBounds,
    RuleResult,
)


@dataclass(frozen=True, slots=True)
class _Facts:
    """What every rule needs, computed once; ``paid`` is money."""

    lines: EarningLines
    paid: int
    program: object
    member: object
    situation: object


def earn(basket, program, member):
    """The Earning of a basket for a member: points in hundredths, per line and in all.

    A basket of 8.50 with 1 point per whole 1.00 earns 800 (8 points). Rules that give
    nothing stay in ``rules`` with their code: those of ``limits_refusal``,
    below_minimum_order, nothing_in_scope, not_best, nothing_to_pay, already_visited.
    Those that would give more are "capped" or "capped_by_day". A number beyond the
    bounds is ``Refusal("out_of_bounds", {"field": …})``.
    """
    refusal = (
        basket_refusal(basket) or earning_refusal(program) or member_refusal(member)
    )
    if refusal:
        return refusal
    try:
        return _earn(basket, program, member)
    except OutOfBounds:
        return out_of_bounds("points")


def _earn(basket, program, member):
    paid = basket.received
    if paid is None:
        paid = sum(line.payable_amount for line in basket.lines)
    lines = EarningLines(basket, program)
    facts = _Facts(lines, paid, program, member, basket.situation)
    rules = sorted(program.earning_rules, key=lambda rule: (rule.sequence, rule.id))
    refused = [_rule_refusal(rule, facts) for rule in rules]
    goods = [
        [] if refusal or rule.kind in KINDS_WITHOUT_LINES else lines.of(rule)
        for rule, refusal in zip(rules, refused, strict=True)
    ]
    lines_of = goods
    if program.combine == "best":
        lines_of = _best_lines(rules, goods, lines)
    results = [
        refusal or EARNING_KINDS[rule.kind](rule, *found, facts)
        for rule, refusal, *found in zip(rules, refused, lines_of, goods, strict=True)
    ]
    results = _capped_by_day(results, program, member)
    order_points = sum(
        result.points
        for rule, result in zip(rules, results, strict=True)
        if rule.kind in KINDS_WITHOUT_LINES
    )
    points = sum(result.points for result in results)
    weights = _weights(zip(rules, results, lines_of, strict=True), facts)
    shared = _line_earnings(lines, weights, points - order_points, program.unit)
    return Earning(points, shared, order_points, tuple(results))


def _rule_refusal(rule, facts):
    refusal = limits_refusal(rule.limits, facts.situation, facts.member)
    if refusal:
        return RuleResult(rule.id, refusal.code, 0, refusal.values)
    if facts.lines.order < rule.minimum_order:
        values = {"minimum_order": rule.minimum_order, "order": facts.lines.order}
        return RuleResult(rule.id, "below_minimum_order", 0, values)
    return None


def _best_lines(rules, goods, lines):
    """Per rule the positions of the lines for which it is the best, of the goods in its
    scope.
    """
    lines_of = [*goods]
    judged = [position for position, found in enumerate(goods) if found]
    judged_rules = [rules[position] for position in judged]
    best = BestRules(lines, judged_rules, [goods[position] for position in judged])
    for place, position in enumerate(judged):
        lines_of[position] = best.of(place)
    return lines_of


def _amount_result(rule, indexes, goods, facts):
    if not indexes:
        return _without_lines(rule, goods, facts)
    basis = facts.lines.exact_basis(indexes)
    if basis <= 0:
        return RuleResult(rule.id, "nothing_to_pay", 0, {})
    per = rule.per_amount
    steps = mul_div(basis, 1, per, "down") if rule.whole_steps else basis
    over = [steps, rule.points, facts.member.multiplier]
    under = [FULL_SHARE, 1 if rule.whole_steps else per]
    values = {"basis": basis, "per_amount": per, "points": rule.points}
    return _result(rule, over, under, values, facts)


def _product_result(rule, indexes, goods, facts):
    counted = [each for each in indexes if facts.lines.per_unit(rule, each)]
    if not counted:
        return _without_lines(rule, goods, facts)
    exact = facts.lines.exact_units(rule, counted)
    if not exact.over:
        return RuleResult(rule.id, "nothing_to_pay", 0, {})
    units = sum(facts.lines.units(rule, each) for each in counted)
    quantity = sum(facts.lines.lines[each].quantity for each in counted)
    values = {"quantity": quantity, "full": mul_div(units, 1, 1000, "down")}
    over = [exact.over, facts.member.multiplier]
    return _result(rule, over, [exact.under, 1000, FULL_SHARE], values, facts)


def _visit_result(rule, _indexes, _goods, facts):
    if facts.lines.order <= 0 or facts.paid <= 0:
        return RuleResult(rule.id, "nothing_to_pay", 0, {})
    values = {"day": facts.situation.day}
    if not rule.every_sale and rule.id in facts.member.visited_rule_ids:
        return RuleResult(rule.id, "already_visited", 0, values)
    return _result(rule, [rule.points], [1], values, facts)


def _without_lines(rule, goods, facts):
    """Why a rule has no line to count."""
    if not facts.lines.earning:
        return RuleResult(rule.id, "nothing_to_pay", 0, {})
    if rule.kind == "product":
        goods = [each for each in goods if facts.lines.per_unit(rule, each)]
    return RuleResult(rule.id, "not_best" if goods else "nothing_in_scope", 0, {})


def _result(rule, over, under, values, facts):
    """Points rounded once to the program's unit, then capped by the rule."""
    program, multiplier = facts.program, facts.member.multiplier
    points = product_div(over, [*under, program.unit], program.rounding) * program.unit
    if points > MAX_AMOUNT:
        raise OutOfBounds("points")
    if rule.kind not in KINDS_WITHOUT_LINES and multiplier != FULL_SHARE:
        values = {**values, "multiplier": multiplier}
    unrounded = product_div(over, under, "down")
    if unrounded != points:
        values = {**values, "unrounded": unrounded}
    if not rule.maximum_points or points <= rule.maximum_points:
        return RuleResult(rule.id, "matched", points, values)
    most = to_unit(rule.maximum_points, program.unit, "down")
    values = {**values, "uncapped": points, "maximum_points": rule.maximum_points}
    return RuleResult(rule.id, "capped", most, values)


def _capped_by_day(results, program, member):
    """The same results with no more points than the member may still get today."""
    maximum = program.maximum_per_day
    if not maximum:
        return results
    room = to_unit(max(0, maximum - member.earned_today), program.unit, "down")
    capped = []
    for result in results:
        if result.points > room:
            values = {**result.values, "uncapped": result.points}
            values |= {"maximum_per_day": maximum, "earned_today": member.earned_today}
            result = replace(result, code="capped_by_day", points=room, values=values)
        room -= result.points
        capped.append(result)
    return capped


def _weights(judged, facts):
    """Per line what its share of all points is measured by: integers.

    Rules that look at the same lines in the same way share their points out together;
    if there are several such sets, what each would give a line is added up.
    """
    together, sets = 0, []
    for rule, result, indexes in judged:
        if not result.points or rule.kind in KINDS_WITHOUT_LINES:
            continue
        if (
            rule.kind == "amount"
            and facts.program.combine == "sum"
            and is_everything(rule.scope)
        ):
            together += result.points
        else:
            sets.append((result.points, indexes, _set_weights(rule, indexes, facts)))
    if together:
        indexes = facts.lines.earning
        sets.insert(0, (together, indexes, [facts.lines.basis[i] for i in indexes]))
    return _joined(sets, len(facts.lines.lines))


def _set_weights(rule, indexes, facts):
    lines = facts.lines
    if rule.kind != "product":
        weights = [lines.basis[index] for index in indexes]
        return weights if any(weights) else [1] * len(indexes)
    weights = [lines.unit_weight(rule, index) for index in indexes]
    if max(weights) > MAX_AMOUNT:
        raise OutOfBounds("points")
    if any(weights):
        return weights
    # Fractions of lines that only together make a point.
    return [1 if lines.units(rule, index) else 0 for index in indexes]


def _joined(sets, size):
    joined = [0] * size
    total = sum(points for points, _indexes, _weights in sets)
    scale = FINER if total <= MAX_AMOUNT else 1
    for points, indexes, weights in sets:
        whole = sum(weights)
        for index, weight in zip(indexes, weights, strict=True):
            if len(sets) > 1:
                weight = mul_div(points * scale, weight, whole or 1, "down")
            joined[index] += weight
    return joined


def _line_earnings(lines, weights, points, unit):
    parts = apportion(points, [weights[index] for index in lines.earning], unit)
    return tuple(
        LineEarning(line.uuid, line.quantity, lines.basis[index], part)
        for index, part in zip(lines.earning, parts, strict=True)
        for line in (lines.lines[index],)
    )


EARNING_KINDS = {
    "amount": _amount_result,
    "product": _product_result,
    "visit": _visit_result,
}
KINDS_WITHOUT_LINES = ("visit",)
# Joined weights are counted in thousandths of hundredths of points.
FINER = 1000

"""What a basket earns, rule by rule and why. Twin: ``static/src/engine/earning.js``.

All rules add up. Each rule is rounded once; the points of the rules per amount are then
shared out together over the lines by basis, visits belong to no line.
"""

from dataclasses import dataclass

from .apportion import apportion
from .basis import earning_basis, line_amounts
from .bounds import basket_refusal, earning_refusal, member_refusal, out_of_bounds
from .limits import limits_refusal
from .rounding import mul_div
from .values import MAX_AMOUNT, Earning, LineEarning, OutOfBounds, RuleResult


@dataclass(frozen=True, slots=True)
class _Facts:
    """What every rule needs of the basket, computed once; money."""

    order: int
    basis: int
    paid: int
    situation: object
    visited_rule_ids: tuple
    unit: int
    rounding: str


def earn(basket, program, member):
    """The Earning of a basket for a member: points in hundredths, per line and in all.

    A basket of 8.50 with 1 point per whole 1.00 earns 800 (8 points). Rules that give
    nothing stay in ``rules`` with their code: not_started, ended, wrong_place,
    below_minimum_order, nothing_to_pay, already_visited. A number beyond the bounds is
    ``Refusal("out_of_bounds", {"field": …})``.
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
    basis = earning_basis(basket)
    facts = _facts(basket, program, member, basis)
    rules = sorted(program.earning_rules, key=lambda rule: (rule.sequence, rule.id))
    results = [_rule_result(rule, facts) for rule in rules]
    order_points = sum(
        result.points
        for rule, result in zip(rules, results, strict=True)
        if rule.kind in KINDS_WITHOUT_LINES
    )
    points = sum(result.points for result in results)
    lines = _line_earnings(basket.lines, basis, points - order_points, program.unit)
    return Earning(points, lines, order_points, tuple(results))


def _facts(basket, program, member, basis):
    before = line_amounts(basket.lines, "earn_amount", True)
    paid = basket.received
    if paid is None:
        paid = sum(line_amounts(basket.lines, "payable_amount", False))
    return _Facts(
        order=sum(
            amount
            for line, amount in zip(basket.lines, before, strict=True)
            if line.earns
        ),
        basis=sum(basis),
        paid=paid,
        situation=basket.situation,
        visited_rule_ids=member.visited_rule_ids,
        unit=program.unit,
        rounding=program.rounding,
    )


def _rule_result(rule, facts):
    refusal = limits_refusal(rule.limits, facts.situation)
    if refusal:
        return RuleResult(rule.id, refusal.code, 0, refusal.values)
    if facts.order < rule.minimum_order:
        values = {"minimum_order": rule.minimum_order, "order": facts.order}
        return RuleResult(rule.id, "below_minimum_order", 0, values)
    return EARNING_KINDS[rule.kind](rule, facts)


def _amount_result(rule, facts):
    if facts.basis <= 0:
        return RuleResult(rule.id, "nothing_to_pay", 0, {})
    if rule.whole_steps:
        steps = mul_div(facts.basis, 1, rule.per_amount, "down")
        points = _rounded(steps, rule.points, 1, facts)
    else:
        points = _rounded(facts.basis, rule.points, rule.per_amount, facts)
    values = {"basis": facts.basis, "per_amount": rule.per_amount}
    return RuleResult(rule.id, "matched", points, {**values, "points": rule.points})


def _visit_result(rule, facts):
    if facts.order <= 0 or facts.paid <= 0:
        return RuleResult(rule.id, "nothing_to_pay", 0, {})
    if not rule.every_sale and rule.id in facts.visited_rule_ids:
        values = {"day": facts.situation.day}
        return RuleResult(rule.id, "already_visited", 0, values)
    points = _rounded(1, rule.points, 1, facts)
    return RuleResult(rule.id, "matched", points, {"day": facts.situation.day})


def _rounded(times, points, per, facts):
    """times × points ÷ per, rounded once to the program's unit."""
    result = mul_div(times, points, per * facts.unit, facts.rounding) * facts.unit
    if result > MAX_AMOUNT:
        raise OutOfBounds("points")
    return result


def _line_earnings(lines, basis, points, unit):
    earning = [
        (line, amount)
        for line, amount in zip(lines, basis, strict=True)
        if line.kind == "goods" and line.earns
    ]
    parts = apportion(points, [amount for _line, amount in earning], unit)
    return tuple(
        LineEarning(line.uuid, line.quantity, amount, part)
        for (line, amount), part in zip(earning, parts, strict=True)
    )


EARNING_KINDS = {"amount": _amount_result, "visit": _visit_result}
KINDS_WITHOUT_LINES = ("visit",)

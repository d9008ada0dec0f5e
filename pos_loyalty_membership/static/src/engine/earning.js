/**
 * What a basket earns, rule by rule and why. Twin: engine/earning.py.
 *
 * All rules add up. Each rule is rounded once; the points of the rules per amount are then
 * shared out together over the lines by basis, visits belong to no line.
 */

import { apportion } from "./apportion.js";
import { earning_basis, line_amounts } from "./basis.js";
import { basket_refusal, earning_refusal, member_refusal, out_of_bounds } from "./bounds.js";
import { limits_refusal } from "./limits.js";
import { mul_div } from "./rounding.js";
import { Earning, LineEarning, MAX_AMOUNT, OutOfBounds, RuleResult } from "./values.js";

/**
 * The Earning of a basket for a member: points in hundredths, per line and in all.
 *
 * A basket of 8.50 with 1 point per whole 1.00 earns 800 (8 points). Rules that give nothing
 * stay in `rules` with their code: not_started, ended, wrong_place, below_minimum_order,
 * nothing_to_pay, already_visited. A number beyond the bounds is a Refusal "out_of_bounds".
 */
export function earn(basket, program, member) {
    const refusal = basket_refusal(basket) || earning_refusal(program) || member_refusal(member);
    if (refusal) {
        return refusal;
    }
    try {
        return _earn(basket, program, member);
    } catch (error) {
        if (error instanceof OutOfBounds) {
            return out_of_bounds("points");
        }
        throw error;
    }
}

function _earn(basket, program, member) {
    const basis = earning_basis(basket);
    const facts = _facts(basket, program, member, basis);
    const rules = [...program.earning_rules].sort(
        (one, other) => one.sequence - other.sequence || one.id - other.id
    );
    const results = rules.map((rule) => _rule_result(rule, facts));
    let points = 0;
    let order_points = 0;
    results.forEach((result, index) => {
        points += result.points;
        if (KINDS_WITHOUT_LINES.includes(rules[index].kind)) {
            order_points += result.points;
        }
    });
    const lines = _line_earnings(basket.lines, basis, points - order_points, program.unit);
    return new Earning({ points, lines, order_points, rules: results });
}

function _facts(basket, program, member, basis) {
    const before = line_amounts(basket.lines, "earn_amount", true);
    let paid = basket.received;
    if (paid === null) {
        paid = _sum(line_amounts(basket.lines, "payable_amount", false));
    }
    return Object.freeze({
        order: _sum(basket.lines.map((line, index) => (line.earns ? before[index] : 0))),
        basis: _sum(basis),
        paid,
        situation: basket.situation,
        visited_rule_ids: member.visited_rule_ids,
        unit: program.unit,
        rounding: program.rounding,
    });
}

function _rule_result(rule, facts) {
    const refusal = limits_refusal(rule.limits, facts.situation);
    if (refusal) {
        return _result(rule, refusal.code, 0, refusal.values);
    }
    if (facts.order < rule.minimum_order) {
        const values = { minimum_order: rule.minimum_order, order: facts.order };
        return _result(rule, "below_minimum_order", 0, values);
    }
    return EARNING_KINDS[rule.kind](rule, facts);
}

function _amount_result(rule, facts) {
    if (facts.basis <= 0) {
        return _result(rule, "nothing_to_pay", 0, {});
    }
    const { points, per_amount } = rule;
    const earned = rule.whole_steps
        ? _rounded(mul_div(facts.basis, 1, per_amount, "down"), points, 1, facts)
        : _rounded(facts.basis, points, per_amount, facts);
    return _result(rule, "matched", earned, { basis: facts.basis, per_amount, points });
}

function _visit_result(rule, facts) {
    if (facts.order <= 0 || facts.paid <= 0) {
        return _result(rule, "nothing_to_pay", 0, {});
    }
    const values = { day: facts.situation.day };
    if (!rule.every_sale && facts.visited_rule_ids.includes(rule.id)) {
        return _result(rule, "already_visited", 0, values);
    }
    return _result(rule, "matched", _rounded(1, rule.points, 1, facts), values);
}

/** times × points ÷ per, rounded once to the program's unit. */
function _rounded(times, points, per, facts) {
    const result = mul_div(times, points, per * facts.unit, facts.rounding) * facts.unit;
    if (result > MAX_AMOUNT) {
        throw new OutOfBounds("points");
    }
    return result;
}

function _line_earnings(lines, basis, points, unit) {
    const earning = [];
    lines.forEach((line, index) => {
        if (line.kind === "goods" && line.earns) {
            earning.push([line, basis[index]]);
        }
    });
    const parts = apportion(
        points,
        earning.map(([, amount]) => amount),
        unit
    );
    return earning.map(
        ([{ uuid, quantity }, amount], index) =>
            new LineEarning({ uuid, quantity, amount, points: parts[index] })
    );
}

function _result(rule, code, points, values) {
    return new RuleResult({ rule_id: rule.id, code, points, values });
}

function _sum(numbers) {
    return numbers.reduce((sum, number) => sum + number, 0);
}

const EARNING_KINDS = Object.freeze({ amount: _amount_result, visit: _visit_result });
const KINDS_WITHOUT_LINES = Object.freeze(["visit"]);

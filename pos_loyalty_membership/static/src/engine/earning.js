/**
 * What a basket earns, rule by rule and why. Twin: engine/earning.py.
 *
 * All rules add up, or per line the best one counts. Each rule is rounded once, capped, and
 * capped again for the day; the points are then shared out together over the lines, visits
 * belong to no line.
 */

import { apportion } from "./apportion.js";
import { BestRules } from "./best.js";
import { basket_refusal, earning_refusal, member_refusal, out_of_bounds } from "./bounds.js";
import { EarningLines } from "./earning_lines.js";
import { limits_refusal } from "./limits.js";
import { mul_div, product_div, to_unit } from "./rounding.js";
import { is_everything } from "./scope.js";
import { Earning, FULL_SHARE, LineEarning, MAX_AMOUNT, OutOfBounds, RuleResult } from "./values.js";

/**
 * The Earning of a basket for a member: points in hundredths, per line and in all.
 *
 * A basket of 8.50 with 1 point per whole 1.00 earns 800 (8 points). Rules that give nothing
 * stay in `rules` with their code: those of limits_refusal, below_minimum_order,
 * nothing_in_scope, not_best, nothing_to_pay, already_visited. Those that would give more are
 * "capped" or "capped_by_day". A number beyond the bounds is a Refusal "out_of_bounds".
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
    let paid = basket.received;
    if (paid === null) {
        paid = _sum(basket.lines.map((line) => line.payable_amount));
    }
    const lines = new EarningLines(basket, program);
    const facts = { lines, paid, program, member, situation: basket.situation };
    const rules = [...program.earning_rules].sort(
        (one, other) => one.sequence - other.sequence || one.id - other.id
    );
    const refused = rules.map((rule) => _rule_refusal(rule, facts));
    const goods = rules.map((rule, position) =>
        refused[position] || KINDS_WITHOUT_LINES.includes(rule.kind) ? [] : lines.of(rule)
    );
    const lines_of = program.combine === "best" ? _best_lines(rules, goods, lines) : goods;
    const uncapped = rules.map(
        (rule, position) =>
            refused[position] ||
            EARNING_KINDS[rule.kind](rule, lines_of[position], goods[position], facts)
    );
    const results = _capped_by_day(uncapped, program, member);
    let points = 0;
    let order_points = 0;
    results.forEach((result, position) => {
        points += result.points;
        if (KINDS_WITHOUT_LINES.includes(rules[position].kind)) {
            order_points += result.points;
        }
    });
    const weights = _weights(rules, results, lines_of, facts);
    const shared = _line_earnings(lines, weights, points - order_points, program.unit);
    return new Earning({ points, lines: shared, order_points, rules: results });
}

function _rule_refusal(rule, { lines: { order }, situation, member }) {
    const refusal = limits_refusal(rule.limits, situation, member);
    if (refusal) {
        return _nothing(rule, refusal.code, refusal.values);
    }
    const { minimum_order } = rule;
    return order < minimum_order
        ? _nothing(rule, "below_minimum_order", { minimum_order, order })
        : null;
}

/** Per rule the positions of the lines for which it is the best, of the goods in its scope. */
function _best_lines(rules, goods, lines) {
    const lines_of = [...goods];
    const judged = [...goods.keys()].filter((position) => goods[position].length);
    const best = new BestRules(
        lines,
        judged.map((position) => rules[position]),
        judged.map((position) => goods[position])
    );
    judged.forEach((position, place) => {
        lines_of[position] = best.of(place);
    });
    return lines_of;
}

function _amount_result(rule, indexes, goods, facts) {
    if (!indexes.length) {
        return _without_lines(rule, goods, facts);
    }
    const basis = facts.lines.exact_basis(indexes);
    if (basis <= 0) {
        return _nothing(rule, "nothing_to_pay");
    }
    const { per_amount, points, whole_steps } = rule;
    const steps = whole_steps ? mul_div(basis, 1, per_amount, "down") : basis;
    const over = [steps, points, facts.member.multiplier];
    const under = [FULL_SHARE, whole_steps ? 1 : per_amount];
    return _result(rule, over, under, { basis, per_amount, points }, facts);
}

function _product_result(rule, indexes, goods, facts) {
    const { lines } = facts;
    const counted = indexes.filter((index) => lines.per_unit(rule, index));
    if (!counted.length) {
        return _without_lines(rule, goods, facts);
    }
    const exact = lines.exact_units(rule, counted);
    if (!exact.over) {
        return _nothing(rule, "nothing_to_pay");
    }
    const units = _sum(counted.map((index) => lines.units(rule, index)));
    const quantity = _sum(counted.map((index) => lines.lines[index].quantity));
    const values = { quantity, full: mul_div(units, 1, 1000, "down") };
    const over = [exact.over, facts.member.multiplier];
    return _result(rule, over, [exact.under, 1000, FULL_SHARE], values, facts);
}

function _visit_result(rule, _indexes, _goods, facts) {
    if (facts.lines.order <= 0 || facts.paid <= 0) {
        return _nothing(rule, "nothing_to_pay");
    }
    const values = { day: facts.situation.day };
    if (!rule.every_sale && facts.member.visited_rule_ids.includes(rule.id)) {
        return _nothing(rule, "already_visited", values);
    }
    return _result(rule, [rule.points], [1], values, facts);
}

/** Why a rule has no line to count. */
function _without_lines(rule, goods, { lines }) {
    if (!lines.earning.length) {
        return _nothing(rule, "nothing_to_pay");
    }
    const is_found = goods.some((index) => rule.kind !== "product" || lines.per_unit(rule, index));
    return _nothing(rule, is_found ? "not_best" : "nothing_in_scope");
}

function _nothing(rule, code, values = {}) {
    return new RuleResult({ rule_id: rule.id, code, points: 0, values });
}

/** Points rounded once to the program's unit, then capped by the rule. */
function _result(rule, over, under, values, { program, member: { multiplier } }) {
    const { unit, rounding } = program;
    const points = product_div(over, [...under, unit], rounding) * unit;
    if (points > MAX_AMOUNT) {
        throw new OutOfBounds("points");
    }
    if (!KINDS_WITHOUT_LINES.includes(rule.kind) && multiplier !== FULL_SHARE) {
        values = { ...values, multiplier };
    }
    const unrounded = product_div(over, under, "down");
    if (unrounded !== points) {
        values = { ...values, unrounded };
    }
    const { maximum_points } = rule;
    if (!maximum_points || points <= maximum_points) {
        return new RuleResult({ rule_id: rule.id, code: "matched", points, values });
    }
    const most = to_unit(maximum_points, unit, "down");
    values = { ...values, uncapped: points, maximum_points };
    return new RuleResult({ rule_id: rule.id, code: "capped", points: most, values });
}

/** The same results with no more points than the member may still get today. */
function _capped_by_day(results, { maximum_per_day, unit }, { earned_today }) {
    if (!maximum_per_day) {
        return results;
    }
    let room = to_unit(Math.max(0, maximum_per_day - earned_today), unit, "down");
    return results.map((result) => {
        let capped = result;
        if (result.points > room) {
            const values = { ...result.values, uncapped: result.points };
            capped = new RuleResult({
                rule_id: result.rule_id,
                code: "capped_by_day",
                points: room,
                values: { ...values, maximum_per_day, earned_today },
            });
        }
        room -= capped.points;
        return capped;
    });
}

/**
 * Per line what its share of all points is measured by: integers.
 *
 * Rules that look at the same lines in the same way share their points out together; if there
 * are several such sets, what each would give a line is added up.
 */
function _weights(rules, results, lines_of, facts) {
    let together = 0;
    const sets = [];
    rules.forEach((rule, position) => {
        const { points } = results[position];
        if (!points || KINDS_WITHOUT_LINES.includes(rule.kind)) {
            return;
        }
        const adds_up = rule.kind === "amount" && facts.program.combine === "sum";
        if (adds_up && is_everything(rule.scope)) {
            together += points;
        } else {
            const indexes = lines_of[position];
            sets.push([points, indexes, _set_weights(rule, indexes, facts)]);
        }
    });
    if (together) {
        const { earning, basis } = facts.lines;
        sets.unshift([together, earning, earning.map((index) => basis[index])]);
    }
    return _joined(sets, facts.lines.lines.length);
}

function _set_weights(rule, indexes, { lines }) {
    if (rule.kind !== "product") {
        const amounts = indexes.map((index) => lines.basis[index]);
        return amounts.some((amount) => amount) ? amounts : indexes.map(() => 1);
    }
    const weights = indexes.map((index) => lines.unit_weight(rule, index));
    if (weights.some((weight) => weight > MAX_AMOUNT)) {
        throw new OutOfBounds("points");
    }
    if (weights.some((weight) => weight)) {
        return weights;
    }
    // Fractions of lines that only together make a point.
    return indexes.map((index) => (lines.units(rule, index) ? 1 : 0));
}

function _joined(sets, size) {
    const joined = new Array(size).fill(0);
    const scale = _sum(sets.map(([points]) => points)) <= MAX_AMOUNT ? FINER : 1;
    for (const [points, indexes, weights] of sets) {
        const whole = _sum(weights);
        indexes.forEach((index, place) => {
            joined[index] +=
                sets.length > 1
                    ? mul_div(points * scale, weights[place], whole || 1, "down")
                    : weights[place];
        });
    }
    return joined;
}

function _line_earnings({ lines, earning, basis }, weights, points, unit) {
    const parts = apportion(
        points,
        earning.map((index) => weights[index]),
        unit
    );
    return earning.map((index, place) => {
        const { uuid, quantity } = lines[index];
        return new LineEarning({ uuid, quantity, amount: basis[index], points: parts[place] });
    });
}

function _sum(numbers) {
    return numbers.reduce((sum, number) => sum + number, 0);
}

const EARNING_KINDS = Object.freeze({
    amount: _amount_result,
    product: _product_result,
    visit: _visit_result,
});
const KINDS_WITHOUT_LINES = Object.freeze(["visit"]);
// Joined weights are counted in thousandths of hundredths of points.
const FINER = 1000;

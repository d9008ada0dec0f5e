/** Per line the one rule that gives it the most. Twin: engine/best.py. */

import { ONE } from "./fraction.js";
import { MAX_SAFE } from "./frozen.js";

/**
 * Which lines each of some rules keeps when only the best one counts per line.
 *
 * What a rule gives a line is compared as an exact fraction, before whole steps; of equal ones
 * the first rule wins. `rules` are in that order, `goods` has per rule the positions of the
 * lines in its scope, `lines` are EarningLines.
 */
export class BestRules {
    constructor(lines, rules, goods) {
        this._lines = lines;
        this._rules = rules;
        const positions = [...rules.keys()];
        const amount = positions
            .filter((each) => rules[each].kind === "amount")
            .sort((one, other) => this._by_rate(rules[one], rules[other]));
        const product = positions.filter((each) => rules[each].kind === "product");
        const by_points = [...product].sort(
            (one, other) => rules[other].points - rules[one].points
        );
        const amount_of = _firsts(amount, goods);
        const own_of = _firsts(product, goods);
        const rule_of = _firsts(by_points, goods);
        this._of = rules.map(() => []);
        for (const index of lines.earning) {
            const has_own = lines.lines[index].points_per_unit !== null;
            const best = this._best(amount_of[index], (has_own ? own_of : rule_of)[index], index);
            if (best !== undefined) {
                this._of[best].push(index);
            }
        }
    }

    /** Positions of the lines that the rule at this position keeps. */
    of(position) {
        return this._of[position];
    }

    /** The higher points per money first. */
    _by_rate(one, other) {
        return _compare([other.points, one.per_amount], [one.points, other.per_amount]);
    }

    /** The better of an amount rule and a product rule on a line; either may be missing. */
    _best(amount, product, index) {
        if (amount === undefined || product === undefined) {
            return amount === undefined ? product : amount;
        }
        const difference = this._difference(amount, product, index);
        if (!difference) {
            return Math.min(amount, product);
        }
        return difference > 0 ? amount : product;
    }

    /** Above zero if the amount rule gives the line more than the product rule. */
    _difference(amount, product, index) {
        const rule = this._rules[amount];
        const { earn_amount } = this._lines.lines[index];
        const discounted = this._lines.paid_for(index) || ONE;
        const units = this._lines.units(this._rules[product], index);
        return _compare(
            [rule.points, earn_amount, 1000, discounted.over],
            [units, rule.per_amount, discounted.under]
        );
    }
}

/** Per line the first of some rules that has it in its scope. */
function _firsts(positions, goods) {
    const firsts = [];
    for (const position of [...positions].reverse()) {
        for (const index of goods[position]) {
            firsts[index] = position;
        }
    }
    return firsts;
}

/** The difference of two products of integers, by its sign. */
function _compare(factors, others) {
    const product = _about(factors);
    const other = _about(others);
    if (product <= MAX_SAFE && other <= MAX_SAFE) {
        return product - other;
    }
    const exact = _exact(factors);
    const other_exact = _exact(others);
    return exact === other_exact ? 0 : exact > other_exact ? 1 : -1;
}

/** The product in floating point: exact if it is a safe integer. */
function _about(factors) {
    let product = 1;
    for (const factor of factors) {
        product *= Number(factor);
    }
    return product;
}

function _exact(factors) {
    return factors.reduce((whole, factor) => whole * BigInt(factor), 1n);
}

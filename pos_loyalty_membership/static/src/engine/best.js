/** Per line the one rule that gives it the most. Twin: engine/best.py. */

import { ONE } from "./fraction.js";
import { MAX_SAFE } from "./frozen.js";

/**
 * Which lines each of some rules keeps when only the best one counts per line.
 *
 * What a rule gives a line is compared as an exact fraction, before whole steps; of equal ones
 * the first rule wins. `rules` are in that order, `lines` EarningLines.
 */
export class BestRules {
    constructor(lines, rules) {
        this._lines = lines;
        this._rules = rules;
        this._marks = rules.map((rule) => {
            const marks = new Uint8Array(lines.lines.length);
            for (const index of lines.of(rule)) {
                marks[index] = 1;
            }
            return marks;
        });
        const positions = [...rules.keys()];
        this._amount = positions
            .filter((each) => rules[each].kind === "amount")
            .sort((one, other) => this._by_rate(rules[one], rules[other]));
        const product = positions.filter((each) => rules[each].kind === "product");
        const by_points = [...product].sort(
            (one, other) => rules[other].points - rules[one].points
        );
        this._product = { own: product, rule: by_points };
        this._of = rules.map(() => []);
        for (const index of lines.earning) {
            const best = this._best(index);
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

    _best(index) {
        const { points_per_unit } = this._lines.lines[index];
        const amount = this._first(this._amount, index);
        const product = this._first(
            this._product[points_per_unit === null ? "rule" : "own"],
            index
        );
        if (amount === undefined || product === undefined) {
            return amount === undefined ? product : amount;
        }
        const difference = this._difference(amount, product, index);
        if (!difference) {
            return Math.min(amount, product);
        }
        return difference > 0 ? amount : product;
    }

    _first(positions, index) {
        return positions.find((each) => this._marks[each][index]);
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

/** The difference of two products of integers, by its sign. */
function _compare(factors, others) {
    const product = factors.reduce((whole, factor) => whole * Number(factor), 1);
    const other = others.reduce((whole, factor) => whole * Number(factor), 1);
    if (product <= MAX_SAFE && other <= MAX_SAFE) {
        return product - other;
    }
    const exact = _exact(factors);
    const other_exact = _exact(others);
    return exact === other_exact ? 0 : exact > other_exact ? 1 : -1;
}

function _exact(factors) {
    return factors.reduce((whole, factor) => whole * BigInt(factor), 1n);
}

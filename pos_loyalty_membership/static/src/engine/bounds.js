/**
 * Refuses what the engine would not count exactly or does not know.
 *
 * Amounts up to 10**12 (MAX_AMOUNT) and 1000 lines or rules keep every sum of both languages
 * exact. Twin: engine/bounds.py.
 */

import { MODES } from "./rounding.js";
import { FULL_SHARE, MAX_AMOUNT, MAX_LINES, MAX_RULES, Refusal } from "./values.js";

const POSITIVE = Object.freeze([1, MAX_AMOUNT]);
const NOT_NEGATIVE = Object.freeze([0, MAX_AMOUNT]);
const NOT_POSITIVE = Object.freeze([-MAX_AMOUNT, 0]);
const ANY = Object.freeze([-MAX_AMOUNT, MAX_AMOUNT]);

const GOODS_RANGES = Object.freeze({
    quantity: NOT_NEGATIVE,
    earn_amount: NOT_NEGATIVE,
    payable_amount: NOT_NEGATIVE,
});
const LOWERING_RANGES = Object.freeze({
    quantity: ANY,
    earn_amount: NOT_POSITIVE,
    payable_amount: NOT_POSITIVE,
});
const LINE_RANGES = Object.freeze({
    goods: GOODS_RANGES,
    discount: LOWERING_RANGES,
    return: LOWERING_RANGES,
    redemption: LOWERING_RANGES,
});
const MEMBER_RANGES = Object.freeze({
    available: NOT_NEGATIVE,
    own_holds: NOT_NEGATIVE,
    other_holds: NOT_NEGATIVE,
});
const EARNING_RANGES = Object.freeze({
    amount: { points: NOT_NEGATIVE, per_amount: POSITIVE, minimum_order: NOT_NEGATIVE },
    visit: { points: NOT_NEGATIVE, minimum_order: NOT_NEGATIVE },
});
const REDEMPTION_RANGES = Object.freeze({
    amount: {
        points: POSITIVE,
        money: POSITIVE,
        minimum_balance: NOT_NEGATIVE,
        minimum_points: NOT_NEGATIVE,
        maximum_points: NOT_NEGATIVE,
        step: NOT_NEGATIVE,
        minimum_order: NOT_NEGATIVE,
        maximum_share: [1, FULL_SHARE],
    },
});

/**
 * Refusal "out_of_bounds" with the `field` of the first bad number, or null.
 *
 * Goods of −1.00 give the field "earn_amount"; 1001 lines give "lines".
 */
export function basket_refusal(basket) {
    if (basket.lines.length > MAX_LINES) {
        return out_of_bounds("lines");
    }
    for (const line of basket.lines) {
        const refusal = _kind_refusal(line, LINE_RANGES);
        if (refusal) {
            return refusal;
        }
    }
    if (basket.received !== null && !_inside(basket.received, ...ANY)) {
        return out_of_bounds("received");
    }
    return null;
}

/**
 * The same for a program's unit, rounding and earning rules.
 *
 * A rule per amount of 0 gives the field "per_amount".
 */
export function earning_refusal(program) {
    if (!MODES.includes(program.rounding)) {
        return out_of_bounds("rounding");
    }
    if (program.earning_rules.length > MAX_RULES) {
        return out_of_bounds("earning_rules");
    }
    let refusal = unit_refusal(program.unit);
    for (const rule of program.earning_rules) {
        refusal = refusal || _kind_refusal(rule, EARNING_RANGES);
    }
    return refusal;
}

/**
 * The same for a program's unit and one redemption rule.
 *
 * A step that is no multiple of the unit gives the field "step".
 */
export function redemption_refusal(program, rule) {
    const refusal = unit_refusal(program.unit) || _kind_refusal(rule, REDEMPTION_RANGES);
    if (refusal === null && rule.step % program.unit) {
        return out_of_bounds("step");
    }
    return refusal;
}

/** The same for a member's points: −1 available gives the field "available". */
export function member_refusal(member) {
    return _ranges_refusal(member, MEMBER_RANGES);
}

/** The same for a program's unit: only 1 and 100 exist. */
export function unit_refusal(unit) {
    return unit === 1 || unit === 100 ? null : out_of_bounds("unit");
}

/** The same for one number handed in: −1 named "points" gives the field "points". */
export function number_refusal(number, name) {
    return _inside(number, ...NOT_NEGATIVE) ? null : out_of_bounds(name);
}

/** The refusal for a field by name: `{ field: name }`. */
export function out_of_bounds(name) {
    return new Refusal({ code: "out_of_bounds", values: { field: name } });
}

function _kind_refusal(value, ranges_of_kind) {
    const known = Object.hasOwn(ranges_of_kind, value.kind);
    return known ? _ranges_refusal(value, ranges_of_kind[value.kind]) : out_of_bounds("kind");
}

function _ranges_refusal(value, ranges) {
    for (const name in ranges) {
        if (!_inside(value[name], ranges[name][0], ranges[name][1])) {
            return out_of_bounds(name);
        }
    }
    return null;
}

function _inside(number, low, high) {
    return Number.isInteger(number) && low <= number && number <= high;
}

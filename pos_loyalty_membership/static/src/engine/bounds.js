/**
 * Refuses what the engine would not count exactly or does not know.
 *
 * Amounts up to 10**12 (MAX_AMOUNT) and 1000 lines or rules keep every sum of both languages
 * exact. Twin: engine/bounds.py.
 */

import { MODES } from "./rounding.js";
import { REWARDS } from "./shares.js";
import { FULL_SHARE, MAX_AMOUNT, MAX_LINES, MAX_RULES, Refusal } from "./values.js";

const POSITIVE = Object.freeze([1, MAX_AMOUNT]);
const NOT_NEGATIVE = Object.freeze([0, MAX_AMOUNT]);
const NOT_POSITIVE = Object.freeze([-MAX_AMOUNT, 0]);
const ANY = Object.freeze([-MAX_AMOUNT, MAX_AMOUNT]);

const GOODS_RANGES = Object.freeze({
    quantity: NOT_NEGATIVE,
    earn_amount: NOT_NEGATIVE,
    payable_amount: NOT_NEGATIVE,
    points_price: NOT_NEGATIVE,
});
const LOWERING_RANGES = Object.freeze({
    quantity: ANY,
    earn_amount: NOT_POSITIVE,
    payable_amount: NOT_POSITIVE,
});
const LINE_RANGES = _by_kind({
    goods: GOODS_RANGES,
    discount: LOWERING_RANGES,
    return: LOWERING_RANGES,
    redemption: LOWERING_RANGES,
});
const MEMBER_RANGES = _listed({
    available: NOT_NEGATIVE,
    own_holds: NOT_NEGATIVE,
    other_holds: NOT_NEGATIVE,
    multiplier: NOT_NEGATIVE,
    earned_today: NOT_NEGATIVE,
});
const ANY_EARNING = Object.freeze({
    points: NOT_NEGATIVE,
    minimum_order: NOT_NEGATIVE,
    maximum_points: NOT_NEGATIVE,
});
const EARNING_RANGES = _by_kind({
    amount: { ...ANY_EARNING, per_amount: POSITIVE },
    product: ANY_EARNING,
    visit: ANY_EARNING,
});
const COMBINE = Object.freeze(["sum", "best"]);
const ANY_REDEMPTION = Object.freeze({
    minimum_balance: NOT_NEGATIVE,
    minimum_order: NOT_NEGATIVE,
    maximum_share: [1, FULL_SHARE],
});
const ONE_USE = Object.freeze({
    minimum_points: NOT_NEGATIVE,
    maximum_points: NOT_NEGATIVE,
    step: NOT_NEGATIVE,
});
const REDEMPTION_RANGES = _by_kind({
    amount: { points: POSITIVE, money: POSITIVE, ...ANY_REDEMPTION, ...ONE_USE },
    percent: { points: POSITIVE, percent: [1, FULL_SHARE], ...ANY_REDEMPTION },
    product: {
        points: NOT_NEGATIVE,
        maximum_price: NOT_NEGATIVE,
        ...ANY_REDEMPTION,
        ...ONE_USE,
    },
});
const COUPON_RANGES = _listed({
    points: POSITIVE,
    money: POSITIVE,
    minimum_points: NOT_NEGATIVE,
    step: NOT_NEGATIVE,
});
const BRACKET_RANGES = _listed({
    from_points: NOT_NEGATIVE,
    to_points: NOT_NEGATIVE,
    points: POSITIVE,
    money: POSITIVE,
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
        const refusal = _kind_refusal(line, LINE_RANGES) || _line_refusal(line);
        if (refusal) {
            return refusal;
        }
    }
    if (basket.received !== null && !_inside(basket.received, ...ANY)) {
        return out_of_bounds("received");
    }
    if (basket.residual !== null && !_inside(basket.residual, ...NOT_NEGATIVE)) {
        return out_of_bounds("residual");
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
    if (!COMBINE.includes(program.combine)) {
        return out_of_bounds("combine");
    }
    let refusal =
        unit_refusal(program.unit) || number_refusal(program.maximum_per_day, "maximum_per_day");
    for (const rule of program.earning_rules) {
        refusal = refusal || _kind_refusal(rule, EARNING_RANGES);
    }
    return refusal;
}

/**
 * The same for a program's unit and one redemption rule.
 *
 * A step, or a fixed price, that is no multiple of the unit gives the field "step" or "points";
 * brackets that overlap or are not in order give "brackets".
 */
export function redemption_refusal(program, rule) {
    const refusal = unit_refusal(program.unit) || _kind_refusal(rule, REDEMPTION_RANGES);
    if (refusal) {
        return refusal;
    }
    if (rule.kind !== "percent" && rule.step % program.unit) {
        return out_of_bounds("step");
    }
    if (rule.kind === "amount") {
        return _brackets_refusal(rule.brackets);
    }
    return rule.points % program.unit ? out_of_bounds("points") : null;
}

/** The same for how points become coupons: a step of half a unit gives "step". */
export function coupon_rule_refusal(coupon_rule, unit) {
    const refusal = unit_refusal(unit) || _ranges_refusal(coupon_rule, COUPON_RANGES);
    if (refusal) {
        return refusal;
    }
    return coupon_rule.step % unit ? out_of_bounds("step") : null;
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

/** Ranges by kind, as lists: faster to go through. */
function _by_kind(ranges_of_kind) {
    const listed = Object.entries(ranges_of_kind).map(([kind, ranges]) => [kind, _listed(ranges)]);
    return Object.freeze(Object.fromEntries(listed));
}

function _listed(ranges) {
    return Object.entries(ranges).map(([name, [low, high]]) => ({ name, low, high }));
}

function _line_refusal({ kind, points_per_unit, reward }) {
    if (kind === "goods" && points_per_unit !== null) {
        return number_refusal(points_per_unit, "points_per_unit");
    }
    return kind === "redemption" && !REWARDS.includes(reward) ? out_of_bounds("reward") : null;
}

function _brackets_refusal(brackets) {
    if (brackets.length > MAX_RULES) {
        return out_of_bounds("brackets");
    }
    let end = -1;
    for (const bracket of brackets) {
        const refusal = _ranges_refusal(bracket, BRACKET_RANGES);
        if (refusal) {
            return refusal;
        }
        if (bracket.from_points <= end) {
            return out_of_bounds("brackets");
        }
        end = bracket.to_points || MAX_AMOUNT;
        if (end < bracket.from_points) {
            return out_of_bounds("brackets");
        }
    }
    return null;
}

function _kind_refusal(value, ranges_of_kind) {
    const known = Object.hasOwn(ranges_of_kind, value.kind);
    return known ? _ranges_refusal(value, ranges_of_kind[value.kind]) : out_of_bounds("kind");
}

function _ranges_refusal(value, ranges) {
    for (const { name, low, high } of ranges) {
        if (!_inside(value[name], low, high)) {
            return out_of_bounds(name);
        }
    }
    return null;
}

function _inside(number, low, high) {
    return Number.isInteger(number) && low <= number && number <= high;
}

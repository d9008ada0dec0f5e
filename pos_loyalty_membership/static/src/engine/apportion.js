/** Splits a total, loses nothing. Twin: engine/apportion.py. */

import { mul_div, mul_divmod } from "./rounding.js";
import { OutOfBounds } from "./frozen.js";

/**
 * Parts of the total in proportion to the weights; they add up to it exactly.
 *
 * Parts are multiples of the unit (100 = whole points, 1 = smallest money): largest remainder
 * first, equal remainders to the first line. What is below one unit goes to the first line
 * that has a weight. Without any weight all lines count the same.
 * `apportion(1000, [1, 1, 1], 100)` is `[400, 300, 300]`. Weights are not negative
 * (OutOfBounds); no line, no parts.
 */
export function apportion(total, weights, unit) {
    if (total < 0) {
        return apportion(-total, weights, unit).map((part) => 0 - part);
    }
    if (weights.some((weight) => weight < 0)) {
        throw new OutOfBounds("weight");
    }
    if (!weights.length) {
        return [];
    }
    if (!weights.some((weight) => weight)) {
        weights = weights.map(() => 1);
    }
    const whole = weights.reduce((sum, weight) => sum + weight, 0);
    const units = mul_div(total, 1, unit, "down");
    const parts = [];
    const rests = [];
    let missing = units;
    for (const weight of weights) {
        const [quotient, rest] = mul_divmod(units, weight, whole);
        parts.push(quotient * unit);
        rests.push(rest);
        missing -= quotient;
    }
    if (missing) {
        const by_rest = [...weights.keys()].sort((i, j) => rests[j] - rests[i]);
        for (const index of by_rest.slice(0, missing)) {
            parts[index] += unit;
        }
    }
    parts[weights.findIndex((weight) => weight)] += total - units * unit;
    return parts;
}

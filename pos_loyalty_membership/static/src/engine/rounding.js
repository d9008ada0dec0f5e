/** The only division of the engine. Twin: engine/rounding.py. */

import { Fraction, rounds_away } from "./fraction.js";
import { MAX_SAFE, OutOfBounds } from "./frozen.js";

export const MODES = Object.freeze(["down", "half_up", "up"]);

/**
 * Quotient and remainder of a × b ÷ c, for a, b not negative and c positive.
 *
 * `mul_divmod(7, 3, 4)` is `[5, 1]`. OutOfBounds when c is not positive or the quotient is
 * more than 2**53 - 1.
 */
export function mul_divmod(a, b, c) {
    if (!(c > 0)) {
        throw new OutOfBounds("divisor");
    }
    const product = a * b;
    if (product <= MAX_SAFE) {
        const rest = product % c;
        return [(product - rest) / c, rest];
    }
    const exact = BigInt(a) * BigInt(b);
    const divisor = BigInt(c);
    const quotient = exact / divisor;
    if (quotient > MAX_SAFE) {
        throw new OutOfBounds("quotient");
    }
    return [Number(quotient), Number(exact % divisor)];
}

/**
 * a × b ÷ c as an integer; c is positive, the unit is that of a.
 *
 * Modes: "down" towards zero, "half_up" to the nearest (halves away from zero), "up" away
 * from zero. `mul_div(850, 1, 100, "down")` is 8. OutOfBounds as mul_divmod.
 */
export function mul_div(a, b, c, mode) {
    const [quotient, rest] = mul_divmod(Math.abs(a), Math.abs(b), c);
    const size = rounds_away(mode, rest, c) ? quotient + 1 : quotient;
    if (size > MAX_SAFE) {
        throw new OutOfBounds("quotient");
    }
    return a < 0 !== b < 0 ? 0 - size : size;
}

/**
 * Points (hundredths) as a multiple of the unit.
 *
 * `to_unit(1250, 100, "half_up")` is 1300.
 */
export function to_unit(points, unit, mode) {
    return mul_div(points, 1, unit, mode) * unit;
}

/**
 * The product of some integers ÷ that of others, rounded once; none is negative.
 *
 * `product_div([8, 100, 15000], [100, 10000], "down")` is 12. OutOfBounds when the quotient is
 * more than 2**53 - 1.
 */
export function product_div(over, under, mode) {
    const above = _about(over);
    const below = _about(under);
    if (above <= MAX_SAFE && below <= MAX_SAFE) {
        return mul_div(above, 1, below, mode);
    }
    return new Fraction(_product(over), _product(under)).rounded(mode);
}

/** The product in floating point: exact if it is a safe integer. */
function _about(numbers) {
    let product = 1;
    for (const number of numbers) {
        product *= Number(number);
    }
    return product;
}

function _product(numbers) {
    return numbers.reduce((product, number) => product * BigInt(number), 1n);
}

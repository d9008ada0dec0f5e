/** Exact fractions: what is shared out is rounded once, at the end. Twin: engine/fraction.py. */

import { MAX_SAFE, OutOfBounds } from "./frozen.js";

/**
 * `over` ÷ `under` in lowest terms, not negative, counted with BigInt; operations give a new one.
 *
 * `new Fraction(1, 3).plus(new Fraction(1, 6))` is one half.
 */
export class Fraction {
    constructor(over, under = 1) {
        const above = BigInt(over);
        const below = BigInt(under);
        const divisor = below === 1n ? below : _gcd(above, below);
        this.over = above / divisor;
        this.under = below / divisor;
    }

    /** This and the other. */
    plus(other) {
        const over = this.over * other.under + other.over * this.under;
        return new Fraction(over, this.under * other.under);
    }

    /** This less the other, which is not larger. */
    minus(other) {
        const over = this.over * other.under - other.over * this.under;
        return new Fraction(over, this.under * other.under);
    }

    /** This multiplied by the other. */
    times(other) {
        return new Fraction(this.over * other.over, this.under * other.under);
    }

    /** This divided by the other, which is not zero. */
    by(other) {
        return new Fraction(this.over * other.under, this.under * other.over);
    }

    /** Whether this is less than the other. */
    is_less(other) {
        return this.over * other.under < other.over * this.under;
    }

    /** The integer: "down", "half_up" or "up". OutOfBounds beyond 2**53 - 1. */
    rounded(mode) {
        let whole = this.over / this.under;
        if (rounds_away(mode, this.over % this.under, this.under)) {
            whole += 1n;
        }
        if (whole > MAX_SAFE) {
            throw new OutOfBounds("fraction");
        }
        return Number(whole);
    }
}

/**
 * Whether a remainder of a division by `under` counts as one more.
 *
 * `rounds_away("half_up", 5, 10)` is true. OutOfBounds for an unknown mode.
 */
export function rounds_away(mode, rest, under) {
    if (mode === "down") {
        return false;
    }
    if (mode === "up") {
        return rest > 0;
    }
    if (mode === "half_up") {
        return rest >= under - rest;
    }
    throw new OutOfBounds("mode");
}

function _gcd(one, other) {
    while (other) {
        [one, other] = [other, one % other];
    }
    return one;
}

export const ZERO = Object.freeze(new Fraction(0));
export const ONE = Object.freeze(new Fraction(1));

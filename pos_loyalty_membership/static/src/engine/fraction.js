/** Exact fractions: what is shared out is rounded once, at the end. Twin: engine/fraction.py. */

import { MAX_SAFE, OutOfBounds } from "./frozen.js";

/**
 * `over` ÷ `under` in lowest terms, not negative; operations give a new one.
 *
 * Both are numbers where these are exact, else BigInt: small ones are many times faster.
 * `new Fraction(1, 3).plus(new Fraction(1, 6))` is one half.
 */
export class Fraction {
    constructor(over, under = 1) {
        const [above, below] = _alike(over, under);
        const divisor = _gcd(above, below);
        this.over = _short(above / divisor);
        this.under = _short(below / divisor);
    }

    /** This and the other. */
    plus(other) {
        const [one, more] = this._over_common(other);
        return new Fraction(_sum(one, more), _product(this.under, other.under));
    }

    /** This less the other, which is not larger. */
    minus(other) {
        const [one, less] = this._over_common(other);
        return new Fraction(one - less, _product(this.under, other.under));
    }

    /** What this and the other are over the product of both `under`. */
    _over_common(other) {
        return _alike(_product(this.over, other.under), _product(other.over, this.under));
    }

    /** This multiplied by the other. */
    times(other) {
        return new Fraction(_product(this.over, other.over), _product(this.under, other.under));
    }

    /** This divided by the other, which is not zero. */
    by(other) {
        return new Fraction(_product(this.over, other.under), _product(this.under, other.over));
    }

    /** Whether this is less than the other. */
    is_less(other) {
        return _product(this.over, other.under) < _product(other.over, this.under);
    }

    /** The integer: "down", "half_up" or "up". OutOfBounds beyond 2**53 - 1. */
    rounded(mode) {
        const [over, under] = _alike(this.over, this.under);
        const rest = over % under;
        const whole = Number((over - rest) / under) + (rounds_away(mode, rest, under) ? 1 : 0);
        if (whole > MAX_SAFE) {
            throw new OutOfBounds("fraction");
        }
        return whole;
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

function _product(one, other) {
    if (typeof one === "number" && typeof other === "number") {
        const product = one * other;
        if (product <= MAX_SAFE) {
            return product;
        }
    }
    return BigInt(one) * BigInt(other);
}

function _sum(one, other) {
    const sum = one + other;
    return typeof sum === "bigint" || sum <= MAX_SAFE ? sum : BigInt(one) + BigInt(other);
}

/** Both as they are, or both as BigInt. */
function _alike(one, other) {
    return typeof one === typeof other ? [one, other] : [BigInt(one), BigInt(other)];
}

/** A number where that is exact. */
function _short(integer) {
    return integer <= MAX_SAFE ? Number(integer) : integer;
}

function _gcd(one, other) {
    while (other) {
        [one, other] = [other, one % other];
    }
    return one;
}

export const ZERO = Object.freeze(new Fraction(0));
export const ONE = Object.freeze(new Fraction(1));

/**
 * The lines of a basket as earning rules look at them, computed once per basket.
 *
 * Twin: engine/earning_lines.py.
 */

import { capped_basis, is_own_redemption, received_in_all } from "./basis.js";
import { Fraction, ZERO } from "./fraction.js";
import { MAX_SAFE, OutOfBounds } from "./frozen.js";
import { mul_div, product_div } from "./rounding.js";
import { ScopeIndex } from "./scope.js";
import { LAST, Shares } from "./shares.js";

/**
 * What each line of goods counts for, exactly; positions stand for lines.
 *
 * `order` is the order's basis before redemptions, `basis` per line what it earns on in whole
 * cents, `earning` the positions of the goods that may earn.
 */
export class EarningLines {
    constructor(basket, program) {
        const own = program.reward_redeemed ? program.id : 0;
        this.lines = basket.lines;
        const ignored = (line) => is_own_redemption(line, own);
        this._shares = new Shares(basket.lines, "earn_amount", ignored);
        this.earning = this._shares.counted();
        this._index = new ScopeIndex(basket.lines, this.earning);
        this.order = this._shares.sum(this.earning, "return");
        const received = received_in_all(basket, own);
        this.basis = capped_basis(basket.lines, this._shares.amounts(LAST), received);
        this._paid = this._paid_share(received);
        const discounted = this._shares.kept("discount");
        this._unit_shares = this._shares
            .kept(LAST)
            .map((left, position) => _part(left, discounted[position]));
    }

    /** The part of the exact basis that was received; all of it is null. */
    _paid_share(received) {
        if (received === null) {
            return null;
        }
        const whole = this._shares.exact(this.earning, LAST);
        const paid = new Fraction(received);
        return paid.is_less(whole) ? paid.by(whole) : null;
    }

    /** Positions of the goods in a rule's scope that may earn. */
    of(rule) {
        return this._index.lines(rule.scope);
    }

    /** What some lines earn on together: money, rounded down once. */
    exact_basis(indexes) {
        if (this._paid === null) {
            return this._shares.sum(indexes, LAST);
        }
        return this._shares.exact(indexes, LAST).times(this._paid).rounded("down");
    }

    /**
     * Points per unit × quantity of one line: hundredths × thousandths.
     *
     * Goods without a price count for nothing.
     */
    units(rule, index) {
        const line = this.lines[index];
        return line.earn_amount ? this.per_unit(rule, index) * line.quantity : 0;
    }

    /** Points per unit: the line's own, else the rule's; hundredths. */
    per_unit(rule, index) {
        const points = this.lines[index].points_per_unit;
        return points === null ? rule.points : points;
    }

    /** Units of some lines, of each the share that was not returned or redeemed. */
    exact_units(rule, indexes) {
        const sums = this._unit_shares.map(() => 0);
        let total = 0;
        for (const index of indexes) {
            const units = this.units(rule, index);
            sums[this._shares.groups[index]] += units;
            total += units;
        }
        if (total > MAX_SAFE) {
            throw new OutOfBounds("points");
        }
        const exact = this._shares.weighed(sums, this._unit_shares);
        return this._paid === null ? exact : exact.times(this._paid);
    }

    /** Hundredths of points of one line by unit, to share a rule's points out. */
    unit_weight(rule, index) {
        const units = this.units(rule, index);
        const share = this._unit_shares[this._shares.groups[index]];
        return share === null
            ? mul_div(units, 1, 1000, "down")
            : product_div([units, share.over], [1000, share.under], "down");
    }

    /** What a line's discounts left of its price, as a share; null for all of it. */
    paid_for(index) {
        return this._shares.kept("discount")[this._shares.groups[index]];
    }
}

/** The part of a discounted price that was not returned or redeemed; null: all. */
function _part(left, discounted) {
    if (left === null || discounted === null) {
        return left;
    }
    return discounted.over ? left.by(discounted) : ZERO;
}

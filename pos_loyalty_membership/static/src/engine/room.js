/** What a document and a member offer to a redemption. Twin: engine/room.py. */

import { Refusal } from "./answers.js";
import { Fraction, ONE } from "./fraction.js";
import { FULL_SHARE } from "./frozen.js";
import { mul_div } from "./rounding.js";
import { ScopeIndex } from "./scope.js";
import { REWARDS, Shares } from "./shares.js";

/**
 * `value` of one unit in money, the `rank` of that among all lines (the dearest first), and the
 * `quantity` that may still be bought.
 */
export class Unit {
    constructor(value, quantity, rank) {
        this.value = value;
        this.quantity = quantity;
        this.rank = rank;
    }
}

/**
 * What every redemption rule needs, computed once per basket.
 *
 * `order` is the money on redeemable lines before redemptions. Points: `balance` of the member,
 * `usable` now. Redemptions of a later kind are not looked at: they have to fit what this one
 * leaves.
 */
export class Room {
    constructor(basket, member, hold_uuid) {
        const ignored = (line) => Boolean(hold_uuid) && line.hold_uuid === hold_uuid;
        this.lines = basket.lines;
        this.situation = basket.situation;
        this.member = member;
        this.residual = basket.residual;
        this.shares = new Shares(basket.lines, "payable_amount", ignored);
        const redeemable = this.shares.counted();
        this.index = new ScopeIndex(basket.lines, redeemable);
        this.order = this.shares.sum(redeemable, "return");
        const freed = hold_uuid ? member.own_holds - member.other_holds : 0;
        this.balance = member.available + member.own_holds;
        this.usable = member.available + Math.max(0, freed);
        this._units = null;
        this._others = basket.lines
            .filter((line) => line.kind === "redemption" && !ignored(line))
            .map((line) => [REWARDS.indexOf(line.reward), 0 - line.payable_amount]);
    }

    /** Positions of the goods in a rule's scope that may be redeemed on. */
    lines_of(rule) {
        return this.index.lines(rule.scope);
    }

    /** Those of some positions whose goods are of that product; all if it is 0. */
    of_product(indexes, product_id) {
        return product_id
            ? indexes.filter((index) => this.lines[index].product_id === product_id)
            : indexes;
    }

    /** Money left on some lines after redemptions of the same or an earlier kind. */
    left(rule, indexes) {
        return this.shares.sum(indexes, rule.kind);
    }

    /** Per line what may be bought of it by the unit: a Unit, or null. */
    units() {
        if (!this._units) {
            const before = this.shares.kept("return");
            const now = this.shares.kept("product");
            this._units = _ranked(this.lines.map((_line, index) => this._unit(index, before, now)));
        }
        return this._units;
    }

    /** [value, quantity] of a line that has both, or null. */
    _unit(index, before, now) {
        const { kind, payable_amount, quantity } = this.lines[index];
        const group = this.shares.groups[index];
        if (kind !== "goods" || !quantity || !payable_amount) {
            return null;
        }
        const value = new Fraction(payable_amount * 1000, quantity);
        if (now[group] === null) {
            return [value, quantity];
        }
        const share = before[group] || ONE;
        if (!share.over) {
            return null;
        }
        const rest = (now[group] || ONE).by(share);
        return [value.times(share), new Fraction(quantity).times(rest).rounded("down")];
    }

    /** Money that other redemptions of the same or an earlier kind give. */
    others(rule) {
        const rank = REWARDS.indexOf(rule.kind);
        return this._others.reduce((sum, [other, money]) => (other <= rank ? sum + money : sum), 0);
    }

    /** Whether another percent reward is on the document. */
    has_percent() {
        return this._others.some(([rank]) => REWARDS[rank] === "percent");
    }

    /** The most money a use of the rule may give where that much is left. */
    fits(rule, left) {
        let share = mul_div(this.order, rule.maximum_share, FULL_SHARE, "down");
        if (this.residual !== null) {
            share = Math.min(share, this.residual);
        }
        return Math.max(0, Math.min(left, share - this.others(rule)));
    }

    /** The refusal of a use worth more than fits, with the order it needs. */
    does_not_fit(rule, needed_money, fits) {
        const whole = needed_money + this.others(rule);
        const needed_order = mul_div(whole, FULL_SHARE, rule.maximum_share, "up");
        return new Refusal({
            code: "nothing_fits",
            values: { needed_money, fits, needed_order },
        });
    }

    /** The refusal where fewer points are usable than needed. */
    not_enough(needed) {
        const available = this.usable;
        const values = { available, needed, missing: needed - available };
        return new Refusal({ code: "not_enough_points", values });
    }
}

/** Units of the [value, quantity] pairs; equal values have the same rank. */
function _ranked(values) {
    const positions = [...values.keys()].filter((index) => values[index]);
    positions.sort((one, other) => _dearer(values[one], values[other]));
    const units = values.map(() => null);
    let rank = 0;
    positions.forEach((index, place) => {
        if (place && _dearer(values[positions[place - 1]], values[index])) {
            rank += 1;
        }
        units[index] = new Unit(...values[index], rank);
    });
    return units;
}

function _dearer([first], [second]) {
    return Number(first.is_less(second)) - Number(second.is_less(first));
}

/** What a document and a member offer to a redemption. Twin: engine/room.py. */

import { Refusal } from "./answers.js";
import { FULL_SHARE } from "./frozen.js";
import { mul_div } from "./rounding.js";
import { ScopeIndex } from "./scope.js";
import { REWARDS, Shares } from "./shares.js";

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
        this.index = new ScopeIndex(basket.lines);
        const redeemable = this.shares.counted();
        this.order = this.shares.exact(redeemable, "return").rounded("down");
        const freed = hold_uuid ? member.own_holds - member.other_holds : 0;
        this.balance = member.available + member.own_holds;
        this.usable = member.available + Math.max(0, freed);
        this._others = basket.lines
            .filter((line) => line.kind === "redemption" && !ignored(line))
            .map((line) => [REWARDS.indexOf(line.reward), 0 - line.payable_amount]);
    }

    /** Positions of the goods in a rule's scope that may be redeemed on. */
    lines_of(rule) {
        return this.index.lines(rule.scope).filter((index) => this.lines[index].redeemable);
    }

    /** Money left on these after redemptions of the same or an earlier kind. */
    left(rule) {
        return this.shares.exact(this.lines_of(rule), rule.kind).rounded("down");
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

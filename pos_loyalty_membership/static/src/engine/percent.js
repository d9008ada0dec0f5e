/** Points for a percentage (kind percent). Twin: engine/percent.py. */

import { Redemption, Refusal } from "./answers.js";
import { FULL_SHARE } from "./frozen.js";
import { mul_div } from "./rounding.js";
import { MAXIMUM } from "./wishes.js";

/** One use of a percent rule: a fixed price for a share of what is left in scope. */
export class PercentUse {
    constructor(room, rule, left) {
        this.room = room;
        this.rule = rule;
        this.left = left;
        this.fits = room.fits(rule, left);
    }

    /**
     * The Redemption for a wish, or a Refusal; it costs the same whatever is typed.
     *
     * 10 % for 300 points on a basket of 8.50 in scope: 30000 points, money 85.
     */
    quote(wish) {
        const { id: rule_id, percent, points } = this.rule;
        if (this.room.has_percent()) {
            return new Refusal({ code: "percent_already_used", values: {} });
        }
        if (this.room.usable < points) {
            return this.room.not_enough(points);
        }
        const money = mul_div(this.left, percent, FULL_SHARE, "down");
        const given = Math.min(money, this.fits);
        if (!given) {
            return this.room.does_not_fit(this.rule, 1, given);
        }
        const [name, asked] = wish;
        let [code, values] = ["exact", {}];
        if (given < money) {
            [code, values] = ["lowered_to_fit", { fits: this.fits }];
        } else if (wish !== MAXIMUM && (name !== "points" || asked !== points)) {
            [code, values] = ["fixed_price", { points }];
        }
        return new Redemption({ rule_id, points, money: given, code, values });
    }
}

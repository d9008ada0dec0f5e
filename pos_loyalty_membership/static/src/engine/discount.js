/**
 * Points as a plain discount (kind amount). Twin: engine/discount.py.
 *
 * Points are never burnt: it takes the fewest points, in steps of the rule, that give the
 * largest discount that fits.
 */

import { Redemption } from "./answers.js";
import { OutOfBounds } from "./frozen.js";
import { Ranges } from "./ranges.js";
import { to_unit } from "./rounding.js";
import { MAXIMUM, above_maximum, below_minimum } from "./wishes.js";

/** One use of an amount rule on a document. */
export class AmountUse {
    constructor(room, program, rule, left) {
        this.room = room;
        this.rule = rule;
        this.ranges = new Ranges(rule, program.unit);
        this.fits = room.fits(rule, left);
        this.limit = Math.min(room.usable, rule.maximum_points || room.usable);
        this._most = undefined;
    }

    /** The Redemption for a wish, or a Refusal. */
    quote(wish) {
        const refusal = this.refusal();
        if (refusal || this.rule.everything) {
            return refusal || this._everything(wish);
        }
        const asked = this._asked(wish);
        const is_money = wish[0] === "money";
        const typed = is_money ? to_unit(asked, this.ranges.step, "up") : asked;
        return (
            below_minimum(this.ranges.lowest(), typed) ||
            (is_money ? this._for_money(wish, asked) : this._for_points(wish, asked))
        );
    }

    /** Why not even the smallest use is possible, or null. */
    refusal() {
        const lowest = this.ranges.lowest();
        const { everything, maximum_points } = this.rule;
        if (maximum_points && maximum_points < lowest) {
            return above_maximum(this.rule, lowest);
        }
        if (this.room.usable < lowest) {
            return this.room.not_enough(lowest);
        }
        if (!everything && !this._largest()) {
            return this._too_much(this.ranges.cheapest(this.limit));
        }
        return null;
    }

    /** The fewest points, at most so many, for at least that much money, or null. */
    points_for(money, most) {
        if (money > this.fits) {
            return null;
        }
        const limit = Math.min(most, this.rule.maximum_points || most);
        try {
            const found = this.ranges.for_money(money, limit, this.fits);
            return found && found[0];
        } catch (error) {
            if (error instanceof OutOfBounds) {
                return null;
            }
            throw error;
        }
    }

    _everything(wish) {
        const [points, money] = this.ranges.best(this.limit, null);
        if (money > this.fits) {
            return this._too_much(money);
        }
        const [name, asked] = wish;
        const is_asked = wish === MAXIMUM || asked === (name === "money" ? money : points);
        return is_asked
            ? this._redemption(points, money, ["exact", {}])
            : this._redemption(points, money, ["everything", { points }]);
    }

    _too_much(money) {
        return this.room.does_not_fit(this.rule, money, this.fits);
    }

    _for_points(wish, asked) {
        const points = Math.min(asked, this.limit);
        const best = points < this.limit ? this.ranges.best(points, this.fits) : this._largest();
        if (!best) {
            return this._too_much(this.ranges.cheapest(points));
        }
        if (wish === MAXIMUM) {
            return this._redemption(...best, ["exact", {}]);
        }
        const [most, lowered] = this._tightest();
        const code = most < asked ? lowered : this._points_code(asked, best[0]);
        return this._redemption(...best, code);
    }

    _for_money([, typed], asked) {
        const found = this.ranges.for_money(typed, this.limit, this.fits);
        const { step } = this.ranges;
        if (found) {
            const code = found[1] > typed ? ["raised_to_step", { step }] : ["exact", {}];
            return this._redemption(...found, code);
        }
        const [most, lowered] = this._tightest();
        const code = asked <= most ? ["lowered_to_step", { step }] : lowered;
        return this._redemption(...this._largest(), code);
    }

    /** [points, money] of the largest discount of this use, or null; found once. */
    _largest() {
        if (this._most === undefined) {
            this._most = this.ranges.best(this.limit, this.fits);
        }
        return this._most;
    }

    /** The most points one use may take, and the code and values that say why. */
    _tightest() {
        const available = this.room.usable;
        const { maximum_points } = this.rule;
        const { fits } = this;
        const bounds = [
            [available, ["lowered_to_balance", { available }]],
            [this.ranges.most_for(fits), ["lowered_to_fit", { fits }]],
        ];
        if (maximum_points) {
            bounds.unshift([maximum_points, ["lowered_to_maximum", { maximum_points }]]);
        }
        return bounds.reduce((tightest, bound) => (bound[0] < tightest[0] ? bound : tightest));
    }

    /** What the step did to typed points that no bound lowered. */
    _points_code(asked, points) {
        const { step } = this.ranges;
        if (asked % step) {
            return ["lowered_to_step", { step }];
        }
        return points < asked ? ["lowered_to_worth", {}] : ["exact", {}];
    }

    _asked(wish) {
        const [name, asked] = wish;
        if (wish === MAXIMUM) {
            return this.room.usable;
        }
        return name === "money" ? this.ranges.asked(asked) : asked;
    }

    _redemption(points, money, [code, values]) {
        return new Redemption({ rule_id: this.rule.id, points, money, code, values });
    }
}

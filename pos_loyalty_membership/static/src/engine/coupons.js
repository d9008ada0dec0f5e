/** Points turned into coupons, and coupons used on a basket. Twin: engine/coupons.py. */

import { basket_refusal, coupon_rule_refusal, number_refusal, out_of_bounds } from "./bounds.js";
import { redemption_lines } from "./redemption.js";
import { discount_lines, is_of } from "./reductions.js";
import { Room } from "./room.js";
import { mul_div, to_unit } from "./rounding.js";
import {
    Basket,
    Conversion,
    Member,
    OutOfBounds,
    Redemption,
    RedemptionRule,
    Refusal,
    Requoted,
    is_refusal,
} from "./values.js";
import { below_minimum } from "./wishes.js";

/** A coupon is used like a plain discount on everything, after all redemptions. */
export const COUPON = new RedemptionRule({ id: 0, kind: "coupon", points: 0 });

/**
 * The Conversion of exactly these points into a coupon, or a Refusal.
 *
 * Nothing is corrected, since a member confirms a number: below_minimum_points, not_a_step,
 * not_enough_points, not_everything (where only all points together are converted), wrong_worth
 * (fewer points give the same money), else the coupon.
 * 500 points at 100 points = 1.00: `{ points: 50000, money: 500 }`.
 */
export function convert(coupon_rule, unit, available, points) {
    const refusal =
        number_refusal(points, "points") ||
        number_refusal(available, "available") ||
        coupon_rule_refusal(coupon_rule, unit);
    return refusal || _exactly(() => _convert(coupon_rule, unit, available, points));
}

/**
 * The largest Conversion of the available points, or why there is none.
 *
 * It takes no more points than its money needs. 1,240 points at 100 = 1.00 in steps of 500:
 * `{ points: 100000, money: 1000 }`.
 */
export function convert_maximum(coupon_rule, unit, available) {
    const refusal =
        number_refusal(available, "available") || coupon_rule_refusal(coupon_rule, unit);
    return refusal || _exactly(() => _maximum(coupon_rule, unit, available));
}

/**
 * The Redemption of a coupon with that much money on a basket, or a Refusal.
 *
 * A coupon pays what all redemptions leave of the lines that may be redeemed on. `hold_uuid`
 * names the use that is being changed: its lines are ignored. The money is lowered_to_fit, or
 * exact. 10.00 on a basket of 8.50 give 8.50.
 */
export function use_coupon(basket, money, hold_uuid = "") {
    const refusal = number_refusal(money, "money") || basket_refusal(basket);
    if (refusal) {
        return refusal;
    }
    const room = new Room(basket, new Member({ available: 0 }), hold_uuid);
    const fits = room.fits(COUPON, room.left(COUPON, room.lines_of(COUPON)));
    if (!fits || !money) {
        return _refused("nothing_to_redeem_on", {});
    }
    return money > fits
        ? _redemption(fits, "lowered_to_fit", { fits })
        : _redemption(money, "exact", {});
}

/**
 * The goods that a coupon's money lowers, as RedemptionLines; their sum is it.
 *
 * 5.00 on espressos of 6.00 and a croissant of 2.50 are 3.53 and 1.47.
 */
export function coupon_lines(basket, money, hold_uuid = "") {
    return redemption_lines(basket, null, COUPON, _redemption(money, "exact", {}), hold_uuid);
}

/**
 * Why a coupon does not give that much money on the paid basket, or null.
 *
 * The Refusal of `use_coupon`, or wrong_worth with the money it gives.
 * 5.00 held on a basket that is now 3.00: `{ money: 300 }`.
 */
export function coupon_refusal(basket, money, hold_uuid) {
    const quote = use_coupon(basket, money, hold_uuid);
    if (is_refusal(quote)) {
        return quote;
    }
    return quote.money < money ? _refused("wrong_worth", { money: quote.money }) : null;
}

/**
 * What every CouponUse of a document gives now: Requoted, in their order.
 *
 * Lines of these holds in the basket are replaced by what each gives now; each asks for its
 * money and is lowered, or refused, as `use_coupon` says.
 * Coupons of 5.00 and 5.00 on 8.50 give 5.00 and 3.50.
 */
export function requote_coupons(basket, coupon_uses) {
    const holds = coupon_uses.map((use) => use.hold_uuid);
    const lines = basket.lines.filter((line) => !is_of(line, holds));
    return coupon_uses.map((use) => {
        const { hold_uuid } = use;
        const now = new Basket({ ...basket, lines });
        const answer = use_coupon(now, use.money);
        if (is_refusal(answer)) {
            return new Requoted({ hold_uuid, redemption: null, refusal: answer, lines: [] });
        }
        const parts = coupon_lines(now, answer.money);
        lines.push(...discount_lines(use, COUPON, parts, basket.lines));
        return new Requoted({ hold_uuid, redemption: answer, refusal: null, lines: parts });
    });
}

function _exactly(answer) {
    try {
        return answer();
    } catch (error) {
        if (error instanceof OutOfBounds) {
            return out_of_bounds("points");
        }
        throw error;
    }
}

function _convert(rule, unit, available, points) {
    const step = rule.step || unit;
    const refusal = below_minimum(_lowest(rule, step), points);
    if (refusal) {
        return refusal;
    }
    if (points % step) {
        return _refused("not_a_step", { step });
    }
    if (points > available) {
        return _not_enough(available, points);
    }
    if (rule.everything) {
        // Not refused: the points asked for are enough, and there are as many.
        const whole = _maximum(rule, unit, available);
        if (whole.points !== points) {
            return _refused("not_everything", { points: whole.points, money: whole.money });
        }
    }
    const money = _worth(rule, points);
    const fewest = _fewest(rule, step, money);
    if (!money || fewest < points) {
        return _refused("wrong_worth", { points: fewest, money });
    }
    return new Conversion({ points, money });
}

function _maximum(rule, unit, available) {
    const step = rule.step || unit;
    const lowest = _lowest(rule, step);
    const points = to_unit(available, step, "down");
    if (points < lowest) {
        return _not_enough(available, lowest);
    }
    const money = _worth(rule, points);
    return new Conversion({ points: _fewest(rule, step, money), money });
}

/** The fewest points that make a coupon: the minimum, in steps, worth something. */
function _lowest(rule, step) {
    return to_unit(Math.max(rule.minimum_points, _needed(rule, 1)), step, "up");
}

function _worth(rule, points) {
    return mul_div(points, rule.money, rule.points, "down");
}

function _needed(rule, money) {
    return mul_div(money, rule.points, rule.money, "up");
}

/** The fewest points, in steps and not below the minimum, worth that much. */
function _fewest(rule, step, money) {
    return Math.max(_lowest(rule, step), to_unit(_needed(rule, money), step, "up"));
}

function _not_enough(available, needed) {
    return _refused("not_enough_points", { available, needed, missing: needed - available });
}

function _redemption(money, code, values) {
    return new Redemption({ rule_id: COUPON.id, points: 0, money, code, values });
}

function _refused(code, values) {
    return new Refusal({ code, values });
}

/**
 * What points become on a basket: the discount, what was corrected, or why not.
 *
 * Kind "amount": `rule.points` are worth `rule.money`, in proportion, rounded down. Points are
 * never burnt: it takes the fewest points, in steps of the rule, that give the largest discount
 * that fits. Twin: engine/redemption.py.
 */

import { line_amounts } from "./basis.js";
import {
    basket_refusal,
    member_refusal,
    number_refusal,
    out_of_bounds,
    redemption_refusal,
} from "./bounds.js";
import { limits_refusal } from "./limits.js";
import { mul_div, to_unit } from "./rounding.js";
import { FULL_SHARE, Option, OutOfBounds, Redemption, Refusal, is_refusal } from "./values.js";

/**
 * The Redemption for typed points (hundredths), or a Refusal.
 *
 * `hold_uuid` names the redemption being changed: its lines are ignored and its points may be
 * used again. What does not fit is lowered and the code says to what: lowered_to_maximum (of
 * the rule), lowered_to_balance, lowered_to_fit, lowered_to_step, lowered_to_worth (fewer points
 * give the same discount); else "exact".
 * 50000 at 100 points = 1.00 on a basket of 8.50 take 500 points and give 5.00.
 */
export function redeem_points(basket, program, rule, member, points, hold_uuid = "") {
    return _redeem(basket, program, rule, member, hold_uuid, ["points", points]);
}

/**
 * The Redemption for typed money: its points, rounded up to the step.
 *
 * The money given is what those points are worth: "raised_to_step" if that is more than was
 * typed; lowered as in redeem_points where more does not fit.
 * 1.25 at 100 points = 1.00 in steps of 50 points takes 150 points and gives 1.50.
 */
export function redeem_money(basket, program, rule, member, money, hold_uuid = "") {
    return _redeem(basket, program, rule, member, hold_uuid, ["money", money]);
}

/**
 * The largest Redemption that fits, always with the code "exact", or a Refusal.
 *
 * 1,240 points at 100 points = 1.00 on a basket of 8.50: 850 points, 8.50.
 */
export function redeem_maximum(basket, program, rule, member, hold_uuid = "") {
    return _redeem(basket, program, rule, member, hold_uuid, MAXIMUM);
}

/**
 * One Option per redemption rule: possible ones first, each part by sequence.
 *
 * With 1,240 points a rule in steps of 2,000 comes last, with the refusal not_enough_points
 * and `missing` 76000.
 */
export function options(basket, program, member, hold_uuid = "") {
    const refusal = basket_refusal(basket) || member_refusal(member);
    const room = refusal ? null : _room(basket, member, hold_uuid);
    const possible = [];
    const impossible = [];
    const rules = [...program.redemption_rules].sort(
        (one, other) => one.sequence - other.sequence || one.id - other.id
    );
    for (const rule of rules) {
        const answer = refusal || _quote(room, program, rule, MAXIMUM);
        if (is_refusal(answer)) {
            impossible.push(new Option({ rule_id: rule.id, maximum: null, refusal: answer }));
        } else {
            possible.push(new Option({ rule_id: rule.id, maximum: answer, refusal: null }));
        }
    }
    return [...possible, ...impossible];
}

/**
 * Why points may not be reserved for money whatever the basket, or null.
 *
 * Looks at the rule and the member only: limits, minimum balance, minimum, maximum, step, and
 * that money is what the points are worth and no fewer points are (wrong_worth). Whether the
 * points are free is the ledger's decision.
 * 501 points for 5.00 at 100 = 1.00 in steps of 100 give `not_a_step`.
 */
export function hold_refusal(program, rule, member, situation, points, money) {
    const refusal =
        number_refusal(points, "points") ||
        number_refusal(money, "money") ||
        member_refusal(member) ||
        redemption_refusal(program, rule) ||
        limits_refusal(rule.limits, situation) ||
        _balance_refusal(rule, member.available + member.own_holds);
    return (
        refusal || _bounded(() => _holdable_refusal(rule, rule.step || program.unit, points, money))
    );
}

function _redeem(basket, program, rule, member, hold_uuid, wish) {
    const [name, asked] = wish;
    const refusal = number_refusal(asked, name) || basket_refusal(basket) || member_refusal(member);
    return refusal || _quote(_room(basket, member, hold_uuid), program, rule, wish);
}

function _room(basket, member, hold_uuid) {
    const { lines, situation } = basket;
    const before = line_amounts(lines, "payable_amount", true);
    const now = line_amounts(lines, "payable_amount", false, hold_uuid);
    const freed = hold_uuid ? member.own_holds - member.other_holds : 0;
    let order = 0;
    let left = 0;
    let others = 0;
    lines.forEach((line, index) => {
        if (line.redeemable) {
            order += before[index];
            left += now[index];
        }
        if (line.kind === "redemption" && !(hold_uuid && line.hold_uuid === hold_uuid)) {
            others -= line.payable_amount;
        }
    });
    const balance = member.available + member.own_holds;
    const usable = member.available + Math.max(0, freed);
    return Object.freeze({ order, left, others, balance, usable, situation });
}

function _quote(room, program, rule, wish) {
    const refusal =
        redemption_refusal(program, rule) ||
        limits_refusal(rule.limits, room.situation) ||
        _balance_refusal(rule, room.balance) ||
        _order_refusal(rule, room);
    return refusal || _bounded(() => REDEMPTION_KINDS[rule.kind](room, program, rule, wish));
}

function _bounded(decide) {
    try {
        return decide();
    } catch (error) {
        if (error instanceof OutOfBounds) {
            return out_of_bounds("points");
        }
        throw error;
    }
}

function _balance_refusal({ minimum_balance }, balance) {
    return balance < minimum_balance
        ? _refusal("balance_below_minimum", { minimum_balance, balance })
        : null;
}

function _order_refusal({ minimum_order }, { left, order }) {
    if (left <= 0) {
        return _refusal("nothing_to_redeem_on", {});
    }
    return order < minimum_order ? _refusal("below_minimum_order", { minimum_order, order }) : null;
}

function _amount(room, program, rule, wish) {
    const step = rule.step || program.unit;
    const share = mul_div(room.order, rule.maximum_share, FULL_SHARE, "down");
    const fits = Math.max(0, Math.min(room.left, share - room.others));
    const use = Object.freeze({ step, lowest: _lowest(rule, step), fits });
    const asked = _asked_points(rule, wish, room);
    const refusal =
        _use_refusal(rule, room, use) ||
        _below_minimum(use.lowest, wish[0] === "money" ? to_unit(asked, step, "up") : asked);
    if (refusal) {
        return refusal;
    }
    const [most, lowered] = _tightest(rule, room, use);
    const target = Math.min(asked, most);
    const above = to_unit(target, step, "up");
    const points = wish[0] === "money" && above <= most ? above : to_unit(target, step, "down");
    const money = _worth(rule, points);
    const fewest = _fewest(rule, use, money);
    const [code, values] =
        most < asked && wish !== MAXIMUM ? lowered : _step_code(wish, step, points, fewest, money);
    return new Redemption({ rule_id: rule.id, points: fewest, money, code, values });
}

/** Why not even the smallest use is possible. */
function _use_refusal(rule, room, use) {
    if (rule.maximum_points && rule.maximum_points < use.lowest) {
        return _above_maximum(rule, use.lowest);
    }
    if (room.usable < use.lowest) {
        const values = { available: room.usable, needed: use.lowest };
        const missing = use.lowest - room.usable;
        return _refusal("not_enough_points", { ...values, missing });
    }
    const needed_money = _worth(rule, use.lowest);
    if (needed_money > use.fits) {
        const whole = needed_money + room.others;
        const needed_order = mul_div(whole, FULL_SHARE, rule.maximum_share, "up");
        return _refusal("nothing_fits", { needed_money, fits: use.fits, needed_order });
    }
    return null;
}

/** The most points one use may take, and the code and values that say why. */
function _tightest(rule, room, use) {
    const { maximum_points } = rule;
    const most_that_fits = mul_div(use.fits + 1, rule.points, rule.money, "up") - 1;
    const bounds = [
        [room.usable, ["lowered_to_balance", { available: room.usable }]],
        [most_that_fits, ["lowered_to_fit", { fits: use.fits }]],
    ];
    if (maximum_points) {
        bounds.unshift([maximum_points, ["lowered_to_maximum", { maximum_points }]]);
    }
    return bounds.reduce((tightest, bound) => (bound[0] < tightest[0] ? bound : tightest));
}

/** What the step did to a wish that no bound lowered. */
function _step_code(wish, step, points, fewest, money) {
    const [name, asked] = wish;
    if (wish === MAXIMUM) {
        return ["exact", {}];
    }
    if (name === "money" && money > asked) {
        return ["raised_to_step", { step }];
    }
    if ((name === "money" ? money : points) < asked) {
        return ["lowered_to_step", { step }];
    }
    if (name === "points" && fewest < points) {
        return ["lowered_to_worth", {}];
    }
    return ["exact", {}];
}

function _asked_points(rule, wish, room) {
    const [name, asked] = wish;
    if (wish === MAXIMUM) {
        return room.usable;
    }
    return name === "money" ? mul_div(asked, rule.points, rule.money, "up") : asked;
}

function _holdable_refusal(rule, step, points, money) {
    const lowest = _lowest(rule, step);
    if (rule.maximum_points && points > rule.maximum_points) {
        return _above_maximum(rule, points);
    }
    const refusal = _below_minimum(lowest, points);
    if (refusal) {
        return refusal;
    }
    if (points % step) {
        return _refusal("not_a_step", { step });
    }
    const worth = _worth(rule, points);
    const fewest = _fewest(rule, { step, lowest, fits: 0 }, worth);
    if (worth !== money || fewest !== points) {
        return _refusal("wrong_worth", { points: fewest, money: worth });
    }
    return null;
}

function _below_minimum(lowest, points) {
    return points < lowest ? _refusal("below_minimum_points", { minimum_points: lowest }) : null;
}

function _above_maximum({ maximum_points }, points) {
    return _refusal("above_maximum_points", { maximum_points, points });
}

/** The fewest points of one use: the rule's minimum, worth something, in steps. */
function _lowest(rule, step) {
    const worth_something = mul_div(1, rule.points, rule.money, "up");
    return to_unit(Math.max(rule.minimum_points, worth_something), step, "up");
}

function _worth(rule, points) {
    return mul_div(points, rule.money, rule.points, "down");
}

/** The fewest points of one use that are worth this money. */
function _fewest(rule, use, money) {
    const needed = mul_div(money, rule.points, rule.money, "up");
    return Math.max(use.lowest, to_unit(needed, use.step, "up"));
}

function _refusal(code, values) {
    return new Refusal({ code, values });
}

const MAXIMUM = Object.freeze(["maximum", 0]);
const REDEMPTION_KINDS = Object.freeze({ amount: _amount });

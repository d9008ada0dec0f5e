/** Whether points may be reserved, by rule and member alone. Twin: engine/holding.py. */

import { member_refusal, number_refusal, out_of_bounds, redemption_refusal } from "./bounds.js";
import { limits_refusal } from "./limits.js";
import { Ranges } from "./ranges.js";
import { OutOfBounds, Refusal } from "./values.js";
import { above_maximum, below_minimum } from "./wishes.js";

/**
 * Why points may not be reserved for money whatever the basket, or null.
 *
 * Looks at the rule and the member only: limits, minimum balance, minimum, maximum, step or
 * price, and (kind amount) that money is what the points are worth and no fewer points are
 * (wrong_worth). Whether the points are free is the ledger's decision, what a percentage or a
 * product is worth the basket's.
 * 501 points for 5.00 at 100 = 1.00 in steps of 100 give `not_a_step`.
 */
export function hold_refusal(program, rule, member, situation, points, money) {
    const refusal =
        number_refusal(points, "points") ||
        number_refusal(money, "money") ||
        member_refusal(member) ||
        redemption_refusal(program, rule) ||
        limits_refusal(rule.limits, situation, member) ||
        balance_refusal(rule, member.available + member.own_holds);
    if (refusal) {
        return refusal;
    }
    try {
        return HOLD_REFUSALS[rule.kind](program, rule, points, money);
    } catch (error) {
        if (error instanceof OutOfBounds) {
            return out_of_bounds("points");
        }
        throw error;
    }
}

/**
 * The refusal of a balance that does not unlock the rule, or null.
 *
 * 90 points where 100 are asked for: `{ minimum_balance: 10000, balance: 9000 }`.
 */
export function balance_refusal({ minimum_balance }, balance) {
    return balance < minimum_balance
        ? _refused("balance_below_minimum", { minimum_balance, balance })
        : null;
}

function _amount(program, rule, points, money) {
    const ranges = new Ranges(rule, program.unit);
    const refusal = _outside(rule, ranges.lowest(), points);
    if (refusal) {
        return refusal;
    }
    if (points % ranges.step) {
        return _refused("not_a_step", { step: ranges.step });
    }
    let [fewest, worth] = ranges.use(points) || ranges.best(points, null);
    if (worth === money && fewest === points) {
        // Another range may give the same for less.
        [fewest, worth] = ranges.for_money(money, points, money);
    }
    if (worth !== money || fewest !== points) {
        return _refused("wrong_worth", { points: fewest, money: worth });
    }
    return null;
}

function _percent(_program, rule, points, money) {
    if (points !== rule.points) {
        return _refused("wrong_price", { points: rule.points });
    }
    return _worthless(money);
}

function _product({ unit }, rule, points, money) {
    const step = (rule.partial ? rule.step : rule.points) || unit;
    const refusal = _outside(rule, Math.max(rule.minimum_points, unit), points);
    if (refusal) {
        return refusal;
    }
    // A whole line may end between two steps, at its price.
    if (points % (rule.partial ? unit : step)) {
        return _refused("not_a_step", { step });
    }
    return _worthless(money);
}

function _outside(rule, lowest, points) {
    if (rule.maximum_points && points > rule.maximum_points) {
        return above_maximum(rule, points);
    }
    return below_minimum(lowest, points);
}

/** Points for nothing: never burnt. */
function _worthless(money) {
    return money ? null : _refused("wrong_worth", { points: 0, money: 0 });
}

function _refused(code, values) {
    return new Refusal({ code, values });
}

const HOLD_REFUSALS = Object.freeze({ amount: _amount, percent: _percent, product: _product });

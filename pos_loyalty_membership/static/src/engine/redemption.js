/**
 * What points become on a basket: the discount, what was corrected, or why not.
 *
 * Kinds: "amount" (discount.js), "percent" (percent.js) and "product" (products.js).
 * Twin: engine/redemption.py.
 */

import { apportion } from "./apportion.js";
import {
    basket_refusal,
    member_refusal,
    number_refusal,
    out_of_bounds,
    redemption_refusal,
} from "./bounds.js";
import { AmountUse } from "./discount.js";
import { balance_refusal } from "./holding.js";
import { limits_refusal } from "./limits.js";
import { PercentUse } from "./percent.js";
import { ProductUse } from "./products.js";
import { Room } from "./room.js";
import {
    Cheaper,
    Limits,
    Member,
    Option,
    OutOfBounds,
    RedemptionLine,
    RedemptionRule,
    Refusal,
    is_refusal,
} from "./values.js";
import { MAXIMUM } from "./wishes.js";

export { hold_refusal } from "./holding.js";

/**
 * The Redemption for typed points (hundredths), or a Refusal.
 *
 * `hold_uuid` names the redemption being changed: its lines are ignored and its points may be
 * used again; `product_id` narrows a product rule to one product. What does not fit is lowered
 * and the code says to what: lowered_to_maximum (of the rule), lowered_to_balance,
 * lowered_to_fit, lowered_to_step, lowered_to_units, lowered_to_worth (fewer points give the
 * same discount); what the rule fixes is fixed_price or everything; else "exact".
 * 50000 at 100 points = 1.00 on a basket of 8.50 take 500 points and give 5.00.
 */
export function redeem_points(
    basket,
    program,
    rule,
    member,
    points,
    hold_uuid = "",
    product_id = 0
) {
    const wish = ["points", points];
    return _redeem(basket, program, rule, member, hold_uuid, product_id, wish);
}

/**
 * The Redemption for typed money: its points, rounded up to the step.
 *
 * The money given is what those points are worth: "raised_to_step" or "raised_to_units" if that
 * is more than was typed; lowered as in redeem_points where more does not fit.
 * 1.25 at 100 points = 1.00 in steps of 50 points takes 150 points and gives 1.50.
 */
export function redeem_money(basket, program, rule, member, money, hold_uuid = "", product_id = 0) {
    const wish = ["money", money];
    return _redeem(basket, program, rule, member, hold_uuid, product_id, wish);
}

/**
 * The largest Redemption that fits, or a Refusal; "exact", but for a percentage that does not
 * fit whole.
 *
 * 1,240 points at 100 points = 1.00 on a basket of 8.50: 850 points, 8.50.
 */
export function redeem_maximum(basket, program, rule, member, hold_uuid = "", product_id = 0) {
    return _redeem(basket, program, rule, member, hold_uuid, product_id, MAXIMUM);
}

/**
 * One Option per redemption rule: possible ones first, each part by sequence.
 *
 * A rule for products with prices of their own has one per product in the basket. `cheaper`
 * names the amount rule that gives the same discount for fewer points.
 * With 1,240 points a rule in steps of 2,000 comes last, with the refusal not_enough_points
 * and `missing` 76000.
 */
export function options(basket, program, member, hold_uuid = "") {
    const rules = _by_sequence(program);
    const refusal = basket_refusal(basket) || member_refusal(member);
    if (refusal) {
        return rules.map(({ id: rule_id }) => new Option({ rule_id, maximum: null, refusal }));
    }
    const room = new Room(basket, member, hold_uuid);
    const uses = rules.flatMap((rule) => _uses(room, program, rule));
    const amount_uses = _comparable(uses.map(({ use }) => use));
    const possible = [];
    const impossible = [];
    for (const { rule, product_id, use } of uses) {
        const answer = _answer(use, MAXIMUM);
        const more = { rule_id: rule.id, product_id };
        if (is_refusal(answer)) {
            impossible.push(new Option({ ...more, maximum: null, refusal: answer }));
        } else {
            const cheaper = _cheaper(amount_uses, rule, answer);
            possible.push(new Option({ ...more, maximum: answer, refusal: null, cheaper }));
        }
    }
    return [...possible, ...impossible];
}

/**
 * The Cheaper way to the discount of a percent or product rule, or null.
 *
 * A croissant of 2.25 for 250 points where 100 points are worth 1.00: 22500 points.
 */
export function cheaper_amount(basket, program, rule, member, redemption, hold_uuid = "") {
    if (basket_refusal(basket) || member_refusal(member)) {
        return null;
    }
    const room = new Room(basket, member, hold_uuid);
    const amount_rules = _by_sequence(program).filter((each) => each.kind === "amount");
    const uses = _comparable(amount_rules.map((each) => _use(room, program, each, 0)));
    return _cheaper(uses, rule, redemption);
}

/**
 * The goods that a Redemption lowers, as RedemptionLines; their money is its money.
 *
 * The order of lines; those that it does not touch are left out. 5.00 on espressos of 6.00 and
 * a croissant of 2.50 are 3.53 and 1.47.
 */
export function redemption_lines(
    basket,
    program,
    rule,
    redemption,
    hold_uuid = "",
    product_id = 0
) {
    const { money, points } = redemption;
    const room = new Room(basket, new Member({ available: points }), hold_uuid);
    const { lines } = basket;
    const indexes = room.lines_of(rule);
    if (rule.kind === "product") {
        const left = room.left(rule, indexes);
        return new ProductUse(room, program, rule, room.of_product(indexes, product_id), left)
            .buy(["points", points], points, money)
            .sort((one, other) => one.index - other.index)
            .map(
                (each) =>
                    new RedemptionLine({
                        uuid: lines[each.index].uuid,
                        quantity: each.quantity,
                        money: each.money,
                    })
            );
    }
    const left = room.shares.amounts(rule.kind);
    const parts = apportion(
        money,
        indexes.map((index) => left[index]),
        1
    );
    return indexes
        .map((index, place) => ({ uuid: lines[index].uuid, quantity: 0, money: parts[place] }))
        .filter((part) => part.money)
        .map((part) => new RedemptionLine(part));
}

/**
 * Why held points do not give that much money on the paid basket, or null.
 *
 * The member's side (balance, tier, tags, everything at once) was decided when the points were
 * held and is not looked at again; everything else is. The Refusal is that of the quote, or
 * wrong_worth with what they give.
 * 500 points held for 5.00 on a basket that is now 3.00: `{ points: 30000, money: 300 }`.
 */
export function capture_refusal(basket, program, rule, points, money, hold_uuid, product_id = 0) {
    const refusal = number_refusal(money, "money");
    if (refusal) {
        return refusal;
    }
    const limits = new Limits({ ...rule.limits, tiers: null, tags: null });
    const free = new RedemptionRule({ ...rule, minimum_balance: 0, everything: false, limits });
    const member = new Member({ available: 0, own_holds: points });
    const quote = redeem_points(basket, program, free, member, points, hold_uuid, product_id);
    if (is_refusal(quote)) {
        return quote;
    }
    if (quote.money < money) {
        const values = { points: quote.points, money: quote.money };
        return new Refusal({ code: "wrong_worth", values });
    }
    return null;
}

function _redeem(basket, program, rule, member, hold_uuid, product_id, wish) {
    const [name, asked] = wish;
    const refusal = number_refusal(asked, name) || basket_refusal(basket) || member_refusal(member);
    return refusal || _quote(new Room(basket, member, hold_uuid), program, rule, wish, product_id);
}

function _by_sequence(program) {
    return [...program.redemption_rules].sort(
        (one, other) => one.sequence - other.sequence || one.id - other.id
    );
}

function _quote(room, program, rule, wish, product_id) {
    return _answer(_use(room, program, rule, product_id), wish);
}

function _answer(use, wish) {
    return is_refusal(use) ? use : _bounded(() => use.quote(wish));
}

/** A use of the rule on the document, or the Refusal that says why there is none. */
function _use(room, program, rule, product_id) {
    const { refusal, indexes, left } = _ground(room, program, rule);
    return refusal || _new_use(room, program, rule, room.of_product(indexes, product_id), left);
}

/** The uses of a rule that get an option each: `{ rule, product_id, use }`. */
function _uses(room, program, rule) {
    const { refusal, indexes, left } = _ground(room, program, rule);
    return _goods(room, program, rule, indexes).map(([product_id, goods]) => ({
        rule,
        product_id,
        use: refusal || _new_use(room, program, rule, goods, left),
    }));
}

/**
 * What all uses of a rule stand on: why there is none, the goods in its scope, and the money
 * left on them where it was asked for.
 */
function _ground(room, program, rule) {
    const indexes = room.lines_of(rule);
    const refusal =
        redemption_refusal(program, rule) ||
        limits_refusal(rule.limits, room.situation, room.member) ||
        balance_refusal(rule, room.balance);
    if (refusal) {
        return { refusal, indexes, left: 0 };
    }
    const left = room.left(rule, indexes);
    return { refusal: _order_refusal(rule, room, left), indexes, left };
}

function _new_use(room, program, rule, indexes, left) {
    return _bounded(() => {
        if (rule.kind === "product") {
            return new ProductUse(room, program, rule, indexes, left);
        }
        return rule.kind === "percent"
            ? new PercentUse(room, rule, left)
            : new AmountUse(room, program, rule, left);
    });
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

function _order_refusal({ minimum_order }, { order }, left) {
    if (left <= 0) {
        return new Refusal({ code: "nothing_to_redeem_on", values: {} });
    }
    return order < minimum_order
        ? new Refusal({ code: "below_minimum_order", values: { minimum_order, order } })
        : null;
}

/** [product, its goods], an option each: products with a price of their own, else [0, all]. */
function _goods(room, program, rule, indexes) {
    if (rule.kind !== "product" || rule.points || redemption_refusal(program, rule)) {
        return [[0, indexes]];
    }
    const priced = indexes.filter((index) => room.lines[index].points_price);
    const ids = new Set(priced.map((index) => room.lines[index].product_id));
    const sorted = ids.size ? [...ids].sort((one, other) => one - other) : [0];
    return sorted.map((product_id) => [product_id, room.of_product(priced, product_id)]);
}

/** The uses of amount rules that others are compared with. */
function _comparable(uses) {
    return uses.filter((use) => use instanceof AmountUse && !use.rule.everything);
}

function _cheaper(amount_uses, rule, redemption) {
    let cheaper = null;
    let { points } = redemption;
    for (const use of rule.kind === "amount" ? [] : amount_uses) {
        const needed = use.points_for(redemption.money, points - 1);
        if (needed !== null) {
            points = needed;
            cheaper = new Cheaper({ rule_id: use.rule.id, points });
        }
    }
    return cheaper;
}

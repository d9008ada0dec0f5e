/**
 * What the engine is handed, and all of its values in one place: frozen.
 *
 * Units: money in the currency's smallest unit, points in hundredths, quantities in
 * thousandths, shares in hundredths of a percent. Twin: engine/values.py, which says what
 * each value means; the keys are the same.
 */

import { LineEarning, Refusal } from "./answers.js";
import { FULL_SHARE, REQUIRED, Value } from "./frozen.js";

export * from "./answers.js";
export * from "./frozen.js";
export * from "./rules.js";

const NOTHING = Object.freeze([]);

export const Line = Value.kind("Line", {
    uuid: REQUIRED,
    kind: REQUIRED,
    quantity: REQUIRED,
    earn_amount: REQUIRED,
    payable_amount: REQUIRED,
    product_id: 0,
    tax_key: "",
    earns: true,
    redeemable: true,
    hold_uuid: "",
    program_id: 0,
    category_ids: NOTHING,
    pos_category_ids: NOTHING,
    points_per_unit: null,
    points_price: 0,
    reward: "amount",
    target_uuids: NOTHING,
});

export const Situation = Value.kind("Situation", {
    date: REQUIRED,
    day: REQUIRED,
    place_id: 0,
    minute: 0,
    channel: "till",
    sales_mode_id: 0,
});

export const Basket = Value.kind(
    "Basket",
    { lines: REQUIRED, situation: REQUIRED, received: null, residual: null },
    { lines: Line, situation: Situation }
);

export const Member = Value.kind("Member", {
    available: REQUIRED,
    own_holds: 0,
    other_holds: 0,
    visited_rule_ids: NOTHING,
    tier_id: 0,
    tag_ids: NOTHING,
    multiplier: FULL_SHARE,
    earned_today: 0,
});

export const Use = Value.kind("Use", {
    hold_uuid: REQUIRED,
    program_id: REQUIRED,
    rule_id: REQUIRED,
    points: REQUIRED,
    product_id: 0,
});

export const CouponUse = Value.kind("CouponUse", {
    hold_uuid: REQUIRED,
    program_id: REQUIRED,
    money: REQUIRED,
});

export const EntryRecord = Value.kind(
    "EntryRecord",
    { points: REQUIRED, order_points: REQUIRED, lines: REQUIRED },
    { lines: LineEarning }
);

export const Taken = Value.kind("Taken", { lines: Object.freeze({}), order_points: 0 });

/**
 * The plain JSON shape of a value, of a list of values or of a number.
 * `to_dict(new Refusal({ code: "ended" }))` is `{ code: "ended", values: {} }`.
 */
export function to_dict(value) {
    if (Array.isArray(value)) {
        return value.map(to_dict);
    }
    if (value instanceof Value) {
        return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, to_dict(item)]));
    }
    return value;
}

/** Whether an engine function said no: `is_refusal(new Refusal({ code: "ended" }))`. */
export function is_refusal(value) {
    return value instanceof Refusal;
}

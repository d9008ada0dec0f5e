/**
 * What the engine answers: frozen values, nothing computed.
 *
 * Units as in values.js. Twin: engine/answers.py, which says what each value means.
 */

import { REQUIRED, Value } from "./frozen.js";

const NO_VALUES = Object.freeze({});

export const LineEarning = Value.kind("LineEarning", {
    uuid: REQUIRED,
    quantity: REQUIRED,
    amount: REQUIRED,
    points: REQUIRED,
});

export const RuleResult = Value.kind("RuleResult", {
    rule_id: REQUIRED,
    code: REQUIRED,
    points: REQUIRED,
    values: NO_VALUES,
});

export const Earning = Value.kind("Earning", {
    points: REQUIRED,
    lines: REQUIRED,
    order_points: REQUIRED,
    rules: REQUIRED,
});

export const Redemption = Value.kind("Redemption", {
    rule_id: REQUIRED,
    points: REQUIRED,
    money: REQUIRED,
    code: REQUIRED,
    values: NO_VALUES,
});

export const Refusal = Value.kind("Refusal", { code: REQUIRED, values: NO_VALUES });

export const Conversion = Value.kind("Conversion", { points: REQUIRED, money: REQUIRED });

export const Assigned = Value.kind("Assigned", {
    points_per_unit: REQUIRED,
    earns: REQUIRED,
    redeemable: REQUIRED,
});

export const Cheaper = Value.kind("Cheaper", { rule_id: REQUIRED, points: REQUIRED });

export const Option = Value.kind("Option", {
    rule_id: REQUIRED,
    maximum: REQUIRED,
    refusal: REQUIRED,
    product_id: 0,
    cheaper: null,
});

export const RedemptionLine = Value.kind("RedemptionLine", {
    uuid: REQUIRED,
    quantity: REQUIRED,
    money: REQUIRED,
});

export const Requoted = Value.kind("Requoted", {
    hold_uuid: REQUIRED,
    redemption: REQUIRED,
    refusal: REQUIRED,
    lines: REQUIRED,
});

export const Missing = Value.kind("Missing", {
    points: null,
    amount: null,
    lifetime: null,
    balance: null,
});

export const Progress = Value.kind(
    "Progress",
    { tier_id: REQUIRED, missing: REQUIRED, until: "" },
    { missing: Missing }
);

export const Move = Value.kind("Move", {
    cause: REQUIRED,
    tier_id: REQUIRED,
    date_from: REQUIRED,
    date_to: "",
    grace_until: "",
});

export const LineReversal = Value.kind("LineReversal", {
    uuid: REQUIRED,
    quantity: REQUIRED,
    points: REQUIRED,
});

export const Reversal = Value.kind("Reversal", {
    points: REQUIRED,
    lines: REQUIRED,
    order_points: REQUIRED,
});

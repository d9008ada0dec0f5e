/**
 * What a program says: its rules, their limits and scopes. Frozen values.
 *
 * Units as in values.js. Twin: engine/rules.py, which says what each value means.
 */

import { FULL_SHARE, REQUIRED, Value } from "./frozen.js";

const NOTHING = Object.freeze([]);

export const ListLimit = Value.kind("ListLimit", { exclude: REQUIRED, ids: REQUIRED });

export const HoursLimit = Value.kind("HoursLimit", { exclude: REQUIRED, windows: REQUIRED });

export const Limits = Value.kind(
    "Limits",
    {
        date_from: null,
        date_to: null,
        places: null,
        channels: null,
        sales_modes: null,
        weekdays: null,
        hours: null,
        tiers: null,
        tags: null,
    },
    {
        places: ListLimit,
        channels: ListLimit,
        sales_modes: ListLimit,
        weekdays: ListLimit,
        hours: HoursLimit,
        tiers: ListLimit,
        tags: ListLimit,
    }
);

export const Scope = Value.kind("Scope", {
    product_ids: NOTHING,
    category_ids: NOTHING,
    pos_category_ids: NOTHING,
    excluded_product_ids: NOTHING,
    excluded_category_ids: NOTHING,
    excluded_pos_category_ids: NOTHING,
});

const NO_LIMITS = new Limits({});
const EVERYTHING = new Scope({});

export const EarningRule = Value.kind(
    "EarningRule",
    {
        id: REQUIRED,
        kind: REQUIRED,
        points: REQUIRED,
        per_amount: 0,
        sequence: 0,
        whole_steps: true,
        minimum_order: 0,
        every_sale: false,
        limits: NO_LIMITS,
        maximum_points: 0,
        scope: EVERYTHING,
    },
    { limits: Limits, scope: Scope }
);

export const Bracket = Value.kind("Bracket", {
    from_points: REQUIRED,
    points: REQUIRED,
    money: REQUIRED,
    to_points: 0,
});

export const RedemptionRule = Value.kind(
    "RedemptionRule",
    {
        id: REQUIRED,
        kind: REQUIRED,
        points: REQUIRED,
        money: 0,
        sequence: 0,
        minimum_balance: 0,
        minimum_points: 0,
        maximum_points: 0,
        step: 0,
        minimum_order: 0,
        maximum_share: FULL_SHARE,
        limits: NO_LIMITS,
        scope: EVERYTHING,
        brackets: NOTHING,
        everything: false,
        percent: 0,
        maximum_price: 0,
        partial: false,
    },
    { limits: Limits, scope: Scope, brackets: Bracket }
);

export const Benefit = Value.kind(
    "Benefit",
    { id: REQUIRED, percent: REQUIRED, scope: EVERYTHING },
    { scope: Scope }
);

export const Tier = Value.kind(
    "Tier",
    {
        id: REQUIRED,
        sequence: 0,
        reached_by: "numbers",
        points: 0,
        amount: 0,
        lifetime: 0,
        balance: 0,
        join_cost: 0,
        multiplier: FULL_SHARE,
        benefits: NOTHING,
        pricelist_id: 0,
    },
    { benefits: Benefit }
);

export const Expiry = Value.kind("Expiry", {
    mode: "never",
    number: 0,
    month: 12,
    day: 31,
    grace_days: 0,
});

export const TierTerms = Value.kind("TierTerms", {
    automatic: true,
    look_back: "months",
    look_back_months: 12,
    period: "endless",
    period_months: 12,
    end_month: 12,
    end_day: 31,
    grace_days: 0,
    fall: "one",
});

export const Numbers = Value.kind("Numbers", {
    points: 0,
    amount: 0,
    lifetime: 0,
    balance: 0,
    since: "",
});

export const Standing = Value.kind("Standing", {
    tier_id: 0,
    date_to: "",
    grace_until: "",
    source: "",
});

const USUAL_TERMS = new TierTerms({});

export const CouponRule = Value.kind("CouponRule", {
    points: REQUIRED,
    money: REQUIRED,
    minimum_points: 0,
    step: 0,
    everything: false,
});

export const Program = Value.kind(
    "Program",
    {
        id: REQUIRED,
        unit: REQUIRED,
        rounding: REQUIRED,
        earning_rules: NOTHING,
        redemption_rules: NOTHING,
        combine: "sum",
        maximum_per_day: 0,
        reward_redeemed: false,
        tiers: NOTHING,
        tier_terms: USUAL_TERMS,
    },
    {
        earning_rules: EarningRule,
        redemption_rules: RedemptionRule,
        tiers: Tier,
        tier_terms: TierTerms,
    }
);

export const Assignment = Value.kind("Assignment", {
    mode: "inherit",
    points: 0,
    never_redeemable: "inherit",
});

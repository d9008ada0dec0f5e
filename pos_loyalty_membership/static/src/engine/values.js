/**
 * What the engine is handed and what it answers: frozen values, nothing computed.
 *
 * Units: money in the currency's smallest unit, points in hundredths, quantities in
 * thousandths, shares in hundredths of a percent. Twin: engine/values.py, which says what
 * each value means; the keys are the same.
 */

export const ENGINE_VERSION = 1;
export const MAX_AMOUNT = 10 ** 12;
export const MAX_LINES = 1000;
export const MAX_RULES = 1000;
export const MAX_SAFE = Number.MAX_SAFE_INTEGER;
export const FULL_SHARE = 10000;

const REQUIRED = Symbol("required");

/**
 * A number left the range in which both languages count exactly. Public functions turn it
 * into Refusal("out_of_bounds").
 */
export class OutOfBounds extends RangeError {}

/** Base of all engine values: reads itself from the plain JSON shape and freezes. */
export class Value {
    constructor(data) {
        const { shape, nested } = new.target;
        for (const key of Object.keys(shape)) {
            const given = data[key] === undefined ? shape[key] : data[key];
            if (given === REQUIRED) {
                throw new TypeError(`${new.target.name} needs ${key}`);
            }
            this[key] = _read(nested[key], given);
        }
        Object.freeze(this);
    }

    /**
     * The value of a plain object; keys it does not know are ignored.
     * `Situation.from_dict({ date: "2026-03-01", day: "2026-03-01" }).place_id` is 0.
     */
    static from_dict(data) {
        return new this(data);
    }
}
Value.shape = {};
Value.nested = {};

function _read(value_class, data) {
    if (Array.isArray(data)) {
        return Object.freeze(data.map((item) => _read(value_class, item)));
    }
    if (data === null || typeof data !== "object" || data instanceof Value) {
        return data;
    }
    return value_class ? new value_class(data) : Object.freeze({ ...data });
}

function _value_class(name, shape, nested = {}) {
    const value_class = { [name]: class extends Value {} }[name];
    value_class.shape = Object.freeze(shape);
    value_class.nested = Object.freeze(nested);
    return value_class;
}

export const ListLimit = _value_class("ListLimit", { exclude: REQUIRED, ids: REQUIRED });

export const Limits = _value_class(
    "Limits",
    { date_from: null, date_to: null, places: null },
    { places: ListLimit }
);

const NO_LIMITS = new Limits({});

export const EarningRule = _value_class(
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
    },
    { limits: Limits }
);

export const RedemptionRule = _value_class(
    "RedemptionRule",
    {
        id: REQUIRED,
        kind: REQUIRED,
        points: REQUIRED,
        money: REQUIRED,
        sequence: 0,
        minimum_balance: 0,
        minimum_points: 0,
        maximum_points: 0,
        step: 0,
        minimum_order: 0,
        maximum_share: FULL_SHARE,
        limits: NO_LIMITS,
    },
    { limits: Limits }
);

export const Program = _value_class(
    "Program",
    {
        id: REQUIRED,
        unit: REQUIRED,
        rounding: REQUIRED,
        earning_rules: Object.freeze([]),
        redemption_rules: Object.freeze([]),
    },
    { earning_rules: EarningRule, redemption_rules: RedemptionRule }
);

export const Line = _value_class("Line", {
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
});

export const Situation = _value_class("Situation", {
    date: REQUIRED,
    day: REQUIRED,
    place_id: 0,
});

export const Basket = _value_class(
    "Basket",
    { lines: REQUIRED, situation: REQUIRED, received: null },
    { lines: Line, situation: Situation }
);

export const Member = _value_class("Member", {
    available: REQUIRED,
    own_holds: 0,
    other_holds: 0,
    visited_rule_ids: Object.freeze([]),
});

export const LineEarning = _value_class("LineEarning", {
    uuid: REQUIRED,
    quantity: REQUIRED,
    amount: REQUIRED,
    points: REQUIRED,
});

export const RuleResult = _value_class("RuleResult", {
    rule_id: REQUIRED,
    code: REQUIRED,
    points: REQUIRED,
    values: Object.freeze({}),
});

export const Earning = _value_class("Earning", {
    points: REQUIRED,
    lines: REQUIRED,
    order_points: REQUIRED,
    rules: REQUIRED,
});

export const Redemption = _value_class("Redemption", {
    rule_id: REQUIRED,
    points: REQUIRED,
    money: REQUIRED,
    code: REQUIRED,
    values: Object.freeze({}),
});

export const Refusal = _value_class("Refusal", { code: REQUIRED, values: Object.freeze({}) });

export const Option = _value_class("Option", {
    rule_id: REQUIRED,
    maximum: REQUIRED,
    refusal: REQUIRED,
});

export const EntryRecord = _value_class(
    "EntryRecord",
    { points: REQUIRED, order_points: REQUIRED, lines: REQUIRED },
    { lines: LineEarning }
);

export const Taken = _value_class("Taken", { lines: Object.freeze({}), order_points: 0 });

export const LineReversal = _value_class("LineReversal", {
    uuid: REQUIRED,
    quantity: REQUIRED,
    points: REQUIRED,
});

export const Reversal = _value_class("Reversal", {
    points: REQUIRED,
    lines: REQUIRED,
    order_points: REQUIRED,
});

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

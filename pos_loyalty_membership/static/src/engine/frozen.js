/** The base of all engine values, and the bounds of their numbers. Twin: engine/frozen.py. */

export const ENGINE_VERSION = 1;
export const MAX_AMOUNT = 10 ** 12;
export const MAX_LINES = 1000;
export const MAX_RULES = 1000;
export const MAX_SAFE = Number.MAX_SAFE_INTEGER;
export const FULL_SHARE = 10000;

export const REQUIRED = Symbol("required");

/**
 * A number left the range in which both languages count exactly. Public functions turn it
 * into Refusal("out_of_bounds").
 */
export class OutOfBounds extends RangeError {}

/** Base of all engine values: reads itself from the plain JSON shape and freezes. */
export class Value {
    constructor(data) {
        for (const { key, usual, value_class } of new.target.fields) {
            const given = data[key];
            if (given === undefined && usual === REQUIRED) {
                throw new TypeError(`${new.target.name} needs ${key}`);
            }
            if (given === undefined) {
                this[key] = usual;
            } else {
                this[key] = typeof given === "object" ? _read(value_class, given) : given;
            }
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

    /** A kind of value: what it holds, with frozen defaults, and which parts are values. */
    static kind(name, shape, nested = {}) {
        const value_class = { [name]: class extends Value {} }[name];
        value_class.fields = Object.entries(shape).map(([key, usual]) => ({
            key,
            usual,
            value_class: nested[key],
        }));
        return value_class;
    }
}
Value.fields = [];

function _read(value_class, data) {
    if (Array.isArray(data)) {
        return Object.freeze(data.map((item) => _read(value_class, item)));
    }
    if (data === null || typeof data !== "object" || data instanceof Value) {
        return data;
    }
    return value_class ? new value_class(data) : Object.freeze({ ...data });
}

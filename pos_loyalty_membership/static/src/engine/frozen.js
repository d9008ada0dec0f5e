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
        const { shape, nested } = new.target;
        for (const key in shape) {
            const given = data[key] === undefined ? shape[key] : data[key];
            if (given === REQUIRED) {
                throw new TypeError(`${new.target.name} needs ${key}`);
            }
            this[key] = typeof given === "object" ? _read(nested[key], given) : given;
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

    /** A kind of value: what it holds, with defaults, and which parts are values. */
    static kind(name, shape, nested = {}) {
        const value_class = { [name]: class extends Value {} }[name];
        value_class.shape = Object.freeze(shape);
        value_class.nested = Object.freeze(nested);
        return value_class;
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

/**
 * Runs the cases of static/tests/vectors on the JavaScript engine.
 *
 * Imports nothing: hoot and tools/engine_check.mjs both hand in the engine's modules. The Python
 * side has its own in tests/engine_vectors.py.
 */

const VALUE_CLASSES = Object.freeze({
    basket: "Basket",
    lines: "Line",
    situation: "Situation",
    program: "Program",
    rule: "RedemptionRule",
    limits: "Limits",
    member: "Member",
    entry_record: "EntryRecord",
    taken: "Taken",
    refusal: "Refusal",
    scope: "Scope",
    line: "Line",
    product: "Assignment",
    categories: "Assignment",
    pos_categories: "Assignment",
    redemption: "Redemption",
    parts: "RedemptionLine",
    programs: "Program",
    members: "Member",
    use: "Use",
    uses: "Use",
    benefits: "Benefit",
    tier: "Tier",
    tiers: "Tier",
    terms: "TierTerms",
    numbers: "Numbers",
    standing: "Standing",
    coupon_rule: "CouponRule",
    coupon_uses: "CouponUse",
    expiry: "Expiry",
    rules: "RedemptionRule",
    coupon_rules: "CouponRule",
});

/** Each case of a file with its group: [group, case]. */
export function cases(content) {
    return content.groups.flatMap((group) => group.cases.map((item) => [group, item]));
}

/** `given` with `changes` laid over it; objects merge, anything else replaces. */
export function merge(given, changes) {
    if (!isObject(given) || !isObject(changes)) {
        return changes;
    }
    const merged = { ...given };
    for (const [key, value] of Object.entries(changes)) {
        merged[key] = key in given ? merge(given[key], value) : value;
    }
    return merged;
}

/** What the engine answers to a case, in plain JSON; `engine` holds its modules by name. */
export function runCase(engine, module, group, item) {
    const { to_dict, OutOfBounds } = engine.values;
    const given = merge(group.given || {}, item.input);
    const unknown = Object.keys(given).filter((name) => !group.arguments.includes(name));
    if (unknown.length) {
        throw new Error(`${item.name}: no argument of the group: ${unknown}`);
    }
    const read = group.arguments.map((name) => argument(engine.values, name, given[name]));
    try {
        return to_dict(engine[module][group.function](...read));
    } catch (error) {
        if (error instanceof OutOfBounds) {
            return { raises: "OutOfBounds" };
        }
        throw error;
    }
}

/** The same text for the same JSON value, whatever the order of its keys. */
export function canonical(value) {
    if (Array.isArray(value)) {
        return `[${value.map(canonical).join(",")}]`;
    }
    if (isObject(value)) {
        const keys = Object.keys(value).sort();
        return `{${keys.map((key) => `${JSON.stringify(key)}:${canonical(value[key])}`)}}`;
    }
    return JSON.stringify(value);
}

function argument(values, name, data) {
    const valueClass = values[VALUE_CLASSES[name]];
    if (!valueClass) {
        return data;
    }
    return Array.isArray(data)
        ? data.map((item) => argument(values, name, item))
        : valueClass.from_dict(data);
}

function isObject(value) {
    return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Whether a rule applies here and now. Twin: engine/limits.py. */

import { Refusal } from "./values.js";

/**
 * The first limit that fails, or null when all hold (they are joined by and).
 *
 * Dates are inclusive calendar days in the program's time zone. A rule that ends on
 * 2026-03-01 gives `{ code: "ended", values: { date_to: "2026-03-01" } }` on the 2nd.
 * Codes: not_started, ended, wrong_place.
 */
export function limits_refusal(limits, situation) {
    for (const check of LIMITS) {
        const refusal = check(limits, situation);
        if (refusal) {
            return refusal;
        }
    }
    return null;
}

function _date_from({ date_from }, situation) {
    if (date_from !== null && situation.date < date_from) {
        return new Refusal({ code: "not_started", values: { date_from } });
    }
    return null;
}

function _date_to({ date_to }, situation) {
    if (date_to !== null && situation.date > date_to) {
        return new Refusal({ code: "ended", values: { date_to } });
    }
    return null;
}

function _places({ places }, { place_id }) {
    if (places !== null && places.ids.includes(place_id) === places.exclude) {
        return new Refusal({ code: "wrong_place", values: { place_id } });
    }
    return null;
}

const LIMITS = Object.freeze([_date_from, _date_to, _places]);

/**
 * What was asked for, and refusals that all kinds of redemption share.
 *
 * A wish is a pair: ["points", typed], ["money", typed], or MAXIMUM. Twin: engine/wishes.py.
 */

import { Refusal } from "./answers.js";

export const MAXIMUM = Object.freeze(["maximum", 0]);

/**
 * The refusal of fewer points than one use takes, or null.
 *
 * `below_minimum(5000, 4000)` says `{ minimum_points: 5000 }`.
 */
export function below_minimum(lowest, points) {
    return points < lowest
        ? new Refusal({ code: "below_minimum_points", values: { minimum_points: lowest } })
        : null;
}

/**
 * The refusal of more points than the rule allows in one use.
 *
 * Of 5000 where 8000 are needed: `{ maximum_points: 5000, points: 8000 }`.
 */
export function above_maximum({ maximum_points }, points) {
    return new Refusal({ code: "above_maximum_points", values: { maximum_points, points } });
}

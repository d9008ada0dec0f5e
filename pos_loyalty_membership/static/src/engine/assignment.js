/** What holds for a product that inherits. Twin: engine/assignment.py. */

import { Assigned } from "./answers.js";

/**
 * Points per unit of a product, whether it earns and may be redeemed on: Assigned.
 *
 * `product` is its own Assignment, `pos_categories` one list of Assignments for each of its POS
 * categories and `categories` that of its product category, the nearest first. The nearest that
 * does not inherit wins: product, POS categories, product categories. Of several POS categories
 * that say something the highest value counts, and never only if all say so. Nobody says: no
 * points of its own (null). Own value 0 in a category that gives 500 is 0.
 */
export function assigned(product, pos_categories, categories) {
    const points = _nearest(product, pos_categories, categories, _points, _highest);
    const barred = _nearest(product, pos_categories, categories, _barred, _agreed);
    return new Assigned({
        points_per_unit: points === NEVER ? null : points,
        earns: points !== NEVER,
        redeemable: barred !== "yes",
    });
}

function _nearest(product, pos_categories, categories, read, join) {
    const own = read(product);
    if (own !== null) {
        return own;
    }
    const answers = pos_categories
        .map((chain) => _first(chain, read))
        .filter((answer) => answer !== null);
    return answers.length ? join(answers) : _first(categories, read);
}

function _first(chain, read) {
    for (const each of chain) {
        const answer = read(each);
        if (answer !== null) {
            return answer;
        }
    }
    return null;
}

function _points({ mode, points }) {
    if (mode === "own") {
        return points;
    }
    return mode === "never" ? NEVER : null;
}

function _barred({ never_redeemable }) {
    return never_redeemable === "inherit" ? null : never_redeemable;
}

function _highest(answers) {
    return Math.max(...answers);
}

function _agreed(answers) {
    return answers.includes("no") ? "no" : "yes";
}

// Less than any value, so that one category with a value outweighs it.
const NEVER = -1;

/** Which percentage of a tier each line gets. Twin: engine/benefits.py. */
import { in_scope } from "./scope.js";

/**
 * The greatest percentage per line, in the lines' order; 0 for none.
 *
 * Only goods have one. 10 % off everything and 15 % off drinks (1000 and 1500) give a coffee
 * 1500 and a croissant 1000.
 */
export function benefit_percents(benefits, lines) {
    return lines.map((line) =>
        line.kind === "goods"
            ? benefits
                  .filter(({ scope }) => in_scope(scope, line))
                  .reduce((greatest, { percent }) => Math.max(greatest, percent), 0)
            : 0
    );
}

/**
 * What the tier gives a line that was discounted by hand: all of it, or nothing.
 *
 * The greater of both counts, never their sum: 1000 over 500 is 1000, over 1000 is 0.
 */
export function benefit_over(percent, by_hand) {
    return percent > by_hand ? percent : 0;
}

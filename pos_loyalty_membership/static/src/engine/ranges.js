/**
 * What points are worth, range by range (kind amount).
 *
 * Every range of points has its own value: the rule's, or that of a bracket. Within one use a
 * single range values all points. Twin: engine/ranges.py.
 */

import { MAX_SAFE } from "./frozen.js";
import { mul_div, to_unit } from "./rounding.js";

/**
 * `points` are worth `money` for uses of `first` to `last` points; these are uses that the rule
 * allows: in steps, not below its minimum, worth something.
 */
export class Range {
    constructor(first, last, points, money) {
        this.first = first;
        this.last = last;
        this.points = points;
        this.money = money;
    }

    /** The money that this many points give. */
    worth(points) {
        return mul_div(points, this.money, this.points, "down");
    }

    /** The fewest points for that much money, whatever the range and the step. */
    needed(money) {
        return mul_div(money, this.points, this.money, "up");
    }

    /** The most points that give no more than that much money. */
    most_for(money) {
        return mul_div(money + 1, this.points, this.money, "up") - 1;
    }
}

/** The uses that an amount rule allows, in order of points. */
export class Ranges {
    constructor(rule, unit) {
        this.step = rule.step || unit;
        this.all = [];
        for (const [first, last, points, money] of _pieces(rule)) {
            const worth_something = mul_div(1, points, money, "up");
            const least = Math.max(first, rule.minimum_points, worth_something);
            const lowest = to_unit(least, this.step, "up");
            if (lowest <= last) {
                this.all.push(new Range(lowest, last, points, money));
            }
        }
    }

    /** The fewest points of one use. */
    lowest() {
        return this.all[0].first;
    }

    /**
     * [points, money]: what points give in their own range, for the fewest points there; null
     * where the rule allows no such use.
     */
    use(points) {
        for (const each of this.all) {
            if (each.first <= points && points <= each.last) {
                const money = each.worth(points);
                const needed = to_unit(each.needed(money), this.step, "up");
                return [Math.max(each.first, needed), money];
            }
        }
        return null;
    }

    /** The least money that a use of at most these points gives. */
    cheapest(points) {
        const possible = this.all.filter((each) => each.first <= points);
        return Math.min(...possible.map((each) => each.worth(each.first)));
    }

    /**
     * [points, money] of the largest discount for at most these points that is no more than
     * fits (null: whatever it is), for the fewest points; null where not even the smallest fits.
     */
    best(points, fits) {
        let best = null;
        for (const each of this.all) {
            let most = Math.min(points, each.last);
            if (fits !== null) {
                most = Math.min(most, each.most_for(fits));
            }
            most = to_unit(most, this.step, "down");
            if (most < each.first) {
                continue;
            }
            const money = each.worth(most);
            // A later range takes more points.
            if (!best || money > best[1]) {
                const needed = to_unit(each.needed(money), this.step, "up");
                best = [Math.max(each.first, needed), money];
            }
        }
        return best;
    }

    /**
     * [points, money] for at least that much money: the fewest points, at most these, worth no
     * more than fits; null where there are none.
     */
    for_money(money, points, fits) {
        for (const each of this.all) {
            const needed = each.needed(money);
            if (needed > points) {
                continue;
            }
            const fewest = Math.max(each.first, to_unit(needed, this.step, "up"));
            if (fewest <= Math.min(points, each.last) && each.worth(fewest) <= fits) {
                return [fewest, each.worth(fewest)];
            }
        }
        return null;
    }

    /** The fewest points that money typed stands for, before any step. */
    asked(money) {
        const wanted = this.all.map((each, position) =>
            Math.max(each.needed(money), position ? each.first : 0)
        );
        // The last range has no end, so one of them is always reached.
        return Math.min(...wanted.filter((points, position) => points <= this.all[position].last));
    }

    /** The most points worth no more than fits, whatever the step. */
    most_for(fits) {
        const most = this.all.map((each) => Math.min(each.last, each.most_for(fits)));
        const possible = most.filter(
            (points, position) => !position || points >= this.all[position].first
        );
        return Math.max(...possible);
    }
}

/** [first, last, points, money]: the brackets, and the rule's value between them. */
function _pieces({ brackets, points, money }) {
    const pieces = [];
    let start = 0;
    for (const bracket of brackets) {
        if (start < bracket.from_points) {
            pieces.push([start, bracket.from_points - 1, points, money]);
        }
        const last = bracket.to_points || MAX_SAFE;
        pieces.push([bracket.from_points, last, bracket.points, bracket.money]);
        start = last + 1;
    }
    if (start <= MAX_SAFE) {
        pieces.push([start, MAX_SAFE, points, money]);
    }
    return pieces;
}

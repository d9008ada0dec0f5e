/**
 * Which tier a member's numbers reach, what is missing, and what a period's end brings.
 *
 * Tiers are handed in from the lowest to the highest; dates are ISO days. Twin:
 * engine/tiers.py.
 */

import { add_days, add_months, clamped_date } from "./days.js";
import { Missing, Move, Progress, Refusal } from "./values.js";

const CONDITIONS = Object.freeze(["points", "amount", "lifetime", "balance"]);

/**
 * The first day whose points and money count on `date`.
 *
 * Rolling months end on `date`; the calendar year is that of `date`, or, once a membership's
 * last day has passed, that of its last day: who has days of grace can still make up for what
 * was missing. 12 months on 2027-03-10 begin on 2026-03-11.
 */
export function counted_from(terms, standing, date) {
    if (terms.look_back === "months") {
        return add_days(add_months(date, -terms.look_back_months), 1);
    }
    const year = _is_over(standing, date) ? standing.date_to : date;
    return `${year.slice(0, 4)}-01-01`;
}

/** Ids of the tiers reached: one condition is enough; none is reached by hand. */
export function reached_tiers(tiers, numbers) {
    return tiers.filter((tier) => _is_reached(tier, numbers)).map(({ id }) => id);
}

/** What each condition of a tier lacks: 180.00 points give `points` 18000. */
export function tier_missing(tier, numbers) {
    const missing = {};
    if (tier.reached_by === "numbers") {
        for (const name of CONDITIONS) {
            if (tier[name] > 0) {
                missing[name] = Math.max(0, tier[name] - numbers[name]);
            }
        }
    }
    return new Missing(missing);
}

/**
 * The next tier above the member's own that its numbers do not reach yet.
 *
 * `until` is the end of the calendar year, or the last day before the first counted points drop
 * out of the months looked back on. Tier 0: nothing is above.
 */
export function tier_progress(tiers, terms, numbers, standing, date) {
    for (const tier of tiers.slice(_place(tiers, standing.tier_id) + 1)) {
        if (tier.reached_by === "numbers" && !_is_reached(tier, numbers)) {
            const counts = tier.points > 0 || tier.amount > 0;
            return new Progress({
                tier_id: tier.id,
                missing: tier_missing(tier, numbers),
                until: counts ? _counts_until(terms, numbers, date) : "",
            });
        }
    }
    return new Progress({ tier_id: 0, missing: new Missing({}) });
}

/**
 * The last day of a membership that begins on `date_from`, "" without end.
 *
 * 12 months from 2026-03-10 end on 2027-03-09, one from 2026-01-31 on 2026-02-28; until 31
 * December with at least 6 months, one from 2026-11-02 ends on 2027-12-31.
 */
export function membership_end(terms, date_from) {
    if (terms.period === "endless") {
        return "";
    }
    const least = _last_of(date_from, terms.period_months);
    if (terms.period === "months") {
        return least;
    }
    let year = Number(date_from.slice(0, 4));
    for (;;) {
        const last = clamped_date(year, terms.end_month, terms.end_day);
        if (last >= date_from && last >= least) {
            return last;
        }
        year += 1;
    }
}

/**
 * What happens to a membership on `date`: a Move, or null if nothing does.
 *
 * A higher tier begins at once where the program is automatic and joining is free. After the
 * last day: renewed if its numbers are reached (a tier that costs points never is), else grace,
 * then the fall. What was given by hand has no grace; while a withdrawal lasts nothing changes.
 * A tier that is not in use any more is over.
 */
export function tier_review(tiers, terms, numbers, standing, date) {
    const over = _is_over(standing, date);
    if (standing.source === "withdrawn" && !over) {
        return null;
    }
    const place = _place(tiers, standing.tier_id);
    const reached = _free_reached(tiers, numbers);
    if (terms.automatic && reached.length && reached.at(-1) > place) {
        return _begun("reached", tiers[reached.at(-1)].id, terms, date);
    }
    const gone = standing.tier_id !== 0 && place < 0;
    if (!over && !gone) {
        return null;
    }
    if (reached.includes(place)) {
        return _renewed(tiers[place].id, terms, standing, date);
    }
    if (!gone && _has_grace(tiers, terms, standing, place, date)) {
        return _grace(terms, standing);
    }
    const landing = _landing(tiers, terms, reached, standing, place);
    if (landing < 0) {
        return new Move({ cause: "over", tier_id: 0, date_from: date });
    }
    return _begun("fell", tiers[landing].id, terms, date);
}

/**
 * Why a member cannot choose a tier now, or null.
 *
 * `available` points pay for joining. Codes: unknown_tier, tier_already, tier_withdrawn,
 * tier_by_hand, tier_by_itself, tier_not_reached, not_enough_points.
 */
export function join_refusal(tiers, terms, numbers, standing, date, available, tier_id) {
    const tier = tiers[_place(tiers, tier_id)];
    if (!tier) {
        return _refusal("unknown_tier", {});
    }
    if (standing.tier_id === tier_id && !_is_over(standing, date)) {
        return _refusal("tier_already", { tier_id });
    }
    if (standing.source === "withdrawn" && !_is_over(standing, date)) {
        return _refusal("tier_withdrawn", { date_to: standing.date_to });
    }
    if (tier.reached_by === "hand") {
        return _refusal("tier_by_hand", { tier_id });
    }
    if (terms.automatic && !tier.join_cost) {
        return _refusal("tier_by_itself", { tier_id });
    }
    if (!_is_reached(tier, numbers)) {
        return _refusal("tier_not_reached", { tier_id });
    }
    if (tier.join_cost > available) {
        return _refusal("not_enough_points", { available, wanted: tier.join_cost });
    }
    return null;
}

function _refusal(code, values) {
    return new Refusal({ code, values });
}

function _is_reached(tier, numbers) {
    if (tier.reached_by !== "numbers") {
        return tier.reached_by === "everybody";
    }
    return CONDITIONS.some((name) => tier[name] > 0 && tier[name] <= numbers[name]);
}

/** Places of the tiers reached that cost nothing to join, lowest first. */
function _free_reached(tiers, numbers) {
    const places = [...tiers.keys()];
    return places.filter((i) => tiers[i].join_cost === 0 && _is_reached(tiers[i], numbers));
}

function _place(tiers, tier_id) {
    return tiers.findIndex(({ id }) => id === tier_id);
}

function _is_over(standing, date) {
    return standing.date_to !== "" && standing.date_to < date;
}

function _counts_until(terms, numbers, date) {
    if (terms.look_back === "year") {
        return `${date.slice(0, 4)}-12-31`;
    }
    if (!numbers.since) {
        return "";
    }
    return _last_of(numbers.since, terms.look_back_months);
}

/**
 * The last day on which `first` is among so many months looked back on.
 *
 * Where the last month has no such day it is that month's last one: what gave a tier on 29
 * February is not looked back on any more when the tier ends.
 */
function _last_of(first, months) {
    const following = add_months(first, months);
    return following.slice(8) < first.slice(8) ? following : add_days(following, -1);
}

function _begun(cause, tier_id, terms, date) {
    return new Move({ cause, tier_id, date_from: date, date_to: membership_end(terms, date) });
}

/** The next period follows the last one, unless that is over as well. */
function _renewed(tier_id, terms, standing, date) {
    const move = _begun("renewed", tier_id, terms, add_days(standing.date_to, 1));
    if (move.date_to !== "" && move.date_to < date) {
        return _begun("renewed", tier_id, terms, date);
    }
    return move;
}

/** Whether there are days left on which the tier can be reached again. */
function _has_grace(tiers, terms, standing, place, date) {
    if (["hand", "withdrawn"].includes(standing.source) || place < 0) {
        return false;
    }
    if (tiers[place].join_cost > 0 || tiers[place].reached_by === "hand") {
        return false;
    }
    return date <= (standing.grace_until || add_days(standing.date_to, terms.grace_days));
}

/** Grace begins, once; nothing happens while it lasts. */
function _grace(terms, standing) {
    if (standing.grace_until) {
        return null;
    }
    return new Move({
        cause: "grace",
        tier_id: standing.tier_id,
        date_from: "",
        date_to: standing.date_to,
        grace_until: add_days(standing.date_to, terms.grace_days),
    });
}

/** The place below to which a member falls, -1 for none. */
function _landing(tiers, terms, reached, standing, place) {
    let below = reached.filter((each) => each < place);
    if (terms.fall === "one" && !["hand", "withdrawn"].includes(standing.source)) {
        const free = (tier) => tier.join_cost === 0 && tier.reached_by !== "hand";
        below = [...tiers.keys()].filter((i) => i < place && free(tiers[i]));
    }
    return Math.max(-1, ...below);
}

/** Whether a rule applies here, now and to this member. Twin: engine/limits.py. */

import { Member, Refusal } from "./values.js";

/**
 * The first limit that fails, or null when all hold (they are joined by and).
 *
 * Dates are inclusive calendar days in the program's time zone. Without a member there is no
 * tier and no tag. A window of hours that crosses midnight belongs to the weekday on which it
 * started.
 * A rule that ends on 2026-03-01 gives `{ code: "ended", values: { date_to: "2026-03-01" } }`
 * on the 2nd. Codes: not_started, ended, wrong_channel, wrong_place, wrong_sales_mode,
 * wrong_weekday, wrong_hour, wrong_tier, wrong_tag.
 */
export function limits_refusal(limits, situation, member = null) {
    for (const check of LIMITS) {
        const refusal = check(limits, situation, member || NOBODY);
        if (refusal) {
            return refusal;
        }
    }
    return null;
}

/** The weekday of an ISO date, 1 (Monday) to 7: `weekday("2026-03-01")` is 7. */
export function weekday(date) {
    const month = Number(date.slice(5, 7));
    const year = Number(date.slice(0, 4)) - (month < 3 ? 1 : 0);
    const leaps = Math.floor(year / 4) - Math.floor(year / 100) + Math.floor(year / 400);
    const day = Number(date.slice(8, 10));
    return ((year + leaps + MONTH_STARTS[month - 1] + day + 6) % 7) + 1;
}

function _date_from({ date_from }, { date }) {
    return date_from !== null && date < date_from ? _refusal("not_started", { date_from }) : null;
}

function _date_to({ date_to }, { date }) {
    return date_to !== null && date > date_to ? _refusal("ended", { date_to }) : null;
}

function _channels({ channels }, { channel }) {
    return _allowed(channels, channel) ? null : _refusal("wrong_channel", { channel });
}

function _places({ places }, { place_id }) {
    return _allowed(places, place_id) ? null : _refusal("wrong_place", { place_id });
}

function _sales_modes({ sales_modes }, { sales_mode_id }) {
    return _allowed(sales_modes, sales_mode_id)
        ? null
        : _refusal("wrong_sales_mode", { sales_mode_id });
}

function _weekdays({ weekdays, hours }, { date, minute }) {
    if (weekdays === null) {
        return null;
    }
    const today = weekday(date);
    const days = hours !== null && !hours.exclude ? _started(hours, minute, today) : [today];
    if (!days.length || days.some((day) => _allowed(weekdays, day))) {
        return null;
    }
    return _refusal("wrong_weekday", { weekday: today });
}

function _hours({ hours }, { minute }) {
    if (hours === null || _started(hours, minute, 1).length > 0 !== hours.exclude) {
        return null;
    }
    return _refusal("wrong_hour", { minute });
}

function _tiers({ tiers }, _situation, { tier_id }) {
    return _allowed(tiers, tier_id) ? null : _refusal("wrong_tier", { tier_id });
}

function _tags({ tags }, _situation, { tag_ids }) {
    if (tags === null || tag_ids.some((id) => tags.ids.includes(id)) !== tags.exclude) {
        return null;
    }
    return _refusal("wrong_tag", { tag_ids });
}

function _allowed(limit, value) {
    return limit === null || limit.ids.includes(value) !== limit.exclude;
}

/** Weekdays on which a window started that lasts at this minute of today. */
function _started(hours, minute, today) {
    const yesterday = ((today + 5) % 7) + 1;
    const days = [];
    for (const [first, end] of hours.windows) {
        if (first < end) {
            if (first <= minute && minute < end) {
                days.push(today);
            }
            continue;
        }
        if (minute >= first) {
            days.push(today);
        }
        if (minute < end) {
            days.push(yesterday);
        }
    }
    return days;
}

function _refusal(code, values) {
    return new Refusal({ code, values });
}

const NOBODY = new Member({ available: 0 });
const MONTH_STARTS = Object.freeze([0, 3, 2, 5, 0, 3, 5, 1, 4, 6, 2, 4]);
const LIMITS = Object.freeze([
    _date_from,
    _date_to,
    _channels,
    _places,
    _sales_modes,
    _weekdays,
    _hours,
    _tiers,
    _tags,
]);

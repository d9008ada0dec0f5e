/**
 * Until when points can be used: the last day, in the program's time zone.
 *
 * Dates are ISO days, "" is none. Twin: engine/expiry.py.
 */

import { add_days, add_months, clamped_date } from "./days.js";

/**
 * The last day on which points earned on a day can be used, "" without end.
 *
 * Never earlier than the program's days of grace after `available_on`, the first day on which
 * they can be used. 12 months after 2028-02-29 is 2029-02-28. Where points end with inactivity it
 * is their day if no other sale follows (`prolonged_day`).
 */
export function last_day(expiry, earned_on, available_on = "") {
    const day = _LAST_DAYS[expiry.mode](expiry, earned_on);
    if (day && available_on) {
        const earliest = add_days(available_on, expiry.grace_days);
        return day < earliest ? earliest : day;
    }
    return day;
}

/**
 * The last day of points that end so many months after their member's last sale.
 *
 * `day` is the one they were given, which no inactivity brings forward; with 0 months it stays.
 * 6 months after 2026-08-31 is 2027-02-28.
 */
export function prolonged_day(day, months, active_on) {
    if (!months || !active_on) {
        return day;
    }
    const moved = add_months(active_on, months);
    return day < moved ? moved : day;
}

/**
 * The last day of points that members have already, under another expiry.
 *
 * As for new points, and never before `not_before`, the day members are promised.
 */
export function changed_day(expiry, earned_on, available_on, not_before) {
    const day = last_day(expiry, earned_on, available_on);
    return day && day < not_before ? not_before : day;
}

function _never() {
    return "";
}

function _days(expiry, earned_on) {
    return add_days(earned_on, expiry.number);
}

function _months(expiry, earned_on) {
    return add_months(earned_on, expiry.number);
}

/** The next such day of a year that is not before the months that are kept free. */
function _yearly(expiry, earned_on) {
    const earliest = add_months(earned_on, expiry.number);
    const year = Number(earliest.slice(0, 4));
    const day = clamped_date(year, expiry.month, expiry.day);
    return day < earliest ? clamped_date(year + 1, expiry.month, expiry.day) : day;
}

const _LAST_DAYS = Object.freeze({
    never: _never,
    days: _days,
    months: _months,
    yearly: _yearly,
    inactivity: _months,
});

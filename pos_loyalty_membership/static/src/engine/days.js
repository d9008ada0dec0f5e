/** Days counted and shifted, as ISO dates. Twin: engine/days.py. */

const ERA_YEARS = 400;
const ERA_DAYS = 146097;
// From the first of March of year 0 to the first of January 1970.
const EPOCH = 719468;
const MONTH_DAYS = Object.freeze([31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]);

/** Days from 1970-01-01 to an ISO date: `day_number("1970-01-02")` is 1. */
export function day_number(date) {
    const [month, day] = [Number(date.slice(5, 7)), Number(date.slice(8, 10))];
    const year = Number(date.slice(0, 4)) - (month <= 2 ? 1 : 0);
    const era = _whole(year, ERA_YEARS);
    const of_era = year - era * ERA_YEARS;
    const of_year = _whole(153 * ((month + 9) % 12) + 2, 5) + day - 1;
    const leaps = _whole(of_era, 4) - _whole(of_era, 100);
    return era * ERA_DAYS + of_era * 365 + leaps + of_year - EPOCH;
}

/** The ISO date that many days after 1970-01-01: `date_of(1)` is "1970-01-02". */
export function date_of(number) {
    const from_start = number + EPOCH;
    const era = _whole(from_start, ERA_DAYS);
    const of_era = from_start - era * ERA_DAYS;
    const leaps = _whole(of_era, 1460) - _whole(of_era, 36524) + _whole(of_era, ERA_DAYS - 1);
    const year = _whole(of_era - leaps, 365);
    const of_year = of_era - (365 * year + _whole(year, 4) - _whole(year, 100));
    const shifted = _whole(5 * of_year + 2, 153);
    const month = shifted < 10 ? shifted + 3 : shifted - 9;
    const day = of_year - _whole(153 * shifted + 2, 5) + 1;
    return iso_date(year + era * ERA_YEARS + (month <= 2 ? 1 : 0), month, day);
}

/** An ISO date so many days later: `add_days("2026-03-01", -1)` is 2026-02-28. */
export function add_days(date, days) {
    return date_of(day_number(date) + days);
}

/**
 * An ISO date so many months later; a day its month does not have is its last.
 *
 * `add_months("2026-01-31", 1)` is "2026-02-28".
 */
export function add_months(date, months) {
    const total = Number(date.slice(0, 4)) * 12 + Number(date.slice(5, 7)) - 1 + months;
    const year = _whole(total, 12);
    return clamped_date(year, total - year * 12 + 1, Number(date.slice(8, 10)));
}

/** The ISO date, or the month's last day: `clamped_date(2027, 2, 30)` is "2027-02-28". */
export function clamped_date(year, month, day) {
    const leaps = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
    const last = month === 2 && leaps ? 29 : MONTH_DAYS[month - 1];
    return iso_date(year, month, Math.min(day, last));
}

/** The text of a date: `iso_date(2026, 3, 1)` is "2026-03-01". */
export function iso_date(year, month, day) {
    const text = (number, digits) => String(number).padStart(digits, "0");
    return `${text(year, 4)}-${text(month, 2)}-${text(day, 2)}`;
}

function _whole(number, divisor) {
    return Math.floor(number / divisor);
}

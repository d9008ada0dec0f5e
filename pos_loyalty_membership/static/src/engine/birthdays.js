/**
 * Whose birthday brings a bonus today. Dates are ISO days, "" is none.
 *
 * RULES "Earning": the 29th of February is the 28th in other years; once a year and at least
 * 300 days apart; catch-up 7 days. Twin: engine/birthdays.py.
 */

import { add_days, clamped_date, day_number } from "./days.js";

const CATCH_UP_DAYS = 7;
const DAYS_APART = 300;

/** The birthday in a year: `birthday_in(2027, "2000-02-29")` is 2027-02-28. */
export function birthday_in(year, born_on) {
    return clamped_date(year, Number(born_on.slice(5, 7)), Number(born_on.slice(8, 10)));
}

/**
 * The birthday that brings a bonus today, "" for none.
 *
 * It was today or at most 7 days ago, the member was one by then and older than a day, and the
 * last bonus (`last_given_on`, "" without one) is 300 days old.
 */
export function birthday_due(born_on, joined_on, last_given_on, today) {
    const year = Number(today.slice(0, 4));
    let birthday = birthday_in(year, born_on);
    if (birthday > today) {
        birthday = birthday_in(year - 1, born_on);
    }
    if (day_number(today) - day_number(birthday) > CATCH_UP_DAYS) {
        return "";
    }
    if (birthday <= born_on || birthday < joined_on) {
        return "";
    }
    if (last_given_on && day_number(today) - day_number(last_given_on) < DAYS_APART) {
        return "";
    }
    return birthday;
}

/**
 * Month and day of everybody whose birthday may be due: ["12-28", …, "01-03"].
 *
 * In the order of the calendar, the oldest first; "02-29" follows "02-28" in years that do
 * not have it.
 */
export function birth_days(today) {
    const found = [];
    for (let days = -CATCH_UP_DAYS; days <= 0; days++) {
        const date = add_days(today, days);
        found.push(date.slice(5));
        if (date.slice(5) === "02-28" && add_days(date, 1).slice(5) !== "02-29") {
            found.push("02-29");
        }
    }
    return found;
}

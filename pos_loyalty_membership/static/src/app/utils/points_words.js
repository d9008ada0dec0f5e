/**
 * Numbers and codes of the engine as words a cashier reads. Nothing here decides anything.
 */
import { _t } from "@web/core/l10n/translation";
import { formatCurrency } from "@web/core/currency";
import { formatFloat } from "@web/core/utils/numbers";
import { fromMinor } from "@pos_loyalty_membership/app/utils/points_basket";

const { DateTime } = luxon;
// A day that is further away could be taken for one of this year.
const NEAR_DAYS = 180;

/** Points as the program shows them, rounded down: "1,240"; cashback as an amount: "$12.40". */
export function pointsNumber(program, points) {
    if (program.counts_in === "money") {
        return formatCurrency(points / 100, program.currency_id);
    }
    const decimals = program.decimals;
    const shown = decimals ? points / 100 : Math.floor(points / 100);
    return formatFloat(shown, { digits: [false, decimals] });
}

/** Points with the program's word for them: "1,240 pts". */
export function pointsText(program, points) {
    // The usual word has a singular; one that somebody chose is shown as it is.
    const singular = program.point_name === "pts" && Math.abs(points) === 100;
    return `${pointsNumber(program, points)} ${singular ? "pt" : program.point_name}`;
}

/** Money (units of the currency) without symbol: "8.25". */
export function moneyText(money, currency) {
    return formatCurrency(fromMinor(money, currency), currency.id, { noSymbol: true });
}

/** What a line has from its member's tier: "Gold −10 %"; "" for other lines. */
export function tierDiscountText(line) {
    if (!line.hasTierDiscount()) {
        return "";
    }
    const percent = formatFloat(line.points_tier_percent, {
        digits: [false, 2],
        trailingZeros: false,
    });
    return _t("%(tier)s −%(percent)s %", { tier: line.points_tier_name, percent }).trim();
}

/** A day as in "31 Dec". */
export function dayText(isoDay) {
    return DateTime.fromISO(isoDay).toLocaleString({ day: "numeric", month: "short" });
}

/** "31 Mar", with the year where the day is far away: "27 Nov 2027". */
export function farDayText(isoDay) {
    const day = DateTime.fromISO(isoDay);
    const isNear = day.diffNow("days").days < NEAR_DAYS;
    return isNear ? dayText(isoDay) : day.toLocaleString(DateTime.DATE_MED);
}

/** The time of day of a moment in milliseconds: "14:05". */
export function timeText(milliseconds) {
    return DateTime.fromMillis(milliseconds).toLocaleString(DateTime.TIME_SIMPLE);
}

/**
 * The name of the visible line of a redemption: "Points redeemed · 500 pts", or the name of a
 * reward: "20 % off bakery · 300 pts".
 */
export function redemptionName(program, rule, points) {
    const text = pointsText(program, points);
    const name = rule.kind !== "amount" && program.rule_names?.redemption[rule.id];
    return name ? `${name} · ${text}` : _t("Points redeemed · %s", text);
}

/**
 * What a redemption rule takes and gives: "100 pts = 1.00", "300 pts = 20 % off", "250 pts each".
 * `price` is that of one unit where products have prices of their own.
 */
export function worthText(program, rule, currency, price = rule.points) {
    const points = pointsText(program, price);
    if (rule.kind === "percent") {
        return _t("%(points)s = %(percent)s % off", { points, percent: rule.percent / 100 });
    }
    if (rule.kind === "product") {
        return rule.partial ? _t("%s each, or a part of it", points) : _t("%s each", points);
    }
    const worth = [
        `${points} = ${moneyText(rule.money, currency)}`,
        ...rule.brackets.map((bracket) =>
            _t("from %(first)s: %(points)s = %(money)s", {
                first: pointsText(program, bracket.from_points),
                points: pointsText(program, bracket.points),
                money: moneyText(bracket.money, currency),
            })
        ),
    ];
    return rule.everything ? _t("all points at once") : worth.join(" · ");
}

/** What was corrected in a value somebody typed, in the rule's words; "" when nothing. */
export function correctionText({ code, values }, program, currency) {
    const texts = {
        lowered_to_maximum: () =>
            _t("At most %s at once.", pointsText(program, values.maximum_points)),
        lowered_to_balance: () =>
            _t("Only %s are available.", pointsText(program, values.available)),
        lowered_to_fit: () =>
            _t("At most %s can be taken off this order.", moneyText(values.fits, currency)),
        lowered_to_step: () =>
            _t("In steps of %s.", pointsText(program, values.step || program.unit)),
        raised_to_step: () =>
            _t("In steps of %s.", pointsText(program, values.step || program.unit)),
        lowered_to_worth: () => _t("Fewer points give the same discount."),
        lowered_to_units: () => _t("Only whole units."),
        raised_to_units: () => _t("Only whole units."),
        everything: () => _t("All points at once."),
    };
    return texts[code]?.() || "";
}

/** Why points can not be used, in words. */
export function refusalText({ code, values }, program, currency) {
    const points = (value) => pointsText(program, value);
    const money = (value) => moneyText(value, currency);
    const texts = {
        not_running: () => _t("This program no longer takes points."),
        not_started: () => _t("From %s on.", dayText(values.date_from)),
        ended: () => _t("Ended on %s.", dayText(values.date_to)),
        wrong_place: () => _t("Not at this point of sale."),
        wrong_sales_mode: () => _t("Not for this kind of sale."),
        wrong_weekday: () => _t("Not on this weekday."),
        wrong_hour: () => _t("Not at this hour."),
        wrong_channel: () => _t("Not for this kind of document."),
        wrong_tier: () => _t("For members of another tier."),
        wrong_tag: () => _t("For other members."),
        balance_below_minimum: () => _t("From a balance of %s on.", points(values.minimum_balance)),
        below_minimum_points: () => _t("At least %s.", points(values.minimum_points)),
        above_maximum_points: () => _t("At most %s at once.", points(values.maximum_points)),
        not_a_step: () => _t("In steps of %s.", points(values.step)),
        below_minimum_order: () => _t("For orders of %s or more.", money(values.minimum_order)),
        nothing_to_redeem_on: () => _t("Nothing on this order can be paid with points."),
        not_enough_points: () =>
            values.available
                ? _t("%s missing", points(values.missing))
                : _t("No points available."),
        percent_already_used: () => _t("One percentage per order."),
        above_maximum_price: () => _t("For products up to %s.", money(values.maximum_price)),
        nothing_fits: () => _t("For orders of %s or more.", money(values.needed_order)),
    };
    return texts[code]?.() || _t("Not possible on this order.");
}

function matchedText(values, rule, program, currency) {
    if (rule.kind === "visit") {
        return _t("for the visit");
    }
    if (rule.kind === "product") {
        return _t("for %s products that give points", values.quantity / 1000);
    }
    return _t("%(points)s per %(amount)s, on %(basis)s", {
        points: pointsText(program, rule.points),
        amount: moneyText(rule.per_amount, currency),
        basis: moneyText(values.basis, currency),
    });
}

/** How one earning rule came to its points on this order, matched or not. */
export function earningText(result, rule, program, currency) {
    const { code, values } = result;
    const texts = {
        matched: () => matchedText(values, rule, program, currency),
        nothing_in_scope: () => _t("none of its products are on the order"),
        wrong_channel: () => _t("not for this kind of document"),
        wrong_tier: () => _t("for members of another tier"),
        nothing_to_pay: () => _t("nothing to pay"),
        already_visited: () => _t("already counted today"),
        below_minimum_order: () =>
            _t("for orders of %s or more", moneyText(values.minimum_order, currency)),
        not_started: () => _t("from %s on", dayText(values.date_from)),
        ended: () => _t("ended on %s", dayText(values.date_to)),
        wrong_place: () => _t("not at this point of sale"),
        wrong_sales_mode: () => _t("not for this kind of sale"),
        wrong_weekday: () => _t("not on this weekday"),
        wrong_hour: () => _t("not at this hour"),
        wrong_tag: () => _t("for other members"),
        not_best: () => _t("another rule gives more"),
        capped: () => _t("at most %s in one order", pointsText(program, rule.maximum_points)),
        capped_by_day: () =>
            _t("at most %s in one day", pointsText(program, values.maximum_per_day)),
    };
    return texts[code]?.() || code;
}

/**
 * A debt in words, "" where there is none: "Ana will owe 40 pts; the next points settle them."
 *
 * @param {number} balance hundredths of a point; what is owed is a balance below 0
 */
export function owedText(program, member, balance) {
    if (balance >= 0) {
        return "";
    }
    return _t("%(member)s will owe %(points)s; the next points settle them.", {
        member,
        points: pointsText(program, -balance),
    });
}

/**
 * Points of a member that other documents reserve: [{uuid, text}], "500 pts reserved by INV/12".
 *
 * @param {PosOrder} order the one whose own reservations are left out
 */
export function reservedElsewhere(account, program, order) {
    return (account.holds || [])
        .filter((hold) => hold.document_uuid !== order.uuid)
        .map(({ uuid, points, document_name: name }) => ({
            uuid,
            text: _t("%(points)s reserved by %(document)s", {
                points: pointsText(program, points),
                document: name || _t("another document"),
            }),
        }));
}

/** "120 expire on 31 Dec", of what ends next: {points, date}; "" for nothing. */
export function expiringText(program, expiring) {
    if (!expiring) {
        return "";
    }
    const { points, date } = expiring;
    return _t("%(points)s expire on %(day)s", {
        points: pointsNumber(program, points),
        day: farDayText(date),
    });
}

/** "30 waiting"; "" where nothing is. */
export function waitingText(program, waiting) {
    return waiting > 0 ? _t("%s waiting", pointsNumber(program, waiting)) : "";
}

/** What of an account a cashier should say: waiting points, a debt, a block; in words. */
export function accountRemarks(account, program) {
    const remarks = [];
    if (account.state === "blocked") {
        remarks.push(_t("This account is blocked."));
    }
    if (account.waiting > 0) {
        remarks.push(_t("%s more are still waiting", pointsText(program, account.waiting)));
    }
    if (account.debt > 0) {
        remarks.push(_t("Owes %s; the next points settle them", pointsText(program, account.debt)));
    }
    return remarks;
}

/** What the customer display says of points: the screen is public, so no full name on it. */
import { _t } from "@web/core/l10n/translation";
import {
    expiringText,
    moneyText,
    pointsText,
    waitingText,
} from "@pos_loyalty_membership/app/utils/points_words";
import { toMinor } from "@pos_loyalty_membership/app/utils/points_basket";

const DIGITS_SHOWN = 3;

/** "Ana R.": the first name and initials, enough to notice a wrong number. */
export function shortName(name) {
    const [first = "", ...others] = (name || "").trim().split(/\s+/);
    const last = others.at(-1);
    return last ? `${first} ${[...last][0]}.` : first;
}

/** "···456": the last digits of a phone number, "" without one. */
export function phoneTail(phone) {
    const digits = (phone || "").replace(/\D/g, "");
    return digits.length > DIGITS_SHOWN ? `···${digits.slice(-DIGITS_SHOWN)}` : "";
}

/**
 * The points of an order for its customer: {member, later, saving, earned} in words, null when
 * the order has no member. `later` is what expires next and what is still waiting.
 *
 * @param {PointsService} points
 * @param {PosOrder} order
 */
export function displayedPoints(points, order) {
    const partner = order.partner_id;
    if (!points?.active || !partner) {
        return null;
    }
    return order.finalized ? afterPayment(order) : beforePayment(points, order, partner);
}

function afterPayment(order) {
    const [figures] = order.getPointsReceipt();
    return figures?.earned ? { earned: `+${pointsText(figures, figures.earned)}` } : null;
}

function beforePayment(points, order, partner) {
    const program = points.rules.programs.find(({ id }) => points.getAccount(order, id));
    const account = program && points.getAccount(order, program.id);
    if (!account) {
        return null;
    }
    const tier = program.tier_looks?.[account.tier_id]?.name;
    const parts = [
        `${shortName(partner.name)} ${phoneTail(partner.phone)}`.trim(),
        tier,
        pointsText(program, account.available),
    ];
    const saved = order.getPointsLines().reduce((sum, line) => sum - line.displayPrice, 0);
    const money = toMinor(saved, order.currency.rounding);
    return {
        member: parts.filter(Boolean).join(" · "),
        later: [expiringText(program, account.expiring?.[0]), waitingText(program, account.waiting)]
            .filter(Boolean)
            .join(" · "),
        saving: money > 0 ? _t("You save %s", moneyText(money, order.currency)) : "",
    };
}

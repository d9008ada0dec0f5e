/**
 * Tiers in words: where a member stands, what is missing, what a tier gives. Nothing here
 * decides anything.
 */
import { _t } from "@web/core/l10n/translation";
import { farDayText, moneyText, pointsText } from "@pos_loyalty_membership/app/utils/points_words";

/** How a tier looks: {name, color, icon, gifts}; null for none. */
export function tierLook(program, tierId) {
    return program.tier_looks?.[tierId] || null;
}

/** Each way to a tier, in words; `missing` as in the engine's Missing. */
function missingTexts(program, missing, currency) {
    const { points, amount, lifetime, balance } = missing;
    const isWay = (value) => value !== null && value !== undefined;
    return [
        isWay(points) && pointsText(program, points),
        isWay(amount) && _t("%s spent", moneyText(amount, currency)),
        isWay(lifetime) && _t("%s in all", pointsText(program, lifetime)),
        isWay(balance) && _t("%s more on the account", pointsText(program, balance)),
    ].filter(Boolean);
}

/** "180 pts", or "180 pts or 20.00 spent"; "" where no number leads to the tier. */
export function missingText(program, missing, currency) {
    return missingTexts(program, missing, currency).join(_t(" or "));
}

/**
 * What is missing to the next tier: "180 pts to Gold by 31 Mar"; "" above the highest.
 *
 * @param {Object} program anything that says how its points are written
 * @param {Object} [next] {name, missing, until}
 */
export function progressText(program, next, currency) {
    const missing = next?.name ? missingText(program, next.missing, currency) : "";
    if (!missing) {
        return "";
    }
    const { name: tier, until } = next;
    return until
        ? _t("%(missing)s to %(tier)s by %(day)s", { missing, tier, day: farDayText(until) })
        : _t("%(missing)s to %(tier)s", { missing, tier });
}

/** The next tier of an account as `progressText` reads it; null above the highest. */
export function nextTier(program, account) {
    const next = account?.tier?.next;
    const look = next && tierLook(program, next.tier_id);
    return look && { name: look.name, missing: next.missing, until: next.until };
}

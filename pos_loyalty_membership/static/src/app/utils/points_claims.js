/**
 * Points of a sale that named nobody: what its receipt offers to collect, and how a cashier gives
 * them to a member afterwards.
 */
import { _t } from "@web/core/l10n/translation";
import { earn } from "@pos_loyalty_membership/engine/earning";
import { Member, is_refusal } from "@pos_loyalty_membership/engine/values";
import { dayText, pointsText } from "@pos_loyalty_membership/app/utils/points_words";

const PORTAL_PATH = "/my/points/claim";

/**
 * What the receipt of an order without a member will offer, while the server has not answered:
 * [{program_id, ..., points}] like the server's own, without a code.
 *
 * @param {PointsService} points
 * @param {PosOrder} order
 */
export function expectedClaims(points, order) {
    if (order.partner_id || order.isRefund) {
        return [];
    }
    const claims = [];
    for (const program of points.rules.programs) {
        if (program.state !== "running" || !program.claim_days) {
            continue;
        }
        const nobody = Member.from_dict({ available: 0 });
        const basket = points.getBasket(order, program);
        const earning = earn(basket, points.engine[program.id], nobody);
        if (!is_refusal(earning) && earning.points) {
            claims.push({ ...claimLook(program), points: earning.points, code: "" });
        }
    }
    return claims;
}

/** What words need of a program; the same keys as in the server's claims. */
function claimLook({ id, name, point_name, counts_in, currency_id, decimals }) {
    return { program_id: id, program: name, point_name, counts_in, currency_id, decimals };
}

/** The address that a receipt's QR code opens, with the code filled in. */
export function claimAddress(baseUrl, code) {
    return `${baseUrl}${PORTAL_PATH}?code=${encodeURIComponent(code)}`;
}

/** The same address as people read and type it. */
export function shortAddress(baseUrl) {
    return `${baseUrl.replace(/^https?:\/\//, "")}${PORTAL_PATH}`;
}

/**
 * What the receipt says of its claims: {id, text, code, until, address}; `address` is "" where
 * points are collected in the shop only, `code` where nobody answered yet.
 *
 * @param {PosOrder} order
 */
export function claimBlocks(order) {
    const baseUrl = order.config._base_url || "";
    return order.getPointsClaims().map((claim) => ({
        id: claim.program_id,
        text: _t("Collect %s", pointsText(claim, claim.points)),
        code: claim.code,
        until: claim.until ? _t("until %s", dayText(claim.until)) : "",
        address: claim.code && claim.portal ? shortAddress(baseUrl) : "",
        link: claim.code && claim.portal ? claimAddress(baseUrl, claim.code) : "",
    }));
}

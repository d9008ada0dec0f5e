import { expectedClaims } from "@pos_loyalty_membership/app/utils/points_claims";
import { tierLook } from "@pos_loyalty_membership/app/utils/points_tiers";

/**
 * What an order keeps for its receipt as long as the server has not answered.
 *
 * @param {PointsService} points
 * @param {PosOrder} order
 * @returns {Object} `expected`: one object per program, with the keys of the server's own figures;
 *   `claims`: see `expectedClaims`; `returnLater`: nobody said what this return does to points
 */
export function expectations(points, order) {
    return {
        expected: expectedReceipt(points, order),
        claims: expectedClaims(points, order),
        returnLater: points.returns.isUnanswered(order),
    };
}

function expectedReceipt(points, order) {
    if (order.isRefund) {
        return expectedReturn(points, order);
    }
    const member = points.getMember(order);
    return points.getQuotes(order).map(({ program, account, earning }) => {
        const used = order
            .getPointsRedemptions()
            .filter(({ programId }) => programId === program.id);
        return {
            program_id: program.id,
            program: program.name,
            point_name: program.point_name,
            counts_in: program.counts_in,
            currency_id: program.currency_id,
            decimals: program.decimals,
            member: order.partner_id.name,
            // What is missing to the next tier changes with this very order.
            tier: { name: tierLook(program, account?.tier_id)?.name || "", next: null },
            earned: earning?.points || 0,
            rules: [],
            redeemed: used.reduce((sum, { points }) => sum + points, 0),
            redeemed_money: used.reduce((sum, { money }) => sum + money, 0),
            balance: account?.balance ?? null,
            as_of: member?.at || null,
        };
    });
}

/** What the server said of a return before it was confirmed; nothing where it did not answer. */
function expectedReturn(points, order) {
    const { figures } = points.returns.get(order) || {};
    return (figures || []).map((each) => ({ ...each, as_of: null }));
}

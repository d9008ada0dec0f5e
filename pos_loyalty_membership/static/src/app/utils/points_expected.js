import { tierLook } from "@pos_loyalty_membership/app/utils/points_tiers";

/**
 * What a receipt says as long as the server has not answered: one object per program, with the
 * keys of the server's own figures.
 *
 * @param {PointsService} points
 * @param {PosOrder} order
 */
export function expectedReceipt(points, order) {
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

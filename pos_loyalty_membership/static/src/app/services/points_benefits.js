/**
 * What the tier of an order's member gives on its lines.
 *
 * The engine says how much, the lines keep what they had by hand. Runs after every change of
 * an order, before its redemptions are quoted again: price list, then tier, then points.
 */
import { benefit_percents } from "@pos_loyalty_membership/engine/benefits";
import { isSpecial } from "@pos_loyalty_membership/app/utils/points_basket";

export class PointsBenefits {
    constructor(points) {
        this.points = points;
    }

    /** Brings every open order in step with the tiers of its member. */
    applyAll() {
        const orders = this.points.pos.models["pos.order"];
        orders.filter((order) => !order.finalized).forEach((order) => this.apply(order));
    }

    /**
     * Gives the lines of an order what its member's tiers give, and takes off what they do not.
     *
     * @param {PosOrder} order
     * @returns {boolean} whether a line has changed; nothing does while nobody has said which
     *   tiers the member is in
     */
    apply(order) {
        const tiers = order && !order.finalized ? this.getTiers(order) : null;
        if (!tiers) {
            return false;
        }
        const gifts = this.getGifts(order, tiers);
        const changes = order.lines.map((line) => line.setTierDiscount(gifts.get(line.uuid)));
        return changes.some(Boolean);
    }

    /**
     * The tiers the member of an order is in: [{program, tier}], the first program first; null
     * while the member's accounts are not known.
     */
    getTiers(order) {
        const { programs } = this.points.rules;
        if (!order.partner_id || order.isRefund || !programs.length) {
            return [];
        }
        if (!this.points.getMember(order)?.accounts) {
            return null;
        }
        return programs.flatMap((program) => {
            const account = this.points.getAccount(order, program.id);
            const { tiers } = this.points.engine[program.id];
            const tier = tiers.find(({ id }) => id === account?.tier_id);
            return tier ? [{ program, tier }] : [];
        });
    }

    /** The greatest discount per line uuid: {tierId, name, percent}, in hundredths. */
    getGifts(order, tiers) {
        const gifts = new Map();
        const excluded = order.lines
            .filter((line) => isSpecial(line, this.points.productIds))
            .map(({ uuid }) => uuid);
        for (const { program, tier } of tiers) {
            if (!tier.benefits.length) {
                continue;
            }
            const name = program.tier_looks?.[tier.id]?.name || "";
            const lines = this.points
                .getBasket(order, program)
                .lines.filter(({ uuid }) => !excluded.includes(uuid));
            benefit_percents(tier.benefits, lines).forEach((percent, index) => {
                const { uuid } = lines[index];
                if (percent > (gifts.get(uuid)?.percent || 0)) {
                    gifts.set(uuid, { tierId: tier.id, name, percent });
                }
            });
        }
        return gifts;
    }
}

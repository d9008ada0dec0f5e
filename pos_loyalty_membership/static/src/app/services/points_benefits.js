/**
 * What the tier of an order's member gives: its price list, or a discount on its lines.
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

    /** Whether any tier here has a price list: only then the till follows their precedence. */
    get hasPricelists() {
        const engines = Object.values(this.points.engine);
        return engines.some(({ tiers }) => tiers.some(({ pricelist_id }) => pricelist_id));
    }

    /**
     * Gives an order and its lines what its member's tiers give, and takes off what they do not.
     *
     * @param {PosOrder} order
     * @returns {boolean} whether anything has changed; nothing does while nobody has said which
     *   tiers the member is in
     */
    apply(order) {
        const tiers = order && !order.finalized ? this.getTiers(order) : null;
        if (!tiers) {
            return false;
        }
        const priced = this.applyPricelist(order, tiers);
        const gifts = this.getGifts(order, tiers);
        const changes = order.lines.map((line) => line.setTierDiscount(gifts.get(line.uuid)));
        const changed = priced || changes.some(Boolean);
        if (changed && order === this.points.pos.getOrder()) {
            // pos_loyalty: its discounts are on prices that are others now.
            this.points.pos.updateRewards?.();
        }
        return changed;
    }

    /** Sets the price list of a tier, or the one before it; whether that changed anything. */
    applyPricelist(order, tiers) {
        const state = order.uiState.points;
        const current = order.pricelist_id?.id || 0;
        if (state.tierPricelistId !== current) {
            // Somebody has set another one since.
            state.tierPricelistId = 0;
        }
        const wanted = this.getPricelist(order, tiers);
        const isOver = !wanted && state.tierPricelistId > 0;
        if (isOver) {
            order.setPricelist(this.getUsualPricelist(order));
        } else if (wanted && wanted.id !== current) {
            order.setPricelist(wanted);
        }
        state.tierPricelistId = wanted?.id || 0;
        return (order.pricelist_id?.id || 0) !== current;
    }

    /** The price list of the member's tiers, unless one said nearer comes before it. */
    getPricelist(order, tiers) {
        const pricelists = this.points.pos.models["product.pricelist"];
        const own = order.partner_id?.raw.specific_property_product_pricelist;
        const nearer =
            order.uiState.points.pricelistByHand ||
            this.getPresetPricelist(order) ||
            (own && pricelists.get(own));
        return nearer
            ? undefined
            : tiers.map(({ tier }) => pricelists.get(tier.pricelist_id)).find(Boolean);
    }

    getPresetPricelist(order) {
        return order.config.use_presets && order.preset_id?.pricelist_id;
    }

    /** What the till would use without tiers. */
    getUsualPricelist(order) {
        const pricelists = this.points.pos.models["product.pricelist"];
        const { id } = order.partner_id?.property_product_pricelist || {};
        return (
            this.getPresetPricelist(order) ||
            (id && pricelists.get(id)) ||
            order.config.pricelist_id
        );
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

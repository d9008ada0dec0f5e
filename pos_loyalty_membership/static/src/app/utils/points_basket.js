/**
 * An order of the till as the engine's Basket.
 *
 * Decides nothing about points: it turns the till's own tax results into integers, line by
 * line, and says what kind of line each one is. Twin of the server's snapshot of a basket;
 * both read the same vectors (static/tests/vectors_shell/basket.json).
 */
import { accountTaxHelpers } from "@account/helpers/account_tax";
import { productFacts } from "@pos_loyalty_membership/app/utils/points_products";

const { DateTime } = luxon;

/** Money to units of the currency's rounding, halves away from zero. */
export function toMinor(amount, rounding) {
    const units = Math.floor(Math.abs(amount) / rounding + 0.5);
    return amount < 0 && units ? -units : units;
}

/** Units of the currency's rounding to an amount the till can show or compute with. */
export function fromMinor(minor, currency) {
    return currency.round(minor * currency.rounding);
}

/** A base line's amounts after rounding: {excluded, included}, in currency. */
export function baseLineAmounts(baseLine) {
    const details = baseLine.tax_details;
    const excluded = details.total_excluded_currency + details.delta_total_excluded_currency;
    const taxes = details.taxes_data.reduce((sum, tax) => sum + tax.tax_amount_currency, 0);
    return { excluded, included: excluded + taxes };
}

/**
 * Time, place and sales mode as the engine sees them, now.
 *
 * `date` is the calendar day in the program's time zone, `day` its business day, which
 * starts `day_starts_at` minutes after midnight.
 */
export function pointsSituation(program, config, now = DateTime.now(), salesModeId = 0) {
    const local = now.setZone(program.tz || "utc");
    return {
        date: local.toISODate(),
        day: local.minus({ minutes: program.day_starts_at || 0 }).toISODate(),
        place_id: config.id,
        minute: local.hour * 60 + local.minute,
        sales_mode_id: salesModeId,
    };
}

/**
 * The basket of an order in one program, as a plain dict the engine reads.
 *
 * @param {PosOrder} order
 * @param {Object} program one of the rules payload
 * @param {Object} [options.rewards] {programId, kind} per hold uuid of this order
 * @param {number[]} [options.pointsProductIds] the products that carry redemptions
 * @param {Object} [options.categories] the category trees of the rules payload
 * @param {DateTime} [options.now]
 * @param {number|null} [options.received] payments less change in units of the currency;
 *   null while nobody knows (preview)
 */
export function pointsBasket(order, program, options = {}) {
    const { rewards = {}, pointsProductIds = [], categories, now, received = null } = options;
    const baseLines = order.prices.baseLines;
    const discountable = accountTaxHelpers.prepare_discountable_base_lines(
        baseLines,
        order.company
    );
    const lines = [];
    for (const [index, baseLine] of baseLines.entries()) {
        const line = baseLine.record;
        const amounts = baseLineAmounts(baseLine);
        const kind = lineKind(line, amounts.included, pointsProductIds);
        if (!kind) {
            continue;
        }
        const ordinary = kind === "goods" && !isSpecial(line, pointsProductIds);
        const { earns, redeemable, ...facts } = productFacts(line.product_id, categories);
        lines.push({
            ...lineAmounts(line, amounts, discountable[index], program),
            // Two minus signs are goods, too: what is sold counts without a sign.
            quantity: toMinor(kind === "goods" ? Math.abs(line.qty) : line.qty, 0.001),
            uuid: line.uuid,
            kind,
            product_id: line.product_id.id,
            ...facts,
            earns: ordinary && earns,
            redeemable: ordinary && redeemable,
            ...(kind === "redemption" && rewardFacts(line, rewards)),
        });
    }
    const salesModeId = order.preset_id?.id || 0;
    return { lines, received, situation: pointsSituation(program, order.config, now, salesModeId) };
}

/** What a discount line says of the redemption it belongs to. */
function rewardFacts(line, rewards) {
    // Of another day's sale nobody asks the server: its lines say it themselves.
    const claimed = line.points_reward || "amount";
    const { programId = 0, kind = claimed } = rewards[line.points_hold_uuid] || {};
    const targets = new Set((line.points_target_uuids || "").split(",").filter(Boolean));
    return {
        hold_uuid: line.points_hold_uuid,
        program_id: programId,
        reward: kind,
        target_uuids: [...targets].sort(),
    };
}

function lineAmounts(line, amounts, discountable, program) {
    const rounding = line.currency.rounding;
    const earned = program.earn_basis === "tax_excluded" ? amounts.excluded : amounts.included;
    const taxIds = discountable.tax_details.taxes_data.map((data) => data.tax.id);
    return {
        earn_amount: toMinor(earned, rounding),
        payable_amount: toMinor(baseLineAmounts(discountable).included, rounding),
        tax_key: [...new Set(taxIds)].sort((a, b) => a - b).join("_"),
    };
}

/**
 * What a line does in the basket, from its own amount: goods, discount, return or redemption;
 * "" when it belongs to another document (refunds with the discount they withhold, deducted
 * down payments).
 */
function lineKind(line, included, pointsProductIds) {
    if (included < 0 && line.qty > 0 && line.refunded_orderline_id) {
        // Money leaves and no goods come back: nothing that a reversal could count.
        return "return";
    }
    if (line.refunded_orderline_id || line.points_discount_line_id) {
        return "";
    }
    if (included >= 0) {
        return "goods";
    }
    if (line.points_hold_uuid) {
        return "redemption";
    }
    const { down_payment_product_id: downPayment } = line.config;
    if (downPayment && line.product_id.id === downPayment.id) {
        return "";
    }
    return line.is_reward_line || isDiscountProduct(line, pointsProductIds) ? "discount" : "return";
}

function isDiscountProduct(line, pointsProductIds) {
    const globalDiscount = line.config.discount_product_id?.id;
    return [globalDiscount, ...pointsProductIds].includes(line.product_id.id);
}

/**
 * Lines that neither earn nor can be redeemed on, nor discounted by a tier: tips, down payments, settlements of other
 * documents, gift cards and e-wallets sold, products made for discounts, and combos, which count
 * once, by what they are made of.
 */
export function isSpecial(line, pointsProductIds) {
    const { tip_product_id: tip, down_payment_product_id: downPayment } = line.config;
    const product = line.product_id.id;
    return Boolean(
        line.points_hold_uuid ||
        line.combo_line_ids?.length ||
        isDiscountProduct(line, pointsProductIds) ||
        (tip && product === tip.id) ||
        (downPayment && product === downPayment.id) ||
        line.settled_order_id ||
        line.settled_invoice_id ||
        isStoredValue(line)
    );
}

/** Whether a line sells a gift card or charges an e-wallet of Odoo's own loyalty. */
function isStoredValue(line) {
    if (line._e_wallet_program_id) {
        return true;
    }
    const programs = line.models["loyalty.program"];
    return Boolean(
        programs?.some(
            (program) =>
                ["gift_card", "ewallet"].includes(program.program_type) &&
                program.rule_ids.some((rule) =>
                    [...(rule.valid_product_ids || [])].some(
                        (product) => (product.id ?? product) === line.product_id.id
                    )
                )
        )
    );
}

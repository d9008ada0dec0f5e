/**
 * What a return keeps back of the discount its goods were sold with.
 *
 * The customer gets back what was paid for the goods: their price less their share of the
 * points and coupons used on them. The server gives points back for exactly this money.
 */
import { _t } from "@web/core/l10n/translation";
import { apportion } from "@pos_loyalty_membership/engine/apportion";
import { reverse } from "@pos_loyalty_membership/engine/refund";
import { EntryRecord, LineEarning, Taken, is_refusal } from "@pos_loyalty_membership/engine/values";
import { toMinor } from "@pos_loyalty_membership/app/utils/points_basket";

const THOUSANDTHS = 1000;

/** Quantities are thousandths in the engine. */
const toQuantity = (qty) => Math.round(qty * THOUSANDTHS);

/**
 * Values of the lines to add to a refund, one per discount line of the sale that is touched.
 *
 * @param {PosOrder} sale the order that is returned, or a part of it
 * @param {PosOrder} refund the order with the lines that come back
 * @returns {Object[]} values of `pos.order.line`, each linked to the discount line it reverses
 */
export function withheldLines(sale, refund) {
    const coming = new Map();
    for (const line of refund.lines) {
        const sold = line.refunded_orderline_id;
        if (sold && !sold.isPointsLine()) {
            coming.set(sold.uuid, (coming.get(sold.uuid) || 0) + toQuantity(-line.qty));
        }
    }
    return sale
        .getPointsLines()
        .map((discount) => withheldLine(sale, discount, coming))
        .filter(Boolean);
}

function withheldLine(sale, discount, coming) {
    const { rounding } = sale.currency;
    const money = toMinor(-discount.priceIncl, rounding);
    const goods = goodsOf(sale, discount);
    if (money <= 0 || !goods.length) {
        return null;
    }
    const shares = apportion(
        money,
        goods.map((line) => toMinor(line.priceIncl, rounding)),
        1
    );
    const withheld = withheldMoney(money, goods, shares, coming);
    if (!withheld) {
        return null;
    }
    return {
        product_id: discount.product_id,
        qty: -1,
        // A whole discount keeps its price; a part has the money's share of it.
        price_unit: discount.price_unit * (withheld / money),
        price_type: "automatic",
        tax_ids: discount.tax_ids.map((tax) => ["link", tax]),
        refunded_orderline_id: discount,
        full_product_name: _t("Share of the discount"),
    };
}

/** What this return withholds: all that is due by now, less what was before it. */
function withheldMoney(money, goods, shares, coming) {
    const record = new EntryRecord({
        points: money,
        order_points: 0,
        lines: goods.map(
            (line, index) =>
                new LineEarning({
                    uuid: line.uuid,
                    quantity: toQuantity(line.qty),
                    amount: shares[index],
                    points: shares[index],
                })
        ),
    });
    const back = (line) => Math.max(0, toQuantity(line.refundedQty));
    const now = Object.fromEntries(goods.map((line) => [line.uuid, back(line)]));
    const before = Object.fromEntries(
        goods.map((line) => [line.uuid, Math.max(0, back(line) - (coming.get(line.uuid) || 0))])
    );
    const none = new Taken({ lines: {}, order_points: 0 });
    const earlier = reverse(record, before, none, 1);
    if (is_refusal(earlier)) {
        return 0;
    }
    const lines = Object.fromEntries(earlier.lines.map(({ uuid, points }) => [uuid, points]));
    const due = reverse(record, now, new Taken({ lines, order_points: 0 }), 1);
    return is_refusal(due) ? 0 : due.points;
}

/** The goods a discount line lowered: those it names, else those with its taxes. */
function goodsOf(sale, discount) {
    const goods = sale.lines.filter(
        (line) => !line.isPointsLine() && line.qty > 0 && line.priceIncl > 0
    );
    const named = discount.points_target_uuids || "";
    const targets = goods.filter((line) => named.includes(line.uuid));
    const candidates = targets.length ? targets : goods;
    const taxes = discount.tax_ids.map(({ id }) => id);
    const hasThem = (line) => taxes.every((id) => line.tax_ids.some((tax) => tax.id === id));
    const same = candidates.filter((line) => line.tax_ids.length === taxes.length && hasThem(line));
    const including = candidates.filter(hasThem);
    return [same, including, candidates].find((list) => list.length) || [];
}

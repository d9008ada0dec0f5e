/**
 * What a return keeps back of the discount its goods were sold with.
 *
 * The customer gets back what was paid for the goods: their price less their share of the points
 * and coupons used on them. The server gives points back for exactly this money. A return made in
 * the back office gets the same lines from services/points_withholding.py.
 */
import { accountTaxHelpers } from "@account/helpers/account_tax";
import { _t } from "@web/core/l10n/translation";
import { Line, is_refusal } from "@pos_loyalty_membership/engine/values";
import { discount_shares, withheld } from "@pos_loyalty_membership/engine/withholding";
import { pointsBasket, toMinor } from "@pos_loyalty_membership/app/utils/points_basket";
import { discountedMoney } from "@pos_loyalty_membership/app/utils/points_discount_lines";

const THOUSANDTHS = 0.001;

/** Sales of which an order returns something. */
export function returnedSales(refund) {
    const sales = refund.lines.map((line) => line.refunded_orderline_id?.order_id);
    return [...new Set(sales.filter(Boolean))];
}

/**
 * What a return has to keep back of each discount line of its sales, of which anything is due.
 *
 * All that is due by now, over every return of the sale that was not cancelled and whichever door
 * it came by, less what the others keep back.
 *
 * @param {PointsService} points
 * @param {PosOrder} refund the order with the lines that come back
 * @returns {Object[]} {discount: PosOrderline, money}, money in units of the currency
 */
export function withheldShares(points, refund) {
    return returnedSales(refund)
        .filter((sale) => sale.getPointsLines().length)
        .flatMap((sale) => sharesOf(points, sale, refund));
}

function sharesOf({ rules, productIds }, sale, refund) {
    const read = { pointsProductIds: productIds, categories: rules.categories };
    const { lines } = pointsBasket(sale, {}, read);
    const sold = {};
    const back = {};
    for (const line of sale.lines) {
        sold[line.uuid] = toMinor(line.qty, THOUSANDTHS);
        const quantity = toMinor(quantityBack(line, refund), THOUSANDTHS);
        if (quantity > 0) {
            back[line.uuid] = quantity;
        }
    }
    return discount_shares(lines.map((line) => Line.from_dict(line)))
        .map(([uuid, shares]) => {
            const discount = sale.lines.find((line) => line.uuid === uuid);
            const money = withheld(shares, sold, back, keptBack(discount, refund));
            return { discount, money: is_refusal(money) ? 0 : money };
        })
        .filter(({ money }) => money);
}

/**
 * How much of a sold line is back, with what this return brings: after a reload of the page the
 * sold line, read from the server, does not name the lines of an open return.
 */
function quantityBack(sold, refund) {
    const named = sold.refund_orderline_ids || [];
    return refund.lines
        .filter((line) => line.refunded_orderline_id === sold && !named.includes(line))
        .reduce((sum, line) => sum - line.qty, sold.refundedQty);
}

/**
 * Money that other returns keep back of a discount line. A line counts where goods of the same
 * sale come back in the same return, as when the server gives points back for it.
 */
function keptBack(discount, refund) {
    const sale = discount.order_id;
    const honest = (discount.points_withheld_line_ids || []).filter(
        (line) =>
            line.qty < 0 &&
            line.order_id?.lines.some(
                (goods) => goods.qty < 0 && goods.refunded_orderline_id?.order_id === sale
            )
    );
    return [...new Set([...honest, ...(discount.refund_orderline_ids || [])])]
        .filter(({ order_id: order }) => order && order !== refund && order.state !== "cancel")
        .reduce((sum, line) => sum + Math.max(0, keptMoney(line)), 0);
}

/** What one line of a return keeps back, in units of the currency. */
export function keptMoney(line) {
    return -discountedMoney(line.order_id, [line]);
}

/**
 * Makes the lines of an open return keep back what is due: written, changed, taken away.
 *
 * @param {PointsService} points
 * @param {PosOrder} refund
 * @returns {boolean} whether anything changed
 */
export function writeWithheldLines(points, refund) {
    const wanted = withheldShares(points, refund);
    const own = refund.getWithheldLines();
    if (!wanted.length && !own.length) {
        return false;
    }
    const kept = new Set();
    const missing = wanted.filter(({ discount, money }) => {
        const line = own.find(
            (each) =>
                each.points_discount_line_id === discount &&
                !kept.has(each) &&
                keptMoney(each) === money
        );
        kept.add(line);
        return !line;
    });
    const superfluous = own.filter((line) => !kept.has(line));
    superfluous.forEach((line) => line.delete());
    for (const { discount, money } of missing) {
        refund.models["pos.order.line"].create({
            ...lineValues(discount, money),
            order_id: refund,
        });
    }
    if (superfluous.length || missing.length) {
        refund.triggerRecomputeAllPrices();
        return true;
    }
    return false;
}

/** A line of quantity −1 that keeps back money of a discount line. */
function lineValues(discount, money) {
    const sale = discount.order_id;
    const { currency } = sale;
    const amount = currency.round(money * currency.rounding);
    const baseLine = sale.prices.baseLineByLineUuids[discount.uuid];
    // The exact taxes are kept beside the price, as with the discount itself.
    const share = money / discountedMoney(sale, [discount]);
    const exact = baseLine.tax_ids.length
        ? exactTaxes(sale, discount, baseLine, amount, discount.price_unit * share)
        : { price_unit: -amount };
    return {
        product_id: discount.product_id,
        qty: -1,
        price_type: "automatic",
        tax_ids: discount.tax_ids.map((tax) => ["link", tax]),
        points_discount_line_id: discount,
        full_product_name: _t("Share of the discount"),
        ...exact,
    };
}

/** {price_unit, extra_tax_data} of a line that is worth exactly so much, taxes included. */
function exactTaxes(sale, discount, baseLine, amount, price) {
    const whole = accountTaxHelpers.prepare_base_line_for_taxes_computation(baseLine, {
        price_unit: -discount.price_unit * discount.qty,
        quantity: 1,
        is_refund: false,
    });
    accountTaxHelpers.add_tax_details_in_base_lines([whole], sale.company);
    accountTaxHelpers.round_base_lines_tax_details([whole], sale.company);
    const [reduced] = accountTaxHelpers.prepare_global_discount_lines(
        [whole],
        sale.company,
        "fixed",
        amount,
        { computation_key: `points_withheld,${discount.uuid}` }
    );
    reduced.price_unit = price;
    const data = accountTaxHelpers.export_base_line_extra_tax_data(reduced);
    return { price_unit: price, extra_tax_data: turned(data) };
}

/** The same amounts for a line whose quantity has the other sign. */
function turned(data) {
    const taxes = Object.entries(data.manual_tax_amounts || {}).map(([id, amounts]) => [
        id,
        Object.fromEntries(Object.entries(amounts).map(([name, amount]) => [name, -amount])),
    ]);
    return {
        ...data,
        quantity: -data.quantity,
        manual_total_excluded_currency: -data.manual_total_excluded_currency,
        manual_total_excluded: -data.manual_total_excluded,
        manual_tax_amounts: Object.fromEntries(taxes),
    };
}

/**
 * The tax-correct discount lines of one redemption.
 *
 * One line per set of taxes among the goods it is given on; together, tax included, they are
 * worth exactly the promised money. Core's global discount helper does the taxes.
 */
import { accountTaxHelpers } from "@account/helpers/account_tax";
import { line_amounts } from "@pos_loyalty_membership/engine/basis";
import {
    baseLineAmounts,
    fromMinor,
    toMinor,
} from "@pos_loyalty_membership/app/utils/points_basket";

/**
 * What the lines of a redemption must look like for the order as it is.
 *
 * The money is spread over what is left of each redeemable line once everything else
 * (discounts, other redemptions) was taken off, so no tax ever turns negative.
 *
 * @param {PosOrder} order
 * @param {Object} redemption {uuid, money} with money in units of the currency
 * @param {Basket} basket the order's basket, with the lines of this redemption or without
 * @param {product.product} product the company's product for points
 * @returns {Object[]} values for pos.order.line; none when nothing is left to discount
 */
export function discountLineValues(order, { uuid, money }, basket, product) {
    const baseLines = discountedBaseLines(order, uuid, basket);
    if (!baseLines.length || !money) {
        return [];
    }
    const company = order.company;
    accountTaxHelpers.add_tax_details_in_base_lines(baseLines, company);
    accountTaxHelpers.round_base_lines_tax_details(baseLines, company);
    const discounts = accountTaxHelpers.prepare_global_discount_lines(
        baseLines,
        company,
        "fixed",
        fromMinor(money, order.currency),
        {
            computation_key: `points,${uuid}`,
            grouping_function: (baseLine) => ({
                grouping_key: { product_id: product, _points_taxes: baseLine._points_taxes },
                raw_grouping_key: { taxes: baseLine._points_taxes.map((tax) => tax.id) },
            }),
        }
    );
    return discounts.map((baseLine) => ({
        product_id: product,
        qty: baseLine.quantity,
        price_unit: discountPrice(baseLine, order.currency),
        price_type: "automatic",
        tax_ids: baseLine._points_taxes,
        extra_tax_data: accountTaxHelpers.export_base_line_extra_tax_data(baseLine),
        points_hold_uuid: uuid,
    }));
}

/**
 * The price of a discount line. Core keeps the exact amounts of a line with taxes beside it; a
 * line without any has nothing but its price, which therefore must not need rounding.
 */
function discountPrice(baseLine, currency) {
    return baseLine.tax_ids.length
        ? baseLine.price_unit
        : currency.round(baseLineAmounts(baseLine).excluded);
}

/** Base lines of the goods, each reduced to what is left of it; see `discountLineValues`. */
function discountedBaseLines(order, uuid, basket) {
    const left = line_amounts(basket.lines, "payable_amount", false, uuid);
    const baseLines = [];
    for (const [index, line] of basket.lines.entries()) {
        if (line.kind !== "goods" || !line.redeemable || left[index] <= 0) {
            continue;
        }
        const baseLine = order.prices.baseLineByLineUuids[line.uuid];
        baseLines.push(
            accountTaxHelpers.prepare_base_line_for_taxes_computation(baseLine, {
                price_unit: baseLine.price_unit * (left[index] / line.payable_amount),
                is_refund: false,
                _points_taxes: discountableTaxes(order, baseLine.record),
            })
        );
    }
    return baseLines;
}

/**
 * The line's own taxes that a discount lowers, as they were before the fiscal position: both
 * the till and the server map the taxes of a line once more.
 */
function discountableTaxes(order, line) {
    const position = order.fiscal_position_id;
    return line.tax_ids
        .filter((tax) => {
            const mapped = position ? position.getTaxesAfterFiscalPosition([tax]) : [tax];
            const { sorted_taxes } = accountTaxHelpers.flatten_taxes_and_sort_them(mapped);
            return (
                sorted_taxes.length &&
                sorted_taxes.every((each) => accountTaxHelpers.can_be_discounted(each))
            );
        })
        .sort((a, b) => a.id - b.id);
}

/** Whether the lines in the order already are what `discountLineValues` asks for. */
export function areDiscountLinesCurrent(lines, values) {
    return (
        lines.length === values.length &&
        values.every((wanted) => {
            const line = lines.find((each) => taxKey(each) === taxKey(wanted));
            return line && line.price_unit === wanted.price_unit && sameTaxData(line, wanted);
        })
    );
}

function sameTaxData(line, wanted) {
    return JSON.stringify(line.extra_tax_data) === JSON.stringify(wanted.extra_tax_data);
}

/**
 * Makes the lines in the order those asked for: changed in place where the taxes are the same,
 * so that the visible line stays where it is.
 */
export function writeDiscountLines(order, lines, values, name) {
    const spare = [...lines];
    for (const wanted of values) {
        const index = spare.findIndex((line) => taxKey(line) === taxKey(wanted));
        if (index < 0) {
            order.models["pos.order.line"].create({
                ...wanted,
                tax_ids: wanted.tax_ids.map((tax) => ["link", tax]),
                full_product_name: name,
                order_id: order,
            });
            continue;
        }
        const [line] = spare.splice(index, 1);
        line.update({
            full_product_name: name,
            points_hold_uuid: wanted.points_hold_uuid,
            // Not an accounting field: it has to be there when the price recomputes the order.
            extra_tax_data: wanted.extra_tax_data,
        });
        line.update({ price_unit: wanted.price_unit });
    }
    spare.forEach((line) => line.delete());
    order.triggerRecomputeAllPrices();
}

/** What lines of the order are worth together, tax included, in units of the currency. */
export function discountedMoney(order, lines) {
    const total = lines.reduce((sum, line) => {
        const baseLine = order.prices.baseLineByLineUuids[line.uuid];
        return sum + baseLineAmounts(baseLine).included;
    }, 0);
    return toMinor(-total, order.currency.rounding);
}

function taxKey(lineOrValues) {
    return lineOrValues.tax_ids
        .map((tax) => tax.id)
        .sort((a, b) => a - b)
        .join("_");
}

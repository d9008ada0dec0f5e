/**
 * The tax-correct discount lines of one redemption.
 *
 * One line per set of taxes among the goods it is given on, for products one per line of
 * goods; together, tax included, they are worth exactly the promised money. Core's global
 * discount helper does the taxes.
 */
import { accountTaxHelpers } from "@account/helpers/account_tax";
import { redemption_lines } from "@pos_loyalty_membership/engine/redemption";
import { discount_targets } from "@pos_loyalty_membership/engine/reductions";
import { Shares } from "@pos_loyalty_membership/engine/shares";
import { Redemption } from "@pos_loyalty_membership/engine/values";
import {
    baseLineAmounts,
    fromMinor,
    toMinor,
} from "@pos_loyalty_membership/app/utils/points_basket";

/**
 * What the lines of a redemption must look like for the order as it is.
 *
 * The engine says how much of the money lowers which goods; each group of them (for products
 * every line of goods, else all together) gets lines of its own, one per set of taxes.
 *
 * @param {PosOrder} order
 * @param {Object} redemption {uuid, points, money, productId}; units of the engine
 * @param {Basket} basket the order's basket, with the lines of this redemption or without
 * @param {Object} way {program, rule, product}: the engine's values, and the company's product
 *   for points
 * @returns {Object[]} values for pos.order.line; none when nothing is left to discount
 */
export function discountLineValues(order, redemption, basket, { program, rule, product }) {
    const { uuid, points, money, productId = 0 } = redemption;
    const given = new Redemption({ rule_id: rule.id, points, money, code: "exact", values: {} });
    const parts = redemption_lines(basket, program, rule, given, uuid, productId);
    const ignored = (line) => line.hold_uuid === uuid;
    const left = new Shares(basket.lines, "payable_amount", ignored).amounts(rule.kind);
    const targets = discount_targets(rule, parts);
    const groups =
        rule.kind === "product" ? parts.map((part) => [[part], [part.uuid]]) : [[parts, targets]];
    return groups.flatMap(([group, uuids]) =>
        groupLineValues(order, uuid, product, basket, left, group).map((values) => ({
            ...values,
            points_reward: rule.kind,
            points_target_uuids: [...uuids].sort().join(","),
        }))
    );
}

/** Lines for some parts of a redemption, one per set of taxes among their goods. */
function groupLineValues(order, uuid, product, basket, left, parts) {
    const money = parts.reduce((sum, part) => sum + part.money, 0);
    const baseLines = discountedBaseLines(order, basket, left, parts);
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

/**
 * Base lines of the goods in some parts, each reduced to what is left of it once everything
 * that comes before this redemption was taken off, so that no tax ever turns negative.
 */
function discountedBaseLines(order, basket, left, parts) {
    const named = new Set(parts.map(({ uuid }) => uuid));
    const baseLines = [];
    for (const [index, line] of basket.lines.entries()) {
        if (!named.has(line.uuid) || left[index] <= 0) {
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
            const line = lines.find((each) => lineKey(each) === lineKey(wanted));
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
            points_target_uuids: wanted.points_target_uuids,
            points_reward: wanted.points_reward,
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

function lineKey(lineOrValues) {
    return `${taxKey(lineOrValues)}|${lineOrValues.points_target_uuids || ""}`;
}

function taxKey(lineOrValues) {
    return lineOrValues.tax_ids
        .map((tax) => tax.id)
        .sort((a, b) => a - b)
        .join("_");
}

/**
 * The ways to use points on an order, as the dialog lists them: what each costs and gives, or
 * why it is not possible. The engine decides, this says it in words.
 */
import { _t } from "@web/core/l10n/translation";
import {
    moneyText,
    pointsText,
    refusalText,
    worthText,
} from "@pos_loyalty_membership/app/utils/points_words";

/**
 * Possible ways first, in the engine's order.
 *
 * @param {PointsService} points
 * @param {PosOrder} order
 * @param {Object} program one of the rules payload
 * @param {string} changing uuid of the redemption that is changed, or ""
 * @returns {Object[]} key, rule, productId, price (hundredths of points of one unit, 0 where
 *   nothing has units), maximum (Redemption or null), name, worth, detail
 */
export function describeOptions(points, order, program, changing) {
    const currency = order.currency;
    return points.getOptions(order, program, changing).map((option) => {
        const { rule_id, product_id: productId, maximum, refusal } = option;
        const rule = points.getRule(program.id, rule_id);
        const line = productId && order.lines.find((each) => each.product_id.id === productId);
        const ruleName = program.rule_names?.redemption[rule_id] || _t("Discount");
        const price = unitPrice(points, rule, line);
        return {
            key: `${rule_id}:${productId}`,
            rule,
            productId,
            price,
            maximum,
            name: line ? line.product_id.display_name : ruleName,
            worth: worthText(program, rule, currency, price || rule.points),
            detail: maximum
                ? gainText(points, program, rule, option, currency)
                : refusalText(refusal, program, currency),
        };
    });
}

/** What one unit costs in points, where units are bought. */
function unitPrice(points, rule, line) {
    if (rule.kind !== "product") {
        return 0;
    }
    return rule.points || (line ? points.getPriceInPoints(line.product_id) : 0);
}

/** "up to 8.25 here", "saves 2.25 · Discount would take 225 pts". */
function gainText(points, program, rule, { maximum, cheaper }, currency) {
    const money = moneyText(maximum.money, currency);
    if (rule.kind === "amount" && !rule.everything) {
        return _t("up to %s here", money);
    }
    const saves = _t("saves %s", money);
    if (!cheaper) {
        return saves;
    }
    const way = _t("%(name)s would take %(points)s", {
        name: program.rule_names?.redemption[cheaper.rule_id] || _t("Discount"),
        points: pointsText(program, cheaper.points),
    });
    return `${saves} · ${way}`;
}

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
 *   nothing has units), maximum (Redemption or null), name, worth, detail, and as `note` the
 *   way that takes fewer points for the same
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
                ? gainText(rule, maximum, currency)
                : refusalText(refusal, program, currency),
            note: option.cheaper ? cheaperText(program, option.cheaper) : "",
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

/** "up to 8.25 here", "saves 2.25". */
function gainText(rule, maximum, currency) {
    const money = moneyText(maximum.money, currency);
    const isOpen = rule.kind === "amount" && !rule.everything;
    return isOpen ? _t("up to %s here", money) : _t("saves %s", money);
}

/** "Discount would take 225 pts". */
function cheaperText(program, { rule_id, points }) {
    return _t("%(name)s would take %(points)s", {
        name: program.rule_names?.redemption[rule_id] || _t("Discount"),
        points: pointsText(program, points),
    });
}

/** For how many points a product of the till can be had. */
import { in_scope } from "@pos_loyalty_membership/engine/scope";
import { toMinor } from "@pos_loyalty_membership/app/utils/points_basket";
import { templateFacts } from "@pos_loyalty_membership/app/utils/points_products";

// Per rules and template, since every card of the screen asks at every rendering.
const known = new WeakMap();

/**
 * The lowest price of one unit in the first program that gives the product for points.
 *
 * @param {ProductTemplate} template
 * @param {PointsService} points
 * @returns {Object|null} {program, price}; price in hundredths of points
 */
export function priceInPoints(template, { rules, engine, pos }) {
    const written = Number(template.write_date || 0);
    if (!known.has(rules)) {
        known.set(rules, new Map());
    }
    const kept = known.get(rules).get(template.id);
    if (kept?.written === written) {
        return kept.found;
    }
    const listed = toMinor(template.list_price, pos.currency.rounding);
    const found = findPrice(template, listed, rules, engine);
    known.get(rules).set(template.id, { written, found });
    return found;
}

function findPrice(template, listed, rules, engine) {
    const facts = templateFacts(template, rules.categories);
    for (const program of facts.redeemable ? rules.programs : []) {
        const prices = engine[program.id].redemption_rules
            .filter((rule) => rule.kind === "product" && isMeant(rule, template, listed, facts))
            .map((rule) => rule.points || facts.points_price)
            .filter(Boolean);
        if (prices.length) {
            return { program, price: Math.min(...prices) };
        }
    }
    return null;
}

/** Whether a rule is about one of the template's variants, by scope and price in the list. */
function isMeant({ scope, maximum_price }, template, listed, facts) {
    if (maximum_price && listed > maximum_price) {
        return false;
    }
    return template.product_variant_ids.some(({ id: product_id }) =>
        in_scope(scope, { product_id, ...facts })
    );
}

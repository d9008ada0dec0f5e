/**
 * What a product of the till earns by the unit, and whether and for how many points it can be
 * had. Twin of the server's snapshot of a product (`services/snapshot_products.py`).
 */
import { assigned } from "@pos_loyalty_membership/engine/assignment";
import { Assignment } from "@pos_loyalty_membership/engine/values";

// Per trees and template, since a preview asks for every line after every change.
const known = new WeakMap();
const NO_CATEGORIES = { "product.category": {}, "pos.category": {} };

/** Points with two decimals to hundredths. */
function toPoints(value) {
    return Math.round((value || 0) * 100);
}

/** The ids of a relation, also of records that this till does not load. */
function relatedIds(record, name) {
    const raw = record.raw[name];
    return (Array.isArray(raw) ? raw : [raw]).filter((id) => typeof id === "number");
}

/** A category's facts and those of its ancestors, the nearest first. */
function lineage(tree, id) {
    return (tree[id]?.lineage || []).map((each) => ({ id: each, ...tree[each] }));
}

function sortedIds(facts) {
    return [...new Set(facts.map(({ id }) => id))].sort((one, other) => one - other);
}

/**
 * The part of an engine Line that its product decides.
 *
 * @param {ProductProduct} product
 * @param {Object} [categories] the category trees of the rules payload
 * @returns {Object} points_per_unit (hundredths, null: nobody says), points_price (hundredths,
 *   0: not for points), earns, redeemable, category_ids and pos_category_ids with ancestors
 */
export function productFacts(product, categories) {
    return templateFacts(product.product_tmpl_id, categories);
}

/** The same for a product template. */
export function templateFacts(template, categories = NO_CATEGORIES) {
    const written = Number(template.write_date || 0);
    if (!known.has(categories)) {
        known.set(categories, new Map());
    }
    const kept = known.get(categories).get(template.id);
    if (kept?.written === written) {
        return kept.facts;
    }
    const facts = readFacts(template, categories);
    known.get(categories).set(template.id, { written, facts });
    return facts;
}

function readFacts(template, categories) {
    const posLineages = relatedIds(template, "pos_categ_ids").map((id) =>
        lineage(categories["pos.category"], id)
    );
    const [categoryId] = relatedIds(template, "categ_id");
    const categoryLineage = lineage(categories["product.category"], categoryId);
    const own = new Assignment({
        mode: template.points_mode || "inherit",
        points: toPoints(template.points_per_unit),
        never_redeemable: template.points_never_redeemable || "inherit",
    });
    const { points_per_unit, earns, redeemable } = assigned(own, posLineages, categoryLineage);
    return {
        points_per_unit,
        earns,
        redeemable,
        points_price: toPoints(template.points_price),
        category_ids: sortedIds(categoryLineage),
        pos_category_ids: sortedIds(posLineages.flat()),
    };
}

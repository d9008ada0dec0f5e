import { describe, expect, globals, test } from "@odoo/hoot";
import { definePosModels } from "@point_of_sale/../tests/unit/data/generate_model_definitions";
import { Basket, to_dict } from "@pos_loyalty_membership/engine/values";
import { pointsBasket } from "@pos_loyalty_membership/app/utils/points_basket";
import { newLine, newPosition, newProduct, newTax, openCafe } from "../points_util";

definePosModels();

const { DateTime } = luxon;
const VECTORS = "/pos_loyalty_membership/static/tests/vectors_shell/basket.json";

/** Hoot refuses requests that are not mocked; this one reads a file of the addon. */
const readVectors = async () => (await globals.fetch.call(window, VECTORS)).json();

function makeTaxes(store, definitions) {
    const taxes = {};
    for (const [letter, values] of Object.entries(definitions)) {
        const group = values.children && {
            amount_type: "group",
            amount: 0,
            children_tax_ids: values.children.map((child) => ["link", taxes[child]]),
        };
        taxes[letter] = newTax(store, {
            amount_type: values.kind,
            amount: values.amount,
            price_include: Boolean(values.included),
            include_base_amount: Boolean(values.affects_next),
            sequence: values.sequence || 1,
            ...group,
        });
    }
    return taxes;
}

function makePosition(store, mapping, taxes) {
    const map = Object.fromEntries(
        Object.entries(mapping).map(([source, targets]) => [
            taxes[source].id,
            targets.map((target) => taxes[target].id),
        ])
    );
    return newPosition(store, map, Object.values(taxes));
}

/** Category trees as the server hands them over, and the id of each name. */
function makeCategories(store, model, definitions = {}, firstId) {
    const ids = {};
    const tree = {};
    const records = {};
    Object.entries(definitions).forEach(([name, values], place) => {
        ids[name] = firstId + place;
        records[name] = store.models[model].create({ id: ids[name], name });
        tree[ids[name]] = {
            lineage: [ids[name], ...(tree[ids[values.parent]]?.lineage || [])],
            mode: values.mode || "inherit",
            points: (values.points || 0) * 100,
            never_redeemable: values.barred || "inherit",
        };
    });
    return { ids, tree, records };
}

function makeProducts(store, vector, categories, posCategories) {
    const products = {};
    for (const [name, values] of Object.entries(vector.products)) {
        products[name] = newProduct(store, {
            name,
            categ_id: categories.records[values.category] || false,
            pos_categ_ids: (values.pos_categories || []).map((each) => [
                "link",
                posCategories.records[each],
            ]),
            points_mode: values.mode || "inherit",
            points_per_unit: values.points || 0,
            points_never_redeemable: values.barred || "inherit",
            points_price: values.price || 0,
        });
        if (values.role === "tip") {
            store.config.tip_product_id = products[name];
        }
    }
    return products;
}

function makeOrder(store, vector, taxes, products) {
    const order = store.addNewOrder();
    store.company.tax_calculation_rounding_method = vector.rounding_method || "round_per_line";
    order.fiscal_position_id = vector.mapping ? makePosition(store, vector.mapping, taxes) : false;
    const sold = newLine(store, store.createNewOrder(), { qty: 9, price: 1 });
    const made = {};
    for (const line of vector.lines) {
        made[line.uuid] = newLine(store, order, {
            combo_parent_id: made[line.part_of],
            uuid: `${order.uuid}:${line.uuid}`,
            product: products[line.product],
            qty: line.qty,
            price: line.price,
            discount: line.discount || 0,
            taxes: (line.taxes || []).map((letter) => taxes[letter]),
            points_hold_uuid: line.hold || false,
            refunded_orderline_id: line.refunds ? sold : undefined,
            points_discount_line_id: line.withholds ? sold : undefined,
        });
    }
    return order;
}

/** The vector's basket with this till's ids; a till knows no payments: it previews. */
function expectedBasket(vector, order, taxes, products, { categories, posCategories }) {
    const idsOf = (names = [], { ids }) => names.map((name) => ids[name]).sort((a, b) => a - b);
    const lines = vector.expected.lines.map((line) => ({
        ...line,
        uuid: `${order.uuid}:${line.uuid}`,
        product_id: products[line.product_id].id,
        category_ids: idsOf(line.category_ids, categories),
        pos_category_ids: idsOf(line.pos_category_ids, posCategories),
        tax_key: (line.tax_key || "")
            .split("_")
            .filter(Boolean)
            .map((letter) => taxes[letter].id)
            .sort((a, b) => a - b)
            .join("_"),
    }));
    const situation = { ...vector.expected.situation, place_id: order.config.id };
    return to_dict(Basket.from_dict({ lines, situation, received: null }));
}

describe("points basket", () => {
    test("orders become the baskets that the server makes of them", async () => {
        const { store } = await openCafe();
        for (const vector of await readVectors()) {
            const taxes = makeTaxes(store, vector.taxes);
            const categories = makeCategories(store, "product.category", vector.categories, 7100);
            const posCategories = makeCategories(
                store,
                "pos.category",
                vector.pos_categories,
                7200
            );
            const products = makeProducts(store, vector, categories, posCategories);
            const points = Object.keys(vector.products).find(
                (name) => vector.products[name].role === "points"
            );
            const order = makeOrder(store, vector, taxes, products);
            const basket = pointsBasket(
                order,
                { tz: "UTC", day_starts_at: 0, earn_basis: "tax_included", ...vector.program },
                {
                    now: DateTime.fromSQL(vector.now, { zone: "utc" }),
                    pointsProductIds: points ? [products[points].id] : [],
                    categories: {
                        "product.category": categories.tree,
                        "pos.category": posCategories.tree,
                    },
                }
            );
            expect(to_dict(Basket.from_dict(basket))).toEqual(
                expectedBasket(vector, order, taxes, products, { categories, posCategories }),
                { message: vector.name }
            );
        }
    });
});

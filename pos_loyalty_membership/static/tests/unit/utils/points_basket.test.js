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

function makeOrder(store, vector, taxes, products) {
    const order = store.addNewOrder();
    store.company.tax_calculation_rounding_method = vector.rounding_method || "round_per_line";
    order.fiscal_position_id = vector.mapping ? makePosition(store, vector.mapping, taxes) : false;
    const sold = newLine(store, store.createNewOrder(), { qty: 9, price: 1 });
    for (const line of vector.lines) {
        newLine(store, order, {
            uuid: `${order.uuid}:${line.uuid}`,
            product: products[line.product],
            qty: line.qty,
            price: line.price,
            discount: line.discount || 0,
            taxes: (line.taxes || []).map((letter) => taxes[letter]),
            points_hold_uuid: line.hold || false,
            refunded_orderline_id: line.refunds ? sold : undefined,
        });
    }
    return order;
}

/** The vector's basket with this till's ids; a till knows no payments: it previews. */
function expectedBasket(vector, order, taxes, products) {
    const lines = vector.expected.lines.map((line) => ({
        ...line,
        uuid: `${order.uuid}:${line.uuid}`,
        product_id: products[line.product_id].id,
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
            const products = {};
            for (const [name, { role }] of Object.entries(vector.products)) {
                products[name] = newProduct(store, { name });
                if (role === "tip") {
                    store.config.tip_product_id = products[name];
                }
            }
            const points = Object.keys(vector.products).find(
                (name) => vector.products[name].role === "points"
            );
            const order = makeOrder(store, vector, taxes, products);
            const basket = pointsBasket(
                order,
                { tz: "UTC", day_starts_at: 0, earn_basis: "tax_included", ...vector.program },
                {
                    now: DateTime.fromSQL(vector.now, { zone: "utc" }),
                    pointsProductId: points && products[points].id,
                }
            );
            expect(to_dict(Basket.from_dict(basket))).toEqual(
                expectedBasket(vector, order, taxes, products),
                { message: vector.name }
            );
        }
    });
});

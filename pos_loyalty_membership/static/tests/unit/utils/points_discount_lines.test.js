import { describe, expect, test } from "@odoo/hoot";
import { definePosModels } from "@point_of_sale/../tests/unit/data/generate_model_definitions";
import { newLine, newPosition, newTax, openCafe, wish, ANA } from "../points_util";

definePosModels();

// Amounts that do not divide evenly by any tax used here.
const AMOUNTS = [1, 99, 333, 777];
const PRICES = [7.35, 3.99, 11.11];

function mixes(store) {
    const [in21, in10] = [21, 10].map((amount) => newTax(store, { amount, price_include: true }));
    const [ex7, ex3] = [7, 3].map((amount) => newTax(store, { amount }));
    const fixed = newTax(store, { amount: 0.25, amount_type: "fixed", include_base_amount: true });
    return {
        "no taxes": [[], [], []],
        "one rate included": [[in21], [in21], [in21]],
        "one rate added": [[ex7], [ex7], [ex7]],
        "two rates included": [[in21], [in10], [in21]],
        "one included, one added, one without": [[in21], [ex7], []],
        "two taxes on a line": [[ex7, ex3], [in10], [ex3]],
        "a fixed tax": [[fixed, ex7], [fixed], [in21]],
    };
}

async function redeemOn(store, taxSets, money, { position, discount = 0 } = {}) {
    const order = store.addNewOrder();
    order.pricelist_id = false;
    order.fiscal_position_id = position || false;
    taxSets.forEach((taxes, index) =>
        newLine(store, order, { price: PRICES[index], qty: index + 1, taxes, discount })
    );
    order.setPartner(store.models["res.partner"].get(ANA));
    order.fiscal_position_id = position || false;
    const before = order.priceIncl;
    const result = await store.points.redemptions.redeem(order, wish(money * 100, money));
    return { order, before, result };
}

describe("points discount lines", () => {
    for (const rounding of ["round_per_line", "round_globally"]) {
        test(`every mix of taxes adds up to the cent, ${rounding}`, async () => {
            const { store, ledger } = await openCafe();
            ledger.available = 100000000;
            store.company.tax_calculation_rounding_method = rounding;
            for (const [name, taxSets] of Object.entries(mixes(store))) {
                for (const money of AMOUNTS) {
                    for (const discount of [0, 15]) {
                        const options = { discount };
                        const { order, before, result } = await redeemOn(
                            store,
                            taxSets,
                            money,
                            options
                        );
                        const message = `${name}, ${money} cents, ${discount} % off the lines`;
                        expect(result.ok).toBe(true, { message });
                        const taken = Math.round((before - order.priceIncl) * 100);
                        expect(taken).toBe(money, { message });
                        order.state = "paid";
                    }
                }
            }
        });
    }

    test("everything paid with points leaves nothing, whatever the taxes", async () => {
        const { store, ledger } = await openCafe();
        ledger.available = 100000000;
        for (const [name, taxSets] of Object.entries(mixes(store))) {
            const { order } = await redeemOn(store, taxSets, 1);
            const program = store.points.getProgram(1);
            const [{ uuid }] = order.getPointsRedemptions();
            const [{ maximum }] = store.points.getOptions(order, program, uuid);
            await store.points.redemptions.redeem(order, wish(maximum.points, maximum.money), uuid);
            const fixed = name === "a fixed tax";
            expect(order.priceIncl < 0.005).toBe(!fixed, { message: name });
            expect(order.priceIncl > -0.005).toBe(true, { message: name });
        }
    });

    test("a fiscal position that chains maps the taxes of a discount once", async () => {
        const { store, ledger } = await openCafe();
        ledger.available = 100000000;
        const [first, second, third] = [20, 10, 5].map((amount) => newTax(store, { amount }));
        const map = { [first.id]: [second.id], [second.id]: [third.id] };
        const position = newPosition(store, map, [second, third]);
        const { order, before } = await redeemOn(store, [[first], [second], []], 777, { position });
        expect(Math.round((before - order.priceIncl) * 100)).toBe(777);
        const rates = order.getPointsLines().map((line) => line.tax_ids.map((tax) => tax.amount));
        expect(rates.sort()).toEqual([[], [10], [20]]);
    });

    test("a fiscal position set later changes the taxes, not the money", async () => {
        const { store } = await openCafe();
        const [in21, in4] = [21, 4].map((amount) => newTax(store, { amount, price_include: true }));
        const { order } = await redeemOn(store, [[in21], [in21], [in21]], 777);
        const position = newPosition(store, { [in21.id]: [in4.id] }, [in4]);
        order.fiscal_position_id = position;
        const before = order.lines
            .filter((line) => !line.isPointsLine())
            .reduce((sum, line) => sum + line.priceIncl, 0);
        await store.points.redemptions.reconcileAll();
        expect(Math.round((before - order.priceIncl) * 100)).toBe(777);
        const [line] = order.getPointsLines();
        expect(Object.keys(line.extra_tax_data.manual_tax_amounts)).toEqual([`${in4.id}`]);
    });

    test("taxes follow the goods that are left when the order changes", async () => {
        const { store } = await openCafe();
        const [in21, in10] = [21, 10].map((amount) =>
            newTax(store, { amount, price_include: true })
        );
        const { order } = await redeemOn(store, [[in21], [in10]], 777);
        expect(order.getPointsLines()).toHaveLength(2);
        order.removeOrderline(order.lines.find((line) => line.tax_ids[0].id === in21.id));
        await store.points.redemptions.reconcileAll();
        expect(order.getPointsLines().map((line) => line.tax_ids[0].id)).toEqual([in10.id]);
        expect(order.priceIncl).toBeCloseTo(7.98 - 7.77, { margin: 1e-9 });
    });
});

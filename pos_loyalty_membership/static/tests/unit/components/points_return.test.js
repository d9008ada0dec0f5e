import { describe, expect, test } from "@odoo/hoot";
import { animationFrame, queryAllTexts } from "@odoo/hoot-dom";
import { mountWithCleanup, onRpc } from "@web/../tests/web_test_helpers";
import { definePosModels } from "@point_of_sale/../tests/unit/data/generate_model_definitions";
import { PointsReturn } from "@pos_loyalty_membership/app/components/points_return/points_return";
import { PointsStrip } from "@pos_loyalty_membership/app/components/points_strip/points_strip";
import { Ledger, cafeRules, newCafeOrder, newLine, newProduct, openCafe } from "../points_util";

definePosModels();

const FIGURES = {
    program_id: 1,
    point_name: "pts",
    decimals: 0,
    member: "Ana Ruiz",
    given_back: 13600,
    taken_back: 100,
    balance: 87800,
};

/** A return of one croissant; the server answers `figures`, and is asked into `asked`. */
async function returnACroissant({ figures = [FIGURES], online = true } = {}) {
    const ledger = new Ledger().listen();
    const asked = [];
    onRpc("points.till", "quote_return", ({ args }) => {
        asked.push(args[2]);
        return figures;
    });
    const { store } = await openCafe({ ledger });
    const sale = newCafeOrder(store);
    // What was sold is known to the server by a number.
    const product = newProduct(store, { name: "Croissant" });
    const croissant = newLine(store, sale, { id: 77, product, price: 2.5 });
    sale.state = "paid";
    ledger.online = online;
    const refund = store.addNewOrder();
    Object.assign(refund, { is_refund: true, pricelist_id: false });
    newLine(store, refund, {
        product: croissant.product_id,
        qty: -1,
        price: 2.5,
        refunded_orderline_id: croissant,
    });
    return { store, ledger, refund, asked };
}

const shown = (selector) => queryAllTexts(`.o_points_return ${selector}`);

describe("before a return is confirmed", () => {
    test("money and points are said, with one call", async () => {
        const { store, refund, asked } = await returnACroissant();
        await mountWithCleanup(PointsStrip, { props: { order: refund } });
        await animationFrame();
        await animationFrame();
        expect(shown(".o_points_return_money")).toEqual(["Return 1 Croissant: 2.50 back in money"]);
        expect(shown(".o_points_return_points")).toEqual([
            "136 pts back · 1 pt taken — new balance 878 pts",
        ]);
        expect(".o_points_return_owed").toHaveCount(0);
        expect(asked).toEqual([[{ sold_id: 77, qty: -1, price_unit: 2.5 }]]);
        await store.points.returns.ask(refund);
        expect(asked.length).toBe(1);
    });

    test("a debt is said in words", async () => {
        const { refund } = await returnACroissant({
            figures: [{ ...FIGURES, given_back: 0, taken_back: 4800, balance: -4000 }],
        });
        await mountWithCleanup(PointsReturn, { props: { order: refund } });
        await animationFrame();
        await animationFrame();
        expect(shown(".o_points_return_points")).toEqual(["48 pts taken — new balance 0 pts"]);
        expect(shown(".o_points_return_owed")).toEqual([
            "Ana Ruiz will owe 40 pts; the next points settle them.",
        ]);
    });

    test("lines that change are asked for anew", async () => {
        const { refund, asked } = await returnACroissant();
        await mountWithCleanup(PointsReturn, { props: { order: refund } });
        await animationFrame();
        refund.lines[0].price_unit = 2;
        await animationFrame();
        await animationFrame();
        expect(asked.map(([line]) => line.price_unit)).toEqual([2.5, 2]);
    });

    test("without a connection the money is said, and that points come later", async () => {
        const { refund } = await returnACroissant({ online: false });
        await mountWithCleanup(PointsReturn, { props: { order: refund } });
        await animationFrame();
        await animationFrame();
        expect(".o_points_return_failed").toHaveCount(1);
        expect(".o_points_return_points").toHaveCount(0);
    });

    test("the connection is back: it is asked once more", async () => {
        const { store, ledger, refund } = await returnACroissant({ online: false });
        await mountWithCleanup(PointsReturn, { props: { order: refund } });
        await animationFrame();
        store.points.rememberExpected(refund);
        expect(refund.uiState.points.returnLater).toBe(true);
        expect(refund.getPointsReceipt()).toEqual([]);
        ledger.online = true;
        store.points.onNetworkBack();
        await animationFrame();
        await animationFrame();
        expect(".o_points_return_failed").toHaveCount(0);
        expect(shown(".o_points_return_points")).toEqual([
            "136 pts back · 1 pt taken — new balance 878 pts",
        ]);
        store.points.rememberExpected(refund);
        expect(refund.uiState.points.returnLater).toBe(false);
        expect(refund.getPointsReceipt()[0].given_back).toBe(13600);
    });

    test("nothing is shown or asked where no program applies, or nothing was sold before", async () => {
        const { store, refund, asked } = await returnACroissant();
        store.points.setRules({ ...cafeRules(), programs: [] });
        await mountWithCleanup(PointsReturn, { props: { order: refund } });
        await animationFrame();
        expect(".o_points_return").toHaveCount(0);
        expect(store.points.returns.keyOf(newCafeOrder(store))).toBe("");
        expect(asked).toEqual([]);
    });
});

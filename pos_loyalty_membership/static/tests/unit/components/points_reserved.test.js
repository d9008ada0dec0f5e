import { describe, expect, test } from "@odoo/hoot";
import { animationFrame, click, queryAllTexts } from "@odoo/hoot-dom";
import { mountWithCleanup } from "@web/../tests/web_test_helpers";
import { onRpc } from "@web/../tests/web_test_helpers";
import { MainComponentsContainer } from "@web/core/main_components_container";
import { definePosModels } from "@point_of_sale/../tests/unit/data/generate_model_definitions";
import { OrderSummary } from "@point_of_sale/app/screens/product_screen/order_summary/order_summary";
import { PointsDialog } from "@pos_loyalty_membership/app/components/popups/points_dialog/points_dialog";
import { ANA, Ledger, newCafeOrder, openCafe } from "../points_util";

definePosModels();

const INVOICE = {
    uuid: "hold-of-an-invoice",
    points: 50000,
    money: 500,
    document_uuid: "invoice",
    document_name: "draft INV/12",
    rule_id: 21,
    expires_in: 1000,
};

async function openWithAHold({ may_free = true } = {}) {
    const ledger = new Ledger().listen();
    ledger.holds = [INVOICE];
    ledger.extra = { may_free };
    onRpc("points.till", "free_hold", ({ args }) => {
        ledger.holds = ledger.holds.filter(({ uuid }) => uuid !== args[1]);
        return { ok: true, message: "", accounts: [ledger.account()] };
    });
    const { store } = await openCafe({ ledger });
    const order = newCafeOrder(store);
    await store.points.fetchMember(ANA);
    return { store, order };
}

describe("points reserved elsewhere", () => {
    test("the strip says by what", async () => {
        await openWithAHold();
        await mountWithCleanup(OrderSummary, {});
        expect(queryAllTexts(".o_points_remark")).toEqual(["500 pts reserved by draft INV/12"]);
    });

    test("an officer frees them in the dialog after a question", async () => {
        const { store, order } = await openWithAHold();
        await mountWithCleanup(MainComponentsContainer);
        store.dialog.add(PointsDialog, { orderUuid: order.uuid });
        await animationFrame();
        expect(".o_points_dialog_balance").toHaveText("740 pts");
        await click(".o_points_free");
        await animationFrame();
        await click(".modal-footer button:contains('Free them')");
        await animationFrame();
        await animationFrame();
        expect(".o_points_reserved").toHaveCount(0);
        expect(".o_points_dialog_balance").toHaveText("1,240 pts");
    });

    test("others read of them and have no button", async () => {
        const { store, order } = await openWithAHold({ may_free: false });
        await mountWithCleanup(MainComponentsContainer);
        store.dialog.add(PointsDialog, { orderUuid: order.uuid });
        await animationFrame();
        expect(".o_points_reserved").toHaveText("500 pts reserved by draft INV/12");
        expect(".o_points_free").toHaveCount(0);
    });
});

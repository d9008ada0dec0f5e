import { describe, expect, test } from "@odoo/hoot";
import {
    advanceTime,
    animationFrame,
    click,
    freezeTime,
    press,
    queryAllTexts,
    queryOne,
    unfreezeTime,
} from "@odoo/hoot-dom";
import { mountWithCleanup, patchWithCleanup } from "@web/../tests/web_test_helpers";
import { definePosModels } from "@point_of_sale/../tests/unit/data/generate_model_definitions";
import { MainComponentsContainer } from "@web/core/main_components_container";
import { PointsDialog } from "@pos_loyalty_membership/app/components/popups/points_dialog/points_dialog";
import { ANA, Ledger, cafeRules, newCafeOrder, openCafe, wish } from "../points_util";

definePosModels();

// Longer than any scanner leaves between two keys.
const PAUSE = 200;

async function openDialog({ partnerId = ANA, before, ...options } = {}) {
    const { store, ledger } = await openCafe(options);
    const order = newCafeOrder(store, partnerId);
    if (partnerId) {
        await store.points.fetchMember(partnerId);
    }
    await before?.({ store, ledger, order });
    ledger.calls = [];
    await mountWithCleanup(MainComponentsContainer);
    store.dialog.add(PointsDialog, { orderUuid: order.uuid });
    await animationFrame();
    return { store, ledger, order };
}

const use500Points = ({ store, order }) => store.points.redemptions.redeem(order, wish(50000, 500));

async function loseTheConnection({ store, ledger }) {
    ledger.online = false;
    await store.points.fetchMember(ANA);
}

async function typeSlowly(...keys) {
    for (const key of keys) {
        await press(key);
        await advanceTime(PAUSE);
    }
    await animationFrame();
}

/** Ten milliseconds between two keys, however slow the machine is. */
async function scan(code) {
    freezeTime();
    for (const key of code) {
        await press(key);
        await advanceTime(10);
    }
    await press("Enter");
    unfreezeTime();
    await animationFrame();
}

const text = (selector) => queryOne(selector).textContent.trim().replace(/\s+/g, " ");
const fields = () => [".o_points_field_points", ".o_points_field_money"].map(text);

describe("points dialog", () => {
    test("lists possible ways first, impossible ones last with the reason", async () => {
        await openDialog();
        expect(queryAllTexts(".o_points_option").map((each) => each.replace(/\s+/g, " "))).toEqual([
            "Discount 100 pts = 1.00 up to 8.50 here",
            "Big saver 2,000 pts = 25.00 760 pts missing",
        ]);
    });

    test("typing points updates the money and says what is left", async () => {
        await openDialog();
        await typeSlowly("5", "0", "0");
        expect(fields()).toEqual(["500 pts", "5.00"]);
        expect(text(".o_points_after")).toBe("After this order: 740 pts (+3), 3.50 to pay");
        expect(text(".o_points_redeem")).toBe("Redeem 5.00");
    });

    test("typing money updates the points", async () => {
        await openDialog();
        await click(".o_points_field_money");
        await typeSlowly("2", ".", "5");
        expect(fields()).toEqual(["250 pts", "2.5"]);
        expect(text(".o_points_redeem")).toBe("Redeem 2.50");
    });

    test("more than fits is corrected in words", async () => {
        await openDialog();
        await typeSlowly("9", "9", "9");
        expect(text(".o_points_correction")).toBe(
            "At most 8.50 can be taken off this order. 850 = 8.50"
        );
        expect(text(".o_points_redeem")).toBe("Redeem 8.50");
        await click(".o_points_field_money");
        await click(".o_points_field_points");
        await animationFrame();
        expect(fields()).toEqual(["850 pts", "8.50"]);
    });

    test("a step of the rule is told", async () => {
        const rule = { id: 21, kind: "amount", points: 10000, money: 100, step: 10000 };
        await openDialog({ rules: cafeRules({ redemption_rules: [rule] }) });
        await typeSlowly("2", "5", "0");
        expect(text(".o_points_correction")).toBe("In steps of 100 pts. 200 = 2.00");
    });

    test("Max takes the most in one tap", async () => {
        const { order } = await openDialog();
        expect(text(".o_points_maximum")).toBe("Max 850");
        await click(".o_points_maximum");
        await animationFrame();
        await press("Enter");
        await animationFrame();
        expect(order.priceIncl).toBe(0);
        expect(".o_points_dialog").toHaveCount(0);
    });

    test("the pad types, Escape discards", async () => {
        const { order, ledger } = await openDialog();
        await click(".numpad button[value='5']");
        await animationFrame();
        expect(fields()[0]).toBe("5 pts");
        await press("Escape");
        await animationFrame();
        expect(".o_points_dialog").toHaveCount(0);
        expect(order.priceIncl).toBe(8.5);
        expect(ledger.calls).toEqual([]);
    });

    test("a scan is read as a barcode, types nothing and submits nothing", async () => {
        const scanned = [];
        const { store, order } = await openDialog();
        patchWithCleanup(store, { barcodeReader: { scan: (code) => scanned.push(code) } });
        await typeSlowly("5", "0");
        await scan("8412345678905");
        expect(scanned).toEqual(["8412345678905"]);
        expect(fields()[0]).toBe("50 pts");
        expect(".o_points_dialog").toHaveCount(1);
        expect(order.getPointsRedemptions()).toEqual([]);
    });

    test("somebody who types fast is no scanner", async () => {
        await openDialog();
        for (const key of ["5", "0", "0"]) {
            await press(key);
            await advanceTime(90);
        }
        await advanceTime(PAUSE);
        await animationFrame();
        expect(fields()[0]).toBe("500 pts");
    });

    test("goods added meanwhile change what is possible", async () => {
        const { order } = await openDialog();
        order.lines[0].setQuantity(1, true);
        await animationFrame();
        expect(text(".o_points_maximum")).toBe("Max 550");
    });

    test("a redemption on the order can be changed", async () => {
        const { order, ledger } = await openDialog({
            before: use500Points,
        });
        expect(text(".o_points_existing")).toInclude("Points redeemed · 500 pts −5.00");
        await click(".o_points_change");
        await typeSlowly("2", "0", "0");
        await press("Enter");
        await animationFrame();
        expect(ledger.calls).toEqual(["hold"]);
        expect(order.priceIncl).toBe(6.5);
        expect(order.getPointsRedemptions()).toHaveLength(1);
    });

    test("a redemption on the order can be removed", async () => {
        const { order } = await openDialog({
            before: use500Points,
        });
        await click(".o_points_remove");
        await animationFrame();
        expect(order.priceIncl).toBe(8.5);
        expect(".o_points_existing").toHaveCount(0);
    });

    test("the server's refusal stays on the screen with the value", async () => {
        const ledger = new Ledger().listen();
        await openDialog({ ledger });
        ledger.available = 10000;
        await click(".o_points_maximum");
        await animationFrame();
        await click(".o_points_redeem");
        await animationFrame();
        expect(text(".o_points_error")).toBe("Not enough points.");
    });

    test("without a member it says what to do", async () => {
        await openDialog({ partnerId: false });
        expect(text(".o_points_obstacle")).toInclude("Select a member to use points.");
        expect(".o_points_redeem").toHaveCount(0);
    });

    test("without a connection it says when points can be used again", async () => {
        const { store, ledger } = await openDialog({
            before: loseTheConnection,
        });
        store.data.network.offline = true;
        await animationFrame();
        expect(text(".o_points_obstacle")).toInclude(
            "Points can be redeemed when the connection is back. This order still earns."
        );
        store.data.network.offline = false;
        await animationFrame();
        expect(text(".o_points_obstacle")).toInclude(
            "The server did not answer: points cannot be used yet. This order still earns."
        );
        ledger.online = true;
        await click(".o_points_obstacle button");
        await animationFrame();
        expect(".o_points_option").toHaveCount(2);
    });
});

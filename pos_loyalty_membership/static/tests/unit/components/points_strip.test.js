import { describe, expect, test } from "@odoo/hoot";
import {
    advanceTime,
    animationFrame,
    click,
    queryAllTexts,
    queryOne,
    waitFor,
} from "@odoo/hoot-dom";
import { mountWithCleanup, patchWithCleanup } from "@web/../tests/web_test_helpers";
import { definePosModels } from "@point_of_sale/../tests/unit/data/generate_model_definitions";
import { OrderSummary } from "@point_of_sale/app/screens/product_screen/order_summary/order_summary";
import { dayText } from "@pos_loyalty_membership/app/utils/points_words";
import { ANA, Ledger, cafeRules, newCafeOrder, openCafe, wish } from "../points_util";

definePosModels();

async function openSummary({ partnerId = ANA, ask, ...options } = {}) {
    const { store, ledger } = await openCafe(options);
    store.config.points_ask = ask;
    const order = newCafeOrder(store, partnerId);
    if (partnerId) {
        await store.points.fetchMember(partnerId);
    }
    await mountWithCleanup(OrderSummary, {});
    return { store, ledger, order };
}

const text = (selector) => queryOne(selector).textContent.trim();

describe("member strip", () => {
    test("shows who it is, the balance, and what the order earns", async () => {
        const { order } = await openSummary();
        expect(text(".o_points_member")).toBe(order.partner_id.name);
        expect(text(".o_points_balance")).toBe("1,240 pts");
        expect(text(".o_points_earned")).toBe("+8 this order");
        expect(text(".o_points_use")).toBe("Use 8.50");
    });

    test("is not there without a member", async () => {
        await openSummary({ partnerId: false });
        expect(".o_points_strip").toHaveCount(0);
    });

    test("a till that reminds asks for the member until somebody declines", async () => {
        const { store, order } = await openSummary({ partnerId: false, ask: "remind" });
        expect(".o_points_reminder").toHaveCount(1);
        await click(".o_points_decline");
        await animationFrame();
        expect(".o_points_reminder").toHaveCount(0);
        expect(store.points.membership.isWanted(order)).toBe(false);
    });

    test("a till that never asks shows nothing, nor does an order with a member", async () => {
        const { store } = await openSummary({ partnerId: false, ask: "never" });
        expect(".o_points_reminder").toHaveCount(0);
        store.config.points_ask = "remind";
        store.getOrder().setPartner(store.models["res.partner"].get(ANA));
        await animationFrame();
        expect(".o_points_reminder").toHaveCount(0);
    });

    test("a till that always asks does so before payment, once", async () => {
        const { store, order } = await openSummary({ partnerId: false, ask: "always" });
        const asked = [];
        patchWithCleanup(store.dialog, {
            add: (_dialog, { title, cancel }) => {
                asked.push(String(title));
                cancel();
            },
        });
        patchWithCleanup(store, { navigate: (screen) => asked.push(screen) });
        await store.pay();
        await store.pay();
        expect(asked).toEqual(["Is the customer a member?", "PaymentScreen", "PaymentScreen"]);
        expect(order.uiState.points.declined).toBe(true);
    });

    test("payment waits until the member is found", async () => {
        const { store } = await openSummary({ partnerId: false, ask: "always" });
        const seen = [];
        patchWithCleanup(store.dialog, { add: (_dialog, { confirm }) => confirm() });
        patchWithCleanup(store, {
            navigate: (screen) => seen.push(screen),
            selectPartner: async () => false,
        });
        await store.pay();
        expect(seen).toEqual([]);
    });

    test("one tap uses the best discount, and undo takes it back", async () => {
        const { store, ledger, order } = await openSummary();
        await click(".o_points_use");
        await waitFor(".o_points_undo");
        expect(order.priceIncl).toBe(0);
        expect(text(".o_points_balance")).toBe("390 pts left · 850 used here");
        expect(queryAllTexts(".orderline .product-name").at(-1)).toBe("Points redeemed · 850 pts");
        await click(".o_points_undo");
        await waitFor(".o_points_use");
        await store.points.redemptions.reconcileAll();
        expect(order.priceIncl).toBe(8.5);
        expect(ledger.holds).toEqual([]);
    });

    test("undo is offered for five seconds", async () => {
        await openSummary();
        await click(".o_points_use");
        await waitFor(".o_points_undo");
        await advanceTime(5100);
        await animationFrame();
        expect(".o_points_undo").toHaveCount(0);
    });

    test("a redemption is one visible line, whatever its taxes need", async () => {
        const { store, order } = await openSummary();
        order.lines[0].update({ tax_ids: [["link", store.models["account.tax"].get(1)]] });
        await store.points.redemptions.redeem(order, wish(50000, 500));
        await animationFrame();
        expect(order.getPointsLines()).toHaveLength(2);
        expect(".orderline.o_points_line").toHaveCount(1);
        expect(text(".orderline.o_points_line .price").replace(/\s/g, "")).toBe("$-5.00");
    });

    test("waiting points and a debt are said in words", async () => {
        const ledger = new Ledger().listen();
        ledger.extra = { waiting: 5000, debt: 4000 };
        await openSummary({ ledger });
        expect(queryAllTexts(".o_points_remark")).toEqual([
            "50 pts more are still waiting",
            "Owes 40 pts; the next points settle them",
        ]);
    });

    test("points that expire soon are said with their day", async () => {
        const ledger = new Ledger().listen();
        const date = luxon.DateTime.now().plus({ days: 30 }).toISODate();
        ledger.extra = { expiring: [{ points: 12000, date }] };
        await openSummary({ ledger });
        expect(text(".o_points_balance")).toBe(`1,240 pts · 120 expire on ${dayText(date)}`);
    });

    test("without a connection the balance says since when it is known", async () => {
        const { store, ledger } = await openSummary();
        ledger.online = false;
        await store.points.fetchMember(ANA);
        await animationFrame();
        expect(text(".o_points_balance")).toMatch(/^1,240 pts · as of /);
        expect(".o_points_use").toHaveCount(0);
    });

    test("a balance nobody told is not known, with the reason", async () => {
        const ledger = new Ledger().listen();
        ledger.online = false;
        const { store } = await openSummary({ ledger });
        expect(text(".o_points_balance")).toBe("No answer from the server: balance not known");
        store.data.network.offline = true;
        await animationFrame();
        expect(text(".o_points_balance")).toBe("No connection: balance not known");
        expect(text(".o_points_earned")).toBe("+8 this order");
    });

    test("a second program is announced, not listed", async () => {
        const rules = cafeRules();
        const ledger = new Ledger().listen();
        rules.programs.push({ ...rules.programs[0], id: 2, name: "Other Club" });
        ledger.get_member = () => ({
            digest: "cafe",
            accounts: [ledger.account(), { ...ledger.account(), program_id: 2 }],
        });
        await openSummary({ ledger, rules });
        expect(text(".o_points_others")).toBe("+1");
    });

    test("why lists every rule with what it gave or what it needs", async () => {
        const rules = cafeRules({
            earning_rules: [
                { id: 11, kind: "amount", points: 100, per_amount: 100 },
                { id: 12, kind: "visit", points: 500, minimum_order: 2000, sequence: 2 },
            ],
            rule_names: { earning: { 11: "Every 1.00", 12: "Big visit" }, redemption: {} },
        });
        await openSummary({ rules });
        await click(".o_points_why");
        await waitFor(".o_points_why_dialog");
        expect(queryAllTexts(".o_points_rule").map((each) => each.replace(/\s+/g, " "))).toEqual([
            "Every 1.00 1 pt per 1.00, on 8.50 +8",
            "Big visit for orders of 20.00 or more 0",
        ]);
    });
});

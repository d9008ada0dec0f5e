import { describe, expect, test } from "@odoo/hoot";
import { advanceTime, animationFrame, queryAllTexts, queryOne, waitFor } from "@odoo/hoot-dom";
import { mountWithCleanup } from "@web/../tests/web_test_helpers";
import { definePosModels } from "@point_of_sale/../tests/unit/data/generate_model_definitions";
import { PartnerList } from "@point_of_sale/app/screens/partner_list/partner_list";
import { CustomerDisplayPosAdapter } from "@point_of_sale/app/customer_display/customer_display_adapter";
import { phoneTail, shortName } from "@pos_loyalty_membership/app/utils/points_display";
import { dayText, farDayText } from "@pos_loyalty_membership/app/utils/points_words";
import { ANA, Ledger, cafeRules, newCafeOrder, openCafe, wish } from "../points_util";

definePosModels();

const openList = () =>
    mountWithCleanup(PartnerList, { props: { getPayload: () => {}, close: () => {} } });

describe("customer list", () => {
    test("shows each member's points, with one call for the page", async () => {
        const { ledger } = await openCafe();
        await openList();
        await waitFor(".o_points_listed");
        await animationFrame();
        expect(queryAllTexts(".o_points_listed")).toEqual(["1,240 pts"]);
        expect(ledger.calls.filter((method) => method === "get_listed")).toHaveLength(1);
    });

    test("says what expires next and what is waiting", async () => {
        const ledger = new Ledger().listen();
        const date = luxon.DateTime.now().plus({ days: 30 }).toISODate();
        ledger.listed = { waiting: 3000, expiring: { points: 12000, date } };
        await openCafe({ ledger });
        await openList();
        await waitFor(".o_points_listed");
        await animationFrame();
        expect(queryAllTexts(".o_points_listed")).toEqual([
            `1,240 pts · 120 expire on ${dayText(date)} · 30 waiting`,
        ]);
    });

    test("is a plain list without connection or without a program", async () => {
        const { ledger } = await openCafe();
        ledger.online = false;
        await openList();
        await animationFrame();
        expect(".o_points_listed").toHaveCount(0);
        expect(".partner-info").not.toHaveCount(0);
        expect(ledger.calls).not.toInclude("get_listed");
    });

    test("a new card that is asked about does not come back into the field", async () => {
        await openCafe();
        const list = await openList();
        const field = queryOne(".modal-header input");
        field.value = "0451234567895";
        field.dispatchEvent(new InputEvent("input", { bubbles: true }));
        // The list is drawn before the field has told it what was typed.
        list.render(true);
        await waitFor(".o_points_enrol");
        list.askWhoseCard("0451234567895");
        await animationFrame();
        await advanceTime(1000);
        await animationFrame();
        expect(list.state.query).toBe("");
        expect(".o_points_enrol").toHaveCount(0);
    });

    test("asks nothing where no program applies", async () => {
        const { ledger } = await openCafe({ rules: { ...cafeRules(), programs: [] } });
        await openList();
        await animationFrame();
        expect(ledger.calls).toEqual([]);
    });
});

describe("customer display", () => {
    /** What the display is sent; the channel stays silent here. */
    function displayed(store, order) {
        const adapter = new CustomerDisplayPosAdapter();
        adapter.formatOrderData(order);
        adapter.dispatch({ points: store.points, config: store.config, data: silent });
        adapter.channel.close();
        return adapter.data.points;
    }
    const silent = { call: () => Promise.resolve() };

    test("says whose points they are without the full name, and what they save", async () => {
        const rules = cafeRules({ tier_looks: { 7: { name: "Gold" } } });
        const ledger = new Ledger().listen();
        ledger.extra = { tier_id: 7 };
        const { store } = await openCafe({ rules, ledger });
        const order = newCafeOrder(store);
        order.partner_id.name = "Ana María Ruiz";
        order.partner_id.phone = "+34 600 123 456";
        expect(displayed(store, order)).toBe(null);
        await store.points.fetchMember(ANA);
        expect(displayed(store, order).member).toBe("Ana R. ···456 · Gold · 1,240 pts");
        expect(displayed(store, order).saving).toBe("");
        await store.points.redemptions.redeem(order, wish(50000, 500));
        expect(displayed(store, order).member).toBe("Ana R. ···456 · Gold · 740 pts");
        expect(displayed(store, order).saving).toBe("You save 5.00");
        expect(displayed(store, order).later).toBe("");
    });

    test("says what expires next and what is waiting", async () => {
        const ledger = new Ledger().listen();
        const date = luxon.DateTime.now().plus({ years: 2 }).toISODate();
        ledger.extra = { waiting: 3000, expiring: [{ points: 12000, date }] };
        const { store } = await openCafe({ ledger });
        const order = newCafeOrder(store);
        await store.points.fetchMember(ANA);
        expect(displayed(store, order).later).toBe(
            `120 expire on ${farDayText(date)} · 30 waiting`
        );
        expect(farDayText(date)).toInclude(date.slice(0, 4));
    });

    test("says at the end what the sale earned, and nothing without a member", async () => {
        const { store } = await openCafe();
        const order = newCafeOrder(store);
        await store.points.fetchMember(ANA);
        store.points.rememberExpected(order);
        order.state = "paid";
        expect(displayed(store, order)).toEqual({ earned: "+8 pts" });
        expect(displayed(store, newCafeOrder(store, false))).toBe(null);
    });

    test("shortens names and numbers of any form", () => {
        expect(shortName("Ana")).toBe("Ana");
        expect(shortName("  ")).toBe("");
        expect(shortName(undefined)).toBe("");
        expect(phoneTail("12")).toBe("");
        expect(phoneTail(false)).toBe("");
        expect(phoneTail("600-12-34-56")).toBe("···456");
    });
});

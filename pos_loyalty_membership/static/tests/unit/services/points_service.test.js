import { describe, expect, test } from "@odoo/hoot";
import { tick } from "@odoo/hoot-dom";
import { Deferred } from "@odoo/hoot-mock";
import { onRpc } from "@web/../tests/web_test_helpers";
import { definePosModels } from "@point_of_sale/../tests/unit/data/generate_model_definitions";
import { ANA, BOB, Ledger, cafeRules, newCafeOrder, openCafe } from "../points_util";

definePosModels();

const settle = async (times = 5) => {
    for (let i = 0; i < times; i++) {
        await tick();
    }
};

describe("points service", () => {
    test("a till without a program is left alone", async () => {
        const ledger = new Ledger().listen();
        const rules = { digest: "", programs: [], discount_product_id: false };
        const { store } = await openCafe({ ledger, rules });
        newCafeOrder(store);
        await settle();
        expect(store.points.active).toBe(false);
        expect(ledger.calls).toEqual([]);
    });

    test("a member is asked for once per selection", async () => {
        const { store, ledger } = await openCafe();
        const order = newCafeOrder(store);
        await settle();
        expect(ledger.calls).toEqual(["get_member"]);
        order.setPartner(store.models["res.partner"].get(ANA));
        await settle();
        expect(ledger.calls).toEqual(["get_member"]);
        store.addNewOrder();
        store.setOrder(order);
        await settle();
        expect(ledger.calls).toEqual(["get_member"]);
    });

    test("the café's basket earns 8 points, and says why", async () => {
        const { store } = await openCafe();
        const order = newCafeOrder(store);
        await settle();
        const [{ earning, account }] = store.points.getQuotes(order);
        expect(account.available).toBe(124000);
        expect(earning.points).toBe(800);
        expect(earning.rules[0].code).toBe("matched");
    });

    test("the preview knows the sales mode, the member's tags and what the day gave", async () => {
        const mode = { exclude: false, ids: [1] };
        const rule = (id, limits, values = {}) => ({
            id,
            kind: "amount",
            points: 100,
            per_amount: 100,
            limits,
            ...values,
        });
        const rules = cafeRules({
            maximum_per_day: 1500,
            earning_rules: [
                rule(11, { sales_modes: mode }),
                rule(12, { tags: { exclude: false, ids: [4] } }, { maximum_points: 200 }),
                rule(13, { tags: { exclude: false, ids: [5] } }),
                rule(14, {}),
            ],
        });
        const ledger = new Ledger().listen();
        ledger.extra = { tag_ids: [4], earned_today: 700 };
        const { store } = await openCafe({ ledger, rules });
        const order = newCafeOrder(store);
        order.preset_id = undefined;
        await settle();
        const codes = () =>
            store.points
                .getQuotes(order)[0]
                .earning.rules.map(({ code, points }) => [code, points]);
        expect(codes()).toEqual([
            ["wrong_sales_mode", 0],
            ["capped", 200],
            ["wrong_tag", 0],
            ["capped_by_day", 600],
        ]);
    });

    test("the preview knows the member's tier: its multiplier and rules for some tiers", async () => {
        const limits = (id) => ({ tiers: { exclude: false, ids: [id] } });
        const rule = { kind: "amount", points: 100, per_amount: 100 };
        const rules = cafeRules({
            tiers: [{ id: 31, multiplier: 20000 }],
            earning_rules: [
                { ...rule, id: 11 },
                { ...rule, id: 12, limits: limits(31) },
                { ...rule, id: 13, limits: limits(32) },
            ],
        });
        const ledger = new Ledger().listen();
        ledger.extra = { tier_id: 31 };
        const { store } = await openCafe({ ledger, rules });
        const order = newCafeOrder(store);
        await settle();
        const codes = () =>
            store.points
                .getQuotes(order)[0]
                .earning.rules.map(({ code, points }) => [code, points]);
        expect(codes()).toEqual([
            ["matched", 1600],
            ["matched", 1600],
            ["wrong_tier", 0],
        ]);
    });

    test("without an answer an order still shows what it will earn", async () => {
        const ledger = new Ledger().listen();
        ledger.online = false;
        const { store } = await openCafe({ ledger });
        const order = newCafeOrder(store);
        await settle();
        const [{ earning, account }] = store.points.getQuotes(order);
        expect(account).toBe(undefined);
        expect(earning.points).toBe(800);
        expect(store.points.isStale(order)).toBe(true);
    });

    test("the last known balance is kept when the next answer is missing", async () => {
        const { store, ledger } = await openCafe();
        const order = newCafeOrder(store);
        await settle();
        const { at } = store.points.getMember(order);
        ledger.online = false;
        await store.points.fetchMember(ANA);
        expect(store.points.getAccount(order, 1).available).toBe(124000);
        expect(store.points.getMember(order).at).toBe(at);
        expect(store.points.isStale(order)).toBe(true);
    });

    test("of two questions about a member the later one counts", async () => {
        const { store } = await openCafe();
        const order = newCafeOrder(store);
        await settle();
        const first = new Deferred();
        const answers = [first, null];
        onRpc("points.till", "get_member", async () => {
            const late = answers.shift();
            const available = late ? 1 : 2;
            await late;
            return { digest: "cafe", accounts: [{ ...new Ledger().account(), available }] };
        });
        const slow = store.points.fetchMember(ANA);
        await store.points.fetchMember(ANA);
        first.resolve();
        await slow;
        expect(store.points.getAccount(order, 1).available).toBe(2);
    });

    test("what is known of one member says nothing about another", async () => {
        const { store, ledger } = await openCafe();
        const order = newCafeOrder(store);
        await settle();
        ledger.online = false;
        order.setPartner(store.models["res.partner"].get(BOB));
        await settle();
        expect(store.points.getAccount(order, 1)).toBe(undefined);
    });

    test("rules that changed at the server are fetched again", async () => {
        const { store, ledger } = await openCafe();
        ledger.digest = "newer";
        ledger.get_rules = () => ({ ...cafeRules({ name: "New Club" }), digest: "newer" });
        newCafeOrder(store);
        await settle(10);
        expect(ledger.calls).toEqual(["get_member", "get_rules"]);
        expect(store.points.getProgram(1).name).toBe("New Club");
    });

    test("a program that starts while the till is open appears without a reload", async () => {
        const { store, ledger } = await openCafe();
        store.points.setRules({ digest: "", programs: [], discount_product_id: false });
        newCafeOrder(store);
        await settle();
        expect(store.points.active).toBe(false);
        expect(ledger.calls).toEqual([]);
        await store.points.onRulesChanged();
        await settle();
        expect(store.points.active).toBe(true);
        expect(ledger.calls).toEqual(["get_rules", "get_member"]);
    });

    test("a change elsewhere is fetched if it concerns the customer of the order", async () => {
        const { store, ledger } = await openCafe();
        newCafeOrder(store);
        await settle();
        store.points.onPointsChanged({ partner_ids: [BOB] });
        await settle();
        expect(ledger.calls).toEqual(["get_member"]);
        store.points.onPointsChanged({ partner_ids: [ANA] });
        await settle();
        expect(ledger.calls).toEqual(["get_member", "get_member"]);
    });

    test("a contact who cannot be a member is shown nothing", async () => {
        const { store, ledger } = await openCafe();
        ledger.get_member = () => ({ digest: "cafe", accounts: [] });
        const order = newCafeOrder(store);
        await settle();
        expect(store.points.getQuotes(order)).toEqual([]);
    });

    test("the receipt expects points until the server has counted them", async () => {
        const { store } = await openCafe();
        const order = newCafeOrder(store);
        await settle();
        store.points.rememberExpected(order);
        const [expected] = order.getPointsReceipt();
        expect(expected.earned).toBe(800);
        expect(expected.balance).toBe(124000);
        expect(expected.as_of > 0).toBe(true);
    });
});

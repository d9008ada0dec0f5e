import { describe, expect, test } from "@odoo/hoot";
import { animationFrame, click, queryAllTexts, queryOne, waitFor } from "@odoo/hoot-dom";
import { mountWithCleanup, onRpc } from "@web/../tests/web_test_helpers";
import { MainComponentsContainer } from "@web/core/main_components_container";
import { definePosModels } from "@point_of_sale/../tests/unit/data/generate_model_definitions";
import { OrderSummary } from "@point_of_sale/app/screens/product_screen/order_summary/order_summary";
import { OrderReceipt } from "@point_of_sale/app/screens/receipt_screen/receipt/order_receipt";
import { PartnerList } from "@point_of_sale/app/screens/partner_list/partner_list";
import { PointsTiersDialog } from "@pos_loyalty_membership/app/components/popups/points_tiers_dialog/points_tiers_dialog";
import { missingText, progressText } from "@pos_loyalty_membership/app/utils/points_tiers";
import { farDayText } from "@pos_loyalty_membership/app/utils/points_words";
import { ANA, Ledger, cafeRules, newCafeOrder, openCafe } from "../points_util";

definePosModels();

const [SILVER, GOLD, PLATINUM] = [41, 42, 43];
const NOTHING_MISSING = { points: null, amount: null, lifetime: null, balance: null };
const missing = (values) => ({ ...NOTHING_MISSING, ...values });

const TIERS = cafeRules({
    tiers: [
        { id: SILVER, sequence: 1, points: 10000 },
        { id: GOLD, sequence: 2, points: 50000 },
        { id: PLATINUM, sequence: 3, points: 100000, join_cost: 4000 },
    ],
    tier_looks: {
        [SILVER]: { name: "Silver", icon: "fa-star", color: 1, gifts: [] },
        [GOLD]: { name: "Gold", icon: "fa-trophy", color: 3, gifts: ["10 % off Bakery"] },
        [PLATINUM]: { name: "Platinum", icon: "fa-diamond", color: 4, gifts: [] },
    },
});

/** The server's answers about tiers: what can be chosen, and what was asked for. */
class Club extends Ledger {
    constructor(choices = []) {
        super();
        this.choices = choices;
        this.requests = [];
        this.refusal = null;
        this.inTier(GOLD, { tier_id: PLATINUM, missing: missing({ points: 18000 }), until: "" });
    }

    inTier(tierId, next) {
        this.extra = { tier_id: tierId, tier: { tier_id: tierId, date_to: "", next } };
    }

    listen() {
        super.listen();
        onRpc("points.till", "get_tiers", () => {
            this.calls.push("get_tiers");
            return { 1: this.choices };
        });
        for (const method of ["choose_tier", "cancel_tier"]) {
            onRpc("points.till", method, ({ args: [, request] }) => {
                this.calls.push(method);
                this.requests.push(request);
                if (this.refusal) {
                    return { ok: false, message: this.refusal, account: this.account() };
                }
                this.inTier(method === "choose_tier" ? request.tier_id : GOLD, { tier_id: 0 });
                return { ok: true, account: this.account() };
            });
        }
        return this;
    }
}

const choice = (tierId, values = {}) => ({
    tier_id: tierId,
    reached: true,
    missing: NOTHING_MISSING,
    join_cost: 0,
    refusal: "",
    message: "",
    ...values,
});

async function openClub(choices) {
    const ledger = new Club(choices).listen();
    const { store } = await openCafe({ ledger, rules: TIERS });
    const order = newCafeOrder(store);
    await store.points.fetchMember(ANA);
    return { store, ledger, order };
}

async function openDialog(choices) {
    const club = await openClub(choices);
    await showDialog(club);
    await waitFor(".o_points_tier_row");
    return club;
}

async function showDialog({ store, order }) {
    await mountWithCleanup(MainComponentsContainer);
    store.dialog.add(PointsTiersDialog, { orderUuid: order.uuid });
    await animationFrame();
}

const plain = (text) => text.replace(/\s+/g, " ").trim();
const text = (selector) => plain(queryOne(selector).textContent);
const rows = () => queryAllTexts(".o_points_tier_row").map(plain);

describe("tier on the member strip", () => {
    test("badge, what it gives, and what is missing to the next", async () => {
        await openClub();
        await mountWithCleanup(OrderSummary, {});
        expect(text(".o_points_tier_name")).toBe("Gold");
        expect(text(".o_points_tier_text")).toBe("10 % off Bakery · 180 pts to Platinum");
    });

    test("a member without tier reads what is missing to the first", async () => {
        const { store, ledger } = await openClub();
        const next = { tier_id: SILVER, missing: missing({ points: 9200 }), until: "2027-03-31" };
        ledger.inTier(0, next);
        await store.points.fetchMember(ANA);
        await mountWithCleanup(OrderSummary, {});
        expect(text(".o_points_tier_name")).toBe("No tier yet");
        expect(text(".o_points_tier_text")).toMatch(/^92 pts to Silver by/);
    });

    test("in grace the last day comes first", async () => {
        const { store, ledger } = await openClub();
        ledger.extra.tier.grace_until = "2027-03-31";
        ledger.extra.tier.next = { tier_id: 0 };
        await store.points.fetchMember(ANA);
        await mountWithCleanup(OrderSummary, {});
        expect(text(".o_points_tier_text")).toMatch(/^ends on .*31.* · 10 % off Bakery$/);
    });

    test("without tiers there is no badge", async () => {
        const { store } = await openCafe();
        newCafeOrder(store);
        await store.points.fetchMember(ANA);
        await mountWithCleanup(OrderSummary, {});
        expect(".o_points_strip").toHaveCount(1);
        expect(".o_points_tier").toHaveCount(0);
    });
});

describe("all tiers", () => {
    test("current, reached and what is missing, each with what it gives", async () => {
        await openDialog([
            choice(SILVER),
            choice(GOLD, { refusal: "tier_already" }),
            choice(PLATINUM, {
                reached: false,
                missing: missing({ points: 18000 }),
                refusal: "tier_not_reached",
            }),
        ]);
        const [silver, gold, platinum] = rows();
        expect(silver).toInclude("Choose");
        expect(gold).toInclude("10 % off Bakery");
        expect(gold).toInclude("Current tier");
        expect(platinum).toInclude("180 pts missing");
    });

    test("a tier that is reached is chosen with one tap", async () => {
        const { store, ledger, order } = await openDialog([choice(SILVER), choice(GOLD)]);
        await click(".o_points_tier_choose");
        await animationFrame();
        await waitFor(".o_points_tier_row:first .o_points_tier_current");
        expect(ledger.requests).toHaveLength(1);
        expect(ledger.requests[0].tier_id).toBe(SILVER);
        expect(ledger.requests[0].partner_id).toBe(ANA);
        expect(store.points.getAccount(order, 1).tier_id).toBe(SILVER);
        expect(".o_points_tier_undo").toHaveCount(0);
    });

    test("one that costs points is confirmed first, and can be taken back", async () => {
        const { store, ledger, order } = await openDialog([choice(PLATINUM, { join_cost: 4000 })]);
        expect(text(".o_points_tier_choose")).toBe("Choose for 40 pts");
        const answer = await store.points.tierChoices.choose(order, 1, PLATINUM, true);
        expect(answer.ok).toBe(true);
        expect(store.points.tierChoices.getUndo(order).name).toBe("Platinum");
        expect((await store.points.tierChoices.takeBack(order)).ok).toBe(true);
        expect(ledger.requests[1].uuid).toBe(ledger.requests[0].uuid);
        expect(store.points.tierChoices.getUndo(order)).toBe(undefined);
    });

    test("a choice that nobody answered is asked again as the same request", async () => {
        const { store, ledger, order } = await openDialog([choice(PLATINUM, { join_cost: 4000 })]);
        const { tierChoices } = store.points;
        ledger.isHeard = false;
        const lost = await tierChoices.choose(order, 1, PLATINUM, true);
        expect(lost.message).toBe("No answer from the server. Try again.");
        ledger.isHeard = true;
        expect((await tierChoices.choose(order, 1, PLATINUM, true)).ok).toBe(true);
        expect((await tierChoices.choose(order, 1, PLATINUM, true)).ok).toBe(true);
        const [first, again, later] = ledger.requests.map(({ uuid }) => uuid);
        expect(again).toBe(first);
        expect(later).not.toBe(first);
        expect(tierChoices.getUndo(order).name).toBe("Platinum");
    });

    test("a refusal is said in the server's words", async () => {
        const { ledger } = await openDialog([choice(SILVER)]);
        ledger.refusal = "The member has not reached this tier yet.";
        await click(".o_points_tier_choose");
        await waitFor(".o_points_tiers_error");
        expect(text(".o_points_tiers_error")).toBe(ledger.refusal);
    });

    test("without connection it says so and tries again", async () => {
        const club = await openClub([choice(SILVER)]);
        club.store.data.network.offline = true;
        await showDialog(club);
        await waitFor(".o_points_tiers_error");
        expect(text(".o_points_tiers_error")).toInclude("when the connection is back");
        club.store.data.network.offline = false;
        await click(".o_points_tiers_error button");
        await waitFor(".o_points_tier_row");
        expect(".o_points_tiers_error").toHaveCount(0);
    });
});

describe("tier elsewhere at the till", () => {
    test("the customer list says the tier before the points", async () => {
        const { ledger } = await openClub();
        ledger.get_listed = () => [
            { partner_id: ANA, program_id: 1, available: 124000, tier_id: GOLD },
        ];
        await mountWithCleanup(PartnerList, { props: { getPayload: () => {}, close: () => {} } });
        await waitFor(".o_points_listed");
        expect(queryAllTexts(".o_points_listed")).toEqual(["Gold · 1,240 pts"]);
    });

    test("the receipt says the tier and what is missing to the next", async () => {
        const { store, order } = await openClub();
        store.points.rememberExpected(order);
        const [figures] = order.uiState.points.expected;
        expect(figures.tier.name).toBe("Gold");
        const next = { name: "Platinum", missing: missing({ points: 18000 }), until: "" };
        order.uiState.points.expected = [{ ...figures, tier: { name: "Gold", next } }];
        onRpc("/web/image/*", () => "");
        await mountWithCleanup(OrderReceipt, { props: { order } });
        expect(text(".o_points_receipt_member")).toInclude("(Gold)");
        expect(text(".o_points_receipt_progress")).toBe("180 pts to Platinum");
    });

    test("a day that is far away says its year", async () => {
        await openClub();
        const day = (days) => luxon.DateTime.now().plus({ days });
        const far = day(300);
        expect(farDayText(far.toISODate())).toInclude(String(far.year));
        const near = day(40);
        expect(farDayText(near.toISODate())).not.toInclude(String(near.year));
    });

    test("every way to a tier is said", async () => {
        const { store } = await openClub();
        const [program] = TIERS.programs;
        const ways = missing({ points: 100, amount: 2000, lifetime: 300, balance: 0 });
        expect(plain(missingText(program, ways, store.currency))).toBe(
            "1 pt or 20.00 spent or 3 pts in all or 0 pts more on the account"
        );
        expect(progressText(program, null, store.currency)).toBe("");
        const byHand = { name: "Friends", missing: NOTHING_MISSING, until: "" };
        expect(progressText(program, byHand, store.currency)).toBe("");
    });
});

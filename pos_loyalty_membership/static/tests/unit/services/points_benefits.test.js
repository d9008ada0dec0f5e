import { describe, expect, test } from "@odoo/hoot";
import { animationFrame } from "@odoo/hoot-mock";
import { mountWithCleanup, onRpc, patchWithCleanup } from "@web/../tests/web_test_helpers";
import { definePosModels } from "@point_of_sale/../tests/unit/data/generate_model_definitions";
import { OrderReceipt } from "@point_of_sale/app/screens/receipt_screen/receipt/order_receipt";
import OrderPaymentValidation from "@point_of_sale/app/utils/order_payment_validation";
import { ANA, BOB, Ledger, cafeRules, newCafeOrder, newLine, openCafe, wish } from "../points_util";

definePosModels();

const SILVER = 41;
const GOLD = 42;

/** The café with two tiers: `benefits` are those of Gold, 10 % off the croissant by default. */
function tierRules(store, order, benefits) {
    const croissant = order.lines[1].product_id.id;
    const scope = (product_ids) => ({ product_ids });
    const tiers = [
        { id: SILVER, sequence: 1, points: 10000, benefits: [] },
        {
            id: GOLD,
            sequence: 2,
            points: 50000,
            benefits: benefits || [{ id: 51, percent: 1000, scope: scope([croissant]) }],
        },
    ];
    const looks = { [SILVER]: { name: "Silver" }, [GOLD]: { name: "Gold" } };
    return cafeRules({ tiers, tier_looks: looks });
}

/** The breakfast of the café for a member whose tier the server says: nobody asked yet. */
async function openWithTiers({ tierId = GOLD, benefits, partnerId = ANA } = {}) {
    const ledger = new Ledger().listen();
    ledger.extra = { tier_id: tierId, tier: null };
    const { store } = await openCafe({ ledger });
    const order = newCafeOrder(store, 0);
    const rules = tierRules(store, order, benefits);
    ledger.get_rules = () => ({ ...rules, digest: ledger.digest });
    store.points.setRules(rules);
    const cafe = { store, ledger, order, espresso: order.lines[0], croissant: order.lines[1] };
    if (partnerId) {
        await choose(cafe, partnerId);
    }
    return cafe;
}

async function choose({ store, order }, partnerId) {
    order.setPartner(partnerId ? store.models["res.partner"].get(partnerId) : false);
    await store.points.fetchMember(partnerId);
    await store.points.redemptions.reconcileAll();
}

const discounts = (order) => order.lines.map(({ discount }) => discount);
const total = (order) => Math.round(order.priceIncl * 100) / 100;

describe("benefits of tiers", () => {
    test("Gold takes 10 % off the croissant: 2.25, and 8.25 in all", async () => {
        const { order, croissant } = await openWithTiers();
        expect(discounts(order)).toEqual([0, 10]);
        expect(croissant.priceIncl).toBeCloseTo(2.25, { margin: 1e-9 });
        expect(total(order)).toBe(8.25);
        expect(croissant.points_tier_id).toBe(GOLD);
        expect(croissant.points_tier_name).toBe("Gold");
        expect(croissant.points_tier_percent).toBe(10);
        expect(croissant.points_hand_discount).toBe(0);
    });

    test("what is sent to the server says whose discount it is", async () => {
        const { croissant } = await openWithTiers();
        const sent = croissant.serializeForORM();
        expect(sent.points_tier_id).toBe(GOLD);
        expect(sent.points_tier_percent).toBe(10);
        expect(sent.discount).toBe(10);
    });

    test("a tier without discounts, and a member without tier, change nothing", async () => {
        const cafe = await openWithTiers({ partnerId: 0 });
        for (const tierId of [SILVER, 0]) {
            cafe.ledger.extra = { tier_id: tierId, tier: null };
            await choose(cafe, ANA);
            expect(discounts(cafe.order)).toEqual([0, 0]);
            expect(total(cafe.order)).toBe(8.5);
        }
    });

    test("the discount goes with the member, at once", async () => {
        const { order, croissant } = await openWithTiers();
        order.setPartner(false);
        expect(discounts(order)).toEqual([0, 0]);
        expect(croissant.points_tier_id).toBe(0);
        expect(total(order)).toBe(8.5);
    });

    test("another member's tier counts, not the one before", async () => {
        const cafe = await openWithTiers();
        cafe.ledger.extra = { tier_id: SILVER, tier: null };
        await choose(cafe, BOB);
        expect(discounts(cafe.order)).toEqual([0, 0]);
    });

    test("a line that is added gets it before it is merged with the one before", async () => {
        const { store, order, croissant } = await openWithTiers();
        const before = order.lines.length;
        croissant.price_type = "original";
        croissant.product_id.lst_price = 2.5;
        await store.addLineToOrder(
            {
                product_id: croissant.product_id,
                product_tmpl_id: croissant.product_id.product_tmpl_id,
            },
            order
        );
        const added = order.lines.slice(before).concat(croissant);
        for (const line of added) {
            expect(line.discount).toBe(10);
        }
    });

    test("a changed quantity keeps the percentage", async () => {
        const { store, order, croissant } = await openWithTiers();
        croissant.setQuantity(3);
        await store.points.redemptions.reconcileAll();
        expect(discounts(order)).toEqual([0, 10]);
        expect(total(order)).toBe(12.75);
    });
});

describe("the greater of the tier's discount and the one by hand", () => {
    test("less by hand gives way, and comes back when the member goes", async () => {
        const cafe = await openWithTiers({ partnerId: 0 });
        await cafe.store.setDiscountFromUI(cafe.croissant, "5");
        await choose(cafe, ANA);
        expect(cafe.croissant.discount).toBe(10);
        expect(cafe.croissant.points_hand_discount).toBe(5);
        cafe.order.setPartner(false);
        expect(cafe.croissant.discount).toBe(5);
        expect(cafe.croissant.points_tier_percent).toBe(0);
    });

    test("more by hand, and as much by hand, stay what they are", async () => {
        const cafe = await openWithTiers({ partnerId: 0 });
        for (const byHand of [10, 12.5, 100]) {
            cafe.order.setPartner(false);
            cafe.croissant.setDiscount(byHand);
            await choose(cafe, ANA);
            expect(cafe.croissant.discount).toBe(byHand);
            expect(cafe.croissant.points_tier_percent || 0).toBe(0);
        }
    });

    test("a discount typed later is compared again", async () => {
        const { store, croissant } = await openWithTiers();
        const type = async (text) => {
            await store.setDiscountFromUI(croissant, text);
            await store.points.redemptions.reconcileAll();
            return croissant.discount;
        };
        expect(await type("1")).toBe(10);
        expect(await type("15")).toBe(15);
        expect(croissant.points_tier_percent).toBe(0);
        expect(await type("")).toBe(10);
        expect(croissant.points_hand_discount).toBe(0);
    });

    test("the greatest of several discounts of a tier counts per line", async () => {
        const everything = { id: 52, percent: 500, scope: {} };
        const again = { id: 53, percent: 300, scope: {} };
        const { order } = await openWithTiers({ benefits: [everything, again] });
        expect(discounts(order)).toEqual([5, 5]);
    });

    test("lines with the same discount from different hands are not merged", async () => {
        const { store, order, croissant } = await openWithTiers();
        const twin = newLine(store, order, { product: croissant.product_id, price: 2.5 });
        twin.setDiscount(10);
        expect(twin.discount).toBe(croissant.discount);
        expect(croissant.canBeMergedWith(twin)).toBe(false);
    });
});

describe("lines that a tier never discounts", () => {
    const everything = [{ id: 52, percent: 1000, scope: {} }];

    test("points, tips and refunds keep their prices", async () => {
        const { store, order, espresso } = await openWithTiers({ benefits: everything });
        const tip = newLine(store, order, { price: 1 });
        store.config.tip_product_id = tip.product_id;
        const refund = newLine(store, order, {
            qty: -1,
            price: 2,
            refunded_orderline_id: espresso,
        });
        await store.points.redemptions.redeem(order, wish(10000, 100));
        await store.points.redemptions.reconcileAll();
        expect(tip.discount).toBe(0);
        expect(refund.discount).toBe(0);
        expect(espresso.discount).toBe(10);
        for (const line of order.getPointsLines()) {
            expect(line.getDiscount()).toBe(0);
        }
    });

    test("a paid order is left alone", async () => {
        const { store, order, ledger } = await openWithTiers();
        order.state = "paid";
        ledger.extra = { tier_id: 0, tier: null };
        await store.points.fetchMember(ANA);
        expect(discounts(order)).toEqual([0, 10]);
    });
});

describe("benefits and everything after them", () => {
    test("points used before are quoted again on what the tier leaves", async () => {
        const cafe = await openWithTiers({ tierId: 0 });
        await cafe.store.points.redemptions.redeem(cafe.order, wish(85000, 850));
        expect(total(cafe.order)).toBe(0);
        cafe.ledger.extra = { tier_id: GOLD, tier: null };
        await cafe.store.points.fetchMember(ANA);
        const [redemption] = cafe.order.getPointsRedemptions();
        expect([redemption.points, redemption.money]).toEqual([82500, 825]);
        expect(total(cafe.order)).toBe(0);
    });

    test("while nobody answers, what the lines have stays", async () => {
        const { store, order, ledger } = await openWithTiers();
        store.points.members = {};
        ledger.online = false;
        await store.points.fetchMember(ANA);
        await store.points.redemptions.reconcileAll();
        expect(discounts(order)).toEqual([0, 10]);
    });

    test("without connection the last known tier goes on", async () => {
        const { store, order, ledger } = await openWithTiers();
        ledger.online = false;
        await store.points.fetchMember(ANA);
        const line = newLine(store, order, { product: order.lines[1].product_id, price: 2.5 });
        await store.points.redemptions.reconcileAll();
        expect(line.discount).toBe(10);
    });

    test("a tier that ended on the way to the payment stops it, and says so", async () => {
        const { store, order, ledger } = await openWithTiers();
        const notes = [];
        patchWithCleanup(store.notification, { add: (message) => notes.push(String(message)) });
        ledger.extra = { tier_id: 0, tier: null };
        store.points.members[ANA] = { accounts: [ledger.account()], at: 1 };
        expect(await store.points.redemptions.confirmBeforePayment(order)).toBe(false);
        expect(notes).toHaveLength(1);
        expect(await store.points.redemptions.confirmBeforePayment(order)).toBe(true);
    });

    test("paying with one tap asks for the discounted amount", async () => {
        const { store, order } = await openWithTiers({ partnerId: 0 });
        order.setPartner(store.models["res.partner"].get(ANA));
        store.points.members[ANA] = { accounts: [new Ledger().account()], at: 1 };
        store.points.members[ANA].accounts[0].tier_id = GOLD;
        const [method] = store.config.payment_method_ids;
        new OrderPaymentValidation({
            pos: store,
            orderUuid: order.uuid,
            fastPaymentMethod: method,
        });
        expect(order.payment_ids[0].amount).toBeCloseTo(8.25, { margin: 1e-9 });
    });

    test("receipt and screen show “Gold −10 %”", async () => {
        const { order } = await openWithTiers();
        onRpc("/web/image/*", () => "");
        await mountWithCleanup(OrderReceipt, { props: { order } });
        await animationFrame();
        const shown = document.querySelector(".o_points_tier_discount").textContent;
        expect(shown.replace(/\s+/g, " ").trim()).toMatch(/2\.50 \(Gold −10 %\)$/);
    });
});

describe("the price list of a tier", () => {
    const [USUAL, OTHER, TIER] = [1, 2, 3];

    /** Gold has a price list of its own; without it the till uses the usual one. */
    async function openWithPricelist(options) {
        const cafe = await openWithTiers({ ...options, partnerId: 0 });
        const { store, order, ledger } = cafe;
        const pricelists = store.models["product.pricelist"];
        cafe.pricelist = (id) => pricelists.get(id);
        cafe.current = () => order.pricelist_id?.id;
        store.config.pricelist_id = pricelists.get(USUAL);
        const rules = cafeRules({
            tiers: [{ id: GOLD, sequence: 1, points: 100, pricelist_id: TIER }],
            tier_looks: { [GOLD]: { name: "Gold" } },
        });
        ledger.get_rules = () => ({ ...rules, digest: ledger.digest });
        store.points.setRules(rules);
        order.setPricelist(pricelists.get(USUAL));
        return cafe;
    }

    test("it comes and goes with the member", async () => {
        const cafe = await openWithPricelist();
        await choose(cafe, ANA);
        expect(cafe.current()).toBe(TIER);
        cafe.order.setPartner(false);
        await cafe.store.points.redemptions.reconcileAll();
        expect(cafe.current()).toBe(USUAL);
    });

    test("when the tier ends, the usual one comes back", async () => {
        const cafe = await openWithPricelist();
        await choose(cafe, ANA);
        cafe.ledger.extra = { tier_id: 0, tier: null };
        await cafe.store.points.fetchMember(ANA);
        expect(cafe.current()).toBe(USUAL);
    });

    test("one chosen by hand stays, with the member and after", async () => {
        const cafe = await openWithPricelist();
        await cafe.store.selectPricelist(cafe.pricelist(OTHER));
        await choose(cafe, ANA);
        expect(cafe.current()).toBe(OTHER);
        cafe.order.setPartner(false);
        expect(cafe.current()).toBe(OTHER);
    });

    test("one chosen by hand later replaces it", async () => {
        const cafe = await openWithPricelist();
        await choose(cafe, ANA);
        await cafe.store.selectPricelist(cafe.pricelist(USUAL));
        await cafe.store.points.redemptions.reconcileAll();
        expect(cafe.current()).toBe(USUAL);
    });

    test("that of the sales mode comes before it", async () => {
        const cafe = await openWithPricelist();
        const [preset] = cafe.store.models["pos.preset"].getAll();
        preset.pricelist_id = cafe.pricelist(OTHER);
        cafe.store.config.use_presets = true;
        cafe.order.setPreset(preset);
        await choose(cafe, ANA);
        expect(cafe.current()).toBe(OTHER);
    });

    test("that of the contact itself comes before it, a default does not", async () => {
        const cafe = await openWithPricelist();
        const ana = cafe.store.models["res.partner"].get(ANA);
        ana.property_product_pricelist = cafe.pricelist(OTHER);
        await choose(cafe, ANA);
        expect(cafe.current()).toBe(TIER);
        cafe.order.setPartner(false);
        ana.update({ specific_property_product_pricelist: cafe.pricelist(OTHER) });
        await choose(cafe, ANA);
        expect(cafe.current()).toBe(OTHER);
    });

    test("without price lists of tiers the till does as ever", async () => {
        const cafe = await openWithTiers({ partnerId: 0 });
        await cafe.store.selectPricelist(cafe.store.models["product.pricelist"].get(OTHER));
        cafe.order.setPartner(cafe.store.models["res.partner"].get(ANA));
        expect(cafe.order.pricelist_id?.id).not.toBe(OTHER);
    });
});

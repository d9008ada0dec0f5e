import { describe, expect, test } from "@odoo/hoot";
import { patchWithCleanup } from "@web/../tests/web_test_helpers";
import { definePosModels } from "@point_of_sale/../tests/unit/data/generate_model_definitions";
import { priceInPoints } from "@pos_loyalty_membership/app/utils/points_prices";
import { describeOptions } from "@pos_loyalty_membership/app/utils/points_options";
import { ANA, Ledger, cafeRules, newLine, newProduct, newTax, openCafe } from "../points_util";

definePosModels();

const PERCENT = { id: 31, kind: "percent", sequence: 5, points: 30000, percent: 2000 };
const PRODUCT = { id: 32, kind: "product", sequence: 6, points: 0 };
const NAMES = { 21: "Discount", 31: "20 % off", 32: "Products" };

function rewardRules({ percent = {}, product = {} } = {}) {
    const rules = cafeRules();
    const [program] = rules.programs;
    const [discount] = program.redemption_rules;
    program.redemption_rules = [discount, { ...PERCENT, ...percent }, { ...PRODUCT, ...product }];
    program.rule_names = { ...program.rule_names, redemption: NAMES };
    return rules;
}

/** Two espressos at 3.00 and a croissant of 2.50, which costs 250 points. */
async function openWithRewards(options = {}) {
    const rules = rewardRules(options);
    const ledger = new Ledger().listen();
    ledger.get_rules = () => ({ ...rules, digest: ledger.digest });
    const { store } = await openCafe({ rules, ledger });
    const notes = [];
    patchWithCleanup(store.notification, { add: (message) => notes.push(String(message)) });
    const order = store.addNewOrder();
    order.pricelist_id = false;
    const taxes = [newTax(store, { amount: 10, price_include: true })];
    const espresso = newProduct(store, { name: "Espresso" });
    const croissant = newProduct(store, { name: "Croissant", points_price: 250 });
    newLine(store, order, { product: espresso, qty: 2, price: 3, taxes });
    newLine(store, order, { product: croissant, price: 2.5, taxes });
    order.setPartner(store.models["res.partner"].get(ANA));
    await store.points.fetchMember(ANA);
    return { store, ledger, order, notes, espresso, croissant };
}

const use = ({ store, order }, ruleId, points, money, productId = 0) =>
    store.points.redemptions.redeem(order, { programId: 1, ruleId, productId, points, money });

/** Amounts have spaces that do not break. */
const plain = (text) => String(text).replace(/\s+/g, " ");

const used = (order) =>
    order.getPointsRedemptions().map(({ ruleId, points, money }) => [ruleId, points, money]);

describe("rewards", () => {
    test("a percentage lowers the order by its share", async () => {
        const cafe = await openWithRewards();
        expect((await use(cafe, 31, 30000, 170)).ok).toBe(true);
        expect(cafe.order.priceIncl).toBeCloseTo(6.8, { margin: 1e-9 });
        const [line] = cafe.order.getPointsLines();
        expect(line.full_product_name).toBe("20 % off · 300 pts");
    });

    test("a product is taken off its own line, which the line of points names", async () => {
        const cafe = await openWithRewards();
        expect((await use(cafe, 32, 25000, 250, cafe.croissant.id)).ok).toBe(true);
        expect(cafe.order.priceIncl).toBeCloseTo(6, { margin: 1e-9 });
        const [line] = cafe.order.getPointsLines();
        const goods = cafe.order.lines.find(({ product_id: { id } }) => id === cafe.croissant.id);
        expect(line.points_target_uuids).toBe(goods.uuid);
        const [{ earning }] = cafe.store.points.getQuotes(cafe.order);
        expect(earning.points).toBe(600);
    });

    test("rewards come in their fixed order, whatever was tapped first", async () => {
        const cafe = await openWithRewards();
        await use(cafe, 21, 85000, 850);
        await use(cafe, 32, 25000, 250, cafe.croissant.id);
        await cafe.store.points.redemptions.reconcileAll();
        expect(used(cafe.order).sort()).toEqual([
            [21, 60000, 600],
            [32, 25000, 250],
        ]);
        expect(cafe.order.priceIncl).toBeCloseTo(0, { margin: 1e-9 });
        expect(cafe.notes).toHaveLength(1);
        expect(cafe.notes[0]).toInclude("it now uses 600 pts");
    });

    test("a percentage is of what products leave, and shrinks with the order", async () => {
        const cafe = await openWithRewards();
        await use(cafe, 31, 30000, 170);
        await use(cafe, 32, 25000, 250, cafe.croissant.id);
        await cafe.store.points.redemptions.reconcileAll();
        expect(used(cafe.order).sort()).toEqual([
            [31, 30000, 120],
            [32, 25000, 250],
        ]);
        cafe.order.lines[0].setQuantity(1);
        await cafe.store.points.redemptions.reconcileAll();
        expect(used(cafe.order).sort()[0]).toEqual([31, 30000, 60]);
        expect(cafe.order.priceIncl).toBeCloseTo(2.4, { margin: 1e-9 });
    });

    test("a reward leaves with the goods it was for", async () => {
        const cafe = await openWithRewards();
        await use(cafe, 32, 25000, 250, cafe.croissant.id);
        const goods = cafe.order.lines.find(({ product_id: { id } }) => id === cafe.croissant.id);
        cafe.order.removeOrderline(goods);
        await cafe.store.points.redemptions.reconcileAll();
        expect(used(cafe.order)).toEqual([]);
        expect(cafe.order.priceIncl).toBeCloseTo(6, { margin: 1e-9 });
        expect(cafe.ledger.holds).toEqual([]);
    });

    test("part of a product is paid with points, the rest with money", async () => {
        const cafe = await openWithRewards({ product: { partial: true } });
        expect((await use(cafe, 32, 10000, 100, cafe.croissant.id)).ok).toBe(true);
        expect(cafe.order.priceIncl).toBeCloseTo(7.5, { margin: 1e-9 });
    });

    test("a reward found again after a reload knows its product", async () => {
        const cafe = await openWithRewards();
        await use(cafe, 32, 25000, 250, cafe.croissant.id);
        cafe.ledger.holds[0].document_uuid = cafe.order.uuid;
        cafe.order.uiState.points.redemptions = [];
        await cafe.store.points.fetchMember(ANA);
        await cafe.store.points.redemptions.reconcileAll();
        const [found] = cafe.order.getPointsRedemptions();
        expect(found.productId).toBe(cafe.croissant.id);
        await cafe.store.points.redemptions.reconcileAll();
        expect(cafe.order.priceIncl).toBeCloseTo(6, { margin: 1e-9 });
    });
});

describe("ways to use points", () => {
    test("each says what it takes, what it gives, and what is cheaper", async () => {
        const { store, order } = await openWithRewards({ percent: { percent: 100 } });
        const [program] = store.points.rules.programs;
        const ways = describeOptions(store.points, order, program, "");
        const texts = ways.map(({ name, worth, detail, note }) =>
            plain(`${name}: ${worth}, ${detail} ${note}`)
        );
        expect(texts).toEqual([
            "Discount: 100 pts = 1.00, up to 8.50 here ",
            "20 % off: 300 pts = 1 % off, saves 0.08 Discount would take 8 pts",
            "Croissant: 250 pts each, saves 2.50 ",
        ]);
    });

    test("a second percentage says why it is not possible", async () => {
        const cafe = await openWithRewards();
        await use(cafe, 31, 30000, 170);
        const [program] = cafe.store.points.rules.programs;
        const ways = describeOptions(cafe.store.points, cafe.order, program, "");
        const again = ways.find(({ rule }) => rule.id === 31);
        expect(again.maximum).toBe(null);
        expect(String(again.detail)).toBe("One percentage per order.");
    });

    test("products carry their price in points, others do not", async () => {
        const { store, espresso, croissant } = await openWithRewards();
        const price = (product) => priceInPoints(product.product_tmpl_id, store.points)?.price;
        expect([espresso, croissant].map(price)).toEqual([undefined, 25000]);
    });

    test("one price for a scope counts where the product has none, up to its maximum", async () => {
        const { store, espresso } = await openWithRewards({
            product: { points: 1000, maximum_price: 400 },
        });
        const template = espresso.product_tmpl_id;
        template.list_price = 3;
        expect(priceInPoints(template, store.points).price).toBe(1000);
        const dear = newProduct(store, { name: "Mug", list_price: 12 });
        expect(priceInPoints(dear.product_tmpl_id, store.points)).toBe(null);
    });
});

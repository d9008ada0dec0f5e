import { describe, expect, test } from "@odoo/hoot";
import { onRpc, patchWithCleanup } from "@web/../tests/web_test_helpers";
import { definePosModels } from "@point_of_sale/../tests/unit/data/generate_model_definitions";
import { ConnectionLostError } from "@web/core/network/rpc";
import {
    ANA,
    BOB,
    Ledger,
    cafeRules,
    newCafeOrder,
    newLine,
    newProduct,
    newTax,
    openCafe,
    wish,
} from "../points_util";

definePosModels();

/** A server with one coupon of 10.00, whose code is KKKK-MMMM-93HF. */
class CouponLedger extends Ledger {
    value = 1000;
    memberId = 0;
    coupons = {};

    get left() {
        return Object.values(this.coupons).reduce((left, money) => left - money, this.value);
    }

    hold_coupon({ uuid, replaces, code, money }) {
        this.requests = [...(this.requests || []), { code, replaces, money }];
        if (code && code !== "KKKK-MMMM-93HF") {
            return { ok: false, message: "No coupon has this code." };
        }
        delete this.coupons[replaces];
        const held = Math.min(money, this.left);
        if (!held) {
            return { ok: false, message: "Nothing is left on this coupon." };
        }
        this.coupons[uuid] = held;
        return this.answer(uuid);
    }

    answer(uuid) {
        return {
            ok: true,
            uuid,
            money: this.coupons[uuid],
            left: this.left,
            name: "93HF",
            program_id: 1,
            partner_id: this.memberId,
            expires_in: 1800,
        };
    }

    get_coupon_holds() {
        return Object.keys(this.coupons).map((uuid) => this.answer(uuid));
    }

    release(uuids) {
        uuids.forEach((uuid) => delete this.coupons[uuid]);
        return super.release(uuids);
    }

    listen() {
        super.listen();
        for (const method of ["hold_coupon", "get_coupon_holds"]) {
            onRpc("points.till", method, ({ args }) => this[method](...args.slice(1)));
        }
        return this;
    }
}

async function openWithOrder({ partnerId = false, ...values } = {}) {
    const ledger = Object.assign(new CouponLedger().listen(), values);
    const rules = { ...cafeRules(), coupons: true, coupon_product_id: 9998 };
    const { store } = await openCafe({ ledger, rules });
    newProduct(store, { id: 9998, name: "Coupon" });
    const notes = [];
    patchWithCleanup(store.notification, { add: (message) => notes.push(String(message)) });
    const order = newCafeOrder(store, partnerId);
    if (partnerId) {
        await store.points.fetchMember(partnerId);
    }
    return { store, ledger, order, notes, coupons: store.points.coupons };
}

const CODE = "KKKK-MMMM-93HF";

describe("coupons at the till", () => {
    test("a bearer's coupon pays the order and keeps the rest", async () => {
        const { ledger, order, coupons } = await openWithOrder();
        const result = await coupons.use(order, ` ${CODE} `);
        expect(result.ok).toBe(true);
        expect(order.priceIncl).toBe(0);
        expect(ledger.left).toBe(150);
        const [line] = order.getPointsLines();
        expect(line.product_id.id).toBe(9998);
        expect(line.full_product_name).toBe("Coupon …93HF");
        expect(order.getCouponReceipt()).toEqual([
            { id: result.coupon.uuid, name: "93HF", used: 850, left: 150 },
        ]);
        expect(JSON.stringify(order.uiState.points)).not.toInclude("KKKK");
    });

    test("several taxes get a line each, worth the coupon to the cent", async () => {
        const { store, order, coupons } = await openWithOrder({ value: 499 });
        const product = newProduct(store, { name: "Wine" });
        newLine(store, order, { product, price: 7.77, taxes: [newTax(store, { amount: 21 })] });
        const before = order.priceIncl;
        await coupons.use(order, CODE);
        expect(order.getPointsLines()).toHaveLength(2);
        expect(Math.round((before - order.priceIncl) * 100)).toBe(499);
    });

    test("an unknown code is refused in the server's words", async () => {
        const { order, coupons } = await openWithOrder();
        const result = await coupons.use(order, "NOPE");
        expect(result.message).toBe("No coupon has this code.");
        expect(order.priceIncl).toBe(8.5);
        expect(order.getPointsCoupons()).toEqual([]);
    });

    test("an empty order asks the server nothing", async () => {
        const { store, ledger, coupons } = await openWithOrder();
        const result = await coupons.use(store.addNewOrder(), CODE);
        expect(result.message).toBe("Nothing on this order can be paid with a coupon.");
        expect(ledger.requests).toBe(undefined);
    });

    test("without a connection it is refused with the reason", async () => {
        const { store, order, coupons } = await openWithOrder();
        store.data.network.offline = true;
        const result = await coupons.use(order, CODE);
        expect(result.message).toInclude("when the connection is back");
        expect(order.priceIncl).toBe(8.5);
        store.data.network.offline = false;
    });

    test("a coupon whose answer was lost is used by trying again", async () => {
        const { ledger, order, coupons } = await openWithOrder();
        ledger.isHeard = false;
        const lost = await coupons.use(order, CODE);
        expect(lost.message).toBe("No answer from the server: the coupon was not used. Try again.");
        expect(order.priceIncl).toBe(8.5);
        ledger.isHeard = true;
        expect((await coupons.use(order, CODE)).ok).toBe(true);
        expect(order.priceIncl).toBe(0);
        await coupons.remove(order, order.getPointsCoupons()[0].uuid);
        expect(ledger.left).toBe(1000);
    });

    test("a removed coupon has its money back", async () => {
        const { ledger, order, coupons } = await openWithOrder();
        const { coupon } = await coupons.use(order, CODE);
        await coupons.remove(order, coupon.uuid);
        expect(order.priceIncl).toBe(8.5);
        expect(ledger.left).toBe(1000);
    });

    test("a smaller order lowers the coupon, an empty one frees it", async () => {
        const { store, ledger, order, notes, coupons } = await openWithOrder();
        await coupons.use(order, CODE);
        order.lines[0].delete();
        await store.points.redemptions.reconcileAll();
        expect(order.priceIncl).toBe(0);
        expect(ledger.left).toBe(750);
        expect(ledger.requests.at(-1).code).toBe("");
        expect(notes).toEqual(["The order has changed: the coupon now pays 2.50."]);
        order.lines.find((line) => !line.isPointsLine()).delete();
        await store.points.redemptions.reconcileAll();
        expect(order.getPointsLines()).toEqual([]);
        expect(ledger.left).toBe(1000);
    });

    test("points come first, and the coupon pays what they leave", async () => {
        const { store, ledger, order, coupons } = await openWithOrder({ partnerId: ANA });
        await coupons.use(order, CODE);
        await store.points.redemptions.redeem(order, wish(50000, 500));
        await store.points.redemptions.reconcileAll();
        expect(order.priceIncl).toBe(0);
        expect(ledger.left).toBe(650);
    });

    test("another customer keeps the coupon that anybody may show", async () => {
        const { store, ledger, order, coupons } = await openWithOrder({ partnerId: ANA });
        await coupons.use(order, CODE);
        order.setPartner(store.models["res.partner"].get(BOB));
        await store.points.redemptions.reconcileAll();
        expect(order.priceIncl).toBe(0);
        expect(ledger.left).toBe(150);
    });

    test("a member's own coupon leaves with the member", async () => {
        const { store, ledger, order, coupons } = await openWithOrder({
            partnerId: ANA,
            memberId: ANA,
        });
        await coupons.use(order, CODE);
        order.setPartner(store.models["res.partner"].get(BOB));
        await store.points.redemptions.reconcileAll();
        expect(order.getPointsLines()).toEqual([]);
        expect(ledger.left).toBe(1000);
    });

    test("an order given up frees its coupon", async () => {
        const { store, ledger, order, coupons } = await openWithOrder();
        await coupons.use(order, CODE);
        await store.points.redemptions.release(order);
        expect(ledger.left).toBe(1000);
    });

    test("another device finds the coupon of the order again", async () => {
        const { store, ledger, order, coupons } = await openWithOrder();
        await coupons.use(order, CODE);
        order.uiState.points.coupons = [];
        await store.points.redemptions.reconcileAll();
        expect(order.getPointsCoupons()).toHaveLength(1);
        expect(order.priceIncl).toBe(0);
        ledger.coupons = {};
        order.uiState.points.coupons = [];
        coupons.lookedFor.clear();
        await store.points.redemptions.reconcileAll();
        expect(order.priceIncl).toBe(8.5);
    });

    test("a reservation that was lost stops the payment", async () => {
        const { store, ledger, order, coupons } = await openWithOrder();
        await coupons.use(order, CODE);
        order.getPointsCoupons()[0].expiresAt = Date.now();
        ledger.renewed = 0;
        patchWithCleanup(store.dialog, { add: () => {} });
        expect(await store.points.redemptions.confirmBeforePayment(order)).toBe(false);
        expect(order.priceIncl).toBe(8.5);
    });

    test("an answer that was lost is given back later", async () => {
        const { store, ledger, order, coupons } = await openWithOrder();
        const hold = ledger.hold_coupon.bind(ledger);
        const call = store.data.call.bind(store.data);
        patchWithCleanup(store.data, {
            async call(model, method, args) {
                if (method === "hold_coupon") {
                    hold(args[1]);
                    throw new ConnectionLostError("/points.till");
                }
                return call(...arguments);
            },
        });
        await coupons.use(order, CODE);
        expect(ledger.left).toBe(150);
        await store.points.redemptions.releaseLeftovers();
        expect(ledger.left).toBe(1000);
    });
});

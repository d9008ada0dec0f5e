import { describe, expect, mockDate, test } from "@odoo/hoot";
import { advanceTime, tick } from "@odoo/hoot-dom";
import { patchWithCleanup } from "@web/../tests/web_test_helpers";
import { definePosModels } from "@point_of_sale/../tests/unit/data/generate_model_definitions";
import { PointsHolds } from "@pos_loyalty_membership/app/services/points_holds";
import OrderPaymentValidation from "@point_of_sale/app/utils/order_payment_validation";
import {
    ANA,
    BOB,
    Ledger,
    newCafeOrder,
    newLine,
    newProduct,
    openCafe,
    wish,
} from "../points_util";

definePosModels();

async function openWithOrder(options) {
    const { store, ledger } = await openCafe(options);
    const notes = [];
    patchWithCleanup(store.notification, { add: (message) => notes.push(String(message)) });
    const order = newCafeOrder(store);
    await store.points.fetchMember(ANA);
    ledger.calls = [];
    return { store, ledger, order, notes, redemptions: store.points.redemptions };
}

const pay = (store, order) =>
    new OrderPaymentValidation({ pos: store, orderUuid: order.uuid }).askBeforeValidation();

describe("using points", () => {
    test("500 points take 5.00 off the café's order", async () => {
        const { store, ledger, order, redemptions } = await openWithOrder();
        const result = await redemptions.redeem(order, wish(50000, 500));
        expect(result.ok).toBe(true);
        expect(order.priceIncl).toBe(3.5);
        expect(ledger.calls).toEqual(["hold"]);
        const [line] = order.getPointsLines();
        expect(line.points_hold_uuid).toBe(ledger.holds[0].uuid);
        expect(line.full_product_name).toBe("Points redeemed · 500 pts");
        const [{ account, earning }] = store.points.getQuotes(order);
        expect(account.available).toBe(74000);
        expect(earning.points).toBe(300);
    });

    test("points are reserved before anything is taken off", async () => {
        const { ledger, order, redemptions } = await openWithOrder();
        let seen;
        const hold = ledger.hold.bind(ledger);
        ledger.hold = (request) => {
            seen = order.getPointsLines().length;
            return hold(request);
        };
        await redemptions.redeem(order, wish(50000, 500));
        expect(seen).toBe(0);
    });

    test("a refusal is said in the server's words and changes nothing", async () => {
        const ledger = new Ledger(10000).listen();
        const { order, redemptions } = await openWithOrder({ ledger });
        const result = await redemptions.redeem(order, wish(50000, 500));
        expect(result).toEqual({ ...result, ok: false, message: "Not enough points." });
        expect(order.priceIncl).toBe(8.5);
        expect(order.getPointsRedemptions()).toEqual([]);
    });

    test("without a connection nothing is sent and nothing taken off", async () => {
        const { store, ledger, order, redemptions } = await openWithOrder();
        store.data.network.offline = true;
        const result = await redemptions.redeem(order, wish(50000, 500));
        expect(result.message).toBe(
            "Points can be redeemed when the connection is back. This order still earns."
        );
        expect(order.priceIncl).toBe(8.5);
        expect(ledger.calls).toEqual([]);
        store.data.network.offline = false;
        await redemptions.releaseLeftovers();
        expect(ledger.calls).toEqual([]);
    });

    test("a reservation nobody heard of is given back before the next one", async () => {
        const { ledger, order, redemptions } = await openWithOrder();
        ledger.isHeard = false;
        const result = await redemptions.redeem(order, wish(85000, 850));
        expect(result.message).toBe("No answer from the server: no points were used. Try again.");
        expect(order.priceIncl).toBe(8.5);
        expect(ledger.holds).toHaveLength(1);
        ledger.isHeard = true;
        ledger.calls = [];
        // Both together would be more than the member has.
        expect((await redemptions.redeem(order, wish(85000, 850))).ok).toBe(true);
        expect(ledger.calls).toEqual(["release", "hold"]);
        expect(ledger.holds).toHaveLength(1);
        expect(order.priceIncl).toBe(0);
    });

    test("a line that is dead without saying so is not waited for", async () => {
        const { ledger, order, redemptions } = await openWithOrder();
        const hold = ledger.hold.bind(ledger);
        ledger.hold = (request) => {
            hold(request);
            return new Promise(() => {});
        };
        const asked = redemptions.redeem(order, wish(85000, 850));
        await tick();
        await advanceTime(20000);
        expect((await asked).message).toBe(
            "No answer from the server: no points were used. Try again."
        );
        ledger.hold = hold;
        expect((await redemptions.redeem(order, wish(85000, 850))).ok).toBe(true);
        expect(ledger.holds).toHaveLength(1);
    });

    test("a change nobody heard of takes the points off the order", async () => {
        const { ledger, order, redemptions } = await openWithOrder();
        const { uuid } = await redemptions.redeem(order, wish(50000, 500));
        ledger.isHeard = false;
        const result = await redemptions.redeem(order, wish(20000, 200), uuid);
        expect(result.ok).toBe(false);
        expect(result.message).toInclude("these points are off the order");
        expect(order.priceIncl).toBe(8.5);
        expect(order.getPointsRedemptions()).toEqual([]);
        ledger.isHeard = true;
        await redemptions.releaseLeftovers();
        expect(ledger.holds).toEqual([]);
    });

    test("what was given up is told after the page was loaded again, in short lists", async () => {
        const { store, ledger, order, redemptions } = await openWithOrder();
        await redemptions.redeem(order, wish(50000, 500));
        ledger.online = false;
        const { uuid } = order.getPointsRedemptions()[0];
        await redemptions.remove(order, uuid);
        const others = Array.from({ length: 150 }, (_, index) => `given-up-${index}`);
        await redemptions.holds.release(others);
        ledger.online = true;
        ledger.calls = [];
        const again = new PointsHolds(store.points);
        expect(again.leftovers).toEqual([uuid, ...others]);
        await again.releaseLeftovers();
        expect(ledger.calls).toEqual(["release", "release"]);
        expect(ledger.holds).toEqual([]);
        expect(new PointsHolds(store.points).leftovers).toEqual([]);
    });

    test("a change is one call that replaces the reservation", async () => {
        const { ledger, order, redemptions } = await openWithOrder();
        const { uuid } = await redemptions.redeem(order, wish(50000, 500));
        ledger.calls = [];
        await redemptions.redeem(order, wish(20000, 200), uuid);
        expect(ledger.calls).toEqual(["hold"]);
        expect(ledger.holds.map(({ points }) => points)).toEqual([20000]);
        expect(order.priceIncl).toBe(6.5);
        expect(order.getPointsRedemptions()).toHaveLength(1);
    });

    test("removing gives the points back at once", async () => {
        const { ledger, order, redemptions } = await openWithOrder();
        const { uuid } = await redemptions.redeem(order, wish(50000, 500));
        ledger.calls = [];
        await redemptions.remove(order, uuid);
        expect(order.priceIncl).toBe(8.5);
        expect(ledger.calls).toEqual(["release"]);
        expect(ledger.holds).toEqual([]);
    });

    test("deleting an order frees its points", async () => {
        const { store, ledger, order, redemptions } = await openWithOrder();
        await redemptions.redeem(order, wish(50000, 500));
        await store.deleteOrders([order]);
        await tick();
        expect(ledger.holds).toEqual([]);
    });

    test("two orders each reserve their own points", async () => {
        const { store, ledger, order, redemptions } = await openWithOrder();
        await redemptions.redeem(order, wish(50000, 500));
        const other = newCafeOrder(store);
        await redemptions.redeem(other, wish(74000, 740));
        expect(ledger.holds.map((hold) => hold.document_uuid)).toEqual([order.uuid, other.uuid]);
        expect(order.priceIncl).toBe(3.5);
        expect(other.priceIncl).toBeCloseTo(1.1, { margin: 1e-9 });
    });
});

describe("when the order changes", () => {
    test("fewer goods lower the points, visibly, with one call", async () => {
        const { ledger, order, notes, redemptions } = await openWithOrder();
        await redemptions.redeem(order, wish(85000, 850));
        ledger.calls = [];
        order.removeOrderline(order.lines[1]);
        await redemptions.reconcileAll();
        expect(order.priceIncl).toBe(0);
        expect(ledger.calls).toEqual(["hold"]);
        expect(ledger.holds.map(({ points }) => points)).toEqual([60000]);
        expect(notes).toEqual(["The order has changed: it now uses 600 pts (−6.00)."]);
    });

    test("more goods leave the points as they are, without a call", async () => {
        const { store, ledger, order, redemptions } = await openWithOrder();
        await redemptions.redeem(order, wish(50000, 500));
        ledger.calls = [];
        newLine(store, order, { price: 10 });
        await redemptions.reconcileAll();
        expect(order.priceIncl).toBe(13.5);
        expect(ledger.calls).toEqual([]);
    });

    test("an order without goods gives the points back", async () => {
        const { ledger, order, notes, redemptions } = await openWithOrder();
        await redemptions.redeem(order, wish(50000, 500));
        for (const line of order.lines.filter((each) => !each.isPointsLine())) {
            order.removeOrderline(line);
        }
        await redemptions.reconcileAll();
        expect(order.lines).toHaveLength(0);
        expect(ledger.holds).toEqual([]);
        expect(notes).toHaveLength(1);
    });

    test("another customer gets the order without the first one's points", async () => {
        const { store, ledger, order, notes, redemptions } = await openWithOrder();
        await redemptions.redeem(order, wish(50000, 500));
        order.setPartner(store.models["res.partner"].get(BOB));
        expect(order.getPointsLines()).toHaveLength(0);
        await redemptions.reconcileAll();
        expect(ledger.holds).toEqual([]);
        expect(notes).toEqual(["Another customer: the points used on this order were given back."]);
    });

    test("points that cannot be lowered for want of a connection leave the order", async () => {
        const { ledger, order, notes, redemptions } = await openWithOrder();
        await redemptions.redeem(order, wish(85000, 850));
        ledger.online = false;
        order.removeOrderline(order.lines[1]);
        await redemptions.reconcileAll();
        expect(order.getPointsLines()).toHaveLength(0);
        expect(order.priceIncl).toBe(6);
        expect(notes).toHaveLength(1);
    });

    test("a bill that is split gives the points back", async () => {
        const { store, ledger, order, notes, redemptions } = await openWithOrder();
        await redemptions.redeem(order, wish(50000, 500));
        const other = store.createNewOrder();
        order.uiState.splittedOrderUuid = other.uuid;
        await redemptions.reconcileAll();
        expect(order.getPointsLines()).toHaveLength(0);
        expect(ledger.holds).toEqual([]);
        expect(notes).toEqual(["The bill was split: the points used on it were given back."]);
        await redemptions.redeem(order, wish(50000, 500));
        await redemptions.reconcileAll();
        expect(order.priceIncl).toBe(3.5);
    });

    test("a discount that came along to another order is taken off there", async () => {
        const { store, order, redemptions } = await openWithOrder();
        await redemptions.redeem(order, wish(50000, 500));
        const other = newCafeOrder(store, false);
        const [line] = order.getPointsLines();
        newLine(store, other, {
            product: line.product_id,
            price: -5,
            points_hold_uuid: line.points_hold_uuid,
        });
        await redemptions.reconcileAll();
        expect(other.getPointsLines()).toHaveLength(0);
        expect(order.priceIncl).toBe(3.5);
    });

    test("half a redemption is made whole again", async () => {
        const { order, redemptions } = await openWithOrder();
        await redemptions.redeem(order, wish(50000, 500));
        order.getPointsLines()[0].update({ price_unit: -1 });
        await redemptions.reconcileAll();
        expect(order.priceIncl).toBe(3.5);
    });

    test("lines of a reservation this device does not know are recognised", async () => {
        const { order, redemptions, ledger } = await openWithOrder();
        await redemptions.redeem(order, wish(50000, 500));
        order.uiState.points.redemptions = [];
        await redemptions.reconcileAll();
        expect(order.getPointsRedemptions()[0].uuid).toBe(ledger.holds[0].uuid);
        expect(order.priceIncl).toBe(3.5);
    });

    test("lines whose reservation is gone are taken off", async () => {
        const { store, order, redemptions, ledger, notes } = await openWithOrder();
        await redemptions.redeem(order, wish(50000, 500));
        order.uiState.points.redemptions = [];
        ledger.holds = [];
        await store.points.fetchMember(ANA);
        await redemptions.reconcileAll();
        await store.points.fetchMember(ANA);
        expect(order.getPointsLines()).toHaveLength(0);
        expect(notes).toHaveLength(1);
    });
});

describe("before payment", () => {
    test("nothing is asked while the reservation lasts long enough", async () => {
        const { store, ledger, order, redemptions } = await openWithOrder();
        await redemptions.redeem(order, wish(50000, 500));
        ledger.calls = [];
        expect(await pay(store, order)).toBe(true);
        expect(ledger.calls).toEqual([]);
    });

    test("a reservation with less than five minutes left is renewed with one call", async () => {
        mockDate("2026-03-01 10:00:00");
        const { store, ledger, order, redemptions } = await openWithOrder();
        await redemptions.redeem(order, wish(50000, 500));
        mockDate("2026-03-01 10:26:00");
        ledger.calls = [];
        expect(await pay(store, order)).toBe(true);
        expect(ledger.calls).toEqual(["renew"]);
        expect(await pay(store, order)).toBe(true);
        expect(ledger.calls).toEqual(["renew"]);
    });

    test("a reservation that ended stops the payment and leaves the order", async () => {
        mockDate("2026-03-01 10:00:00");
        const { store, ledger, order, redemptions } = await openWithOrder();
        await redemptions.redeem(order, wish(50000, 500));
        mockDate("2026-03-01 10:40:00");
        ledger.renewed = 0;
        expect(await pay(store, order)).toBe(false);
        expect(order.getPointsLines()).toHaveLength(0);
        expect(order.priceIncl).toBe(8.5);
    });

    test("a reservation that nobody confirms stops the payment with the reason", async () => {
        mockDate("2026-03-01 10:00:00");
        const { store, ledger, order, redemptions } = await openWithOrder();
        const said = [];
        patchWithCleanup(store.dialog, { add: (_dialog, { title }) => said.push(String(title)) });
        await redemptions.redeem(order, wish(50000, 500));
        mockDate("2026-03-01 10:26:00");
        ledger.isHeard = false;
        expect(await pay(store, order)).toBe(false);
        expect(said).toEqual(["Points not confirmed"]);
        expect(order.priceIncl).toBe(8.5);
        expect(await pay(store, order)).toBe(true);
        ledger.isHeard = true;
        await redemptions.releaseLeftovers();
        expect(ledger.holds).toEqual([]);
    });

    test("an order that was changed a moment ago is not paid at its old price", async () => {
        const { store, order, redemptions } = await openWithOrder();
        await redemptions.redeem(order, wish(85000, 850));
        order.removeOrderline(order.lines[1]);
        expect(await pay(store, order)).toBe(false);
        expect(order.priceIncl).toBe(0);
        expect(await pay(store, order)).toBe(true);
    });
});

describe("the line of a redemption", () => {
    test("cannot be edited, merged or discounted", async () => {
        const { order, redemptions } = await openWithOrder();
        await redemptions.redeem(order, wish(50000, 500));
        const [line] = order.getPointsLines();
        expect(line.setQuantity(3).title).toBe("Points redeemed");
        line.setUnitPrice(-100);
        line.setDiscount(50);
        expect(order.priceIncl).toBe(3.5);
        expect(line.canBeMergedWith(line)).toBe(false);
        expect(line.isGlobalDiscountApplicable()).toBe(false);
        expect(order.getLastOrderline().isPointsLine()).toBe(false);
    });

    test("is removed with all its tax shares", async () => {
        const { store, order, redemptions } = await openWithOrder();
        const tax = store.models["account.tax"].get(1);
        const product = newProduct(store, { name: "Mug" });
        newLine(store, order, { product, price: 10, taxes: [tax] });
        await redemptions.redeem(order, wish(50000, 500));
        expect(order.getPointsLines()).toHaveLength(2);
        order.removeOrderline(order.getPointsLines()[0]);
        expect(order.getPointsLines()).toHaveLength(0);
    });

    test("keeps its name when the order comes back from the server", async () => {
        const { order, redemptions } = await openWithOrder();
        await redemptions.redeem(order, wish(50000, 500));
        const [line] = order.getPointsLines();
        line.setup({});
        expect(line.full_product_name).toBe("Points redeemed · 500 pts");
    });
});

import { describe, expect, test } from "@odoo/hoot";
import { advanceTime, tick } from "@odoo/hoot-dom";
import { patchWithCleanup } from "@web/../tests/web_test_helpers";
import { Deferred } from "@web/core/utils/concurrency";
import { definePosModels } from "@point_of_sale/../tests/unit/data/generate_model_definitions";
import OrderPaymentValidation from "@point_of_sale/app/utils/order_payment_validation";
import { ANA, newCafeOrder, openCafe, wish } from "../points_util";

definePosModels();

/** A till whose server answers reservations only when `answer` is resolved. */
async function openSlowTill() {
    const { store, ledger } = await openCafe();
    const notes = [];
    patchWithCleanup(store.notification, { add: (message) => notes.push(String(message)) });
    const order = newCafeOrder(store);
    await store.points.fetchMember(ANA);
    const answer = new Deferred();
    const hold = ledger.hold.bind(ledger);
    ledger.hold = async (request) => {
        const result = hold(request);
        await answer;
        return result;
    };
    return { store, ledger, order, notes, answer, redemptions: store.points.redemptions };
}

const validate = (store, order) =>
    new OrderPaymentValidation({ pos: store, orderUuid: order.uuid }).askBeforeValidation();

describe("paying while points are being reserved", () => {
    test("the way to payment waits for the answer, and the discount is there", async () => {
        const { store, order, answer, redemptions } = await openSlowTill();
        const redeemed = redemptions.redeem(order, wish(50000, 500));
        await tick();
        let arrived = false;
        const paying = store.pay().then(() => (arrived = true));
        await tick();
        expect(arrived).toBe(false);
        answer.resolve();
        await paying;
        expect((await redeemed).ok).toBe(true);
        expect(order.priceIncl).toBe(3.5);
    });

    test("a validation that did not see the discount stops", async () => {
        const { store, order, answer, redemptions } = await openSlowTill();
        redemptions.redeem(order, wish(50000, 500));
        await tick();
        const validating = validate(store, order);
        answer.resolve();
        expect(await validating).toBe(false);
        expect(await validate(store, order)).toBe(true);
    });

    test("an answer that does not come is waited for a moment, then given back", async () => {
        const { store, ledger, order, notes, answer, redemptions } = await openSlowTill();
        const redeemed = redemptions.redeem(order, wish(50000, 500));
        await tick();
        const paying = store.pay();
        await advanceTime(6000);
        await paying;
        expect(notes[0]).toInclude("paid without them");
        answer.resolve();
        expect((await redeemed).ok).toBe(false);
        expect(order.priceIncl).toBe(8.5);
        expect(ledger.holds).toEqual([]);
    });

    test("an order without a reservation on its way is not held up", async () => {
        const { order, redemptions, ledger } = await openSlowTill();
        ledger.calls = [];
        await redemptions.settlePending(order);
        expect(ledger.calls).toEqual([]);
    });
});

import { describe, expect, test } from "@odoo/hoot";
import { animationFrame, click, waitFor } from "@odoo/hoot-dom";
import { mountWithCleanup, patchWithCleanup } from "@web/../tests/web_test_helpers";
import { MainComponentsContainer } from "@web/core/main_components_container";
import { definePosModels } from "@point_of_sale/../tests/unit/data/generate_model_definitions";
import OrderPaymentValidation from "@point_of_sale/app/utils/order_payment_validation";
import { ANA, newCafeOrder, openCafe } from "../points_util";

definePosModels();

/** A till that asks like this, an order without a member, and what was done with it. */
async function openTill(ask, partnerId = false) {
    const { store } = await openCafe();
    store.config.points_ask = ask;
    const done = [];
    patchWithCleanup(store, { navigate: (page) => done.push(page) });
    patchWithCleanup(OrderPaymentValidation.prototype, {
        setup() {},
        validateOrder: () => done.push("paid"),
    });
    const order = newCafeOrder(store, partnerId);
    store.setOrder(order);
    done.length = 0;
    await mountWithCleanup(MainComponentsContainer);
    return { store, order, done };
}

const QUESTION = ".modal-title:contains(Is the customer a member?)";
const FIND = ".modal-footer .btn-primary:contains(Find or enrol)";
const NO_THANKS = ".modal-footer .btn:contains(No thanks)";
const WAYS = [
    ["pay", "PaymentScreen"],
    ["validateOrderFast", "paid"],
];

for (const [way, end] of WAYS) {
    describe(`asking before payment: ${way}`, () => {
        test("one tap says no, and the order is not asked about again", async () => {
            const { store, order, done } = await openTill("always");
            const paying = store[way]();
            await waitFor(QUESTION);
            expect(done).toEqual([]);
            await click(NO_THANKS);
            await paying;
            expect(done).toEqual([end]);
            expect(order.uiState.points.declined).toBe(true);
            await store[way]();
            expect(done).toEqual([end, end]);
        });

        test("who is found pays as a member", async () => {
            const { store, order, done } = await openTill("always");
            patchWithCleanup(store, {
                async selectPartner(current) {
                    current.setPartner(this.models["res.partner"].get(ANA));
                    return current.partner_id;
                },
            });
            const paying = store[way]();
            await waitFor(QUESTION);
            await click(FIND);
            await paying;
            expect(done).toEqual([end]);
            expect(order.partner_id.id).toBe(ANA);
        });

        test("without an answer nothing is paid", async () => {
            const { store, order, done } = await openTill("always");
            patchWithCleanup(store, { selectPartner: async () => undefined });
            const paying = store[way]();
            await waitFor(QUESTION);
            await click(FIND);
            await paying;
            expect(done).toEqual([]);
            expect(order.uiState.points.declined).not.toBe(true);
        });

        for (const ask of ["never", "remind"]) {
            test(`a till that says "${ask}" does not stop the payment`, async () => {
                const { store, done } = await openTill(ask);
                await store[way]();
                await animationFrame();
                expect(QUESTION).toHaveCount(0);
                expect(done).toEqual([end]);
            });
        }

        test("an order that has its member is not asked about", async () => {
            const { store, done } = await openTill("always", ANA);
            await store[way]();
            await animationFrame();
            expect(QUESTION).toHaveCount(0);
            expect(done).toEqual([end]);
        });
    });
}

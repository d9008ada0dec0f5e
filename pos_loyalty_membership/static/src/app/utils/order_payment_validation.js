import OrderPaymentValidation from "@point_of_sale/app/utils/order_payment_validation";
import { patch } from "@web/core/utils/patch";

patch(OrderPaymentValidation.prototype, {
    setup({ pos, orderUuid, fastPaymentMethod }) {
        // Paid with one tap: the amount is asked for at once.
        if (fastPaymentMethod) {
            pos.points?.benefits.apply(pos.models["pos.order"].getBy("uuid", orderUuid));
        }
        return super.setup(...arguments);
    },
    async askBeforeValidation() {
        if ((await super.askBeforeValidation(...arguments)) === false) {
            return false;
        }
        return this.pos.points.redemptions.confirmBeforePayment(this.order);
    },
    async finalizeValidation() {
        this.pos.points.rememberExpected(this.order);
        return super.finalizeValidation(...arguments);
    },
});

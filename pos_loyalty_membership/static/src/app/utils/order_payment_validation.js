import OrderPaymentValidation from "@point_of_sale/app/utils/order_payment_validation";
import { patch } from "@web/core/utils/patch";

patch(OrderPaymentValidation.prototype, {
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

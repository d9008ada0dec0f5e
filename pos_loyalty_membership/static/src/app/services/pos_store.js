import { PosStore } from "@point_of_sale/app/services/pos_store";
import { patch } from "@web/core/utils/patch";
import { PointsService } from "@pos_loyalty_membership/app/services/points_service";

patch(PosStore.prototype, {
    async setup() {
        await super.setup(...arguments);
        this.points = new PointsService(this);
        this.points.start();
    },
    setOrder() {
        const result = super.setOrder(...arguments);
        this.points?.onSelection();
        return result;
    },
    async _onBeforeDeleteOrder(order) {
        const proceed = await super._onBeforeDeleteOrder(...arguments);
        if (proceed && order.getPointsRedemptions().length) {
            // Not awaited: an order can be given up without the server; the hold times out.
            this.points?.redemptions.release(order);
        }
        return proceed;
    },
});

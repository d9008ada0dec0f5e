import { OrderSummary } from "@point_of_sale/app/screens/product_screen/order_summary/order_summary";
import { AlertDialog } from "@web/core/confirmation_dialog/confirmation_dialog";
import { _t } from "@web/core/l10n/translation";
import { patch } from "@web/core/utils/patch";
import { withheldMessage } from "@pos_loyalty_membership/app/models/pos_order_line";
import { PointsStrip } from "@pos_loyalty_membership/app/components/points_strip/points_strip";
import { PointsDialog } from "@pos_loyalty_membership/app/components/popups/points_dialog/points_dialog";

patch(OrderSummary, {
    components: { ...OrderSummary.components, PointsStrip },
});

patch(OrderSummary.prototype, {
    async updateSelectedOrderline({ key }) {
        const line = this.currentOrder?.getSelectedOrderline();
        if (line?.isWithheldLine()) {
            this.numberBuffer.reset();
            this.dialog.add(AlertDialog, withheldMessage());
            return;
        }
        if (!line?.isPointsLine()) {
            return super.updateSelectedOrderline(...arguments);
        }
        this.numberBuffer.reset();
        if (["Backspace", "Delete"].includes(key)) {
            this.currentOrder.removeOrderline(line);
            return;
        }
        this.dialog.add(AlertDialog, {
            title: _t("Points redeemed"),
            body: _t("Use the Points button to change or remove the points."),
        });
    },
    async onOrderlineLongPress(ev, orderline) {
        if (orderline.isWithheldLine()) {
            this.dialog.add(AlertDialog, withheldMessage());
            return;
        }
        if (orderline.isPointsLine()) {
            this.dialog.add(PointsDialog, { orderUuid: this.currentOrder.uuid });
            return;
        }
        return super.onOrderlineLongPress(...arguments);
    },
});

import { PaymentScreen } from "@point_of_sale/app/screens/payment_screen/payment_screen";
import { useBarcodeReader } from "@point_of_sale/app/hooks/barcode_reader_hook";
import { _t } from "@web/core/l10n/translation";
import { patch } from "@web/core/utils/patch";
import { PointsButton } from "@pos_loyalty_membership/app/components/points_button/points_button";
import { PointsStrip } from "@pos_loyalty_membership/app/components/points_strip/points_strip";

PaymentScreen.components = { ...PaymentScreen.components, PointsButton, PointsStrip };

patch(PaymentScreen.prototype, {
    setup() {
        super.setup(...arguments);
        useBarcodeReader({ points_card: this._barcodePointsCard });
    },
    /** A card shown at the last moment gives the order its member, who has none yet. */
    async _barcodePointsCard({ code }) {
        const { membership, active } = this.pos.points;
        const order = this.currentOrder;
        if (order.getPartner()) {
            return;
        }
        const found = active ? await membership.find(code) : { offline: true };
        if (found.partner && !order.finalized && !order.getPartner()) {
            this.pos.setPartnerToCurrentOrder(found.partner);
        } else if (!found.partner) {
            this.notification.add(
                found.new
                    ? _t("Nobody has this card. Choose a customer.")
                    : _t("This card cannot be looked up right now."),
                { type: "warning" }
            );
        }
    },
});

import { TicketScreen } from "@point_of_sale/app/screens/ticket_screen/ticket_screen";
import { _t } from "@web/core/l10n/translation";
import { patch } from "@web/core/utils/patch";
import { PointsClaimButton } from "@pos_loyalty_membership/app/components/points_claim_button/points_claim_button";
import { writeWithheldLines } from "@pos_loyalty_membership/app/utils/points_withheld";

TicketScreen.components = { ...TicketScreen.components, PointsClaimButton };

patch(TicketScreen.prototype, {
    /** Points go back with the goods they were used on, not by refunding their line. */
    _onUpdateSelectedOrderline() {
        const lineId = this.getSelectedOrderlineId();
        const line = this.getSelectedOrder()?.lines.find((each) => each.id === lineId);
        if (line?.isPointsLine()) {
            this.pos.notification.add(_t("Select the goods that are returned, not the points."), {
                type: "warning",
            });
            return this.numberBuffer.reset();
        }
        return super._onUpdateSelectedOrderline(...arguments);
    },
    /** The share of the discount is kept back, visibly, before anything is paid out. */
    postRefund(refund) {
        super.postRefund(...arguments);
        writeWithheldLines(this.pos.points, refund);
    },
});

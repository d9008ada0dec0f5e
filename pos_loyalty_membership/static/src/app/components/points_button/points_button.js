import { Component } from "@odoo/owl";
import { useService } from "@web/core/utils/hooks";
import { usePos } from "@point_of_sale/app/hooks/pos_hook";
import { PointsDialog } from "@pos_loyalty_membership/app/components/popups/points_dialog/points_dialog";

/** Opens the Points dialog; not there when no program applies to this till. */
export class PointsButton extends Component {
    static template = "pos_loyalty_membership.PointsButton";
    static props = { class: { type: String, optional: true } };
    static defaultProps = { class: "btn btn-secondary btn-lg lh-lg" };

    setup() {
        this.pos = usePos();
        this.dialog = useService("dialog");
    }

    get isVisible() {
        const order = this.pos.getOrder();
        return this.pos.points?.active && Boolean(order) && !order.isRefund;
    }

    open() {
        this.dialog.add(PointsDialog, { orderUuid: this.pos.getOrder().uuid });
    }
}

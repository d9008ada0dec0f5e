import { Component, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { AlertDialog } from "@web/core/confirmation_dialog/confirmation_dialog";
import { useService } from "@web/core/utils/hooks";
import { usePos } from "@point_of_sale/app/hooks/pos_hook";
import { PartnerList } from "@point_of_sale/app/screens/partner_list/partner_list";
import { makeAwaitable } from "@point_of_sale/app/utils/make_awaitable_dialog";

/** "Add member" on a paid order whose points nobody has yet. */
export class PointsClaimButton extends Component {
    static template = "pos_loyalty_membership.PointsClaimButton";
    static props = { order: Object, class: { type: String, optional: true } };
    static defaultProps = { class: "btn btn-secondary btn-lg lh-lg" };

    setup() {
        this.pos = usePos();
        this.dialog = useService("dialog");
        this.notification = useService("notification");
        this.state = useState({ busy: false });
    }

    get isVisible() {
        return Boolean(this.pos.points?.membership.canClaim(this.props.order));
    }

    async addMember() {
        if (this.state.busy) {
            return;
        }
        const partner = await makeAwaitable(this.dialog, PartnerList);
        if (!partner) {
            return;
        }
        this.state.busy = true;
        const answer = await this.pos.points.membership.claimOrder(this.props.order, partner);
        this.state.busy = false;
        if (!answer.ok) {
            this.dialog.add(AlertDialog, {
                title: answer.unsure ? _t("No answer") : _t("The points were not given"),
                body: answer.message,
            });
            return;
        }
        this.notification.add(_t("%s has the points of this order.", partner.name), {
            type: "success",
        });
    }
}

import { Component, useState } from "@odoo/owl";
import { ConfirmationDialog } from "@web/core/confirmation_dialog/confirmation_dialog";
import { useService } from "@web/core/utils/hooks";
import { _t } from "@web/core/l10n/translation";
import { usePos } from "@point_of_sale/app/hooks/pos_hook";
import { reservedElsewhere } from "@pos_loyalty_membership/app/utils/points_words";

/** What other documents reserve of a member's points; an officer can free it here. */
export class PointsReserved extends Component {
    static template = "pos_loyalty_membership.PointsReserved";
    static props = { order: Object, program: Object, account: Object };

    setup() {
        this.pos = usePos();
        this.dialog = useService("dialog");
        this.state = useState({ busy: false, error: "" });
    }

    get reserved() {
        return reservedElsewhere(this.props.account, this.props.program, this.props.order);
    }

    get mayFree() {
        return this.props.account.may_free && !this.pos.points.membership.isMinimal;
    }

    ask({ uuid, text }) {
        this.dialog.add(ConfirmationDialog, {
            title: _t("Free these points?"),
            body: _t(
                "%s. That document keeps its discount, but has no points for it any more.",
                text
            ),
            confirmLabel: _t("Free them"),
            confirm: () => this.free(uuid),
            cancel: () => {},
        });
    }

    async free(uuid) {
        this.state.busy = true;
        const answer = await this.pos.points.membership.freeHold(this.props.order, uuid);
        this.state.busy = false;
        this.state.error = answer.ok ? "" : answer.message;
    }
}

import { PartnerLine } from "@point_of_sale/app/screens/partner_list/partner_line/partner_line";
import { patch } from "@web/core/utils/patch";

patch(PartnerLine.prototype, {
    /** The member's available points in words, "" where there are none to show. */
    get pointsText() {
        return this.pos.points?.membership.listedText(this.props.partner) || "";
    },
});

import { PartnerList } from "@point_of_sale/app/screens/partner_list/partner_list";
import { _t } from "@web/core/l10n/translation";
import { patch } from "@web/core/utils/patch";

// Shorter texts are somebody still typing.
const SHORTEST = 3;

/** Whoever is not in the list is made a member from what was typed, in one step. */
patch(PartnerList.prototype, {
    setup() {
        super.setup(...arguments);
        Object.assign(this.state, { memberName: "", memberBusy: false, memberError: "" });
    },
    /** What was typed, if it can be a new member's; "" hides the offer. */
    get memberText() {
        const text = this.state.query?.trim() || "";
        return this.pos.points?.active && text.length >= SHORTEST ? text : "";
    },
    /** A name that was typed needs no second one. */
    get memberNeedsName() {
        return /[\d@]/.test(this.memberText);
    },
    get memberLabel() {
        return _t("New member %s", this.memberText);
    },
    /** Enter looks at the server first: for the card or number, then as the list does. */
    async onEnter() {
        const text = this.memberText;
        const found = text && (await this.pos.points.membership.find(text));
        if (found?.partner) {
            this.clickPartner(found.partner);
            return;
        }
        return super.onEnter(...arguments);
    },
    async enrolMember() {
        if (this.state.memberBusy) {
            return;
        }
        Object.assign(this.state, { memberBusy: true, memberError: "" });
        const { memberText: text } = this;
        const name = this.memberNeedsName ? this.state.memberName.trim() : "";
        const answer = await this.pos.points.membership.enrol(text, name);
        this.state.memberBusy = false;
        if (!answer.partner) {
            this.state.memberError = answer.message;
            return;
        }
        if (!answer.created) {
            this.notification.add(_t("%s is known already.", answer.partner.name));
        }
        this.clickPartner(answer.partner);
    },
});

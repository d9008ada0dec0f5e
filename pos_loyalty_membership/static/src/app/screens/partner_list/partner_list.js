import { PartnerList } from "@point_of_sale/app/screens/partner_list/partner_list";
import { status, useEffect } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { patch } from "@web/core/utils/patch";
import { LISTED_AT_ONCE } from "@pos_loyalty_membership/app/services/points_members";

// Shorter texts are somebody still typing.
const SHORTEST = 3;

/** Whoever is not in the list is made a member from what was typed, in one step. */
patch(PartnerList.prototype, {
    setup() {
        super.setup(...arguments);
        Object.assign(this.state, {
            memberName: "",
            memberOffers: false,
            memberBusy: false,
            memberError: "",
            // What the server made of a text: {text, value}.
            memberRead: null,
            // The number of a card that nobody has: it goes to whoever is chosen next.
            cardToGive: "",
        });
        this.pos.points?.membership.forgetListed();
        useEffect(
            (ids) => {
                this.pos.points?.membership.readListed(ids ? ids.split(",").map(Number) : []);
            },
            () => [this.listedIds]
        );
    },
    /** Ids of the first contacts shown, as a text that changes only when they do. */
    get listedIds() {
        if (!this.pos.points?.active) {
            return "";
        }
        const { initialPartners, loadedPartners } = this.state;
        return [...this.getPartners(initialPartners), ...this.getPartners(loadedPartners)]
            .map(({ id }) => id)
            .filter((id) => typeof id === "number" && !(id in this.pos.points.membership.listed))
            .slice(0, LISTED_AT_ONCE)
            .join(",");
    },
    /** What was typed, if it can be a new member's; "" hides the offer. */
    get memberText() {
        const text = this.state.query?.trim() || "";
        return this.pos.points?.active && text.length >= SHORTEST ? text : "";
    },
    /** Whether what was typed may be made a member here. */
    get canEnrol() {
        return Boolean(this.memberText) && !this.pos.points.membership.isMinimal;
    },
    /** A name that was typed needs no second one. */
    get memberNeedsName() {
        return /[\d@]/.test(this.memberText);
    },
    /** "New member +34 600 123 456", the number as it would be kept once the server said. */
    get memberLabel() {
        const read = this.state.memberRead;
        return _t("New member %s", read?.text === this.memberText ? read.value : this.memberText);
    },
    get searchPlaceholder() {
        return this.pos.points?.active
            ? _t("Phone, name, e-mail or card")
            : _t("Search Customers...");
    },
    /** Where members are asked for, the field is there at once, on a phone too. */
    get searchIsFolded() {
        return this.ui.isSmall && !this.pos.points?.active;
    },
    /**
     * Enter looks at the server first: for the card or number, then as the list does. Who is
     * nobody yet is made a member by a second Enter.
     */
    async onEnter() {
        if (document.activeElement?.closest(".o_points_enrol")) {
            return this.enrolMember();
        }
        // A scanner, or a quick hand, presses Enter before the field has told what is in it.
        const field = this.modalRef.el?.querySelector(".modal-header input");
        this.state.query = field?.value ?? this.state.query;
        const text = this.memberText;
        const found = text && (await this.pos.points.membership.find(text));
        // Somebody who closed the list meanwhile wants nobody from it.
        if (this.isClosed || (found && (await this.takeFound(found)))) {
            return;
        }
        await super.onEnter(...arguments);
        if (found?.new && this.memberText === text && this.canEnrol) {
            this.state.memberRead = { text, value: found.new.value };
            const offer = ".o_points_enrol_name, .o_points_enrol_create";
            this.modalRef.el?.querySelector(offer)?.focus();
        }
    },
    get isClosed() {
        return status(this) === "destroyed";
    },
    /** Takes whom the server knows, or asks whose a new card is; false: it is neither. */
    async takeFound(found) {
        if (found.partner) {
            await this.chooseMember(found.partner);
        } else if (found.new?.kind === "card") {
            this.takeUnknownCard(found.new.value);
        }
        return Boolean(found.partner) || found.new?.kind === "card";
    },
    /** A card that nobody has: whoever may give it away is asked whose it is. */
    takeUnknownCard(number) {
        if (this.pos.points.membership.isMinimal) {
            this.notification.add(_t("Nobody has this card."), { type: "warning" });
        } else {
            this.askWhoseCard(number);
        }
    },
    async enrolMember() {
        if (this.state.memberBusy) {
            return;
        }
        Object.assign(this.state, { memberBusy: true, memberError: "" });
        const { memberText: text } = this;
        const name = this.memberNeedsName ? this.state.memberName.trim() : "";
        const offers = this.memberNeedsName && this.state.memberOffers;
        const answer = await this.pos.points.membership.enrol(text, name, offers);
        this.state.memberBusy = false;
        if (answer.code === "unknown_card") {
            return this.askWhoseCard(text);
        }
        if (!answer.partner) {
            this.state.memberError = answer.message;
            return;
        }
        if (!answer.created) {
            this.notification.add(_t("%s is known already.", answer.partner.name));
        }
        return this.chooseMember(answer.partner);
    },
    /** A card that nobody has: the list is shown anew, to say whose it is. */
    askWhoseCard(number) {
        Object.assign(this.state, {
            cardToGive: number,
            query: "",
            memberName: "",
            memberRead: null,
        });
        const field = this.modalRef.el?.querySelector(".modal-header input");
        if (field) {
            field.value = "";
            // It holds back what was typed last, and would write that again when it is drawn.
            field.dispatchEvent(new InputEvent("input", { bubbles: true }));
            field.focus();
        }
    },
    get cardQuestion() {
        const { cardToGive: code } = this.state;
        return _t(
            "Nobody has the card %s yet. Whose is it? Choose the member, or enrol a new one.",
            code
        );
    },
    forgetTheCard() {
        this.state.cardToGive = "";
    },
    /** Makes somebody the customer, after giving him the card that was shown, if one was. */
    async chooseMember(partner) {
        const { cardToGive: number } = this.state;
        if (number) {
            const answer = await this.pos.points.membership.linkCard(partner, number);
            if (!answer.ok) {
                this.notification.add(answer.message, { type: "danger" });
                return;
            }
            this.notification.add(
                _t("The card %(code)s is linked to %(name)s.", {
                    code: number,
                    name: partner.name,
                }),
                { type: "success" }
            );
        }
        if (!this.isClosed) {
            this.clickPartner(partner);
        }
    },
});

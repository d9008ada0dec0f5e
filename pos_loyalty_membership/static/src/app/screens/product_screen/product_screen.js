import { ProductScreen } from "@point_of_sale/app/screens/product_screen/product_screen";
import { BACKSPACE } from "@point_of_sale/app/components/numpad/numpad";
import { useBarcodeReader } from "@point_of_sale/app/hooks/barcode_reader_hook";
import { ask } from "@point_of_sale/app/utils/make_awaitable_dialog";
import { _t } from "@web/core/l10n/translation";
import { patch } from "@web/core/utils/patch";

patch(ProductScreen.prototype, {
    setup() {
        super.setup(...arguments);
        useBarcodeReader({
            points_card: this._barcodePointsCard,
            points_coupon: this._barcodePointsCoupon,
        });
    },
    /** A coupon is used on the order at once, as much of it as the order takes. */
    async _barcodePointsCoupon({ code }) {
        const { coupons } = this.pos.points;
        const result = coupons.active
            ? await coupons.use(this.currentOrder, code)
            : { ok: false, message: _t("Coupons cannot be used at this till.") };
        this.notification.add(
            result.ok ? _t("%s is used on this order.", result.coupon.name) : result.message,
            { type: result.ok ? "success" : "danger" }
        );
    },
    /** A loyalty card selects its member; a card nobody has can be given to the customer. */
    async _barcodePointsCard({ code }) {
        const { membership, active } = this.pos.points;
        const found = active ? await membership.find(code) : { offline: true };
        const order = this.currentOrder;
        if (found.partner) {
            const member = await this._confirmMember(found.partner);
            if (member !== order.getPartner()) {
                this.pos.setPartnerToCurrentOrder(member);
                // pos_loyalty looks at the customer's own cards when it is told.
                this.pos.updateRewards?.();
            }
        } else if (found.new && !membership.isMinimal && order.getPartner()) {
            await this._offerCard(order.getPartner(), code);
        } else {
            this.notification.add(this._unknownCardText(found), { type: "warning" });
        }
    },
    _unknownCardText(found) {
        if (!found.new) {
            return _t("This card cannot be looked up right now.");
        }
        return this.pos.points.membership.isMinimal
            ? _t("Nobody has this card.")
            : _t("Nobody has this card. Choose a customer, then scan it again.");
    },
    async _offerCard(partner, code) {
        const confirmed = await ask(this.dialog, {
            title: _t("New card"),
            body: _t("Nobody has the card %(code)s. Give it to %(name)s?", {
                code,
                name: partner.name,
            }),
            confirmLabel: _t("Give it to %s", partner.name),
        });
        if (!confirmed) {
            return;
        }
        const answer = await this.pos.points.membership.linkCard(partner, code);
        this.notification.add(answer.ok ? _t("The card is linked.") : answer.message, {
            type: answer.ok ? "success" : "danger",
        });
    },
    /** Only the backspace works on the line of a redemption: it takes the points off. */
    getNumpadButtons() {
        const buttons = super.getNumpadButtons(...arguments);
        const line = this.currentOrder?.getSelectedOrderline();
        if (!line?.isPointsLocked()) {
            return buttons;
        }
        return buttons.map((button) => ({
            ...button,
            disabled: button.disabled || line.isWithheldLine() || button.value !== BACKSPACE.value,
        }));
    },
    /** The lines of a redemption, or withheld of one, are not items in the cart. */
    get items() {
        const lines = this.currentOrder?.lines.filter((line) => !line.isPointsLocked()) ?? [];
        return this.env.utils.formatProductQty(
            lines.reduce((items, line) => items + line.qty, 0),
            false
        );
    },
    async _getPartnerByBarcode() {
        return this._confirmMember(await super._getPartnerByBarcode(...arguments));
    },
    /** The scanned contact, or the present one if the cashier keeps it. */
    async _confirmMember(partner) {
        const current = this.currentOrder.getPartner();
        const changes = partner && current && current.id !== partner.id;
        if (
            !changes ||
            (!this.pos.points.dialogOpen && !this.currentOrder.getPointsLines().length)
        ) {
            return partner;
        }
        const confirmed = await ask(this.dialog, {
            title: _t("Change the member?"),
            body: _t(
                "The card of %(scanned)s was scanned. Points of %(current)s on this order would be given back.",
                { scanned: partner.name, current: current.name }
            ),
            confirmLabel: _t("Change to %s", partner.name),
            cancelLabel: _t("Keep %s", current.name),
        });
        return confirmed ? partner : current;
    },
});

import { ProductScreen } from "@point_of_sale/app/screens/product_screen/product_screen";
import { BACKSPACE } from "@point_of_sale/app/components/numpad/numpad";
import { ask } from "@point_of_sale/app/utils/make_awaitable_dialog";
import { _t } from "@web/core/l10n/translation";
import { patch } from "@web/core/utils/patch";

patch(ProductScreen.prototype, {
    /** Only the backspace works on the line of a redemption: it takes the points off. */
    getNumpadButtons() {
        const buttons = super.getNumpadButtons(...arguments);
        if (!this.currentOrder?.getSelectedOrderline()?.isPointsLine()) {
            return buttons;
        }
        return buttons.map((button) => ({
            ...button,
            disabled: button.disabled || button.value !== BACKSPACE.value,
        }));
    },
    /** The lines of a redemption are not items in the cart. */
    get items() {
        const lines = this.currentOrder?.lines.filter((line) => !line.isPointsLine()) ?? [];
        return this.env.utils.formatProductQty(
            lines.reduce((items, line) => items + line.qty, 0),
            false
        );
    },
    async _getPartnerByBarcode() {
        const partner = await super._getPartnerByBarcode(...arguments);
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

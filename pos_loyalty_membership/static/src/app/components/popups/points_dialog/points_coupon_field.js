import { Component, useExternalListener, useRef, onWillUnmount, useState } from "@odoo/owl";
import { usePos } from "@point_of_sale/app/hooks/pos_hook";
import { _t } from "@web/core/l10n/translation";
import { PointsTyping } from "@pos_loyalty_membership/app/utils/points_typing";
import { moneyText } from "@pos_loyalty_membership/app/utils/points_words";

/**
 * The coupons of an order, and a field for the code of another one.
 *
 * Unlike the pad's fields it is a real input, since codes have letters; a scan goes to the till
 * all the same and is never typed into it.
 */
export class PointsCouponField extends Component {
    static template = "pos_loyalty_membership.PointsCouponField";
    static props = { order: Object };

    setup() {
        this.pos = usePos();
        this.input = useRef("code");
        this.state = useState({ code: "", busy: false, error: "" });
        this.typing = new PointsTyping({
            onKey: (key) => this.type(key),
            onEnter: () => this.use(),
            onScan: (code) => this.pos.barcodeReader?.scan(code),
        });
        useExternalListener(window, "keydown", this.onKeydown.bind(this), { capture: true });
        onWillUnmount(() => this.typing.stop());
    }

    get isVisible() {
        return this.pos.points.coupons.active || this.existing.length > 0;
    }

    get existing() {
        const { currency } = this.props.order;
        return this.props.order.getPointsCoupons().map(({ uuid, name, money, left }) => ({
            uuid,
            text: `${name} −${moneyText(money, currency)}`,
            left: _t("%s stays on it", moneyText(left, currency)),
        }));
    }

    onKeydown(ev) {
        if (ev.target === this.input.el && this.typing.handle(ev)) {
            ev.preventDefault();
            ev.stopImmediatePropagation();
        }
    }

    /** A key of a keyboard with keys; a phone's own keyboard writes by itself. */
    type(key) {
        const { code } = this.state;
        this.state.code = key === "Backspace" ? code.slice(0, -1) : code + key;
        this.state.error = "";
    }

    async use() {
        const code = this.state.code.trim();
        if (!code || this.state.busy) {
            return;
        }
        Object.assign(this.state, { busy: true, error: "" });
        const result = await this.pos.points.coupons.use(this.props.order, code);
        this.state.busy = false;
        if (result.ok) {
            this.state.code = "";
        } else {
            this.state.error = result.message;
        }
    }

    remove(uuid) {
        this.pos.points.coupons.remove(this.props.order, uuid);
    }
}

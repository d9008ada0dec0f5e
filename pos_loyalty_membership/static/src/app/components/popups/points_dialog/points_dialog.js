import {
    Component,
    onMounted,
    onWillUnmount,
    useExternalListener,
    useRef,
    useState,
} from "@odoo/owl";
import { Dialog } from "@web/core/dialog/dialog";
import { _t } from "@web/core/l10n/translation";
import { localization } from "@web/core/l10n/localization";
import { parseFloat } from "@web/views/fields/parsers";
import {
    BACKSPACE,
    DECIMAL,
    Numpad,
    ZERO,
    getButtons,
} from "@point_of_sale/app/components/numpad/numpad";
import { usePos } from "@point_of_sale/app/hooks/pos_hook";
import { redeem_money, redeem_points } from "@pos_loyalty_membership/engine/redemption";
import { is_refusal } from "@pos_loyalty_membership/engine/values";
import { fromMinor, toMinor } from "@pos_loyalty_membership/app/utils/points_basket";
import { PointsTyping, numberAfterKey } from "@pos_loyalty_membership/app/utils/points_typing";
import { describeOptions } from "@pos_loyalty_membership/app/utils/points_options";
import {
    offlineText,
    reservedText,
    silentText,
} from "@pos_loyalty_membership/app/services/points_holds";
import { PointsCouponField } from "@pos_loyalty_membership/app/components/popups/points_dialog/points_coupon_field";
import { PointsReserved } from "@pos_loyalty_membership/app/components/popups/points_dialog/points_reserved";
import {
    accountRemarks,
    correctionText,
    moneyText,
    pointsNumber,
    pointsText,
    refusalText,
} from "@pos_loyalty_membership/app/utils/points_words";

/**
 * Uses points on an order: what is possible, what it costs and gives, and what is left.
 *
 * The two fields are no inputs: keys come through PointsTyping, so that a scan can never
 * type into them. What the engine makes of a typed value is what the button redeems.
 */
export class PointsDialog extends Component {
    static template = "pos_loyalty_membership.PointsDialog";
    static components = { Dialog, Numpad, PointsCouponField, PointsReserved };
    static props = { orderUuid: String, close: Function };

    setup() {
        this.pos = usePos();
        this.field = useRef("field");
        this.state = useState({
            programId: 0,
            way: "",
            active: "points",
            typed: "",
            changing: "",
            busy: false,
            error: "",
        });
        this.typing = new PointsTyping({
            onKey: (key) => this.type(key),
            onEnter: () => this.redeem(),
            onScan: (code) => this.pos.barcodeReader?.scan(code),
        });
        useExternalListener(window, "keydown", this.onKeydown.bind(this), { capture: true });
        this.pos.points.dialogOpen = true;
        onMounted(() => this.focusField());
        onWillUnmount(() => {
            this.typing.stop();
            this.pos.points.dialogOpen = false;
        });
    }

    onKeydown(ev) {
        // Another dialog lies on top of this one, or nothing can be typed here.
        if (!this.env.dialogData.isActive || ev.target?.closest?.(".o_points_coupon_code")) {
            return;
        }
        if (this.typing.handle(ev)) {
            ev.preventDefault();
            ev.stopImmediatePropagation();
        }
    }

    /** Enter on the field redeems; on the button that was just used it would use it again. */
    focusField() {
        this.field.el?.focus({ preventScroll: true });
    }

    // ------------------------------------------------------------ what is shown

    get order() {
        return this.pos.models["pos.order"].getBy("uuid", this.props.orderUuid);
    }

    get partner() {
        return this.order?.partner_id;
    }

    get title() {
        return this.partner?.name || _t("Points");
    }

    /** Programs the member can use points of: [{program, account}]. */
    get programs() {
        return this.pos.points.getQuotes(this.order).filter(({ account }) => account);
    }

    get current() {
        const programs = this.programs;
        return programs.find(({ program }) => program.id === this.state.programId) || programs[0];
    }

    /** Why points can not be used at all right now, with what to do next; or null. */
    get obstacle() {
        if (!this.partner) {
            const action = { label: _t("Select a member"), run: () => this.selectMember() };
            return { text: _t("Select a member to use points."), action };
        }
        const member = this.pos.points.getMember(this.order);
        const again = {
            label: _t("Try again"),
            run: () => this.pos.points.fetchMember(this.partner.id),
        };
        if (member?.loading && !member.accounts) {
            return { text: _t("Reading points…"), busy: true };
        }
        if (!member || this.pos.points.isStale(this.order)) {
            return { text: this.silenceText, action: again };
        }
        if (!this.current) {
            return { text: _t("%s is not a member of a program here.", this.partner.name) };
        }
        return null;
    }

    /** Nobody answers: what that means for this order. */
    get silenceText() {
        const { offline } = this.pos.data.network;
        if (offline && this.existing.length) {
            return reservedText();
        }
        return offline ? offlineText() : silentText();
    }

    get balance() {
        const { program, account } = this.current;
        return pointsText(program, account.available);
    }

    get remarks() {
        const { program, account } = this.current;
        return accountRemarks(account, program);
    }

    /** The uuid of the redemption that is changed, as long as the order has it. */
    get changing() {
        const redemptions = this.order.getPointsRedemptions();
        return redemptions.some(({ uuid }) => uuid === this.state.changing)
            ? this.state.changing
            : "";
    }

    /** Redemptions already on the order. */
    get existing() {
        return this.order.getPointsRedemptions().map(({ uuid, money }) => {
            const [line] = this.order.getPointsLines(uuid);
            const amount = moneyText(money, this.order.currency);
            return { uuid, text: `${line?.full_product_name || ""}  −${amount}` };
        });
    }

    /** Ways to use points, possible ones first, each with what it gives or why not. */
    get options() {
        return describeOptions(this.pos.points, this.order, this.current.program, this.changing);
    }

    get selected() {
        const possible = this.options.filter(({ maximum }) => maximum);
        return possible.find(({ key }) => key === this.state.way) || possible[0];
    }

    /** Whether a way leaves nothing to type: it takes what it takes. */
    isFixed({ rule }) {
        return rule.kind === "percent" || rule.everything;
    }

    /** The pad; whole points have no decimal point. */
    get padButtons() {
        const point = { value: DECIMAL.value, class: DECIMAL.class, disabled: !this.decimals };
        return getButtons([point, ZERO, BACKSPACE]);
    }

    /** Decimals of the number that is typed. */
    get decimals() {
        return this.state.active === "money"
            ? this.order.currency.decimal_places
            : this.current.program.decimals;
    }

    /** What the engine makes of the typed value: a Redemption, a Refusal, or null. */
    get quote() {
        const selected = this.selected;
        if (selected && this.isFixed(selected)) {
            return selected.maximum;
        }
        const value = this.typedValue;
        if (!selected || !value) {
            return null;
        }
        const { program } = this.current;
        const { points } = this.pos;
        const redeem = this.state.active === "money" ? redeem_money : redeem_points;
        return redeem(
            points.getBasket(this.order, program),
            points.engine[program.id],
            selected.rule,
            points.getEngineMember(this.order, program.id, this.changing),
            value,
            this.changing,
            selected.productId
        );
    }

    /** The typed number in the engine's units: hundredths of points, or units of money. */
    get typedValue() {
        const number = this.state.typed ? parseFloat(this.state.typed) : 0;
        return this.state.active === "money"
            ? toMinor(number, this.order.currency.rounding)
            : Math.round(number * 100);
    }

    /** Both fields and everything said below them, computed once per rendering. */
    get form() {
        const selected = this.selected;
        if (!selected) {
            return null;
        }
        const { program } = this.current;
        const currency = this.order.currency;
        const quote = this.quote;
        const good = quote && !is_refusal(quote);
        const texts = {
            points: good ? pointsNumber(program, quote.points) : "",
            money: good ? moneyText(quote.money, currency) : "",
        };
        const correction = good ? correctionText(quote, program, currency) : "";
        return {
            isFixed: this.isFixed(selected),
            pointName: `\u00a0${program.point_name}`,
            points: this.state.active === "points" ? this.state.typed : texts.points,
            money: this.state.active === "money" ? this.state.typed : texts.money,
            maximum: _t("Max %s", pointsNumber(program, selected.maximum.points)),
            refusal: quote && !good ? refusalText(quote, program, currency) : "",
            correction: correction && `${correction} ${texts.points} = ${texts.money}`,
            after: good ? this.afterText(quote) : "",
            redeem: good ? _t("Redeem %s", texts.money) : _t("Redeem"),
            quote: good ? quote : null,
        };
    }

    /** "After this order: 740 pts (+3), 3.25 to pay". */
    afterText(quote) {
        const { program, account } = this.current;
        const order = this.order;
        const changed = order.getPointsRedemptions().find(({ uuid }) => uuid === this.changing);
        const left = account.available + (changed?.points || 0) - quote.points;
        const total = toMinor(order.priceIncl, order.currency.rounding);
        const { rule, productId } = this.selected;
        const wish = { rule, quote, productId, changed: this.changing };
        const earned = this.pos.points.getEarningAfter(order, program, wish);
        return _t("After this order: %(left)s (+%(earned)s), %(due)s to pay", {
            left: pointsText(program, left),
            earned: pointsNumber(program, earned),
            due: moneyText(total + (changed?.money || 0) - quote.money, order.currency),
        });
    }

    // ------------------------------------------------------------ what is done

    async selectMember() {
        await this.pos.selectPartner(this.order);
    }

    selectProgram(programId) {
        Object.assign(this.state, { programId, way: "", typed: "", changing: "", error: "" });
    }

    /** Chooses a way; where units are bought, one unit is what most people want. */
    selectWay(key) {
        Object.assign(this.state, { way: key, active: "points", typed: "", error: "" });
        const { price, maximum } = this.selected;
        if (price) {
            this.state.typed = this.plain("points", {
                points: Math.min(price, maximum.points),
            });
            this.fresh = true;
        }
    }

    /** Makes a field the one that is typed into; it shows the value as corrected. */
    activate(active) {
        const quote = this.form?.quote;
        this.state.typed = quote ? this.plain(active, quote) : "";
        this.state.active = active;
        this.fresh = true;
    }

    /** A value of a quote as somebody would type it: no thousands, local decimal point. */
    plain(field, quote) {
        const { program } = this.current;
        const currency = this.order.currency;
        const text =
            field === "points"
                ? (quote.points / 100).toFixed(program.decimals)
                : fromMinor(quote.money, currency).toFixed(currency.decimal_places);
        return text.replace(".", localization.decimalPoint);
    }

    maximum() {
        this.state.active = "points";
        this.state.typed = this.plain("points", this.selected.maximum);
        this.fresh = true;
    }

    /** One key of the pad or the keyboard. */
    type(key) {
        const selected = this.obstacle ? null : this.selected;
        if (this.state.busy || !selected || this.isFixed(selected)) {
            return;
        }
        const typed = this.fresh && key !== "Backspace" ? "" : this.state.typed;
        const next = numberAfterKey(typed, key, this.decimals);
        if (next !== null) {
            Object.assign(this.state, { typed: next, error: "" });
            this.fresh = false;
        }
    }

    async redeem() {
        const form = this.obstacle ? null : this.form;
        if (!form?.quote || this.state.busy) {
            return;
        }
        const { points, money } = form.quote;
        const wish = {
            programId: this.current.program.id,
            ruleId: this.selected.rule.id,
            productId: this.selected.productId,
            points,
            money,
        };
        Object.assign(this.state, { busy: true, error: "" });
        const { redemptions } = this.pos.points;
        const result = await redemptions.redeem(this.order, wish, this.changing);
        this.state.busy = false;
        if (result.ok) {
            this.props.close();
        } else {
            this.state.error = result.message;
        }
    }

    change(uuid) {
        const redemption = this.order.getPointsRedemptions().find((each) => each.uuid === uuid);
        const { programId, ruleId, productId } = redemption;
        Object.assign(this.state, {
            programId,
            way: `${ruleId}:${productId || 0}`,
            changing: uuid,
            active: "points",
            error: "",
        });
        this.state.typed = this.plain("points", redemption);
        this.fresh = true;
        this.focusField();
    }

    remove(uuid) {
        this.pos.points.redemptions.remove(this.order, uuid);
        if (this.state.changing === uuid) {
            Object.assign(this.state, { changing: "", typed: "" });
        }
    }
}

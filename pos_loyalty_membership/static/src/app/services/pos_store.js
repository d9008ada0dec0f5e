import { PosStore } from "@point_of_sale/app/services/pos_store";
import { ask } from "@point_of_sale/app/utils/make_awaitable_dialog";
import { _t } from "@web/core/l10n/translation";
import { patch } from "@web/core/utils/patch";
import { PointsService } from "@pos_loyalty_membership/app/services/points_service";

patch(PosStore.prototype, {
    async setup() {
        await super.setup(...arguments);
        this.points = new PointsService(this);
        this.points.start();
    },
    setOrder() {
        const result = super.setOrder(...arguments);
        this.points?.onSelection();
        return result;
    },
    /** Not every change of order goes through `setOrder`: the rest of a split bill does not. */
    navigate() {
        const result = super.navigate(...arguments);
        this.points?.onSelection();
        return result;
    },
    async selectPricelist() {
        const state = this.getOrder().uiState.points;
        state.pricelistByHand = Boolean(this.points?.benefits.hasPricelists);
        return super.selectPricelist(...arguments);
    },
    /** A line that was just added gets what the tier gives before it is compared with others. */
    tryMergeOrderline(order) {
        this.points?.benefits.apply(order);
        return super.tryMergeOrderline(...arguments);
    },
    async pay() {
        const order = this.getOrder();
        this.points?.benefits.apply(order);
        await this.points?.redemptions.settlePending(order);
        if (await this.askForPointsMember(order)) {
            return super.pay(...arguments);
        }
    },
    /** Paid with one tap, without the payment screen: asked as well. */
    async validateOrderFast() {
        const order = this.getOrder();
        const hadMember = Boolean(order.partner_id);
        if (!(await this.askForPointsMember(order))) {
            return;
        }
        if (!hadMember && order.partner_id) {
            // No later screen shows what the member's tier takes off: it is known first.
            await this.points.fetchMember(order.partner_id.id);
        }
        return super.validateOrderFast(...arguments);
    },
    /**
     * Where the till always asks: who the member is, before payment, with a way out.
     *
     * @returns {Promise<boolean>} whether the payment goes on
     */
    async askForPointsMember(order) {
        const asks = this.config.points_ask === "always" && order.canPay();
        if (!asks || !this.points?.membership.isWanted(order)) {
            return true;
        }
        const isMember = await ask(this.dialog, {
            title: _t("Is the customer a member?"),
            body: _t("Find the member by phone number, name, e-mail or card, or enrol a new one."),
            confirmLabel: _t("Find or enrol"),
            cancelLabel: _t("No thanks"),
        });
        if (!isMember) {
            order.uiState.points.declined = true;
            return true;
        }
        return Boolean(await this.selectPartner(order));
    },
    /** The server has answered: it is told of reservations that were given up before. */
    postSyncAllOrders() {
        this.points?.redemptions.releaseLeftovers();
        return super.postSyncAllOrders(...arguments);
    },
    /**
     * pos_restaurant: goods move to the order of another table. Points were reserved for the one
     * they leave, so they stay behind, and are given back when it is deleted.
     */
    async mergeOrders(source) {
        const lines = source.getPointsLines();
        if (lines.length) {
            lines.forEach((line) => line.delete());
            this.notification.add(
                _t("The orders were joined: the points used on the one that moved were given back.")
            );
        }
        return super.mergeOrders(...arguments);
    },
    async _onBeforeDeleteOrder(order) {
        const proceed = await super._onBeforeDeleteOrder(...arguments);
        if (proceed && this.points?.redemptions.isTouched(order)) {
            // Not awaited: an order can be given up without the server; the hold times out.
            this.points?.redemptions.release(order);
        }
        return proceed;
    },
});

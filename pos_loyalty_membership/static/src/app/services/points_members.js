/**
 * Members at the till: found by a card, a number or an address, or enrolled in one step.
 *
 * The server knows who is known; nothing here makes a contact.
 */
import { _t } from "@web/core/l10n/translation";
import { ConnectionLostError } from "@web/core/network/rpc";

export class PointsMembers {
    constructor(points) {
        this.points = points;
    }

    get pos() {
        return this.points.pos;
    }

    /**
     * Who a card number, phone number or e-mail address names.
     *
     * @returns {Promise<Object>} {partner} or {new: {kind, value}}; {offline: true} without
     *   an answer
     */
    async find(text) {
        try {
            const answer = await this.points.call("find_member", text);
            return answer.partner_id
                ? { partner: await this.load(answer.partner_id) }
                : { new: answer.new };
        } catch (error) {
            this.points.warnUnlessOffline(error);
            return { offline: true };
        }
    }

    /**
     * Makes somebody a member of this till's programs.
     *
     * @returns {Promise<Object>} {partner, created} or {message} in words
     */
    async enrol(text, name = "") {
        const answer = await this.ask("enrol", { text, name });
        if (!answer.ok) {
            return answer;
        }
        return { partner: await this.load(answer.partner_id), created: answer.created };
    }

    /** Whether an order should have a member and nobody said no yet. */
    isWanted(order) {
        return Boolean(
            this.points.active &&
            ["remind", "always"].includes(this.pos.config.points_ask) &&
            order?.lines.length &&
            !order.partner_id &&
            !order.isRefund &&
            !order.uiState.points.declined
        );
    }

    /** Gives a card to a member: {ok: true} or {message} in words. */
    linkCard(partner, number) {
        return this.ask("link_card", partner.id, number);
    }

    async ask(method, ...args) {
        try {
            return await this.points.call(method, ...args);
        } catch (error) {
            const message =
                error instanceof ConnectionLostError
                    ? _t("Members can be enrolled when the connection is back.")
                    : error.data?.message || error.message;
            return { ok: false, message };
        }
    }

    /** The contact as the till keeps it, read first where it was not loaded. */
    async load(partnerId) {
        const known = this.pos.models["res.partner"].get(partnerId);
        if (known) {
            return known;
        }
        const domain = [["id", "=", partnerId]];
        const loaded = await this.pos.data.callRelated("res.partner", "get_new_partner", [
            this.pos.config.id,
            domain,
            0,
        ]);
        return loaded["res.partner"][0];
    }
}

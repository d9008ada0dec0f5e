/**
 * Tiers that the member of an order can choose: asked, chosen, and taken back.
 *
 * The server decides; nothing here throws.
 */
import { _t } from "@web/core/l10n/translation";
import { RepeatedRequests, failure } from "@pos_loyalty_membership/app/utils/points_unanswered";
import { tierLook } from "@pos_loyalty_membership/app/utils/points_tiers";

const texts = () => ({
    offline: _t("Tiers can be chosen when the connection is back."),
    unanswered: _t("No answer from the server. Try again."),
});

export class PointsTierChoices {
    constructor(points) {
        this.points = points;
        // By contact, what was chosen and paid for at this till: {uuid, programId, tierId}.
        this.paid = {};
        this.requests = new RepeatedRequests();
    }

    /** Every tier as the member finds it: {choices} by program id, or {message} in words. */
    async read(order) {
        try {
            return { choices: await this.points.call("get_tiers", order.partner_id.id) };
        } catch (error) {
            const wasOffline = this.points.pos.data.network.offline;
            return { message: failure(error, wasOffline, texts()).message };
        }
    }

    /** Lets the member join a tier: {} or {message} in words. */
    async choose(order, programId, tierId, isPaid) {
        const key = JSON.stringify([order.partner_id.id, programId, tierId]);
        const uuid = this.requests.uuidOf(key);
        const answer = await this.send(order, "choose_tier", { uuid, programId, tierId });
        if (!answer.unsure) {
            this.requests.answered(key);
        }
        if (answer.ok && isPaid) {
            this.paid[order.partner_id.id] = { uuid, programId, tierId };
        }
        return answer;
    }

    /** What can be taken back here: {name}; undefined where nothing was paid for. */
    getUndo(order) {
        const paid = this.paid[order.partner_id?.id];
        const program = paid && this.points.getProgram(paid.programId);
        return program && (tierLook(program, paid.tierId) || undefined);
    }

    /** Takes back the choice that was paid for here: {} or {message} in words. */
    async takeBack(order) {
        const partnerId = order.partner_id.id;
        const answer = await this.send(order, "cancel_tier", this.paid[partnerId]);
        if (answer.ok) {
            delete this.paid[partnerId];
        }
        return answer;
    }

    async send(order, method, { uuid, programId, tierId }) {
        const partnerId = order.partner_id.id;
        const request = { uuid, partner_id: partnerId, program_id: programId, tier_id: tierId };
        const wasOffline = this.points.pos.data.network.offline;
        try {
            const answer = await this.points.call(method, request);
            this.points.receiveAccounts(partnerId, [answer.account]);
            await this.points.redemptions.reconcileAll();
            return answer;
        } catch (error) {
            return failure(error, wasOffline, texts());
        }
    }
}

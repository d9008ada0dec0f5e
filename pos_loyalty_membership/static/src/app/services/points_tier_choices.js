/**
 * Tiers that the member of an order can choose: asked, chosen, and taken back.
 *
 * The server decides; nothing here throws.
 */
import { _t } from "@web/core/l10n/translation";
import { ConnectionLostError } from "@web/core/network/rpc";
import { uuidv4 } from "@point_of_sale/utils";
import { tierLook } from "@pos_loyalty_membership/app/utils/points_tiers";

export class PointsTierChoices {
    constructor(points) {
        this.points = points;
        // By contact, what was chosen and paid for at this till: {uuid, programId, tierId}.
        this.paid = {};
    }

    /** Every tier as the member finds it: {choices} by program id, or {message} in words. */
    async read(order) {
        try {
            return { choices: await this.points.call("get_tiers", order.partner_id.id) };
        } catch (error) {
            return { message: this.failure(error) };
        }
    }

    /** Lets the member join a tier: {} or {message} in words. */
    async choose(order, programId, tierId, isPaid) {
        const uuid = uuidv4();
        const answer = await this.send(order, "choose_tier", { uuid, programId, tierId });
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
        try {
            const answer = await this.points.call(method, request);
            this.points.receiveAccounts(partnerId, [answer.account]);
            await this.points.redemptions.reconcileAll();
            return answer;
        } catch (error) {
            return { ok: false, message: this.failure(error) };
        }
    }

    failure(error) {
        return error instanceof ConnectionLostError
            ? _t("Tiers can be chosen when the connection is back.")
            : error.data?.message || error.message;
    }
}

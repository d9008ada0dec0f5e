/**
 * Reservations of points at the server: made, renewed, given back.
 *
 * Nothing here throws: a lost connection or a refusal is an answer the cashier can read.
 */
import { _t } from "@web/core/l10n/translation";
import { ConnectionLostError } from "@web/core/network/rpc";
import { uuidv4 } from "@point_of_sale/utils";

export const offlineText = () =>
    _t("Points can be redeemed when the connection is back. This order still earns.");

export class PointsHolds {
    constructor(points) {
        this.points = points;
        // Holds given up while the server did not answer; told when it does.
        this.leftovers = [];
    }

    /**
     * Reserves points for an order under a new uuid.
     *
     * @param {PosOrder} order
     * @param {Object} wish {programId, ruleId, points, money}
     * @param {string} replaces uuid of the hold that this one takes the place of, or ""
     * @returns {Promise<Object>} {ok: true, uuid, points, money, expires_in}, or {ok: false,
     *   message} in words
     */
    async hold(order, { programId, ruleId, points, money }, replaces) {
        const request = {
            uuid: uuidv4(),
            replaces,
            partner_id: order.partner_id?.id,
            program_id: programId,
            rule_id: ruleId,
            order_uuid: order.uuid,
            sales_mode_id: order.preset_id?.id || 0,
            points,
            money,
        };
        try {
            const answer = await this.points.call("hold", request);
            this.points.receiveAccounts(request.partner_id, [answer.account]);
            return { ...answer, uuid: request.uuid };
        } catch (error) {
            // The answer may be lost after the points were reserved: give them back.
            this.leftovers.push(request.uuid);
            if (error instanceof ConnectionLostError) {
                return { ok: false, message: offlineText() };
            }
            return { ok: false, message: error.data?.message || error.message };
        }
    }

    /** Gives holds back; false if the server did not answer, which is tried again later. */
    async release(uuids, partnerId) {
        const all = [...this.leftovers, ...uuids];
        try {
            const answer = await this.points.call("release", all);
            this.leftovers = [];
            this.points.receiveAccounts(partnerId, answer?.accounts || []);
            return true;
        } catch (error) {
            this.leftovers = all;
            this.points.warnUnlessOffline(error);
            return false;
        }
    }

    async releaseLeftovers() {
        if (this.leftovers.length) {
            await this.release([]);
        }
    }

    /** Seconds to live per uuid after renewing; nothing for those that could not be. */
    async renew(uuids) {
        try {
            return await this.points.call("renew", uuids);
        } catch (error) {
            this.points.warnUnlessOffline(error);
            return {};
        }
    }
}

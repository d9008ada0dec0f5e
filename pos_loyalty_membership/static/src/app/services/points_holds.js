/**
 * Reservations of points at the server: made, renewed, given back.
 *
 * Nothing here throws: a lost connection or a refusal is an answer the cashier can read.
 */
import { browser } from "@web/core/browser/browser";
import { _t } from "@web/core/l10n/translation";
import { uuidv4 } from "@point_of_sale/utils";
import { failure } from "@pos_loyalty_membership/app/utils/points_unanswered";

// What the server takes in one call.
const TOLD_AT_ONCE = 100;

export const offlineText = () =>
    _t("Points can be redeemed when the connection is back. This order still earns.");

export const silentText = () =>
    _t("The server did not answer: points cannot be used yet. This order still earns.");

export const reservedText = () =>
    _t(
        "What is used on this order stays reserved and can be paid. It can be changed when the connection is back."
    );

/** Why an order loses its points, or its coupon, just before payment; `answer` of `renew`. */
export const lostWords = ({ unanswered }) =>
    unanswered
        ? {
              title: _t("Points not confirmed"),
              body: _t(
                  "The points or the coupon of this order had to be confirmed again, and the server did not answer: they were taken off. Check the amount, then continue."
              ),
          }
        : {
              title: _t("Points no longer reserved"),
              body: _t(
                  "The points used on this order could not be reserved any longer and were taken off. Check the amount, then continue."
              ),
          };

const texts = () => ({
    offline: offlineText(),
    unanswered: _t("No answer from the server: no points were used. Try again."),
});

export class PointsHolds {
    constructor(points) {
        this.points = points;
        this.storageKey = `points_leftovers_${points.pos.config.id}`;
        // Holds given up while the server did not answer; told when it does.
        this.leftovers = this.readLeftovers();
    }

    /**
     * Reserves points for an order under a new uuid.
     *
     * @param {PosOrder} order
     * @param {Object} wish {programId, ruleId, points, money}
     * @param {string} replaces uuid of the hold that this one takes the place of, or ""
     * @returns {Promise<Object>} {ok: true, uuid, points, money, expires_in}, or {ok: false,
     *   unsure, message} in words; see `failure`
     */
    async hold(order, { programId, ruleId, points, money }, replaces) {
        const request = {
            replaces,
            partner_id: order.partner_id?.id,
            program_id: programId,
            rule_id: ruleId,
            order_uuid: order.uuid,
            sales_mode_id: order.preset_id?.id || 0,
            points,
            money,
        };
        const answer = await this.reserve("hold", request, texts());
        this.points.receiveAccounts(request.partner_id, [answer.account]);
        return answer;
    }

    /**
     * Asks for a reservation under a new uuid. One whose answer was lost before is given back
     * first: it would stand in the way of this one.
     *
     * @param {string} method of `points.till`
     * @param {Object} request without its uuid
     * @param {{offline: string, unanswered: string}} words see `failure`
     * @returns {Promise<Object>} the server's answer with the uuid, or {ok: false, unsure, message}
     */
    async reserve(method, request, words) {
        await this.releaseLeftovers();
        const uuid = uuidv4();
        const wasOffline = this.points.pos.data.network.offline;
        try {
            return { ...(await this.points.call(method, { ...request, uuid })), uuid };
        } catch (error) {
            // The answer may be lost after the points were reserved: give them back.
            this.keepLeftovers([...this.leftovers, ...(wasOffline ? [] : [uuid])]);
            return failure(error, wasOffline, words);
        }
    }

    /** Gives holds back; false if the server did not answer, which is tried again later. */
    async release(uuids, partnerId) {
        this.keepLeftovers([...this.leftovers, ...uuids]);
        try {
            while (this.leftovers.length) {
                const told = this.leftovers.slice(0, TOLD_AT_ONCE);
                const answer = await this.points.call("release", told);
                this.keepLeftovers(this.leftovers.filter((uuid) => !told.includes(uuid)));
                this.points.receiveAccounts(partnerId, answer?.accounts || []);
            }
            return true;
        } catch (error) {
            this.points.warnUnlessOffline(error);
            return false;
        }
    }

    async releaseLeftovers() {
        if (this.leftovers.length) {
            await this.release([]);
        }
    }

    /**
     * Seconds to live per uuid after renewing; nothing for those that could not be.
     * `unanswered` is true where nobody said.
     */
    async renew(uuids) {
        try {
            return await this.points.call("renew", uuids);
        } catch (error) {
            this.points.warnUnlessOffline(error);
            return { unanswered: true };
        }
    }

    // ------------------------------------------- kept while the page is loaded again

    readLeftovers() {
        return JSON.parse(browser.localStorage.getItem(this.storageKey) || "[]");
    }

    keepLeftovers(uuids) {
        this.leftovers = uuids;
        if (uuids.length) {
            browser.localStorage.setItem(this.storageKey, JSON.stringify(uuids));
        } else {
            browser.localStorage.removeItem(this.storageKey);
        }
    }
}

/**
 * Points used on open orders: reserved at the server first, then discount lines.
 *
 * The state of an order is `uiState.points.redemptions`; its tagged lines and the server's
 * holds are kept in step with it. Everything runs one after the other, so that two quick
 * changes never overtake each other.
 */
import { markRaw } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { Mutex } from "@web/core/utils/concurrency";
import { AlertDialog } from "@web/core/confirmation_dialog/confirmation_dialog";
import { Basket } from "@pos_loyalty_membership/engine/values";
import { PointsCoupons } from "@pos_loyalty_membership/app/services/points_coupons";
import { PointsHolds, lostWords } from "@pos_loyalty_membership/app/services/points_holds";
import { PointsPending } from "@pos_loyalty_membership/app/services/points_pending";
import {
    areDiscountLinesCurrent,
    discountLineValues,
    discountedMoney,
    writeDiscountLines,
} from "@pos_loyalty_membership/app/utils/points_discount_lines";
import { writeWithheldLines } from "@pos_loyalty_membership/app/utils/points_withheld";
import {
    moneyText,
    pointsText,
    redemptionName,
    refusalText,
} from "@pos_loyalty_membership/app/utils/points_words";

// A hold with less than this left is renewed before money changes hands.
const RENEW_BELOW = 5 * 60 * 1000;

export class PointsRedemptions {
    constructor(points) {
        this.points = points;
        this.mutex = markRaw(new Mutex());
        this.holds = new PointsHolds(points);
        this.coupons = new PointsCoupons(points, this);
        // Tagged lines without state whose hold was looked for once.
        this.lookedFor = markRaw(new Set());
        this.pending = markRaw(new PointsPending());
    }

    get pos() {
        return this.points.pos;
    }

    // ------------------------------------------------------------ by the cashier

    /**
     * Uses points on an order: reserves them, then writes the discount lines.
     *
     * @param {PosOrder} order
     * @param {Object} wish {programId, ruleId, productId, points, money} as quoted by the
     *   engine; productId 0 where the rule's products have one price
     * @param {string} replaces uuid of the redemption that is changed, or ""
     * @returns {Promise<Object>} {ok: true, uuid} or {ok: false, message}; never throws
     */
    redeem(order, wish, replaces = "") {
        return this.pending.watch(order, (attempt) =>
            this.mutex.exec(async () => {
                const answer = await this._redeem(order, wish, replaces, attempt);
                return answer.unsure && replaces ? this._takeOffUnsure(order, replaces) : answer;
            })
        );
    }

    /** Before payment: a reservation that is on its way arrives, or is given back. */
    async settlePending(order) {
        if (!(await this.pending.settle(order))) {
            this._say(_t("No answer about the points: this order is paid without them."));
        }
    }

    /** Takes a redemption off the order at once, and gives its points back. */
    remove(order, uuid) {
        const redemption = order.getPointsRedemptions().find((each) => each.uuid === uuid);
        order.getPointsLines(uuid).forEach((line) => line.delete());
        return redemption && this.mutex.exec(() => this._forget(order, redemption));
    }

    /** Gives back all points of an order that is given up. */
    release(order) {
        return this.mutex.exec(async () => {
            for (const redemption of [...order.getPointsRedemptions()]) {
                await this._forget(order, redemption);
            }
            for (const coupon of [...order.getPointsCoupons()]) {
                await this.coupons.forget(order, coupon);
            }
        });
    }

    // --------------------------------------------------------------- by itself

    /** Brings every open order back in step: points used, and discounts that returns withhold. */
    reconcileAll() {
        this.points.benefits.applyAll();
        const open = this.pos.models["pos.order"].filter((order) => !order.finalized);
        open.forEach((order) => writeWithheldLines(this.points, order));
        const orders = open.filter((order) => this.isTouched(order));
        return this.mutex.exec(async () => {
            for (const order of orders) {
                await this._reconcile(order);
            }
        });
    }

    isTouched(order) {
        return (
            order.getPointsRedemptions().length > 0 ||
            order.getPointsCoupons().length > 0 ||
            order.getPointsLines().length > 0
        );
    }

    /**
     * The last check before money changes hands: the points still fit the order, and are
     * reserved long enough. One call if a hold must be renewed, else none.
     *
     * @returns {Promise<boolean>} false stops the payment; the cashier was told why
     */
    async confirmBeforePayment(order) {
        if (this.points.benefits.apply(order)) {
            this._say(_t("The member's tier has changed: check the amount, then continue."));
            return false;
        }
        if (writeWithheldLines(this.points, order)) {
            this._say(_t("The share of the discount was corrected: check the money to give back."));
            return false;
        }
        const before = discountedMoney(order, order.getPointsLines());
        await this.settlePending(order);
        if (!this.isTouched(order)) {
            return true;
        }
        return this.mutex.exec(async () => {
            await this._reconcile(order);
            const changed = before !== discountedMoney(order, order.getPointsLines());
            return !changed && (await this._renew(order));
        });
    }

    /** Tells the server of holds that were given up while it did not answer. */
    releaseLeftovers() {
        return this.holds.leftovers.length && this.mutex.exec(() => this.holds.releaseLeftovers());
    }

    // ------------------------------------------------------------- inside the lock

    async _redeem(order, wish, replaces, attempt = {}) {
        const partnerId = order.partner_id?.id;
        if (!this.points.productOf(this.points.getRule(wish.programId, wish.ruleId))) {
            const message = _t("The product for points is missing here. Reload the till.");
            return { ok: false, message };
        }
        const answer = await this.holds.hold(order, wish, replaces);
        if (!answer.ok) {
            return answer;
        }
        const redemption = this._received(order, wish, answer, partnerId);
        if (order.finalized || attempt.abandoned || order.partner_id?.id !== partnerId) {
            await this.holds.release([redemption.uuid], partnerId);
            return { ok: false, message: _t("The order has changed meanwhile.") };
        }
        if (replaces) {
            this._dropState(order, replaces);
        }
        order.uiState.points.redemptions.push(redemption);
        const lines = order.getPointsLines(replaces || redemption.uuid);
        if (!this._write(order, redemption, lines)) {
            await this._forget(order, redemption);
            return { ok: false, message: _t("These points do not fit the taxes of this order.") };
        }
        return { ok: true, uuid: redemption.uuid };
    }

    /** Nobody knows whether the change was made: what is not confirmed is not given. */
    async _takeOffUnsure(order, uuid) {
        const redemptions = order.getPointsRedemptions().filter((each) => each.uuid === uuid);
        await Promise.all(redemptions.map((each) => this._forget(order, each)));
        const message = _t("No answer from the server: these points are off the order. Try again.");
        return { ok: false, message };
    }

    /** A redemption as the order keeps it; `splitWith` tells a later splitting of the bill. */
    _received(order, wish, answer, partnerId) {
        return {
            uuid: answer.uuid,
            programId: wish.programId,
            ruleId: wish.ruleId,
            productId: wish.productId || 0,
            points: answer.points,
            money: answer.money,
            expiresAt: Date.now() + answer.expires_in * 1000,
            partnerId,
            splitWith: order.uiState.splittedOrderUuid || "",
        };
    }

    /** Writes the lines of a redemption; false if they would not be worth what was promised. */
    _write(order, redemption, lines) {
        const { programId, ruleId, points } = redemption;
        const program = this.points.getProgram(programId);
        const rule = this.points.getRule(programId, ruleId);
        const basket = this.points.getBasket(order, program);
        // Lines that still carry the uuid of the hold they had are ours to rewrite, too.
        const old = new Set(lines.map((line) => line.uuid));
        const others = basket.lines.filter((line) => !old.has(line.uuid));
        const rest = new Basket({ ...basket, lines: others });
        const values = discountLineValues(order, redemption, rest, {
            program: this.points.engine[programId],
            rule,
            product: this.points.productOf(rule),
        });
        const current = order.getPointsLines(redemption.uuid);
        if (!areDiscountLinesCurrent(current, values)) {
            const name = redemptionName(program, rule, points);
            writeDiscountLines(order, lines, values, name);
        }
        const written = order.getPointsLines(redemption.uuid);
        return discountedMoney(order, written) === redemption.money;
    }

    async _reconcile(order) {
        for (const redemption of [...order.getPointsRedemptions()]) {
            const program = this.points.getProgram(redemption.programId);
            if (redemption.partnerId !== order.partner_id?.id) {
                await this._forget(order, redemption);
                this._say(_t("Another customer: the points used on this order were given back."));
            } else if (redemption.splitWith !== (order.uiState.splittedOrderUuid || "")) {
                await this._forget(order, redemption);
                this._say(_t("The bill was split: the points used on it were given back."));
            } else if (!order.getPointsLines(redemption.uuid).length) {
                await this._forget(order, redemption);
            } else if (!program || !this.points.getRule(program.id, redemption.ruleId)) {
                await this._forget(order, redemption);
                this._say(_t("Points were taken off: the program has changed."));
            }
        }
        if (order.getPointsRedemptions().length) {
            await this._requote(order);
        }
        await this._recover(order);
        await this.coupons.reconcile(order);
    }

    /** The order changed: the points stay, become fewer, or leave; said in words. */
    async _requote(order) {
        for (const answer of this.points.requote(order)) {
            const redemption = order
                .getPointsRedemptions()
                .find(({ uuid }) => uuid === answer.hold_uuid);
            const program = this.points.getProgram(redemption.programId);
            const { redemption: quote, refusal } = answer;
            if (refusal) {
                await this._forget(order, redemption);
                this._say(
                    _t("%(points)s taken off the order. %(reason)s", {
                        points: pointsText(program, redemption.points),
                        reason: refusalText(refusal, program, order.currency),
                    })
                );
            } else if (quote.points !== redemption.points || quote.money !== redemption.money) {
                await this._lower(order, redemption, program, quote);
            } else if (!this._write(order, redemption, order.getPointsLines(redemption.uuid))) {
                await this._forget(order, redemption);
                this._say(_t("Points were taken off: they do not fit the taxes of this order."));
            }
        }
    }

    async _lower(order, redemption, program, quote) {
        const wish = { ...redemption, points: quote.points, money: quote.money };
        // At once on the screen, under the old hold, which covers more than this.
        this._write(
            order,
            { ...wish, uuid: redemption.uuid },
            order.getPointsLines(redemption.uuid)
        );
        const answer = await this._redeem(order, wish, redemption.uuid);
        if (!answer.ok) {
            await this._forget(order, redemption);
            this._say(_t("Points were taken off the order. %s", answer.message));
            return;
        }
        this._say(
            _t("The order has changed: it now uses %(points)s (−%(money)s).", {
                points: pointsText(program, quote.points),
                money: moneyText(quote.money, order.currency),
            })
        );
    }

    /** Lines tagged with a hold this device knows nothing of: the server says whose they are. */
    async _recover(order) {
        const known = order.getPointsRedemptions().map(({ uuid }) => uuid);
        const lines = order.getPointsLines().filter((line) => !this.coupons.isCouponLine(line));
        const uuids = new Set(lines.map((line) => line.points_hold_uuid));
        const orphans = [...uuids].filter((uuid) => !known.includes(uuid));
        const accounts = this.points.getMember(order)?.accounts;
        for (const uuid of orphans) {
            const found = this._findHold(accounts || [], uuid, order);
            if (found) {
                order.uiState.points.redemptions.push(found);
            } else if (order.partner_id && !this.lookedFor.has(uuid)) {
                this.lookedFor.add(uuid);
                this.points.fetchMember(order.partner_id.id);
            } else if (!order.partner_id || (accounts && !this.points.getMember(order).loading)) {
                order.getPointsLines(uuid).forEach((line) => line.delete());
                this._say(_t("Points on this order were no longer reserved and were taken off."));
            }
        }
    }

    _findHold(accounts, uuid, order) {
        for (const account of accounts) {
            const hold = account.holds?.find((each) => each.uuid === uuid);
            if (hold && hold.document_uuid === order.uuid) {
                const wish = {
                    programId: account.program_id,
                    ruleId: hold.rule_id,
                    productId: this._productOf(account.program_id, hold, order),
                };
                return this._received(order, wish, hold, order.partner_id.id);
            }
        }
    }

    /** The product that a reward at the products' own prices was for, else 0. */
    _productOf(programId, { uuid, rule_id }, order) {
        const rule = this.points.getRule(programId, rule_id);
        if (rule?.kind !== "product" || rule.points) {
            return 0;
        }
        const [target] = (order.getPointsLines(uuid)[0].points_target_uuids || "").split(",");
        return order.lines.find((line) => line.uuid === target)?.product_id.id || 0;
    }

    /** Takes a redemption off: its lines, its state, and its hold at the server. */
    async _forget(order, redemption) {
        order.getPointsLines(redemption.uuid).forEach((line) => line.delete());
        if (!this._dropState(order, redemption.uuid)) {
            return;
        }
        if (!(await this.holds.release([redemption.uuid], redemption.partnerId))) {
            this._giveBackHere(redemption);
        }
    }

    /** Nobody answers: the points are free for this order again, as far as the till can tell. */
    _giveBackHere(redemption) {
        const accounts = this.points.members[redemption.partnerId]?.accounts;
        const account = accounts?.find((each) => each.program_id === redemption.programId);
        if (account) {
            account.available += redemption.points;
        }
    }

    _dropState(order, uuid) {
        const redemptions = order.uiState.points.redemptions;
        const index = redemptions.findIndex((each) => each.uuid === uuid);
        return index >= 0 && redemptions.splice(index, 1);
    }

    /** Renews holds that are about to time out; false when one could not be. */
    async _renew(order) {
        const coupons = order.getPointsCoupons();
        const soon = [...order.getPointsRedemptions(), ...coupons].filter(
            ({ expiresAt }) => expiresAt - Date.now() < RENEW_BELOW
        );
        if (!soon.length) {
            return true;
        }
        const answer = await this.holds.renew(soon.map(({ uuid }) => uuid));
        const lost = soon.filter(({ uuid }) => !answer[uuid]);
        for (const redemption of soon) {
            redemption.expiresAt = Date.now() + (answer[redemption.uuid] || 0) * 1000;
        }
        for (const redemption of lost) {
            if (coupons.includes(redemption)) {
                await this.coupons.forget(order, redemption);
            } else {
                await this._forget(order, redemption);
            }
        }
        if (lost.length) {
            this.pos.dialog.add(AlertDialog, lostWords(answer));
        }
        return !lost.length;
    }

    _say(message) {
        this.pos.notification.add(message, { type: "warning" });
    }
}

/**
 * Coupons on open orders: found by their code at the server, their money reserved there, then
 * discount lines like those of points.
 *
 * The state of an order is `uiState.points.coupons`: [{uuid, programId, tail, name, money, left,
 * memberId, partnerId, splitWith, expiresAt}] in units of the currency; the code itself is not
 * kept. Runs inside the lock of `points_redemptions.js`.
 */
import { _t } from "@web/core/l10n/translation";
import { COUPON, requote_coupons, use_coupon } from "@pos_loyalty_membership/engine/coupons";
import { Basket, CouponUse, MAX_AMOUNT, is_refusal } from "@pos_loyalty_membership/engine/values";
import {
    areDiscountLinesCurrent,
    discountLineValues,
    discountedMoney,
    writeDiscountLines,
} from "@pos_loyalty_membership/app/utils/points_discount_lines";
import { moneyText } from "@pos_loyalty_membership/app/utils/points_words";

const texts = () => ({
    offline: _t("Coupons can be used when the connection is back: the server keeps what is left."),
    unanswered: _t("No answer from the server: the coupon was not used. Try again."),
});

// A basket of coupons needs a program only to count earnings, which no coupon asks for.
const ANY_PROGRAM = { earn_basis: "tax_included", tz: "utc", day_starts_at: 0 };

export class PointsCoupons {
    constructor(points, redemptions) {
        this.points = points;
        this.redemptions = redemptions;
        // Orders begun elsewhere, whose reservations were looked for once.
        this.lookedFor = new Set();
    }

    /** Whether coupons can be used at this till at all. */
    get active() {
        return Boolean(this.points.rules.coupons);
    }

    /**
     * Uses a coupon on an order: as much of it as the order takes.
     *
     * @param {PosOrder} order
     * @param {string} code as typed or scanned
     * @returns {Promise<Object>} {ok: true, coupon} or {ok: false, message}; never throws
     */
    use(order, code) {
        return this.redemptions.mutex.exec(() => this._use(order, code));
    }

    /** Takes a coupon off the order at once, and its money back to the coupon. */
    remove(order, uuid) {
        const coupon = order.getPointsCoupons().find((each) => each.uuid === uuid);
        order.getPointsLines(uuid).forEach((line) => line.delete());
        return coupon && this.redemptions.mutex.exec(() => this.forget(order, coupon));
    }

    // ------------------------------------------------------------- inside the lock

    async _use(order, code) {
        if (!this.product) {
            return this._refused(_t("The product for coupons is missing here. Reload the till."));
        }
        const quote = use_coupon(this._basket(order), MAX_AMOUNT);
        if (is_refusal(quote)) {
            return this._refused(_t("Nothing on this order can be paid with a coupon."));
        }
        const partnerId = order.partner_id?.id;
        const answer = await this._hold(order, { code, replaces: "", money: quote.money });
        if (!answer.ok) {
            return answer;
        }
        const coupon = this._received(order, answer);
        if (order.finalized || order.partner_id?.id !== partnerId) {
            await this.redemptions.holds.release([coupon.uuid]);
            return this._refused(_t("The order has changed meanwhile."));
        }
        order.uiState.points.coupons.push(coupon);
        if (!this._write(order, coupon, [])) {
            await this.forget(order, coupon);
            return this._refused(_t("This coupon does not fit the taxes of this order."));
        }
        return { ok: true, coupon };
    }

    /** Brings the coupons of an order back in step with what it allows. */
    async reconcile(order) {
        await this._recover(order);
        for (const coupon of [...order.getPointsCoupons()]) {
            if (!order.getPointsLines(coupon.uuid).length) {
                await this.forget(order, coupon);
            } else if (coupon.memberId && coupon.partnerId !== order.partner_id?.id) {
                await this.forget(order, coupon);
                this._say(_t("Another customer: the coupon was taken off the order."));
            } else if (coupon.splitWith !== (order.uiState.splittedOrderUuid || "")) {
                await this.forget(order, coupon);
                this._say(_t("The bill was split: the coupon was taken off the order."));
            }
        }
        const coupons = [...order.getPointsCoupons()];
        const uses = coupons.map(
            ({ uuid, programId, money }) =>
                new CouponUse({ hold_uuid: uuid, program_id: programId, money })
        );
        for (const [index, answer] of requote_coupons(this._basket(order), uses).entries()) {
            await this._follow(order, coupons[index], answer);
        }
    }

    /** The order changed: the coupon stays, gives less, or leaves; said in words. */
    async _follow(order, coupon, { redemption, refusal }) {
        if (refusal) {
            await this.forget(order, coupon);
            this._say(_t("The coupon was taken off: nothing is left to pay with it."));
        } else if (redemption.money !== coupon.money) {
            await this._lower(order, coupon, redemption.money);
        } else if (!this._write(order, coupon, order.getPointsLines(coupon.uuid))) {
            await this.forget(order, coupon);
            this._say(_t("The coupon was taken off: it does not fit the taxes of this order."));
        }
    }

    async _lower(order, coupon, money) {
        // At once on the screen, under the old hold, which covers more than this.
        this._write(order, { ...coupon, money }, order.getPointsLines(coupon.uuid));
        const answer = await this._hold(order, { code: "", replaces: coupon.uuid, money });
        if (!answer.ok) {
            await this.forget(order, coupon);
            this._say(_t("The coupon was taken off the order. %s", answer.message));
            return;
        }
        const lines = order.getPointsLines(coupon.uuid);
        Object.assign(coupon, this._received(order, answer));
        this._write(order, coupon, lines);
        const shown = moneyText(money, order.currency);
        this._say(_t("The order has changed: the coupon now pays %s.", shown));
    }

    /** Reservations of coupons whose lines another device made: the server knows them. */
    async _recover(order) {
        const known = order.getPointsCoupons().map(({ uuid }) => uuid);
        const orphans = order
            .getPointsLines()
            .filter((line) => this.isCouponLine(line) && !known.includes(line.points_hold_uuid));
        if (!orphans.length || this.lookedFor.has(order.uuid)) {
            return;
        }
        try {
            const answers = await this.points.call("get_coupon_holds", order.uuid);
            this.lookedFor.add(order.uuid);
            const wanted = orphans.map((line) => line.points_hold_uuid);
            const found = answers.filter(({ uuid }) => wanted.includes(uuid));
            order.uiState.points.coupons.push(
                ...found.map((answer) => this._received(order, answer))
            );
            const uuids = found.map(({ uuid }) => uuid);
            for (const line of orphans.filter((each) => !uuids.includes(each.points_hold_uuid))) {
                line.delete();
                this._say(_t("A coupon on this order was no longer reserved and was taken off."));
            }
        } catch (error) {
            this.points.warnUnlessOffline(error);
        }
    }

    /** Takes a coupon off: its lines, its state, and its hold at the server. */
    async forget(order, coupon) {
        order.getPointsLines(coupon.uuid).forEach((line) => line.delete());
        const coupons = order.uiState.points.coupons;
        const index = coupons.findIndex(({ uuid }) => uuid === coupon.uuid);
        if (index >= 0) {
            coupons.splice(index, 1);
            await this.redemptions.holds.release([coupon.uuid]);
        }
    }

    // ------------------------------------------------------------------- the server

    async _hold(order, { code, replaces, money }) {
        const request = {
            replaces,
            code: code.trim().slice(0, 64),
            partner_id: typeof order.partner_id?.id === "number" ? order.partner_id.id : 0,
            order_uuid: order.uuid,
            money,
        };
        return this.redemptions.holds.reserve("hold_coupon", request, texts());
    }

    _received(order, answer) {
        return {
            uuid: answer.uuid,
            programId: answer.program_id,
            tail: answer.name,
            name: _t("Coupon …%s", answer.name),
            money: answer.money,
            left: answer.left,
            memberId: answer.partner_id,
            partnerId: order.partner_id?.id,
            splitWith: order.uiState.splittedOrderUuid || "",
            expiresAt: Date.now() + answer.expires_in * 1000,
        };
    }

    // -------------------------------------------------------------------- the lines

    /** Whether a line of a redemption is a coupon's, going by its product. */
    isCouponLine(line) {
        return line.isPointsLine() && line.product_id.id === this.points.rules.coupon_product_id;
    }

    get product() {
        return this.points.pos.models["product.product"].get(this.points.rules.coupon_product_id);
    }

    _basket(order) {
        return this.points.getBasket(order, this.points.rules.programs[0] || ANY_PROGRAM);
    }

    /** Writes the lines of a coupon; false if they would not be worth what was reserved. */
    _write(order, coupon, lines) {
        const basket = this._basket(order);
        const old = new Set(lines.map((line) => line.uuid));
        const others = basket.lines.filter((line) => !old.has(line.uuid));
        const values = discountLineValues(
            order,
            { uuid: coupon.uuid, points: 0, money: coupon.money },
            new Basket({ ...basket, lines: others }),
            { program: null, rule: COUPON, product: this.product }
        );
        const current = order.getPointsLines(coupon.uuid);
        if (!areDiscountLinesCurrent(current, values)) {
            writeDiscountLines(order, lines, values, String(coupon.name));
        }
        return discountedMoney(order, order.getPointsLines(coupon.uuid)) === coupon.money;
    }

    _refused(message) {
        return { ok: false, message };
    }

    _say(message) {
        this.points.pos.notification.add(message, { type: "warning" });
    }
}

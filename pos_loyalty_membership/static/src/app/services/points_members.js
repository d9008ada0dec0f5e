/**
 * Members at the till: found by a card, a number or an address, or enrolled in one step.
 *
 * The server knows who is known; nothing here makes a contact.
 */
import { _t } from "@web/core/l10n/translation";
import { ask as askCashier } from "@point_of_sale/app/utils/make_awaitable_dialog";
import { tierLook } from "@pos_loyalty_membership/app/utils/points_tiers";
import { RepeatedRequests, failure } from "@pos_loyalty_membership/app/utils/points_unanswered";
import {
    expiringText,
    pointsText,
    waitingText,
} from "@pos_loyalty_membership/app/utils/points_words";

// What the server answers in one call.
export const LISTED_AT_ONCE = 100;

/** What a cashier reads where a method of `points.till` got no answer. */
const texts = (method) =>
    ({
        enrol: {
            offline: _t("Members can be enrolled when the connection is back."),
            unanswered: _t("No answer from the server. Try again: nobody is enrolled twice."),
        },
        link_card: {
            offline: _t("Cards can be linked when the connection is back. Scan it again then."),
            unanswered: _t("No answer from the server. Scan the card again to link it."),
        },
        claim_order: {
            offline: _t(
                "Without a connection nobody can get these points. Add the member later, in the list of paid orders, or let the customer use the code on the receipt."
            ),
            unanswered: _t(
                "No answer from the server. Add the member again: the points are given once."
            ),
        },
        free_hold: {
            offline: _t("Points can be freed when the connection is back."),
            unanswered: _t("No answer from the server. Try again."),
        },
    })[method];

export class PointsMembers {
    constructor(points) {
        this.points = points;
        this.listed = {};
        this.enrolments = new RepeatedRequests();
    }

    get pos() {
        return this.points.pos;
    }

    /**
     * pos_hr: an employee with minimal rights serves members, but makes no contact, hands out no
     * card and frees no points that others reserved.
     */
    get isMinimal() {
        return this.pos.getCashier()?._role === "minimal";
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
     * Makes somebody a member of this till's programs; `offers`: agreed to get offers.
     *
     * @returns {Promise<Object>} {partner, created} or {message} in words
     */
    async enrol(text, name = "", offers = false) {
        const key = JSON.stringify([text, name]);
        const uuid = this.enrolments.uuidOf(key);
        const answer = await this.ask("enrol", { text, name, offers, uuid });
        if (!answer.unsure) {
            this.enrolments.answered(key);
        }
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

    /**
     * Reads the points of contacts a list shows, in one call; those known already are not
     * asked for. Without an answer nothing is shown, and the next list asks again.
     *
     * @param {number[]} partnerIds
     */
    async readListed(partnerIds) {
        const isNew = (id) => typeof id === "number" && !(id in this.listed);
        const ids = partnerIds.filter(isNew).slice(0, LISTED_AT_ONCE);
        if (!this.points.active || !ids.length) {
            return;
        }
        // Whoever has no account is remembered as well: nobody is asked for twice.
        Object.assign(this.listed, Object.fromEntries(ids.map((id) => [id, null])));
        try {
            for (const each of await this.points.call("get_listed", ids)) {
                this.listed[each.partner_id] = each;
            }
        } catch (error) {
            this.points.warnUnlessOffline(error);
        }
    }

    /**
     * "Gold · 1,240 pts · 120 expire on 31 Dec · 30 waiting" for a contact whose points were
     * read; "" for others.
     */
    listedText(partner) {
        const known = this.listed[partner.id];
        const program = known && this.points.getProgram(known.program_id);
        if (!program) {
            return "";
        }
        const parts = [
            tierLook(program, known.tier_id)?.name,
            pointsText(program, known.available),
            expiringText(program, known.expiring),
            waitingText(program, known.waiting),
        ];
        return parts.filter(Boolean).join(" · ");
    }

    /** A list that opens reads anew. */
    forgetListed() {
        this.listed = {};
    }

    /** Gives a card to a member: {ok: true} or {message} in words. */
    async linkCard(partner, number) {
        const answer = await this.ask("link_card", partner.id, number);
        if (answer.code !== "other_card") {
            return answer;
        }
        const replaces = await askCashier(this.pos.dialog, {
            title: _t("Another card"),
            body: _t("%s The old card would not work any more.", answer.message),
            confirmLabel: _t("Replace it"),
            cancelLabel: _t("Keep the old one"),
        });
        return replaces ? this.ask("link_card", partner.id, number, true) : answer;
    }

    /**
     * Frees points that another document reserves; for points officers.
     *
     * @returns {Promise<Object>} {ok: true} or {message} in words
     */
    async freeHold(order, uuid) {
        const answer = await this.ask("free_hold", uuid);
        this.points.receiveAccounts(order.partner_id?.id, answer.accounts || []);
        return answer;
    }

    /** Whether a paid order's points can still be given to a member from here. */
    canClaim(order) {
        return Boolean(order?.isSynced && order.finalized && order.getPointsClaims().length);
    }

    /**
     * Gives a paid order that named nobody to a member, once; the server decides.
     *
     * @returns {Promise<Object>} {ok: true} or {message} in words
     */
    async claimOrder(order, partner) {
        const answer = await this.ask("claim_order", order.id, partner.id);
        // Whoever has them already: the order and its receipt say so from now on.
        if (answer.ok || answer.code === "claim_used") {
            this.points.members[partner.id] = undefined;
            await this.pos.data
                .loadServerOrders([["id", "=", order.id]])
                .catch((error) => this.points.warnUnlessOffline(error));
        }
        return answer;
    }

    async ask(method, ...args) {
        const wasOffline = this.pos.data.network.offline;
        try {
            return await this.points.call(method, ...args);
        } catch (error) {
            return failure(error, wasOffline, texts(method));
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

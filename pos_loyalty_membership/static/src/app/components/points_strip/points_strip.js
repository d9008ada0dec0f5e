import { Component, onWillUnmount, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { useService } from "@web/core/utils/hooks";
import { usePos } from "@point_of_sale/app/hooks/pos_hook";
import { PointsReturn } from "@pos_loyalty_membership/app/components/points_return/points_return";
import { PointsWhyDialog } from "@pos_loyalty_membership/app/components/popups/points_why_dialog/points_why_dialog";
import { PointsTiersDialog } from "@pos_loyalty_membership/app/components/popups/points_tiers_dialog/points_tiers_dialog";
import { nextTier, progressText, tierLook } from "@pos_loyalty_membership/app/utils/points_tiers";
import {
    accountRemarks,
    expiringText,
    farDayText,
    moneyText,
    pointsNumber,
    pointsText,
    reservedElsewhere,
    timeText,
} from "@pos_loyalty_membership/app/utils/points_words";

const UNDO_FOR = 5000;

/** The member of the order: balance, what the order earns, and points used with one tap. */
export class PointsStrip extends Component {
    static template = "pos_loyalty_membership.PointsStrip";
    static components = { PointsReturn };
    static props = { order: Object };

    setup() {
        this.pos = usePos();
        this.dialog = useService("dialog");
        this.notification = useService("notification");
        this.state = useState({ busy: false, undo: null });
        onWillUnmount(() => clearTimeout(this.undoTimer));
    }

    /** Everything the template shows, computed once per rendering; null shows nothing. */
    get view() {
        const order = this.props.order;
        const points = this.pos.points;
        if (!points?.active || !order.partner_id || order.isRefund) {
            return null;
        }
        const quotes = points.getQuotes(order);
        if (!quotes.length) {
            return null;
        }
        const [{ program, account, earning }] = quotes;
        const coupons = order
            .getPointsCoupons()
            .map(({ name, left }) => `${name}: ${_t("%s left", moneyText(left, order.currency))}`);
        return {
            member: order.partner_id.name,
            others: quotes.length - 1,
            balance: this.balanceText(program, account),
            earned: earning && _t("+%s this order", pointsNumber(program, earning.points)),
            tier: account ? this.tier(program, account) : null,
            remarks: [...this.remarks(program, account), ...coupons],
            best: this.best(order),
        };
    }

    /** "1,240 pts · 120 expire on 31 Dec", "740 pts left · 500 used here", or why not known. */
    balanceText(program, account) {
        const service = this.pos.points;
        const isStale = service.isStale(this.props.order);
        if (!account) {
            return isStale ? this.unknownText : _t("Reading points…");
        }
        const used = this.props.order
            .getPointsRedemptions()
            .filter(({ programId }) => programId === program.id)
            .reduce((sum, { points }) => sum + points, 0);
        const parts = used
            ? [
                  _t("%s left", pointsText(program, account.available)),
                  _t("%s used here", pointsNumber(program, used)),
              ]
            : [pointsText(program, account.available)];
        const [soon] = account.expiring || [];
        if (isStale) {
            parts.push(_t("as of %s", timeText(service.getMember(this.props.order).at)));
        } else if (!used) {
            parts.push(expiringText(program, soon));
        }
        return parts.filter(Boolean).join(" · ");
    }

    get unknownText() {
        return this.pos.data.network.offline
            ? _t("No connection: balance not known")
            : _t("No answer from the server: balance not known");
    }

    /** The member's tier, what it gives, and what is missing to the next; null: no tiers. */
    tier(program, account) {
        if (account.state !== "open" || !this.pos.points.engine[program.id].tiers.length) {
            return null;
        }
        const look = tierLook(program, account.tier_id);
        const next = nextTier(program, account);
        const progress = progressText(program, next, this.props.order.currency);
        const { grace_until: last } = account.tier || {};
        const ends = last && _t("ends on %s", farDayText(last));
        return {
            ...(look || { name: "", icon: "fa-star-o", color: 0 }),
            text: [ends, ...(look?.gifts || []), progress].filter(Boolean).join(" · "),
        };
    }

    showTiers() {
        this.dialog.add(PointsTiersDialog, { orderUuid: this.props.order.uuid });
    }

    /** What the cashier should say of the account, with what other documents reserve. */
    remarks(program, account) {
        if (!account) {
            return [];
        }
        const elsewhere = reservedElsewhere(account, program, this.props.order);
        return [...accountRemarks(account, program), ...elsewhere.map(({ text }) => text)];
    }

    /** The one-tap discount, offered while the order uses no points yet. */
    best(order) {
        if (order.getPointsRedemptions().length || this.pos.points.isStale(order)) {
            return null;
        }
        const best = this.pos.points.getBestDiscount(order);
        return (
            best && { ...best, label: _t("Use %s", moneyText(best.maximum.money, order.currency)) }
        );
    }

    /** Whether the till reminds of a member that the order does not have yet. */
    get reminds() {
        return this.pos.points?.membership.isWanted(this.props.order);
    }

    async findMember() {
        await this.pos.selectPartner(this.props.order);
    }

    decline() {
        this.props.order.uiState.points.declined = true;
    }

    get canUndo() {
        const undo = this.state.undo;
        return undo && this.props.order.getPointsRedemptions().some(({ uuid }) => uuid === undo);
    }

    async use({ program, rule, maximum }) {
        const { points, money } = maximum;
        const wish = { programId: program.id, ruleId: rule.id, points, money };
        this.state.busy = true;
        const result = await this.pos.points.redemptions.redeem(this.props.order, wish);
        this.state.busy = false;
        if (!result.ok) {
            this.notification.add(result.message, { type: "danger" });
            return;
        }
        this.state.undo = result.uuid;
        clearTimeout(this.undoTimer);
        this.undoTimer = setTimeout(() => (this.state.undo = null), UNDO_FOR);
    }

    undo() {
        this.pos.points.redemptions.remove(this.props.order, this.state.undo);
        this.state.undo = null;
    }

    why() {
        this.dialog.add(PointsWhyDialog, { orderUuid: this.props.order.uuid });
    }
}

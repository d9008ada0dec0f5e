import { PosOrder } from "@point_of_sale/app/models/pos_order";
import { patch } from "@web/core/utils/patch";
import { beforePoints } from "@pos_loyalty_membership/app/utils/points_native";

const newPointsState = () => ({
    redemptions: [],
    coupons: [],
    expected: [],
    claims: [],
    returnLater: false,
    declined: false,
    tierPricelistId: 0,
    pricelistByHand: false,
});

/**
 * `uiState.points` is what the till knows of the points of one open order:
 * redemptions [{uuid, programId, ruleId, points, money, expiresAt, partnerId}] (engine
 * integers, expiresAt in milliseconds of this device), `coupons` (see points_coupons.js), `expected`, the receipt's figures
 * until the server has given its own, and `claims` what it offers to collect; `returnLater` that a
 * return was confirmed without the server's word on its points; `declined` that the
 * customer did not want to be a member; `tierPricelistId` the price list that a tier brought, 0 for
 * none; `pricelistByHand` that the cashier chose the present one.
 */
patch(PosOrder.prototype, {
    initState() {
        super.initState();
        this.uiState = { ...this.uiState, points: newPointsState() };
    },
    restoreState(uiState) {
        super.restoreState({ ...uiState, points: { ...newPointsState(), ...uiState?.points } });
    },
    /** Lines of one redemption, or of all of them. */
    getPointsLines(uuid) {
        return this.lines.filter((line) =>
            uuid ? line.points_hold_uuid === uuid : line.isPointsLine()
        );
    },
    /** Lines of a return that keep back shares of the discounts its goods were sold with. */
    getWithheldLines() {
        return this.lines.filter((line) => line.isWithheldLine());
    },
    getPointsRedemptions() {
        return this.uiState?.points?.redemptions || [];
    },
    getPointsCoupons() {
        return this.uiState?.points?.coupons || [];
    },
    /** What the receipt says of coupons: {id, name, used, left}; used < 0 was given back. */
    getCouponReceipt() {
        const answer = this.raw._points_receipt?.coupons;
        return (
            answer ||
            this.getPointsCoupons().map(({ uuid, tail, money, left }) => ({
                id: uuid,
                name: tail,
                used: money,
                left,
            }))
        );
    },
    /** What the receipt says: the server's figures, else those expected at payment. */
    getPointsReceipt() {
        const answer = this.raw._points_receipt;
        return answer ? answer.lines : this.uiState.points?.expected || [];
    },
    /** Points that the receipt offers to collect: the server's, else those expected. */
    getPointsClaims() {
        const answer = this.raw._points_receipt;
        return answer ? answer.claims || [] : this.uiState.points?.claims || [];
    },
    setPartner(partner) {
        // The points were promised to somebody else: they leave before the order changes hands.
        if (!this.finalized && this.partner_id?.id !== partner?.id) {
            // A coupon that anybody may show stays: it was promised to nobody.
            const bearer = this.getPointsCoupons().filter(({ memberId }) => !memberId);
            const kept = bearer.map(({ uuid }) => uuid);
            this.getPointsLines()
                .filter((line) => !kept.includes(line.points_hold_uuid))
                .forEach((line) => line.delete());
            this.lines.forEach((line) => line.setTierDiscount());
        }
        return super.setPartner(...arguments);
    },
    updatePricelistAndFiscalPosition() {
        return this.keepPricelist(() => super.updatePricelistAndFiscalPosition(...arguments));
    },
    setPreset() {
        return this.keepPricelist(() => super.setPreset(...arguments));
    },
    /** Where tiers have price lists, one chosen by hand stays whatever happens. */
    keepPricelist(change) {
        const kept = this.uiState.points?.pricelistByHand && (this.pricelist_id || false);
        change();
        if (this.uiState.points?.pricelistByHand && this.pricelist_id !== kept) {
            this.setPricelist(kept);
        }
    },
    removeOrderline(line) {
        if (line?.isWithheldLine() && this.getHasRefundLines()) {
            return false;
        }
        if (line?.isPointsLine() && this.assertEditable()) {
            const siblings = this.getPointsLines(line.points_hold_uuid);
            siblings.filter((other) => other !== line).forEach((other) => other.delete());
        }
        return super.removeOrderline(...arguments);
    },
    getLastOrderline() {
        const last = super.getLastOrderline(...arguments);
        return last?.isPointsLocked()
            ? this.lines.filter((line) => !line.isPointsLocked()).at(-1)
            : last;
    },
    _getIgnoredProductIdsTotalDiscount() {
        const productIds = super._getIgnoredProductIdsTotalDiscount(...arguments);
        const ours = this.lines.filter((line) => line.isPointsLocked());
        return [...productIds, ...ours.map((line) => line.product_id.id)];
    },
    /** pos_loyalty: its programs do not count the lines of a redemption. */
    isLineValidForLoyaltyPoints(line) {
        return !line.isPointsLocked() && (super.isLineValidForLoyaltyPoints?.(line) ?? true);
    },
    /** pos_loyalty: nor are they items that its rules ask for. */
    _get_regular_order_lines() {
        return super._get_regular_order_lines?.().filter((line) => !line.isPointsLocked());
    },
    /** pos_loyalty: what may be claimed is asked of the order before points. */
    getClaimableRewards() {
        return super.getClaimableRewards?.apply(beforePoints(this), arguments);
    },
    /** pos_loyalty: so is what its own free goods do not earn. */
    _getPointsCorrection() {
        return super._getPointsCorrection?.apply(beforePoints(this), arguments);
    },
    /** pos_loyalty: a discount is one on the goods, whether points were used before or after. */
    _getRewardLineValuesDiscount({ reward }) {
        // Gift cards and e-wallets pay what points leave.
        const pays = ["ewallet", "gift_card"].includes(reward.program_id.program_type);
        const order = pays ? this : beforePoints(this);
        return super._getRewardLineValuesDiscount?.apply(order, arguments);
    },
});

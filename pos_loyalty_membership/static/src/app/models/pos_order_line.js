import { PosOrderline } from "@point_of_sale/app/models/pos_order_line";
import { patch } from "@web/core/utils/patch";
import { _t } from "@web/core/l10n/translation";
import { benefit_over } from "@pos_loyalty_membership/engine/benefits";

const NO_TIER = {
    points_tier_id: 0,
    points_tier_name: "",
    points_tier_percent: 0,
    points_hand_discount: 0,
};
// A field that nobody wrote yet may read undefined or false.
const NOTHING = { number: 0, string: "" };

/** Why a share of the discount cannot be changed by hand: {title, body}. */
export function withheldMessage() {
    return {
        title: _t("Share of the discount"),
        body: _t(
            "It goes with the goods that are returned: change their quantity, or remove them."
        ),
    };
}

/**
 * A line tagged with a hold is one tax share of a redemption: it is made, changed and removed
 * with the redemption, never edited by hand.
 *
 * A line with a tier's percentage has its discount from there, and gets what was given by hand
 * again when the member goes.
 */
patch(PosOrderline.prototype, {
    isPointsLine() {
        return Boolean(this.points_hold_uuid);
    },
    /** A line of a return that keeps back a share of a discount: it follows the goods. */
    isWithheldLine() {
        return Boolean(this.points_discount_line_id);
    },
    /** Lines that only points, coupons and the goods they belong to may change. */
    isPointsLocked() {
        return this.isPointsLine() || this.isWithheldLine();
    },
    /** What is shown as one line: a redemption, or what is withheld of one; "" for goods. */
    get pointsGroup() {
        if (this.isWithheldLine()) {
            return `withheld ${this.points_discount_line_id.points_hold_uuid}`;
        }
        return this.points_hold_uuid || "";
    },
    setFullProductName() {
        // The name tells the points; rebuilding it from the product would lose them.
        if (!this.isPointsLocked() || !this.full_product_name) {
            super.setFullProductName(...arguments);
        }
    },
    setQuantity() {
        if (this.isWithheldLine()) {
            return withheldMessage();
        }
        if (this.isPointsLine()) {
            return {
                title: _t("Points redeemed"),
                body: _t("Use the Points button to change or remove the points."),
            };
        }
        return super.setQuantity(...arguments);
    },
    setUnitPrice() {
        if (!this.isPointsLocked()) {
            return super.setUnitPrice(...arguments);
        }
    },
    setDiscount() {
        if (!this.isPointsLocked()) {
            this.forgetTierDiscount();
            return super.setDiscount(...arguments);
        }
    },
    /** Whether the discount of this line is the tier's: what others wrote over it is by hand. */
    hasTierDiscount() {
        return this.points_tier_percent > 0 && this.discount === this.points_tier_percent;
    },
    /** What was given by hand, in percent, whatever a tier gives instead. */
    getHandDiscount() {
        return (this.hasTierDiscount() ? this.points_hand_discount : this.discount) || 0;
    },
    /**
     * Gives the line the discount of a tier where that is more than the one by hand.
     *
     * @param {Object} [gift] {tierId, name, percent} (hundredths); without, what the line had by
     *   hand comes back
     * @returns {boolean} whether anything has changed
     */
    setTierDiscount(gift) {
        const byHand = this.getHandDiscount();
        const percent = gift ? benefit_over(gift.percent, Math.round(byHand * 100)) / 100 : 0;
        const values = { ...NO_TIER, discount: byHand };
        if (percent) {
            Object.assign(values, {
                discount: percent,
                points_tier_id: gift.tierId,
                points_tier_name: gift.name,
                points_tier_percent: percent,
                points_hand_discount: byHand,
            });
        }
        const changed = Object.entries(values).some(
            ([name, value]) => (this[name] || NOTHING[typeof value]) !== value
        );
        if (changed) {
            this.update(values);
        }
        return changed;
    },
    /** Whatever the line's discount is now, it no longer comes from a tier. */
    forgetTierDiscount() {
        if (this.points_tier_percent) {
            this.update(NO_TIER);
        }
    },
    canBeMergedWith(orderline) {
        if (this.isPointsLocked() || orderline.isPointsLocked()) {
            return false;
        }
        // One has it by hand, the other from the tier: they part when the member goes.
        if (this.getHandDiscount() !== orderline.getHandDiscount()) {
            return false;
        }
        return super.canBeMergedWith(...arguments);
    },
    getDisplayClasses() {
        return { ...super.getDisplayClasses(), o_points_line: this.isPointsLocked() };
    },
    /** pos_discount: points are not discounted by a percentage. */
    isGlobalDiscountApplicable() {
        return !this.isPointsLocked() && (super.isGlobalDiscountApplicable?.() ?? true);
    },
    /** pos_loyalty: points neither earn nor lower what its programs count. */
    ignoreLoyaltyPoints() {
        return this.isPointsLocked() || (super.ignoreLoyaltyPoints?.(...arguments) ?? false);
    },
});

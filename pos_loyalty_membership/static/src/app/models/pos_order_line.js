import { PosOrderline } from "@point_of_sale/app/models/pos_order_line";
import { patch } from "@web/core/utils/patch";
import { _t } from "@web/core/l10n/translation";

/**
 * A line tagged with a hold is one tax share of a redemption: it is made, changed and removed
 * with the redemption, never edited by hand.
 */
patch(PosOrderline.prototype, {
    isPointsLine() {
        return Boolean(this.points_hold_uuid);
    },
    setFullProductName() {
        // The name tells the points; rebuilding it from the product would lose them.
        if (!this.isPointsLine() || !this.full_product_name) {
            super.setFullProductName(...arguments);
        }
    },
    setQuantity() {
        if (this.isPointsLine()) {
            return {
                title: _t("Points redeemed"),
                body: _t("Use the Points button to change or remove the points."),
            };
        }
        return super.setQuantity(...arguments);
    },
    setUnitPrice() {
        if (!this.isPointsLine()) {
            return super.setUnitPrice(...arguments);
        }
    },
    setDiscount() {
        if (!this.isPointsLine()) {
            return super.setDiscount(...arguments);
        }
    },
    canBeMergedWith(orderline) {
        if (this.isPointsLine() || orderline.isPointsLine()) {
            return false;
        }
        return super.canBeMergedWith(...arguments);
    },
    getDisplayClasses() {
        return { ...super.getDisplayClasses(), o_points_line: this.isPointsLine() };
    },
    /** pos_discount: points are not discounted by a percentage. */
    isGlobalDiscountApplicable() {
        return !this.isPointsLine() && (super.isGlobalDiscountApplicable?.() ?? true);
    },
    /** pos_loyalty: points neither earn nor lower what its programs count. */
    ignoreLoyaltyPoints() {
        return this.isPointsLine() || (super.ignoreLoyaltyPoints?.(...arguments) ?? false);
    },
});

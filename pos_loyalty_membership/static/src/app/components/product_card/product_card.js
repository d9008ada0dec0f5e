import { ProductCard } from "@point_of_sale/app/components/product_card/product_card";
import { usePos } from "@point_of_sale/app/hooks/pos_hook";
import { patch } from "@web/core/utils/patch";
import { priceInPoints } from "@pos_loyalty_membership/app/utils/points_prices";
import { pointsText } from "@pos_loyalty_membership/app/utils/points_words";

/** Products that can be had for points say for how many. */
patch(ProductCard.prototype, {
    setup() {
        super.setup(...arguments);
        this.pointsPos = usePos();
    },
    /** "250 pts", or "" for products that are not for points. */
    get pointsPrice() {
        const { points } = this.pointsPos;
        if (!points?.active || this.props.isComboPopup) {
            return "";
        }
        const found = priceInPoints(this.props.product, points);
        return found ? pointsText(found.program, found.price) : "";
    },
});

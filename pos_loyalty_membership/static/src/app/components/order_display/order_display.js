import { OrderDisplay } from "@point_of_sale/app/components/order_display/order_display";
import { patch } from "@web/core/utils/patch";

patch(OrderDisplay.prototype, {
    /**
     * A redemption is one visible line, after the goods, whatever its taxes need below it; so is
     * what a return withholds of one.
     */
    get comboSortedLines() {
        const lines = super.comboSortedLines;
        const seen = new Set();
        const points = lines.filter(({ pointsGroup }) => {
            const first = pointsGroup && !seen.has(pointsGroup);
            seen.add(pointsGroup);
            return first;
        });
        return [...lines.filter(({ pointsGroup }) => !pointsGroup), ...points];
    },
});

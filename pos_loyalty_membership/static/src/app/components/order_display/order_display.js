import { OrderDisplay } from "@point_of_sale/app/components/order_display/order_display";
import { patch } from "@web/core/utils/patch";

patch(OrderDisplay.prototype, {
    /** A redemption is one visible line, after the goods, whatever its taxes need below it. */
    get comboSortedLines() {
        const lines = super.comboSortedLines;
        const seen = new Set();
        const points = lines.filter((line) => {
            const first = line.isPointsLine() && !seen.has(line.points_hold_uuid);
            seen.add(line.points_hold_uuid);
            return first;
        });
        return [...lines.filter((line) => !line.isPointsLine()), ...points];
    },
});

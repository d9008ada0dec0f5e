import { CustomerDisplayPosAdapter } from "@point_of_sale/app/customer_display/customer_display_adapter";
import { formatCurrency } from "@web/core/currency";
import { patch } from "@web/core/utils/patch";
import { tierDiscountText } from "@pos_loyalty_membership/app/utils/points_words";
import { displayedPoints } from "@pos_loyalty_membership/app/utils/points_display";

patch(CustomerDisplayPosAdapter.prototype, {
    formatOrderData(order) {
        super.formatOrderData(...arguments);
        this.pointsOrder = order;
        // One line per redemption, as the cashier sees it; `lines` is in the order's order.
        const firsts = new Map();
        this.data.lines = this.data.lines.filter((data, index) => {
            const group = order.lines[index].pointsGroup;
            const first = !group || !firsts.has(group);
            if (group && first) {
                firsts.set(group, data);
            }
            return first;
        });
        for (const [group, data] of firsts) {
            const lines = order.lines.filter((line) => line.pointsGroup === group);
            const price = lines.reduce((sum, line) => sum + line.displayPrice, 0);
            data.price = formatCurrency(price, order.currency.id);
            data.unitPrice = data.price;
        }
    },
    getOrderlineData(line) {
        return { ...super.getOrderlineData(...arguments), tierDiscount: tierDiscountText(line) };
    },
    dispatch(pos) {
        if (this.pointsOrder) {
            this.data.points = displayedPoints(pos.points, this.pointsOrder);
        }
        return super.dispatch(...arguments);
    },
});

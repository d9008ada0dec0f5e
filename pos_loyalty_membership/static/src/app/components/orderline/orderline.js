import { Orderline } from "@point_of_sale/app/components/orderline/orderline";
import { formatCurrency } from "@web/core/currency";
import { patch } from "@web/core/utils/patch";

patch(Orderline.prototype, {
    get lineScreenValues() {
        const values = super.lineScreenValues;
        const line = this.line;
        if (!line.order_id || !line.isPointsLine()) {
            return values;
        }
        const siblings = line.order_id.getPointsLines(line.points_hold_uuid);
        const price = siblings.reduce((sum, each) => sum + each.displayPrice, 0);
        return {
            ...values,
            name: line.full_product_name,
            unitPart: "",
            decimalPart: "",
            displayPriceUnit: false,
            taxGroup: false,
            price: values.price && formatCurrency(price, line.currency.id),
        };
    },
});

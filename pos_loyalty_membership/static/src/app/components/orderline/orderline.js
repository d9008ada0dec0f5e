import { Orderline } from "@point_of_sale/app/components/orderline/orderline";
import { formatCurrency } from "@web/core/currency";
import { patch } from "@web/core/utils/patch";
import { tierDiscountText } from "@pos_loyalty_membership/app/utils/points_words";

patch(Orderline.prototype, {
    get lineScreenValues() {
        const values = super.lineScreenValues;
        const line = this.line;
        const { pointsGroup } = line;
        if (!line.order_id || !pointsGroup) {
            return line.order_id ? this.withTierDiscount(values) : values;
        }
        const siblings = line.order_id.lines.filter((each) => each.pointsGroup === pointsGroup);
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
    /** "2.50 (Gold −10 %)" instead of an ordinary discount; parts of a combo have no price. */
    withTierDiscount(values) {
        const text = !this.props.basic_receipt && tierDiscountText(this.line);
        if (!text) {
            return values;
        }
        const full = values.discount ? `${values.noDiscountPrice} ` : "";
        return { ...values, discount: false, tierDiscount: `${full}(${text})` };
    },
});

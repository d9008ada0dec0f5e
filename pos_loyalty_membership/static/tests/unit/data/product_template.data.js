import { ProductTemplate } from "@point_of_sale/../tests/unit/data/product_template.data";
import { patch } from "@web/core/utils/patch";

patch(ProductTemplate.prototype, {
    _load_pos_data_fields() {
        return [
            ...super._load_pos_data_fields(),
            "points_mode",
            "points_per_unit",
            "points_never_redeemable",
            "points_price",
        ];
    },
});

import { ResPartner } from "@point_of_sale/../tests/unit/data/res_partner.data";
import { patch } from "@web/core/utils/patch";

patch(ResPartner.prototype, {
    _load_pos_data_fields() {
        return [...super._load_pos_data_fields(), "specific_property_product_pricelist"];
    },
});

import { PosOrderLine } from "@point_of_sale/../tests/unit/data/pos_order_line.data";
import { patch } from "@web/core/utils/patch";

patch(PosOrderLine.prototype, {
    _load_pos_data_fields() {
        return [
            ...super._load_pos_data_fields(),
            "points_hold_uuid",
            "points_target_uuids",
            "points_reward",
            "points_discount_line_id",
            "points_withheld_line_ids",
            "points_tier_id",
            "points_tier_name",
            "points_tier_percent",
            "points_hand_discount",
        ];
    },
});

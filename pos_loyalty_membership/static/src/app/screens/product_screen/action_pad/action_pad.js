import { ActionpadWidget } from "@point_of_sale/app/screens/product_screen/action_pad/action_pad";
import { patch } from "@web/core/utils/patch";
import { PointsButton } from "@pos_loyalty_membership/app/components/points_button/points_button";

patch(ActionpadWidget, {
    components: { ...ActionpadWidget.components, PointsButton },
});

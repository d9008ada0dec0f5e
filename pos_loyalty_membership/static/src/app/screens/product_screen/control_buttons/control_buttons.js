import { ControlButtons } from "@point_of_sale/app/screens/product_screen/control_buttons/control_buttons";
import { patch } from "@web/core/utils/patch";
import { PointsButton } from "@pos_loyalty_membership/app/components/points_button/points_button";

patch(ControlButtons, {
    components: { ...ControlButtons.components, PointsButton },
});

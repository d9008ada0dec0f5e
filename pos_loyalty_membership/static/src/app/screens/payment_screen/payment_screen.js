import { PaymentScreen } from "@point_of_sale/app/screens/payment_screen/payment_screen";
import { PointsButton } from "@pos_loyalty_membership/app/components/points_button/points_button";
import { PointsStrip } from "@pos_loyalty_membership/app/components/points_strip/points_strip";

PaymentScreen.components = { ...PaymentScreen.components, PointsButton, PointsStrip };

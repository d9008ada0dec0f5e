import { ReceiptScreen } from "@point_of_sale/app/screens/receipt_screen/receipt_screen";
import { PointsClaimButton } from "@pos_loyalty_membership/app/components/points_claim_button/points_claim_button";

ReceiptScreen.components = { ...ReceiptScreen.components, PointsClaimButton };

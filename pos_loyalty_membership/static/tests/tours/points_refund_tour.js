import * as Chrome from "@point_of_sale/../tests/pos/tours/utils/chrome_util";
import * as Numpad from "@point_of_sale/../tests/generic_helpers/numpad_util";
import * as PaymentScreen from "@point_of_sale/../tests/pos/tours/utils/payment_screen_util";
import * as ProductScreen from "@point_of_sale/../tests/pos/tours/utils/product_screen_util";
import * as ReceiptScreen from "@point_of_sale/../tests/pos/tours/utils/receipt_screen_util";
import * as TicketScreen from "@point_of_sale/../tests/pos/tours/utils/ticket_screen_util";
import { inLeftSide } from "@point_of_sale/../tests/pos/tours/utils/common";
import { refresh } from "@point_of_sale/../tests/generic_helpers/utils";
import * as Points from "@pos_loyalty_membership/../tests/tours/utils/points_util";
import { addTour } from "@pos_loyalty_membership/../tests/tours/utils/patient_tour";

/** A breakfast paid with points in part; its croissant is about to come back. */
const returnTheCroissant = () =>
    [
        Points.openTheTill(),
        Points.sellTheBreakfast(),
        Points.chooseTheMember("Ana Ruiz"),
        Points.openThePoints(),
        Points.typeOnThePad("5", "0", "0"),
        Points.redeem("5.00"),
        Points.pay("3.50"),
        Points.receiptSays("balance", "743 pts"),
        ReceiptScreen.clickNextOrder(),
        Chrome.clickOrders(),
        TicketScreen.selectFilter("Paid"),
        TicketScreen.selectOrder("3.50"),
        inLeftSide([Points.selectTheSoldLine("Croissant"), Numpad.click("1")].flat()),
        TicketScreen.confirmRefund(),
    ].flat(Infinity);

/** Half of what was bought comes back: money and points are said before, and on the slip. */
addTour("points_refund_tour", {
    steps: () =>
        [
            returnTheCroissant(),
            Points.returnSays("money", "1 Croissant: 1.03 back in money"),
            Points.returnSays("points", "147 pts back"),
            PaymentScreen.clickPaymentMethod("Bank"),
            Points.returnSays("points", "new balance"),
            PaymentScreen.clickValidate(),
            Points.receiptSays("given_back", "147 pts"),
            Points.receiptSays("balance", "pts"),
        ].flat(Infinity),
});

/** The page is left and comes back while a return is open: it still knows its sale. */
addTour("points_refund_reload_tour", {
    steps: () =>
        [
            returnTheCroissant(),
            PaymentScreen.isShown(),
            refresh(),
            PaymentScreen.isShown(),
            Points.returnSays("money", "1 Croissant: 1.03 back in money"),
            PaymentScreen.clickBack(),
            Points.thereIsOneLine("Share of the discount", "1.47"),
            Points.selectTheLine(),
            {
                content: "it is locked still",
                trigger: '.product-screen .numpad button[value="⌫"]:disabled',
            },
            ProductScreen.clickPayButton(),
            Points.returnSays("points", "147 pts back"),
            PaymentScreen.clickPaymentMethod("Bank"),
            PaymentScreen.clickValidate(),
            Points.receiptSays("given_back", "147 pts"),
        ].flat(Infinity),
});

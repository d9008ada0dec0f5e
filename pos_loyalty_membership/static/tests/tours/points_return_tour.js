import * as Order from "@point_of_sale/../tests/generic_helpers/order_widget_util";
import { inLeftSide } from "@point_of_sale/../tests/pos/tours/utils/common";
import * as PaymentScreen from "@point_of_sale/../tests/pos/tours/utils/payment_screen_util";
import * as ProductScreen from "@point_of_sale/../tests/pos/tours/utils/product_screen_util";
import * as ReceiptScreen from "@point_of_sale/../tests/pos/tours/utils/receipt_screen_util";
import * as TicketScreen from "@point_of_sale/../tests/pos/tours/utils/ticket_screen_util";
import * as Points from "@pos_loyalty_membership/../tests/tours/utils/points_util";
import { addTour } from "@pos_loyalty_membership/../tests/tours/utils/patient_tour";

const payOut = (amount) => [
    {
        content: `${amount} are paid out`,
        trigger: `.payment-screen .total:contains("${amount}")`,
    },
    ...PaymentScreen.clickPaymentMethod("Bank"),
    ...PaymentScreen.clickValidate(),
    ReceiptScreen.isShown(),
];
/** The ticket screen selects an order's first line by itself. */
const returns = (...choosesTheLine) => [
    ...ProductScreen.clickRefund(),
    TicketScreen.selectOrder("001"),
    inLeftSide(Order.hasLine({ productName: "Espresso", withClass: ".selected" })),
    choosesTheLine,
    ProductScreen.clickNumpad("1"),
    TicketScreen.toRefundTextContains("To Refund: 1"),
    TicketScreen.confirmRefund(),
    PaymentScreen.isShown(),
];

/** A croissant, then an espresso come back: what was paid for them, and no cashier's wish. */
addTour("points_return_tour", {
    steps: () =>
        [
            Points.openTheTill(),
            Points.sellTheBreakfast(),
            Points.chooseTheMember("Ana Ruiz"),
            Points.openThePoints(),
            Points.typeOnThePad("5", "0", "0"),
            Points.redeem("5.00"),
            Points.pay("3.50"),
            ReceiptScreen.clickNextOrder(),
            returns(inLeftSide([...ProductScreen.clickLine("Croissant")])),
            PaymentScreen.clickBack(),
            ProductScreen.isShown(),
            Points.thereIsOneLine("Share of the discount", "1.47"),
            Points.selectTheLine(),
            {
                content: "backspace is not offered",
                trigger: '.product-screen .numpad button[value="⌫"]:disabled',
            },
            ProductScreen.clickPayButton(),
            payOut("-1.03"),
            ReceiptScreen.clickNextOrder(),
            returns(),
            payOut("-1.24"),
            ReceiptScreen.clickNextOrder(),
        ].flat(Infinity),
});

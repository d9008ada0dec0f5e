import * as Chrome from "@point_of_sale/../tests/pos/tours/utils/chrome_util";
import * as Dialog from "@point_of_sale/../tests/generic_helpers/dialog_util";
import * as Numpad from "@point_of_sale/../tests/generic_helpers/numpad_util";
import * as NumberPopup from "@point_of_sale/../tests/generic_helpers/number_popup_util";
import * as PaymentScreen from "@point_of_sale/../tests/pos/tours/utils/payment_screen_util";
import * as ProductScreen from "@point_of_sale/../tests/pos/tours/utils/product_screen_util";
import * as ReceiptScreen from "@point_of_sale/../tests/pos/tours/utils/receipt_screen_util";
import * as TicketScreen from "@point_of_sale/../tests/pos/tours/utils/ticket_screen_util";
import { inLeftSide } from "@point_of_sale/../tests/pos/tours/utils/common";
import { addTour } from "@pos_loyalty_membership/../tests/neighbours/utils/patient_tour";
import * as Points from "@pos_loyalty_membership/../tests/tours/utils/points_util";

const sees = (content, trigger) => ({ content, trigger });

const giveADiscountOf = (percent) => [
    ProductScreen.clickControlButton("Discount"),
    NumberPopup.enterValue(percent),
    NumberPopup.isShown(percent),
    Dialog.confirm(),
];
const theDiscountIs = (amount) =>
    sees(`the discount is ${amount}`, `.orderline:contains("Till discount"):contains("${amount}")`);

/** Tier, then the till's percentage, then points; the percentage changes while points stand. */
addTour("points_discount_tour", () => [
    Points.openTheTill(),
    Points.sellTheBreakfast(),
    Points.showTheProducts(),
    ProductScreen.clickDisplayedProduct("Croissant"),
    Points.showTheCart(),
    Points.chooseTheMember("Ana Ruiz"),
    Points.totalIs("10.50"),
    giveADiscountOf("10"),
    theDiscountIs("-1.05"),
    Points.totalIs("9.45"),
    Points.openThePoints(),
    Points.optionSays("Discount", "up to 9.45 here"),
    Points.typeOnThePad("5", "0", "0"),
    Points.redeem("5.00"),
    Points.totalIs("4.45"),
    Points.stripSays("+4 this order"),
    giveADiscountOf("20"),
    theDiscountIs("-2.10"),
    Points.thereIsOneLine("Points redeemed · 500 pts", "-5.00"),
    Points.totalIs("3.40"),
    giveADiscountOf("60"),
    theDiscountIs("-6.30"),
    Points.thereIsOneLine("Points redeemed · 420 pts", "-4.20"),
    Points.totalIs("0.00"),
    giveADiscountOf("20"),
    theDiscountIs("-2.10"),
    Points.thereIsOneLine("Points redeemed · 420 pts", "-4.20"),
    Points.totalIs("4.20"),
    Points.pay("4.20"),
    Points.receiptSays("earned", "4 pts"),
    Points.receiptSays("redeemed", "420 pts (−4.20)"),
    Points.receiptSays("balance", "824 pts"),
    ReceiptScreen.clickNextOrder(),
    Chrome.clickOrders(),
    TicketScreen.selectFilter("Paid"),
    TicketScreen.selectOrder("4.20"),
    inLeftSide([Points.selectTheSoldLine("Croissant"), Numpad.click("1")].flat()),
    TicketScreen.confirmRefund(),
    Points.returnSays("points", "90 pts back"),
    sees("0.90 is paid out", '.payment-screen .total:contains("-0.90")'),
    PaymentScreen.clickPaymentMethod("Bank"),
    PaymentScreen.clickValidate(),
    Points.receiptSays("given_back", "90 pts"),
]);

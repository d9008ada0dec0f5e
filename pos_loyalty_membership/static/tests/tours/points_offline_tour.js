import * as Chrome from "@point_of_sale/../tests/pos/tours/utils/chrome_util";
import * as Dialog from "@point_of_sale/../tests/generic_helpers/dialog_util";
import * as Numpad from "@point_of_sale/../tests/generic_helpers/numpad_util";
import * as PaymentScreen from "@point_of_sale/../tests/pos/tours/utils/payment_screen_util";
import * as ProductScreen from "@point_of_sale/../tests/pos/tours/utils/product_screen_util";
import * as ReceiptScreen from "@point_of_sale/../tests/pos/tours/utils/receipt_screen_util";
import * as TicketScreen from "@point_of_sale/../tests/pos/tours/utils/ticket_screen_util";
import { inLeftSide } from "@point_of_sale/../tests/pos/tours/utils/common";
import { refresh } from "@point_of_sale/../tests/generic_helpers/utils";
import * as Network from "@pos_loyalty_membership/../tests/tours/utils/network_util";
import * as Points from "@pos_loyalty_membership/../tests/tours/utils/points_util";
import { addTour } from "@pos_loyalty_membership/../tests/tours/utils/patient_tour";

const OFFLINE = "Points can be redeemed when the connection is back.";

/** The network is gone when the member is chosen: nothing is known, the order still earns. */
addTour("points_offline_selecting_tour", {
    steps: () =>
        [
            Points.openTheTill(),
            Points.sellTheBreakfast(),
            Network.cutTheNetwork(),
            Points.chooseTheMember("Ana Ruiz"),
            Points.stripSays("No connection: balance not known"),
            Points.nothingIsOffered(),
            Points.openThePoints(),
            Points.dialogSays(OFFLINE),
            Points.closeThePoints(),
            Points.pay("8.50"),
            Points.receiptSays("earned", "8 pts expected"),
            Network.readTheWarning(),
            Network.mendTheNetwork(),
            Network.everythingIsSynced(),
            Points.receiptSays("balance", "1,248 pts"),
            ReceiptScreen.clickNextOrder(),
        ].flat(Infinity),
});

/** The network goes while points are being typed: nothing is given; later it is, once. */
addTour("points_offline_redeeming_tour", {
    steps: () =>
        [
            Points.openTheTill(),
            Points.sellTheBreakfast(),
            Points.chooseTheMember("Ana Ruiz"),
            Points.stripSays("1,240 pts"),
            Points.openThePoints(),
            Points.typeOnThePad("5", "0", "0"),
            Network.cutTheNetwork(),
            Points.dialogSays(OFFLINE),
            Points.closeThePoints(),
            Points.totalIs("8.50"),
            Network.mendTheNetwork(),
            Points.stripSays("1,240 pts"),
            Points.openThePoints(),
            Points.typeOnThePad("5", "0", "0"),
            Points.redeem("5.00"),
            Points.totalIs("3.50"),
            Points.pay("3.50"),
            Points.receiptSays("balance", "743 pts"),
            ReceiptScreen.clickNextOrder(),
        ].flat(Infinity),
});

/** Points leave the order while the network is gone: the member has them all again. */
addTour("points_offline_removing_tour", {
    steps: () =>
        [
            Points.openTheTill(),
            Points.sellTheBreakfast(),
            Points.chooseTheMember("Ana Ruiz"),
            Points.openThePoints(),
            Points.typeOnThePad("5", "0", "0"),
            Points.redeem("5.00"),
            Points.totalIs("3.50"),
            Network.cutTheNetwork(),
            Points.stripSays("as of"),
            Points.openThePoints(),
            Points.removeTheRedemption(),
            Points.closeThePoints(),
            Points.totalIs("8.50"),
            Points.pay("8.50"),
            Points.receiptSays("earned", "8 pts expected"),
            Network.readTheWarning(),
            Network.mendTheNetwork(),
            Network.everythingIsSynced(),
            Points.receiptSays("balance", "1,248 pts"),
            ReceiptScreen.clickNextOrder(),
        ].flat(Infinity),
});

/** Points are reserved, then the network goes: they are the order's, and paid offline. */
addTour("points_offline_paying_tour", {
    steps: () =>
        [
            Points.openTheTill(),
            Points.sellTheBreakfast(),
            Points.chooseTheMember("Ana Ruiz"),
            Points.openThePoints(),
            Points.typeOnThePad("5", "0", "0"),
            Points.redeem("5.00"),
            Network.cutTheNetwork(),
            Points.stripSays("as of"),
            Points.openThePoints(),
            Points.dialogSays("What is used on this order stays reserved and can be paid."),
            Points.discard(),
            Points.pay("3.50"),
            Points.receiptSays("earned", "3 pts expected"),
            Points.receiptSays("redeemed", "500 pts"),
            Network.readTheWarning(),
            Network.mendTheNetwork(),
            Network.everythingIsSynced(),
            Points.receiptSays("balance", "743 pts"),
            ReceiptScreen.clickNextOrder(),
        ].flat(Infinity),
});

/** The network goes while the receipt is read: it keeps the server's figures. */
addTour("points_offline_printing_tour", {
    steps: () =>
        [
            Points.openTheTill(),
            Points.sellTheBreakfast(),
            Points.chooseTheMember("Ana Ruiz"),
            Points.pay("8.50"),
            Points.receiptSays("balance", "1,248 pts"),
            Network.cutTheNetwork(),
            Points.receiptSays("earned", "8 pts"),
            Points.receiptSays("balance", "1,248 pts"),
            Points.receiptExpectsNothing(),
            ReceiptScreen.clickNextOrder(),
            Points.sellTheBreakfast(),
            Points.chooseTheMember("Ana Ruiz"),
            Points.stripSays("as of"),
            Network.mendTheNetwork(),
            Points.stripSays("1,248 pts"),
            Points.openThePoints(),
            Points.typeOnThePad("5", "0", "0"),
            Points.redeem("5.00"),
            Points.pay("3.50"),
            Points.receiptSays("balance", "751 pts"),
        ].flat(Infinity),
});

/** The points were reserved for a short time only, and cannot be renewed: they are not given. */
addTour("points_offline_renewing_tour", {
    steps: () =>
        [
            Points.openTheTill(),
            Points.sellTheBreakfast(),
            Points.chooseTheMember("Ana Ruiz"),
            Points.openThePoints(),
            Points.typeOnThePad("5", "0", "0"),
            Points.redeem("5.00"),
            Points.totalIs("3.50"),
            Network.cutTheNetwork(),
            Points.pay("3.50"),
            Points.alertSays("they were taken off. Check the amount, then continue"),
            Dialog.confirm(),
            PaymentScreen.totalIs("8.50"),
            PaymentScreen.remainingIs("5.00"),
            PaymentScreen.clickPaymentMethod("Bank"),
            PaymentScreen.clickValidate(),
            Points.receiptSays("earned", "8 pts expected"),
            Network.readTheWarning(),
            Network.mendTheNetwork(),
            Network.everythingIsSynced(),
            Points.receiptSays("balance", "1,248 pts"),
        ].flat(Infinity),
});

/** Its reservation has ended and somebody else has the points: the sale is accepted offline. */
addTour("points_offline_review_tour", {
    steps: () =>
        [
            Points.openTheTill(),
            Points.sellTheBreakfast(),
            Points.chooseTheMember("Ana Ruiz"),
            Points.openThePoints(),
            Points.typeOnThePad("5", "0", "0"),
            Points.redeem("5.00"),
            Points.totalIs("3.50"),
            Points.theReservationEnds(),
            Points.anotherTillReserves(1000),
            Network.cutTheNetwork(),
            Points.pay("3.50"),
            Points.receiptSays("redeemed", "500 pts"),
            Network.readTheWarning(),
            ReceiptScreen.clickNextOrder(),
            Points.sellOneCroissant(),
            Points.chooseTheMember("Ana Ruiz"),
            Points.pay("2.50"),
            Points.receiptSays("earned", "2 pts expected"),
            Network.mendTheNetwork(),
            Network.everythingIsSynced(),
            Points.receiptSays("earned", "2 pts"),
            Points.receiptExpectsNothing(),
        ].flat(Infinity),
});

/** An order with points is given up while the network is gone: the next one can use them. */
addTour("points_offline_deleting_tour", {
    steps: () =>
        [
            Points.openTheTill(),
            Points.sellTheBreakfast(),
            Points.chooseTheMember("Ana Ruiz"),
            Points.openThePoints(),
            Points.takeTheMaximum(),
            Points.redeem("8.50"),
            Points.stripSays("390 pts left"),
            Network.cutTheNetwork(),
            ProductScreen.clickControlButton("Cancel Order"),
            Dialog.confirm(),
            ProductScreen.isShown(),
            Points.sellTheBreakfast(),
            Points.chooseTheMember("Ana Ruiz"),
            Points.stripSays("1,240 pts · as of"),
            Points.nothingIsOffered(),
            Network.mendTheNetwork(),
            Points.stripSays("1,240 pts"),
            Points.useTheBestDiscount("8.50"),
            Points.undo(),
            Points.openThePoints(),
            Points.typeOnThePad("5", "0", "0"),
            Points.redeem("5.00"),
            Points.pay("3.50"),
            Points.receiptSays("balance", "743 pts"),
        ].flat(Infinity),
});

/**
 * One order is given up and one paid while the network is gone, then the page is loaded again:
 * the browser keeps the paid one, and what the other had reserved.
 */
addTour("points_offline_reloading_tour", {
    steps: () =>
        [
            Points.openTheTill(),
            Points.sellTheBreakfast(),
            Points.chooseTheMember("Ana Ruiz"),
            Points.openThePoints(),
            Points.typeOnThePad("7", "0", "0"),
            Points.redeem("7.00"),
            Network.cutTheNetwork(),
            ProductScreen.clickControlButton("Cancel Order"),
            Dialog.confirm(),
            ProductScreen.isShown(),
            Points.sellTheBreakfast(),
            Points.chooseTheMember("Ana Ruiz"),
            Points.pay("8.50"),
            Points.receiptSays("earned", "8 pts expected"),
            Network.readTheWarning(),
            refresh(),
            Network.thereIsStillNone(),
            Network.mendTheNetwork(),
            Network.everythingIsSynced(),
            ReceiptScreen.clickNextOrder(),
            Points.sellTheBreakfast(),
            Points.chooseTheMember("Ana Ruiz"),
            Points.stripSays("1,248 pts"),
            Points.useTheBestDiscount("8.50"),
            Points.totalIs("0.00"),
            Points.payNothing(),
            Points.receiptSays("balance", "398 pts"),
        ].flat(Infinity),
});

/** Nobody is enrolled and no receipt collected while the network is gone; the till says so. */
addTour("points_offline_members_tour", {
    steps: () =>
        [
            Points.openTheTill(),
            Points.sellTheBreakfast(),
            Points.openTheCustomers(),
            Points.searchFor("Iris Vidal"),
            Points.offersToEnrol("Iris Vidal"),
            Network.cutTheNetwork(),
            Points.createTheMember(),
            Points.enrolmentSays("Members can be enrolled when the connection is back."),
            Network.mendTheNetwork(),
            Points.createTheMember(),
            Points.stripSays("Iris Vidal"),
            Points.pay("8.50"),
            Points.receiptSays("balance", "8 pts"),
            ReceiptScreen.clickNextOrder(),
            Points.sellTheBreakfast(),
            Points.pay("8.50"),
            Points.receiptOffers("Collect 8 pts"),
            Network.cutTheNetwork(),
            Points.addTheMember("Ana Ruiz"),
            Points.alertSays("Add the member later, in the list of paid orders"),
            Dialog.confirm(),
            Network.mendTheNetwork(),
            Points.addTheMember("Ana Ruiz"),
            Points.receiptSays("member", "Ana Ruiz"),
            Points.receiptSays("balance", "1,248 pts"),
        ].flat(Infinity),
});

const returns = (name) => [
    TicketScreen.selectFilter("Paid"),
    TicketScreen.selectOrder("3.50"),
    inLeftSide([Points.selectTheSoldLine(name), Numpad.click("1")].flat()),
    TicketScreen.confirmRefund(),
];

/** The network is gone when lines are selected, and another time when the money is paid out. */
addTour("points_offline_return_tour", {
    steps: () =>
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
            Network.cutTheNetwork(),
            Chrome.clickOrders(),
            Network.readTheWarning(),
            returns("Croissant"),
            Points.returnSays("money", "1 Croissant: 1.03 back in money"),
            Points.returnSays("failed", "Points are settled when the connection is back."),
            PaymentScreen.clickPaymentMethod("Bank"),
            PaymentScreen.clickValidate(),
            Points.receiptSays("later", "ask for a second print"),
            Network.mendTheNetwork(),
            Network.everythingIsSynced(),
            Points.receiptSays("given_back", "147 pts"),
            ReceiptScreen.clickNextOrder(),
            Chrome.clickOrders(),
            returns("Espresso"),
            Points.returnSays("points", "176 pts back"),
            PaymentScreen.clickPaymentMethod("Bank"),
            Network.cutTheNetwork(),
            PaymentScreen.clickValidate(),
            Points.receiptSays("given_back", "176 pts expected"),
            Network.readTheWarning(),
            Network.mendTheNetwork(),
            Network.everythingIsSynced(),
            Points.receiptExpectsNothing(),
            Points.receiptSays("given_back", "176 pts"),
        ].flat(Infinity),
});

/** A coupon is typed without network, then its answer is lost: it is used once. */
addTour("points_offline_coupon_tour", {
    steps: () =>
        [
            Points.openTheTill(),
            Points.sellTheBreakfast(),
            Points.openThePoints(),
            Network.cutTheNetwork(),
            Points.useTheCoupon("KKKK-MMMM-93HF"),
            Points.couponErrorSays("Coupons can be used when the connection is back"),
            Network.mendTheNetwork(),
            Network.loseTheAnswerOf("hold_coupon"),
            Points.useTheCoupon("KKKK-MMMM-93HF"),
            Network.theAnswerWasLost(),
            Points.couponErrorSays(
                "No answer from the server: the coupon was not used. Try again."
            ),
            Points.useTheCoupon("KKKK-MMMM-93HF"),
            Points.couponIsUsed("Coupon …93HF −5.00"),
            Points.discard(),
            Points.thereIsOneLine("Coupon …93HF", "-5.00"),
            Points.totalIs("3.50"),
            Network.cutTheNetwork(),
            Points.pay("3.50"),
            Points.receiptSays("coupon_used", "−5.00"),
            Network.readTheWarning(),
            Network.mendTheNetwork(),
            Network.everythingIsSynced(),
            Points.receiptSays("coupon_left", "0.00"),
        ].flat(Infinity),
});

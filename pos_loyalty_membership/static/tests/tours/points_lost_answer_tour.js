import { negate, scan_barcode } from "@point_of_sale/../tests/generic_helpers/utils";
import * as Dialog from "@point_of_sale/../tests/generic_helpers/dialog_util";
import * as ReceiptScreen from "@point_of_sale/../tests/pos/tours/utils/receipt_screen_util";
import * as Network from "@pos_loyalty_membership/../tests/tours/utils/network_util";
import * as Points from "@pos_loyalty_membership/../tests/tours/utils/points_util";
import { addTour } from "@pos_loyalty_membership/../tests/tours/utils/patient_tour";

const CARD = "0451234567895";

/** What the cashier does gets no answer, though the server has done it; then once more. */
const loses = (method, ...steps) => [
    Network.loseTheAnswerOf(method),
    ...steps,
    Network.theAnswerWasLost(),
];

/** Points are reserved, changed, taken off and paid, and no answer arrives: all is done again. */
addTour("points_lost_holding_tour", {
    steps: () =>
        [
            Points.openTheTill(),
            Points.sellTheBreakfast(),
            Points.chooseTheMember("Ana Ruiz"),
            Points.stripSays("1,240 pts"),
            Points.openThePoints(),
            Points.takeTheMaximum(),
            loses("hold", Points.tryToRedeem("8.50")),
            Points.errorSays("No answer from the server: no points were used. Try again."),
            Points.redeem("8.50"),
            Points.totalIs("0.00"),
            Points.thereIsOneLine("Points redeemed · 850 pts", "-8.50"),
            Points.openThePoints(),
            Points.changeTheRedemption(),
            Points.typeOnThePad("5", "0", "0"),
            loses("hold", Points.tryToRedeem("5.00")),
            Points.errorSays("these points are off the order. Try again."),
            Points.redeem("5.00"),
            Points.totalIs("3.50"),
            Points.openThePoints(),
            loses("release", Points.removeTheRedemption()),
            Points.closeThePoints(),
            Points.totalIs("8.50"),
            Points.stripSays("1,240 pts"),
            Points.openThePoints(),
            Points.typeOnThePad("5", "0", "0"),
            Points.redeem("5.00"),
            Points.stripSays("740 pts left"),
            loses("sync_from_ui", Points.pay("3.50")),
            Points.receiptSays("earned", "3 pts expected"),
            Points.receiptSays("redeemed", "500 pts"),
            Network.readTheWarning(),
            ReceiptScreen.clickNextOrder(),
            Points.sellOneCroissant(),
            Points.chooseTheMember("Ana Ruiz"),
            Points.pay("2.50"),
            Points.receiptSays("balance", "745 pts"),
            Network.everythingIsSynced(),
        ].flat(Infinity),
});

/**
 * A member is made, given a card, and given a sale: each is asked twice, and done once. A sale
 * that one member has is not given to another.
 */
addTour("points_lost_members_tour", {
    steps: () =>
        [
            Points.openTheTill(),
            Points.sellTheBreakfast(),
            Points.openTheCustomers(),
            Points.searchFor("Iris Vidal"),
            Points.offersToEnrol("Iris Vidal"),
            loses("enrol", Points.createTheMember()),
            Points.enrolmentSays("nobody is enrolled twice"),
            Points.createTheMember(),
            Points.stripSays("Iris Vidal"),
            scan_barcode(CARD),
            loses("link_card", Points.confirmTheDialog("Give it to Iris Vidal")),
            Points.noteSays("Scan the card again to link it."),
            Points.dropTheCustomer("Iris Vidal"),
            Points.thereIsNoStrip(),
            scan_barcode(CARD),
            Points.stripSays("Iris Vidal"),
            Points.pay("8.50"),
            Points.receiptSays("balance", "8 pts"),
            ReceiptScreen.clickNextOrder(),
            Points.sellTheBreakfast(),
            Points.pay("8.50"),
            Points.receiptOffers("Collect 8 pts"),
            loses("claim_order", Points.addTheMember("Ana Ruiz")),
            Points.alertSays("Add the member again: the points are given once."),
            Dialog.confirm(),
            Points.receiptOffers("Collect 8 pts"),
            Points.addTheMember("Ana Ruiz"),
            Points.receiptSays("member", "Ana Ruiz"),
            Points.receiptSays("balance", "1,248 pts"),
            Points.receiptOffersNothing(),
            { content: "and no more", trigger: negate(".modal") },
            ReceiptScreen.clickNextOrder(),
            Points.sellOneCroissant(),
            Points.pay("2.50"),
            loses("claim_order", Points.addTheMember("Ana Ruiz")),
            Dialog.confirm(),
            Points.addTheMember("Iris Vidal"),
            Points.alertSays("were collected already"),
            Dialog.confirm(),
            Points.receiptSays("member", "Ana Ruiz"),
            Points.receiptSays("balance", "1,250 pts"),
            Points.receiptOffersNothing(),
        ].flat(Infinity),
});

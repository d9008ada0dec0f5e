import * as ReceiptScreen from "@point_of_sale/../tests/pos/tours/utils/receipt_screen_util";
import { registry } from "@web/core/registry";
import * as Network from "@pos_loyalty_membership/../tests/tours/utils/network_util";
import * as Points from "@pos_loyalty_membership/../tests/tours/utils/points_util";

const OFFLINE = "Points can be redeemed when the connection is back.";
const tours = registry.category("web_tour.tours");

/** The network is gone when the member is chosen: nothing is known, the order still earns. */
tours.add("points_offline_selecting_tour", {
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
tours.add("points_offline_redeeming_tour", {
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
tours.add("points_offline_removing_tour", {
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
tours.add("points_offline_paying_tour", {
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
tours.add("points_offline_printing_tour", {
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

import * as Numpad from "@point_of_sale/../tests/generic_helpers/numpad_util";
import { scan_barcode } from "@point_of_sale/../tests/generic_helpers/utils";
import * as Points from "@pos_loyalty_membership/../tests/tours/utils/points_util";
import { addTour } from "@pos_loyalty_membership/../tests/tours/utils/patient_tour";

/** Maximum in one tap, undone, changed, corrected, removed; nothing is used in the end. */
addTour("points_change_tour", {
    steps: () =>
        [
            Points.openTheTill(),
            Points.sellTheBreakfast(),
            Points.chooseTheMember("Ana Ruiz"),
            Points.useTheBestDiscount("8.50"),
            Points.totalIs("0.00"),
            Points.undo(),
            Points.thereIsNoLine(),
            Points.totalIs("8.50"),
            Points.openThePoints(),
            Points.takeTheMaximum(),
            Points.pointsFieldSays("850"),
            Points.redeem("8.50"),
            Points.thereIsOneLine("Points redeemed · 850 pts", "-8.50"),
            Points.openThePoints(),
            Points.changeTheRedemption(),
            Points.typeOnThePad("9", "9", "9"),
            Points.correctionSays("At most 8.50 can be taken off this order."),
            Points.typeOnThePad("⌫", "⌫", "⌫", "2", "0", "0"),
            Points.redeem("2.00"),
            Points.thereIsOneLine("Points redeemed · 200 pts", "-2.00"),
            Points.stripSays("1,040 pts left · 200 used here"),
            Points.openThePoints(),
            Points.removeTheRedemption(),
            Points.discard(),
            Points.thereIsNoLine(),
            Points.stripSays("1,240 pts"),
            Points.useTheBestDiscount("8.50"),
            Points.selectTheLine(),
            Numpad.click("⌫"),
            Points.thereIsNoLine(),
            Points.totalIs("8.50"),
            Points.pay("8.50"),
            Points.receiptSays("balance", "1,248 pts"),
        ].flat(Infinity),
});

/** Lines that change, and a scan while the dialog is open, are followed by the points. */
addTour("points_requote_tour", {
    steps: () =>
        [
            Points.openTheTill(),
            Points.sellTheBreakfast(),
            Points.chooseTheMember("Ana Ruiz"),
            Points.openThePoints(),
            Points.typeOnThePad("5"),
            scan_barcode("8412345678905"),
            Points.optionSays("Discount", "up to 12.40 here"),
            Points.pointsFieldSays("5"),
            Points.takeTheMaximum(),
            Points.redeem("12.40"),
            Points.totalIs("8.10"),
            Numpad.click("⌫"),
            Numpad.click("⌫"),
            Points.thereIsOneLine("Points redeemed · 850 pts", "-8.50"),
            Points.totalIs("0.00"),
            Points.stripSays("390 pts left · 850 used here"),
            Points.payNothing(),
            Points.receiptSays("redeemed", "850 pts (−8.50)"),
            Points.receiptSays("balance", "390 pts"),
        ].flat(Infinity),
});

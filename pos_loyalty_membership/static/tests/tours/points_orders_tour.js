import * as Chrome from "@point_of_sale/../tests/pos/tours/utils/chrome_util";
import * as ProductScreen from "@point_of_sale/../tests/pos/tours/utils/product_screen_util";
import { refresh } from "@point_of_sale/../tests/generic_helpers/utils";
import * as Points from "@pos_loyalty_membership/../tests/tours/utils/points_util";
import { addTour } from "@pos_loyalty_membership/../tests/tours/utils/patient_tour";

/** Two open orders of one member each keep their own points, also over a reload. */
addTour("points_two_orders_tour", {
    steps: () =>
        [
            Points.openTheTill(),
            Points.sellTheBreakfast(),
            Points.chooseTheMember("Ana Ruiz"),
            Points.openThePoints(),
            Points.typeOnThePad("5", "0", "0"),
            Points.redeem("5.00"),
            Chrome.createFloatingOrder(),
            ProductScreen.clickDisplayedProduct("Mug"),
            Points.chooseTheMember("Ana Ruiz"),
            Points.stripSays("740 pts"),
            Points.useTheBestDiscount("7.40"),
            Points.totalIs("4.60"),
            refresh(),
            Points.stripSays("0 pts left · 740 used here"),
            Points.thereIsOneLine("Points redeemed · 740 pts", "-7.40"),
            Points.pay("4.60"),
            Points.receiptSays("balance", "504 pts"),
        ].flat(Infinity),
});

/** Points that are gone meanwhile are refused in words, and the order stays as it was. */
addTour("points_refused_tour", {
    steps: () =>
        [
            Points.openTheTill(),
            Points.sellTheBreakfast(),
            Points.chooseTheMember("Ana Ruiz"),
            Points.openThePoints(),
            Points.takeTheMaximum(),
            Points.pointsFieldSays("850"),
            Points.anotherTillReserves(1000),
            Points.tryToRedeem("8.50"),
            Points.errorSays("240"),
            Points.discard(),
            Points.thereIsNoLine(),
            Points.stripSays("240 pts"),
            Points.useTheBestDiscount("2.40"),
            Points.totalIs("6.10"),
            Points.pay("6.10"),
            Points.receiptSays("redeemed", "240 pts (−2.40)"),
        ].flat(Infinity),
});

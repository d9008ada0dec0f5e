import * as ProductScreen from "@point_of_sale/../tests/pos/tours/utils/product_screen_util";
import * as Points from "@pos_loyalty_membership/../tests/tours/utils/points_util";
import { addTour } from "@pos_loyalty_membership/../tests/tours/utils/patient_tour";

/**
 * A mug partly for points and partly for money, with a percentage on the pastry, in an order
 * that earns by a rule for friends only; the receipt explains it.
 */
addTour("points_rewards_tour", {
    steps: () =>
        [
            Points.openTheTill(),
            Points.cardSays("Mug", "1,200 pts"),
            Points.cardSaysNothing("Espresso"),
            ProductScreen.clickDisplayedProduct("Mug"),
            Points.sellTheBreakfast(),
            Points.chooseTheMember("Ana Ruiz"),
            Points.stripSays("+40 this order"),
            Points.openThePoints(),
            Points.optionSays("20 % off pastry", "saves 0.50"),
            Points.chooseTheOption("20 % off pastry"),
            Points.redeem("0.50"),
            Points.openThePoints(),
            Points.optionSays("20 % off pastry", "One percentage per order."),
            Points.chooseTheOption("Mug"),
            Points.pointsFieldSays("940"),
            Points.typeOnThePad("6", "0", "0"),
            Points.moneyFieldSays("6.00"),
            Points.redeem("6.00"),
            Points.thereAreLines(2),
            Points.stripSays("340 pts left · 900 used here"),
            Points.stripSays("+28 this order"),
            Points.totalIs("14.00"),
            Points.pay("14.00"),
            Points.receiptSays("earned", "28 pts"),
            Points.receiptSays("rule", "Friends"),
            Points.receiptSays("rule", "14 pts"),
            Points.receiptLineSays("20 % off pastry · 300 pts"),
            Points.receiptLineSays("Gifts · 600 pts"),
            Points.receiptSays("redeemed", "900 pts (−6.50)"),
            Points.receiptSays("balance", "368 pts"),
        ].flat(Infinity),
});

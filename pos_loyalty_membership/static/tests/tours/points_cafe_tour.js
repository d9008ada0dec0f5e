import * as ProductScreen from "@point_of_sale/../tests/pos/tours/utils/product_screen_util";
import * as Points from "@pos_loyalty_membership/../tests/tours/utils/points_util";
import { addTour } from "@pos_loyalty_membership/../tests/tours/utils/patient_tour";

/** The café: 500 of 1,240 points, the rest in money, and the receipt. */
addTour("points_cafe_tour", {
    steps: () =>
        [
            Points.openTheTill(),
            Points.sellTheBreakfast(),
            Points.thereIsNoStrip(),
            Points.chooseTheMember("Ana Ruiz"),
            Points.stripSays("1,240 pts"),
            Points.stripSays("+8 this order"),
            Points.openThePoints(),
            Points.optionSays("Discount", "up to 8.50 here"),
            Points.optionSays("Big saver", "760 pts missing"),
            Points.typeOnThePad("5", "0", "0"),
            Points.moneyFieldSays("5.00"),
            Points.afterThisOrderSays("740 pts (+3), 3.50 to pay"),
            Points.redeem("5.00"),
            Points.thereIsOneLine("Points redeemed · 500 pts", "-5.00"),
            Points.stripSays("740 pts left · 500 used here"),
            Points.stripSays("+3 this order"),
            Points.totalIs("3.50"),
            Points.pay("3.50"),
            Points.receiptSays("member", "Ana Ruiz"),
            Points.receiptSays("earned", "3 pts"),
            Points.receiptSays("redeemed", "500 pts (−5.00)"),
            Points.receiptSays("balance", "743 pts"),
        ].flat(Infinity),
});

/** Goods of every kind of tax, under a fiscal position that chains: 7.77 of them in points. */
addTour("points_taxes_tour", {
    steps: () =>
        [
            Points.openTheTill(),
            ["Added", "Added twice", "Fixed", "Untaxed", "Mug"].map((name) =>
                ProductScreen.clickDisplayedProduct(name)
            ),
            Points.chooseTheMember("Ana Ruiz"),
            Points.openThePoints(),
            Points.typeOnThePad("7", "7", "7"),
            Points.redeem("7.77"),
            Points.thereIsOneLine("Points redeemed · 777 pts", "-7.77"),
            Points.payWhatIsLeft(),
            Points.receiptSays("redeemed", "777 pts (−7.77)"),
        ].flat(Infinity),
});

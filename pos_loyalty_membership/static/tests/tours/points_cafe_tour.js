import { registry } from "@web/core/registry";
import * as Points from "@pos_loyalty_membership/../tests/tours/utils/points_util";

/** The café: 500 of 1,240 points, the rest in money, and the receipt. */
registry.category("web_tour.tours").add("points_cafe_tour", {
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

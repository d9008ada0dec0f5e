import * as ProductScreen from "@point_of_sale/../tests/pos/tours/utils/product_screen_util";
import * as ReceiptScreen from "@point_of_sale/../tests/pos/tours/utils/receipt_screen_util";
import { negate } from "@point_of_sale/../tests/generic_helpers/utils";
import { registry } from "@web/core/registry";
import * as Points from "@pos_loyalty_membership/../tests/tours/utils/points_util";

const CROISSANT = '.orderline:contains("Croissant")';

const croissantSays = (text) => ({
    content: `the croissant says ${text}`,
    trigger: `.product-screen ${CROISSANT}:has(.o_points_tier_discount:contains("${text}"))`,
});
const nothingHasADiscount = () => ({
    content: "no line has a discount of a tier",
    trigger: negate(".product-screen .o_points_tier_discount"),
});

/** A sale reaches Gold; the next one has its discount, which comes and goes with the member. */
registry.category("web_tour.tours").add("points_tier_tour", {
    steps: () =>
        [
            Points.openTheTill(),
            Points.sellTheBreakfast(),
            Points.chooseTheMember("Ana Ruiz"),
            nothingHasADiscount(),
            Points.pay("8.50"),
            Points.receiptSays("earned", "8 pts"),
            Points.receiptExpectsNothing(),
            ReceiptScreen.clickNextOrder(),
            Points.sellTheBreakfast(),
            Points.totalIs("8.50"),
            Points.chooseTheMember("Ana Ruiz"),
            croissantSays("2.50 (Gold −10 %)"),
            Points.totalIs("8.25"),
            Points.dropTheCustomer("Ana Ruiz"),
            nothingHasADiscount(),
            Points.totalIs("8.50"),
            Points.chooseTheMember("Ana Ruiz"),
            Points.totalIs("8.25"),
            Points.showTheProducts(),
            ProductScreen.clickDisplayedProduct("Croissant"),
            Points.showTheCart(),
            croissantSays("5.00 (Gold −10 %)"),
            Points.totalIs("10.50"),
            Points.pay("10.50"),
            Points.receiptLineSays("Gold −10 %"),
            Points.receiptSays("earned", "10 pts"),
            Points.receiptExpectsNothing(),
        ].flat(Infinity),
});

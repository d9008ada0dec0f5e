import * as ProductScreen from "@point_of_sale/../tests/pos/tours/utils/product_screen_util";
import * as ReceiptScreen from "@point_of_sale/../tests/pos/tours/utils/receipt_screen_util";
import { negate } from "@point_of_sale/../tests/generic_helpers/utils";
import * as Points from "@pos_loyalty_membership/../tests/tours/utils/points_util";
import { addTour } from "@pos_loyalty_membership/../tests/tours/utils/patient_tour";

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
addTour("points_tier_tour", {
    steps: () =>
        [
            Points.openTheTill(),
            Points.sellTheBreakfast(),
            Points.chooseTheMember("Ana Ruiz"),
            nothingHasADiscount(),
            Points.pay("8.50"),
            Points.receiptSays("earned", "8 pts"),
            Points.receiptExpectsNothing(),
            Points.receiptSays("member", "Ana Ruiz (Gold)"),
            Points.receiptSays("progress", "190 pts to Platinum"),
            ReceiptScreen.clickNextOrder(),
            Points.sellTheBreakfast(),
            Points.totalIs("8.50"),
            Points.chooseTheMember("Ana Ruiz"),
            croissantSays("2.50 (Gold −10 %)"),
            Points.totalIs("8.25"),
            Points.stripSays("Gold"),
            Points.stripSays("10 % off Bakery · 190 pts to Platinum"),
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

const row = (tier) => `.o_points_tiers_dialog .o_points_tier_row:contains("${tier}")`;
const openTheTiers = () => ({
    content: "open the tiers",
    trigger: ".product-screen .o_points_strip .o_points_tier",
    run: "click",
});
const tierSays = (tier, text) => ({
    content: `${tier} says ${text}`,
    trigger: `${row(tier)}:contains("${text}")`,
});
const clickTier = (tier, button) => ({
    content: `${button} ${tier}`,
    trigger: `${row(tier)} button:contains("${button}")`,
    run: "click",
});
const closeTheTiers = () => [
    {
        content: "close the tiers",
        trigger: ".o_points_tiers_dialog .modal-footer button:contains(Close)",
        run: "click",
    },
    { content: "the tiers are closed", trigger: negate(".o_points_tiers_dialog") },
];

/** A tier that costs points is chosen, used at once, and taken back. */
addTour("points_tier_choice_tour", {
    steps: () =>
        [
            Points.openTheTill(),
            Points.sellTheBreakfast(),
            Points.chooseTheMember("Ana Ruiz"),
            Points.stripSays("No tier yet"),
            openTheTiers(),
            tierSays("Gold", "10 % off Bakery"),
            tierSays("Platinum", "missing"),
            clickTier("Gold", "Choose for 40 pts"),
            Points.confirmTheDialog("Pay 40 pts"),
            tierSays("Gold", "Current tier"),
            closeTheTiers(),
            croissantSays("2.50 (Gold −10 %)"),
            Points.totalIs("8.25"),
            Points.stripSays("1,200 pts"),
            openTheTiers(),
            {
                content: "take Gold back",
                trigger: ".o_points_tiers_dialog .o_points_tier_undo",
                run: "click",
            },
            tierSays("Gold", "Choose for 40 pts"),
            closeTheTiers(),
            nothingHasADiscount(),
            Points.totalIs("8.50"),
            Points.stripSays("1,240 pts"),
        ].flat(Infinity),
});

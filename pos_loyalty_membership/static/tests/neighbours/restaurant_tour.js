/* global posmodel */
import * as Dialog from "@point_of_sale/../tests/generic_helpers/dialog_util";
import * as ProductScreen from "@point_of_sale/../tests/pos/tours/utils/product_screen_util";
import * as ReceiptScreen from "@point_of_sale/../tests/pos/tours/utils/receipt_screen_util";
import * as FloorScreen from "@pos_restaurant/../tests/tours/utils/floor_screen_util";
import * as SplitBillScreen from "@pos_restaurant/../tests/tours/utils/split_bill_screen_util";
import * as TipScreen from "@pos_restaurant/../tests/tours/utils/tip_screen_util";
import { refresh } from "@point_of_sale/../tests/generic_helpers/utils";
import { addTour } from "@pos_loyalty_membership/../tests/neighbours/utils/patient_tour";
import * as Points from "@pos_loyalty_membership/../tests/tours/utils/points_util";

const sees = (content, trigger) => ({ content, trigger });
const clicks = (content, trigger) => ({ content, trigger, run: "click" });

const redeemFiveHundred = () => [
    Points.openThePoints(),
    Points.typeOnThePad("5", "0", "0"),
    Points.redeem("5.00"),
    Points.thereIsOneLine("Points redeemed · 500 pts", "-5.00"),
];

const fiveHundredAreUsed = () => [
    Points.thereIsOneLine("Points redeemed · 500 pts", "-5.00"),
    Points.stripSays("740 pts left · 500 used here"),
    Points.totalIs("3.50"),
];

/** Waits in the page: a tour's steps wait for elements, and this is none. */
const everyTableIsAtTheServer = () => ({
    content: "every open order is at the server",
    trigger: ".floor-map",
    run: async () => {
        const isOpen = (order) => !order.finalized && order.lines.length > 0;
        const isOnItsWay = (order) => isOpen(order) && (!order.isSynced || order.isDirty());
        while (posmodel.models["pos.order"].some(isOnItsWay)) {
            await new Promise((resolve) => requestAnimationFrame(resolve));
        }
    },
});

const leaveTheTable = (name) => [
    clicks("leave the table", ".pos-leftheader .table-button"),
    FloorScreen.table({ name, withClass: ".occupied" }),
    everyTableIsAtTheServer(),
];

/** Points stay through the floor plan, a new page and another table; a tip changes nothing. */
addTour("points_restaurant_table_tour", () => [
    Points.openTheTill(),
    FloorScreen.clickTable("5"),
    Points.sellTheBreakfast(),
    Points.chooseTheMember("Ana Ruiz"),
    redeemFiveHundred(),
    leaveTheTable("5"),
    refresh(),
    FloorScreen.clickTable("5"),
    fiveHundredAreUsed(),
    ProductScreen.clickControlButton("Transfer"),
    FloorScreen.clickTable("4"),
    fiveHundredAreUsed(),
    Points.pay("3.50"),
    TipScreen.isShown(),
    TipScreen.totalAmountIs("3.50"),
    TipScreen.clickPercentTip("20%"),
    TipScreen.inputAmountIs("0.70"),
    TipScreen.clickSettle(),
    Points.receiptSays("earned", "3 pts"),
    Points.receiptSays("redeemed", "500 pts (−5.00)"),
    Points.receiptSays("balance", "743 pts"),
]);

const thePointsCannotBeSplitOff = () => ({
    ...sees("points cannot be split off", ".splitbill-screen .o_points_line"),
    run() {
        const { x, y, width, height } = this.anchor.getBoundingClientRect();
        document.elementFromPoint(x + width / 2, y + height / 2).click();
    },
});

/** A part of the bill is paid by itself: it earns its own, and so does the rest. */
addTour("points_restaurant_split_tour", () => [
    Points.openTheTill(),
    FloorScreen.clickTable("5"),
    Points.sellTheBreakfast(),
    Points.chooseTheMember("Ana Ruiz"),
    redeemFiveHundred(),
    leaveTheTable("5"),
    FloorScreen.clickTable("5"),
    fiveHundredAreUsed(),
    ProductScreen.clickControlButton("Split"),
    sees(
        "points are no part of the bill",
        '.splitbill-screen .o_points_line:contains("Given back when a part")'
    ),
    thePointsCannotBeSplitOff(),
    SplitBillScreen.clickOrderline("Espresso"),
    SplitBillScreen.orderlineHas("Espresso", "2", "1"),
    sees("one product", '.splitbill-screen .order-info:contains("1 product(s)")'),
    SplitBillScreen.subtotalIs("3.00"),
    SplitBillScreen.clickButton("Split"),
    // The part is nobody's until somebody says whose; all points are free again.
    Points.totalIs("3.00"),
    Points.thereIsNoStrip(),
    Points.thereIsNoLine(),
    Points.chooseTheMember("Ana Ruiz"),
    Points.stripSays("1,240 pts"),
    Points.openThePoints(),
    Points.typeOnThePad("1", "0", "0"),
    Points.redeem("1.00"),
    Points.stripSays("1,140 pts left · 100 used here"),
    Points.pay("2.00"),
    Points.receiptSays("redeemed", "100 pts (−1.00)"),
    Points.receiptSays("earned", "2 pts"),
    Points.receiptSays("balance", "1,142 pts"),
    // The till goes on with what is left of the bill.
    ReceiptScreen.clickContinueOrder(),
    Points.thereIsNoLine(),
    Points.totalIs("5.50"),
    Points.stripSays("1,142 pts"),
    Points.pay("5.50"),
    Points.receiptSays("earned", "5 pts"),
    Points.receiptSays("balance", "1,147 pts"),
]);

/** Two tables, each with its member and points; one is paid, the other cancelled. */
addTour("points_restaurant_guests_tour", () => [
    Points.openTheTill(),
    FloorScreen.clickTable("5"),
    Points.sellTheBreakfast(),
    Points.chooseTheMember("Ana Ruiz"),
    redeemFiveHundred(),
    leaveTheTable("5"),
    FloorScreen.clickTable("4"),
    Points.sellOneCroissant(),
    Points.chooseTheMember("Bo Lind"),
    Points.useTheBestDiscount("2.50"),
    Points.stripSays("50 pts left · 250 used here"),
    leaveTheTable("4"),
    FloorScreen.clickTable("5"),
    fiveHundredAreUsed(),
    Points.pay("3.50"),
    Points.receiptSays("balance", "743 pts"),
    ReceiptScreen.clickNextOrder(),
    FloorScreen.clickTable("4"),
    Points.thereIsOneLine("Points redeemed · 250 pts", "-2.50"),
    Points.stripSays("50 pts left · 250 used here"),
    ProductScreen.clickControlButton("Cancel Order"),
    Dialog.confirm(),
    FloorScreen.isShown(),
    FloorScreen.table({ name: "4", withoutClass: ".occupied" }),
    FloorScreen.clickTable("4"),
    Points.sellOneCroissant(),
    Points.chooseTheMember("Bo Lind"),
    Points.stripSays("300 pts"),
]);

/** Two tables become one: the guest's points that moved are free, the host's stay. */
addTour("points_restaurant_merge_tour", () => [
    Points.openTheTill(),
    FloorScreen.clickTable("5"),
    Points.sellTheBreakfast(),
    Points.chooseTheMember("Ana Ruiz"),
    redeemFiveHundred(),
    leaveTheTable("5"),
    FloorScreen.clickTable("4"),
    Points.sellOneCroissant(),
    Points.chooseTheMember("Bo Lind"),
    Points.useTheBestDiscount("2.50"),
    ProductScreen.clickControlButton("Transfer"),
    FloorScreen.clickTable("5"),
    sees("the croissants are together", `.orderline:contains("Croissant"):contains("2")`),
    Points.thereIsOneLine("Points redeemed · 500 pts", "-5.00"),
    Points.stripSays("740 pts left · 500 used here"),
    Points.totalIs("6.00"),
    Points.pay("6.00"),
    Points.receiptSays("earned", "6 pts"),
    Points.receiptSays("balance", "746 pts"),
]);

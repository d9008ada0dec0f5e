import * as Chrome from "@point_of_sale/../tests/pos/tours/utils/chrome_util";
import * as Numpad from "@point_of_sale/../tests/generic_helpers/numpad_util";
import * as PaymentScreen from "@point_of_sale/../tests/pos/tours/utils/payment_screen_util";
import * as ProductScreen from "@point_of_sale/../tests/pos/tours/utils/product_screen_util";
import * as ReceiptScreen from "@point_of_sale/../tests/pos/tours/utils/receipt_screen_util";
import * as TicketScreen from "@point_of_sale/../tests/pos/tours/utils/ticket_screen_util";
import * as Loyalty from "@pos_loyalty/../tests/tours/utils/pos_loyalty_util";
import { inLeftSide } from "@point_of_sale/../tests/pos/tours/utils/common";
import { scan_barcode } from "@point_of_sale/../tests/generic_helpers/utils";
import { addTour } from "@pos_loyalty_membership/../tests/neighbours/utils/patient_tour";
import * as Points from "@pos_loyalty_membership/../tests/tours/utils/points_util";

const sees = (content, trigger) => ({ content, trigger });

const happyHourIs = (amount) =>
    sees(`happy hour: ${amount}`, `.orderline:contains("Happy hour"):contains("${amount}")`);
const fiveHundredStay = () => Points.thereIsOneLine("Points redeemed · 500 pts", "-5.00");

/** Happy hour, stamps and points on one order: each counts as if it were alone; a return. */
addTour("points_native_tour", () => [
    Points.openTheTill(),
    Points.sellTheBreakfast(),
    ProductScreen.clickDisplayedProduct("Croissant"),
    happyHourIs("-1.10"),
    Points.totalIs("9.90"),
    // Gold takes 10 % off the croissants, happy hour 10 % off what is left.
    Points.chooseTheMember("Ana Ruiz"),
    happyHourIs("-1.05"),
    Points.totalIs("9.45"),
    Points.stripSays("+9 this order"),
    Loyalty.pointsAwardedAre("4"),
    Points.openThePoints(),
    Points.optionSays("Discount", "up to 9.45 here"),
    Points.typeOnThePad("5", "0", "0"),
    Points.redeem("5.00"),
    Points.totalIs("4.45"),
    Loyalty.pointsAwardedAre("4"),
    // Happy hour is one on the goods, not on what the points left of them.
    ProductScreen.clickDisplayedProduct("Espresso"),
    happyHourIs("-1.35"),
    fiveHundredStay(),
    Points.totalIs("7.15"),
    Loyalty.pointsAwardedAre("5"),
    Loyalty.claimReward("Stamps"),
    Loyalty.hasRewardLine("Stamp gift", "-1.00"),
    happyHourIs("-1.35"),
    fiveHundredStay(),
    Points.totalIs("6.15"),
    Points.stripSays("+6 this order"),
    Points.pay("6.15"),
    Points.receiptSays("earned", "6 pts"),
    Points.receiptSays("redeemed", "500 pts (−5.00)"),
    Points.receiptSays("balance", "746 pts"),
    Loyalty.isLoyaltyPointsAvailable(),
    ReceiptScreen.clickNextOrder(),
    Chrome.clickOrders(),
    TicketScreen.selectFilter("Paid"),
    TicketScreen.selectOrder("6.15"),
    inLeftSide([Points.selectTheSoldLine("Croissant"), Numpad.click("1")].flat()),
    TicketScreen.confirmRefund(),
    Points.returnSays("money", "1 Croissant: 1.42 back in money"),
    Points.returnSays("points", "83 pts back"),
    PaymentScreen.clickPaymentMethod("Bank"),
    PaymentScreen.clickValidate(),
    Points.receiptSays("given_back", "83 pts"),
]);

/** Cards and coupons of both kinds are scanned one after the other: each finds its own. */
addTour("points_native_codes_tour", () => [
    Points.openTheTill(),
    Points.sellTheBreakfast(),
    scan_barcode("0449876543210"),
    Points.stripSays("Bo Lind"),
    scan_barcode("0451234567895"),
    Points.stripSays("Ana Ruiz"),
    Loyalty.pointsAwardedAre("3"),
    scan_barcode("0441234567890"),
    Loyalty.hasRewardLine("Voucher", "-1.00"),
    Points.totalIs("7.50"),
    scan_barcode("PTCKKKKMMMM93HF"),
    Points.thereIsOneLine("Coupon …93HF", "-5.00"),
    Points.totalIs("2.50"),
    Loyalty.pointsAwardedAre("3"),
    Points.stripSays("740 pts"),
    Points.pay("2.50"),
    Points.receiptSays("coupon_used", "−5.00"),
    Points.receiptSays("earned", "2 pts"),
    Points.receiptSays("balance", "742 pts"),
]);

const actionsOffer = (name) =>
    sees(`the actions offer ${name}`, `.control-buttons-modal button:contains("${name}")`);

/** On a phone points have a button in sight, and Odoo's rewards theirs among the actions. */
addTour("points_native_phone_tour", () => [
    Points.openTheTill(),
    Points.sellTheBreakfast(),
    Points.chooseTheMember("Ana Ruiz"),
    sees("Points are in sight", '.product-screen .o_points_button:contains("Points")'),
    ProductScreen.clickControlButtonMore(),
    actionsOffer("Reward"),
    actionsOffer("Enter Code"),
    sees("no second Points", ".control-buttons-modal:not(:has(.o_points_button))"),
    { ...actionsOffer("Reward"), run: "click" },
    {
        content: "the reward of the stamps",
        trigger: '.selection-item:contains("Stamps")',
        run: "click",
    },
    Points.totalIs("6.65"),
    Points.openThePoints(),
    Points.optionSays("Discount", "up to 6.65 here"),
    Points.takeTheMaximum(),
    Points.redeem("6.65"),
    Points.totalIs("0.00"),
    Points.payNothing(),
    Points.receiptSays("balance", "575 pts"),
]);

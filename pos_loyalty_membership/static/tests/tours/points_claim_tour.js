import * as TicketScreen from "@point_of_sale/../tests/pos/tours/utils/ticket_screen_util";
import * as ReceiptScreen from "@point_of_sale/../tests/pos/tours/utils/receipt_screen_util";
import * as Chrome from "@point_of_sale/../tests/pos/tours/utils/chrome_util";
import * as Points from "@pos_loyalty_membership/../tests/tours/utils/points_util";
import { addTour } from "@pos_loyalty_membership/../tests/tours/utils/patient_tour";

/** A sale without a member prints a code; the cashier gives it to Ana on the receipt screen. */
addTour("points_claim_tour", {
    steps: () =>
        [
            Points.openTheTill(),
            Points.sellTheBreakfast(),
            Points.pay("8.50"),
            Points.receiptOffers("Collect 8 pts"),
            Points.receiptOffers("/my/points/claim"),
            Points.receiptHasACodeToScan(),
            Points.addTheMember("Ana Ruiz"),
            Points.receiptSays("member", "Ana Ruiz"),
            Points.receiptSays("earned", "8 pts"),
            Points.receiptSays("balance", "1,248 pts"),
            Points.receiptOffersNothing(),
        ].flat(Infinity),
});

/** The same from the list of orders, where the customer comes back with the receipt. */
addTour("points_claim_list_tour", {
    steps: () =>
        [
            Points.openTheTill(),
            Points.sellTheBreakfast(),
            Points.pay("8.50"),
            Points.receiptOffers("Collect 8 pts"),
            ReceiptScreen.clickNextOrder(),
            Chrome.clickOrders(),
            TicketScreen.selectFilter("Paid"),
            TicketScreen.selectOrderByPrice("8.50"),
            Points.addTheMember("Ana Ruiz"),
            Points.thereIsNobodyToAdd(),
        ].flat(Infinity),
});

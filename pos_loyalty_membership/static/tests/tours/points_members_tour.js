import { scan_barcode } from "@point_of_sale/../tests/generic_helpers/utils";
import * as PaymentScreen from "@point_of_sale/../tests/pos/tours/utils/payment_screen_util";
import * as Points from "@pos_loyalty_membership/../tests/tours/utils/points_util";
import { addTour } from "@pos_loyalty_membership/../tests/tours/utils/patient_tour";

const CARD = "0451234567895";
const OTHER_CARD = "0459999999997";

/** A new member by phone number, found again by it, with a card that is linked and scanned. */
addTour("points_members_tour", {
    steps: () =>
        [
            Points.openTheTill(),
            Points.sellTheBreakfast(),
            Points.openTheCustomers(),
            Points.searchFor("611 222 333"),
            Points.offersToEnrol("611 222 333"),
            Points.agreesToOffers(),
            Points.enrolAs("Iris Vidal"),
            Points.stripSays("Iris Vidal"),
            Points.stripSays("+8 this order"),
            scan_barcode(CARD),
            Points.confirmTheDialog("Give it to Iris Vidal"),
            Points.dropTheCustomer("Iris Vidal"),
            Points.thereIsNoStrip(),
            scan_barcode(CARD),
            Points.stripSays("Iris Vidal"),
            Points.openTheCustomers(),
            Points.searchFor("+34611222333"),
            Points.pressEnter(),
            Points.theListIsClosed(),
            Points.stripSays("Iris Vidal"),
            Points.pay("8.50"),
            Points.receiptSays("member", "Iris Vidal"),
            Points.receiptSays("balance", "8 pts"),
        ].flat(Infinity),
});

/** Two keys besides the number: Enter looks for it, Enter again makes the member. */
addTour("points_keys_tour", {
    steps: () =>
        [
            Points.openTheTill(),
            Points.sellTheBreakfast(),
            Points.openTheCustomers(),
            Points.theFieldAsksFor("Phone, name, e-mail or card"),
            Points.searchFor("611 222 333"),
            // The field tells the list a moment after the last key.
            Points.offersToEnrol("611 222 333"),
            Points.pressEnter(),
            Points.offersToEnrol("+34611222333"),
            Points.pressEnterOnTheName(),
            Points.stripSays("+34611222333"),
            Points.stripSays("+8 this order"),
            Points.pay("8.50"),
            Points.receiptSays("balance", "8 pts"),
        ].flat(Infinity),
});

/** A member and points are set on the payment screen; what was entered there stays. */
addTour("points_payment_tour", {
    steps: () =>
        [
            Points.openTheTill(),
            Points.sellTheBreakfast(),
            Points.goToPayment(),
            PaymentScreen.clickPaymentMethod("Cash"),
            Points.chooseTheMemberAtPayment("Ana Ruiz"),
            Points.paymentSays("1,240 pts"),
            Points.thereIsAPayment("Cash", "8.50"),
            Points.useTheBestDiscountAtPayment("8.50"),
            Points.paymentSays("390 pts left · 850 used here"),
            Points.thereIsAPayment("Cash", "8.50"),
            PaymentScreen.clickPaymentlineDelButton("Cash", "8.50"),
            PaymentScreen.clickValidate(),
            Points.receiptSays("redeemed", "850 pts (−8.50)"),
            Points.receiptSays("balance", "390 pts"),
        ].flat(Infinity),
});

/** A card shown at the last moment, when money is on the screen already. */
addTour("points_late_card_tour", {
    steps: () =>
        [
            Points.openTheTill(),
            Points.sellTheBreakfast(),
            Points.goToPayment(),
            PaymentScreen.clickPaymentMethod("Cash"),
            scan_barcode(CARD),
            Points.paymentSays("Ana Ruiz"),
            Points.paymentSays("+8 this order"),
            Points.thereIsAPayment("Cash", "8.50"),
            PaymentScreen.clickValidate(),
            Points.receiptSays("balance", "1,248 pts"),
        ].flat(Infinity),
});

/** A card that nobody has is typed where customers are chosen: whose is it? */
addTour("points_typed_card_tour", {
    steps: () =>
        [
            Points.openTheTill(),
            Points.sellTheBreakfast(),
            Points.openTheCustomers(),
            Points.searchFor(CARD),
            Points.offersToEnrol(CARD),
            Points.pressEnter(),
            Points.asksWhoseCard(CARD),
            Points.doesNotOfferToEnrol(),
            Points.chooseInTheList("Ana Ruiz"),
            Points.stripSays("Ana Ruiz"),
            Points.dropTheCustomer("Ana Ruiz"),
            Points.thereIsNoStrip(),
            // The card of somebody is found; another new one goes to a new member.
            Points.openTheCustomers(),
            Points.searchFor(CARD),
            Points.offersToEnrol(CARD),
            Points.pressEnter(),
            Points.stripSays("Ana Ruiz"),
            Points.dropTheCustomer("Ana Ruiz"),
            Points.thereIsNoStrip(),
            Points.openTheCustomers(),
            Points.searchFor(OTHER_CARD),
            Points.offersToEnrol(OTHER_CARD),
            Points.createWithoutAName(),
            Points.asksWhoseCard(OTHER_CARD),
            Points.chooseInTheList("Ana Ruiz"),
            // By mistake: she has a card already, which goes on working.
            Points.confirmTheDialog("Keep the old one"),
            Points.searchFor("611 222 333"),
            Points.offersToEnrol("611 222 333"),
            Points.enrolAs("Iris Vidal"),
            Points.stripSays("Iris Vidal"),
            Points.pay("8.50"),
            Points.receiptSays("balance", "8 pts"),
        ].flat(Infinity),
});

import { scan_barcode } from "@point_of_sale/../tests/generic_helpers/utils";
import { registry } from "@web/core/registry";
import * as Points from "@pos_loyalty_membership/../tests/tours/utils/points_util";

const CARD = "0451234567895";

/** A new member by phone number, found again by it, with a card that is linked and scanned. */
registry.category("web_tour.tours").add("points_members_tour", {
    steps: () =>
        [
            Points.openTheTill(),
            Points.sellTheBreakfast(),
            Points.openTheCustomers(),
            Points.searchFor("611 222 333"),
            Points.offersToEnrol("611 222 333"),
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
            Points.stripSays("Iris Vidal"),
            Points.pay("8.50"),
            Points.receiptSays("member", "Iris Vidal"),
            Points.receiptSays("balance", "8 pts"),
        ].flat(Infinity),
});

import * as Chrome from "@point_of_sale/../tests/pos/tours/utils/chrome_util";
import * as Dialog from "@point_of_sale/../tests/generic_helpers/dialog_util";
import * as Numpad from "@point_of_sale/../tests/generic_helpers/numpad_util";
import * as PaymentScreen from "@point_of_sale/../tests/pos/tours/utils/payment_screen_util";
import * as ProductScreen from "@point_of_sale/../tests/pos/tours/utils/product_screen_util";
import * as ReceiptScreen from "@point_of_sale/../tests/pos/tours/utils/receipt_screen_util";
import * as SelectionPopup from "@point_of_sale/../tests/generic_helpers/selection_popup_util";
import * as TicketScreen from "@point_of_sale/../tests/pos/tours/utils/ticket_screen_util";
import * as PosHr from "@pos_hr/../tests/tours/utils/pos_hr_helpers";
import { negate, scan_barcode } from "@point_of_sale/../tests/generic_helpers/utils";
import { inLeftSide } from "@point_of_sale/../tests/pos/tours/utils/common";
import { addTour } from "@pos_loyalty_membership/../tests/neighbours/utils/patient_tour";
import * as Points from "@pos_loyalty_membership/../tests/tours/utils/points_util";

const sees = (content, trigger) => ({ content, trigger });

const openTheTillAs = (name, pin) => [
    Chrome.clickBtn("Open Register"),
    PosHr.login(name, pin),
    Dialog.confirm("Open Register"),
];
const lockAndUnlockAs = (name, pin) => [
    PosHr.clickLockButton(),
    Chrome.clickBtn("Unlock Register"),
    PosHr.login(name, pin),
];
const handOverTo = (name, pin) => [
    PosHr.clickCashierName(),
    SelectionPopup.has(name, { run: "click" }),
    PosHr.enterPin(pin),
    Dialog.isNot(),
];
const openPaidOrder = (price) => [
    Chrome.clickOrders(),
    TicketScreen.selectFilter("Paid"),
    TicketScreen.selectOrder(price),
];

/** Eva sells, Max finds her open order behind the lock and is paid, Zoe returns a croissant. */
addTour("points_employees_tour", () => [
    openTheTillAs("Eva", "1234"),
    Points.sellTheBreakfast(),
    Points.chooseTheMember("Ana Ruiz"),
    Points.openThePoints(),
    Points.typeOnThePad("5", "0", "0"),
    Points.redeem("5.00"),
    Points.pay("3.50"),
    Points.receiptSays("balance", "743 pts"),
    ReceiptScreen.clickNextOrder(),
    Points.sellOneCroissant(),
    Points.chooseTheMember("Ana Ruiz"),
    Points.openThePoints(),
    Points.typeOnThePad("1", "0", "0"),
    Points.redeem("1.00"),
    lockAndUnlockAs("Max", "2580"),
    Points.thereIsOneLine("Points redeemed · 100 pts", "-1.00"),
    Points.stripSays("643 pts left · 100 used here"),
    Points.pay("1.50"),
    Points.receiptSays("redeemed", "100 pts (−1.00)"),
    Points.receiptSays("balance", "644 pts"),
    ReceiptScreen.clickNextOrder(),
    openPaidOrder("3.50"),
    sees("Max returns nothing", negate(".ticket-screen .subpads")),
    handOverTo("Zoe", "7777"),
    TicketScreen.selectFilter("Paid"),
    TicketScreen.selectOrder("3.50"),
    inLeftSide([Points.selectTheSoldLine("Croissant"), Numpad.click("1")].flat()),
    TicketScreen.confirmRefund(),
    Points.returnSays("money", "1 Croissant: 1.03 back in money"),
    Points.returnSays("points", "147 pts back"),
    PaymentScreen.clickPaymentMethod("Bank"),
    PaymentScreen.clickValidate(),
    Points.receiptSays("given_back", "147 pts"),
]);

/** Max may serve members: find, redeem, be paid. He makes no contact and hands out no card. */
addTour("points_minimal_employee_tour", () => [
    openTheTillAs("Eva", "1234"),
    handOverTo("Max", "2580"),
    Points.sellTheBreakfast(),
    Points.openTheCustomers(),
    Points.searchFor("611 222 333"),
    sees("nobody is found", '.modal:contains("No customers found")'),
    sees("nobody can be enrolled", negate(".o_points_enrol")),
    Points.pressEnter(),
    sees("nor after Enter", '.modal:contains("No customers found"):not(:has(.o_points_enrol))'),
    Points.searchFor("0451234567895"),
    Points.pressEnter(),
    sees("the card is nobody's", '.o_notification:contains("Nobody has this card.")'),
    sees("nobody is asked whose it is", negate(".modal .o_points_card_to_give")),
    Points.searchFor("Ana"),
    { ...sees("choose Ana", '.modal .partner-list b:contains("Ana Ruiz")'), run: "click" },
    Points.stripSays("1,240 pts"),
    scan_barcode("0451234567895"),
    sees("the card is nobody's", '.o_notification:contains("Nobody has this card.")'),
    Dialog.isNot(),
    Points.useTheBestDiscount("8.50"),
    Points.totalIs("0.00"),
    Points.undo(),
    Points.totalIs("8.50"),
    ProductScreen.clickControlButtonMore(),
    sees("the other buttons are open", ".control-buttons-modal"),
    sees(
        "neither refund nor cancelling",
        negate(
            'button:contains("Refund"), button:contains("Cancel Order")',
            ".control-buttons-modal"
        )
    ),
    Dialog.cancel(),
    Points.openThePoints(),
    Points.typeOnThePad("2", "0", "0"),
    Points.redeem("2.00"),
    Points.pay("6.50"),
    Points.receiptSays("balance", "1,046 pts"),
]);

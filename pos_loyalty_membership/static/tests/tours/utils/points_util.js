/* global posmodel */

/** Steps of a cashier who uses points, named as what he does or sees. */
import * as Chrome from "@point_of_sale/../tests/pos/tours/utils/chrome_util";
import * as Dialog from "@point_of_sale/../tests/generic_helpers/dialog_util";
import * as PaymentScreen from "@point_of_sale/../tests/pos/tours/utils/payment_screen_util";
import * as ProductScreen from "@point_of_sale/../tests/pos/tours/utils/product_screen_util";
import { back } from "@point_of_sale/../tests/pos/tours/utils/common";
import { negate } from "@point_of_sale/../tests/generic_helpers/utils";

const sees = (content, trigger) => ({ content, trigger });
const clicks = (content, trigger) => ({ content, trigger, run: "click" });

export const openTheTill = () => [Chrome.startPoS(), Dialog.confirm("Open Register")];

/** On a phone the cart is a view of its own. */
export const showTheCart = () => ({
    isActive: ["mobile"],
    ...clicks("show the cart", ".btn-switchpane.review-button"),
});
export const showTheProducts = () => ({ isActive: ["mobile"], ...back() });

export const sellTheBreakfast = () => [
    ...ProductScreen.clickDisplayedProduct("Espresso"),
    ...ProductScreen.clickDisplayedProduct("Espresso"),
    ...ProductScreen.clickDisplayedProduct("Croissant"),
    showTheCart(),
];

export const sellOneCroissant = () => [
    ...ProductScreen.clickDisplayedProduct("Croissant"),
    showTheCart(),
];

export const chooseTheMember = (name) => [
    clicks("choose the customer", ".product-screen .set-partner"),
    chooseInTheList(name),
    sees(`${name} is on the strip`, `.o_points_strip .o_points_member:contains("${name}")`),
];

export const openTheCustomers = () => clicks("open the customers", ".product-screen .set-partner");
export const searchFor = (text) => ({
    content: `search for ${text}`,
    trigger: ".modal-header input",
    run: `edit ${text}`,
});
export const offersToEnrol = (text) =>
    sees(`a new member ${text} is offered`, `.o_points_enrol:contains("${text}")`);
export const doesNotOfferToEnrol = () => sees("nobody new is offered", negate(".o_points_enrol"));
export const asksWhoseCard = (number) =>
    sees(`whose is ${number}`, `.o_points_card_to_give:contains("${number}")`);
export const chooseInTheList = (name) =>
    clicks(`choose ${name}`, `.modal .partner-list b:contains("${name}")`);
export const createWithoutAName = () => clicks("create", ".o_points_enrol_create");
export const agreesToOffers = () =>
    clicks("the member agrees to offers", ".o_points_enrol_offers input");
export const theListIsClosed = () => sees("the list is closed", negate(".modal .partner-list"));
export const enrolAs = (name) => [
    { content: `type ${name}`, trigger: ".o_points_enrol_name", run: `edit ${name}` },
    clicks("create the member", ".o_points_enrol_create"),
    theListIsClosed(),
];
export const createTheMember = () => clicks("create the member", ".o_points_enrol_create:enabled");
export const enrolmentSays = (text) =>
    sees(`enrolling: ${text}`, `.o_points_enrol_error:contains("${text}")`);
export const noteSays = (text) =>
    sees(`a note says ${text}`, `.o_notification:contains("${text}")`);
export const alertSays = (text) => sees(`an alert says ${text}`, `.modal-body:contains("${text}")`);
export const pressEnter = () => ({
    content: "press Enter",
    trigger: ".modal-header input",
    run: "press Enter",
});
export const confirmTheDialog = (label) =>
    clicks(label, `.modal-footer button:contains("${label}")`);
export const dropTheCustomer = (name) => [
    openTheCustomers(),
    clicks(
        `unselect ${name}`,
        ".modal .selected .unselect-tag:visible, .modal .selected .unselect-tag-mobile:visible"
    ),
];

const card = (name) => `.product-screen article.product:has(.product-name:contains("${name}"))`;
export const cardSays = (name, text) =>
    sees(`${name} costs ${text}`, `${card(name)} .o_points_price:contains("${text}")`);
export const cardSaysNothing = (name) =>
    sees(`${name} is not for points`, `${card(name)}:not(:has(.o_points_price))`);

export const stripSays = (text) =>
    sees(`the strip says ${text}`, `.o_points_strip:contains("${text}")`);
export const thereIsNoStrip = () => sees("there is no strip", negate(".o_points_strip"));
export const totalIs = (text) =>
    sees(`the total is ${text}`, `.product-screen .order-summary .total:contains("${text}")`);

export const openThePoints = () => [
    clicks("open the points", ".product-screen .o_points_button"),
    sees("the points are open", ".o_points_dialog"),
];
export const typeOnThePad = (...keys) =>
    keys.map((key) => clicks(`press ${key}`, `.o_points_dialog .numpad-button[value="${key}"]`));
export const pointsFieldSays = (text) =>
    sees(`points are ${text}`, `.o_points_field_points:contains("${text}")`);
export const moneyFieldSays = (text) =>
    sees(`money is ${text}`, `.o_points_field_money:contains("${text}")`);
export const afterThisOrderSays = (text) =>
    sees(`after this order: ${text}`, `.o_points_after:contains("${text}")`);
export const correctionSays = (text) =>
    sees(`it is corrected: ${text}`, `.o_points_correction:contains("${text}")`);
export const errorSays = (text) => sees(`refused: ${text}`, `.o_points_error:contains("${text}")`);
export const optionSays = (name, text) =>
    sees(`${name}: ${text}`, `.o_points_option:contains("${name}"):contains("${text}")`);
export const chooseTheOption = (name) =>
    clicks(`choose ${name}`, `.o_points_option:contains("${name}")`);
export const takeTheMaximum = () => clicks("take the most", ".o_points_dialog .o_points_maximum");
export const redeem = (text) => [
    clicks(`redeem ${text}`, `.o_points_dialog .o_points_redeem:contains("Redeem ${text}")`),
    sees("the points are closed", negate(".o_points_dialog")),
];
export const tryToRedeem = (text) =>
    clicks(`redeem ${text}`, `.o_points_dialog .o_points_redeem:contains("Redeem ${text}")`);
/** Refused by the dialog, or it says by now why nothing can be used at all. */
export const dialogSays = (text) =>
    sees(`not possible: ${text}`, `.o_points_dialog:contains("${text}")`);
export const closeThePoints = () => [
    clicks("close the points", ".modal:has(.o_points_dialog) .btn-close"),
    sees("the points are closed", negate(".o_points_dialog")),
];
export const changeTheRedemption = () =>
    clicks("change the redemption", ".o_points_dialog .o_points_change");
export const removeTheRedemption = () =>
    clicks("remove the redemption", ".o_points_dialog .o_points_remove");
export const discard = () => [
    clicks("discard", ".o_points_dialog .o_points_discard"),
    sees("the points are closed", negate(".o_points_dialog")),
];

/** As a phone's keyboard writes: keys as fast as a tour's would be taken for a scan. */
export const useTheCoupon = (code) => [
    {
        content: `type ${code}`,
        trigger: ".o_points_coupon_code",
        run() {
            this.anchor.value = code;
            this.anchor.dispatchEvent(new InputEvent("input", { bubbles: true }));
        },
    },
    clicks("use the coupon", ".o_points_coupon_use:enabled"),
];
export const couponErrorSays = (text) =>
    sees(`the coupon is refused: ${text}`, `.o_points_coupon_error:contains("${text}")`);
export const couponIsUsed = (text) =>
    sees(`the coupon is used: ${text}`, `.o_points_coupon:contains("${text}")`);

export const useTheBestDiscount = (text) =>
    clicks(`use ${text} with one tap`, `.o_points_use:contains("Use ${text}")`);
export const nothingIsOffered = () => sees("no one-tap discount", negate(".o_points_use"));
export const undo = () => clicks("undo", ".o_points_undo");

const LINE = ".product-screen .orderline.o_points_line";
export const thereIsOneLine = (name, price) => [
    sees(`one line: ${name}`, `${LINE}:contains("${name}"):has(.price:contains("${price}"))`),
    {
        ...sees("no second line", LINE),
        run() {
            const lines = document.querySelectorAll(LINE);
            if (lines.length !== 1) {
                throw new Error(`${lines.length} lines for one redemption`);
            }
        },
    },
];
export const thereAreLines = (count) => ({
    ...sees(`${count} lines of redemptions`, LINE),
    run() {
        const lines = document.querySelectorAll(LINE);
        if (lines.length !== count) {
            throw new Error(`${lines.length} lines instead of ${count}`);
        }
    },
});
export const thereIsNoLine = () => sees("no points on the order", negate(LINE));
export const selectTheLine = () => clicks("select the line of the redemption", LINE);

export const pay = (amount) => [
    clicks("go to payment", ".product-screen .pay-order-button"),
    sees(`${amount} to pay`, `.payment-screen .total:contains("${amount}")`),
    ...PaymentScreen.clickPaymentMethod("Bank"),
    ...PaymentScreen.clickValidate(),
];
export const payWhatIsLeft = () => [
    clicks("go to payment", ".product-screen .pay-order-button"),
    ...PaymentScreen.clickPaymentMethod("Bank"),
    ...PaymentScreen.clickValidate(),
];
export const payNothing = () => [
    clicks("go to payment", ".product-screen .pay-order-button"),
    ...PaymentScreen.clickValidate(),
];

/** The first sale of a server that has just started takes its time. */
const seesAfterASale = (content, trigger) => ({ ...sees(content, trigger), timeout: 30000 });
export const receiptSays = (what, text) =>
    seesAfterASale(
        `receipt, ${what}: ${text}`,
        `.pos-receipt .o_points_receipt_${what}:contains("${text}")`
    );

export const receiptExpectsNothing = () =>
    sees("the figures are the server's", '.pos-receipt:not(:contains("expected"))');

export const receiptLineSays = (text) =>
    sees(`receipt, line: ${text}`, `.pos-receipt .orderline:contains("${text}")`);

/** Somebody else reserves points of the member; this till is not told. */
export const anotherTillReserves = (points) => ({
    content: `another till reserves ${points} points`,
    trigger: "body",
    run: async () => {
        const order = posmodel.getOrder();
        const [program] = posmodel.points.rules.programs;
        const answer = await posmodel.points.call("hold", {
            uuid: crypto.randomUUID(),
            replaces: "",
            partner_id: order.partner_id.id,
            program_id: program.id,
            rule_id: program.redemption_rules[0].id,
            order_uuid: crypto.randomUUID(),
            points: points * 100,
            money: points,
        });
        if (!answer.ok) {
            throw new Error(answer.message);
        }
    },
});

/** The reservation of the open order ends at the server; this till does not hear of it. */
export const theReservationEnds = () => ({
    content: "the reservation ends",
    trigger: "body",
    run: async () => {
        const [{ uuid }] = posmodel.getOrder().getPointsRedemptions();
        await posmodel.points.call("release", [uuid]);
    },
});

export const receiptOffers = (text) =>
    seesAfterASale(
        `the receipt offers ${text}`,
        `.pos-receipt .o_points_receipt_claim:contains("${text}")`
    );
export const receiptHasACodeToScan = () =>
    sees(
        "the code can be scanned and typed",
        ".pos-receipt .o_points_receipt_claim:has(.o_points_receipt_claim_picture):has(.o_points_receipt_claim_code)"
    );
export const receiptOffersNothing = () =>
    sees("nothing is left to collect", negate(".o_points_receipt_claim", ".pos-receipt"));
export const addTheMember = (name) => [
    clicks("add a member", ".o_points_claim_button:enabled"),
    clicks(`choose ${name}`, `.modal .partner-list b:contains("${name}")`),
];
export const thereIsNobodyToAdd = () =>
    sees("nobody can be added any more", negate(".o_points_claim_button"));

export const selectTheSoldLine = (name) =>
    clicks(`select ${name}`, `.ticket-screen .orderline:contains("${name}")`);
export const returnSays = (what, text) =>
    sees(`the return says ${text}`, `.payment-screen .o_points_return_${what}:contains("${text}")`);

export const theFieldAsksFor = (text) =>
    sees(`the field asks for ${text}`, `.modal-header input[placeholder="${text}"]:focus`);
export const pressEnterOnTheName = () => ({
    content: "the name has the focus; press Enter",
    trigger: ".o_points_enrol_name:focus",
    run: "press Enter",
});
export const goToPayment = () => clicks("go to payment", ".product-screen .pay-order-button");
export const chooseTheMemberAtPayment = (name) => [
    clicks("choose the customer", ".payment-screen .partner-button"),
    clicks(`choose ${name}`, `.modal .partner-list b:contains("${name}")`),
];
export const paymentSays = (text) =>
    sees(`the payment screen says ${text}`, `.payment-screen .o_points_strip:contains("${text}")`);
export const thereIsAPayment = (name, amount) =>
    sees(
        `${amount} in ${name} stays`,
        `.payment-screen .paymentline:contains("${name}"):contains("${amount}")`
    );
export const useTheBestDiscountAtPayment = (text) =>
    clicks(`use ${text}`, `.payment-screen .o_points_use:contains("Use ${text}")`);

import { addTour } from "@pos_loyalty_membership/../tests/tours/utils/patient_tour";

const sees = (content, trigger) => ({ content, trigger });
const clicks = (content, trigger) => ({ content, trigger, run: "click" });

/** A coupon that is not reserved any more: posting asks, and the form shows what was done. */
addTour("points_invoice_lost_coupon_tour", {
    steps: () => [
        sees("the form says it is lost", "[name=points_line]:contains('not reserved any more')"),
        clicks("confirm", "button[name=action_post]:not(.d-none)"),
        sees("why it is not", ".modal:contains('cannot be confirmed yet')"),
        clicks("use it again", ".modal-footer button:contains('Use the coupon again')"),
        sees("the wizard says why", ".modal .alert:contains('not reserved any more')"),
        clicks("reserve it", ".modal-footer button[name=action_use_again]"),
        sees("the dialog is gone", "body:not(:has(.modal))"),
        sees(
            "the form shows it by itself",
            "[name=points_line]:contains('Coupon used'):not(:contains('any more'))"
        ),
        clicks("confirm", "button[name=action_post]:not(.d-none)"),
        sees("posted", ".o_statusbar_status button.o_arrow_button_current:contains('Posted')"),
    ],
});

/** Points used on a draft and taken off by an accountant without the till's rights. */
addTour("points_invoice_redeem_tour", {
    steps: () => [
        sees("what can be used", "[name=points_line]:contains('can redeem up to')"),
        clicks("redeem", "[name=points_line] button[name=action_points_redeem]"),
        sees("the most is quoted", ".modal [name=quoted_text]:contains('850')"),
        clicks("choose points", ".modal [name=wish] input[data-value='points']"),
        { ...sees("type 500", ".modal [name=points] input"), run: "edit 500 && press Tab" },
        sees("500 are quoted", ".modal [name=quoted_text]:contains('500')"),
        sees("per tax", ".modal [name=tax_preview]:contains('5.00')"),
        sees("the balance left", ".modal [name=balance_left]:contains('740')"),
        sees("what it is for the tax", ".modal:contains('never a payment')"),
        clicks("use them", ".modal-footer button[name=action_redeem]"),
        sees("the dialog is gone", "body:not(:has(.modal))"),
        sees("they are used", "[name=points_line]:contains('500 pts redeemed')"),
        clicks("change", "[name=points_line] button[name=action_points_change]"),
        clicks("take it off", ".modal-footer button[name=action_remove]"),
        sees("the dialog is gone", "body:not(:has(.modal))"),
        sees("it is offered again", "[name=points_line]:contains('can redeem up to')"),
    ],
});

import { scan_barcode } from "@point_of_sale/../tests/generic_helpers/utils";
import * as Points from "@pos_loyalty_membership/../tests/tours/utils/points_util";
import { addTour } from "@pos_loyalty_membership/../tests/tours/utils/patient_tour";

const CODE = "KKKK-MMMM-93HF";

/** A coupon of 5.00: refused when mistyped, typed and used in part, then scanned: the rest. */
addTour("points_coupon_tour", {
    steps: () =>
        [
            Points.openTheTill(),
            Points.sellOneCroissant(),
            Points.openThePoints(),
            Points.useTheCoupon("NOPE"),
            Points.couponErrorSays("No coupon has this code."),
            Points.useTheCoupon(CODE.toLowerCase()),
            Points.couponIsUsed("Coupon …93HF −2.50"),
            Points.couponIsUsed("2.50 stays on it"),
            Points.discard(),
            Points.thereIsOneLine("Coupon …93HF", "-2.50"),
            Points.totalIs("0.00"),
            Points.payNothing(),
            Points.receiptSays("coupon_used", "−2.50"),
            Points.receiptSays("coupon_left", "2.50"),
        ].flat(Infinity),
});

/** The same coupon scanned on another order, by somebody who is no member, then removed. */
addTour("points_coupon_scan_tour", {
    steps: () =>
        [
            Points.openTheTill(),
            Points.sellTheBreakfast(),
            scan_barcode("PTCKKKKMMMM93HF"),
            Points.thereIsOneLine("Coupon …93HF", "-5.00"),
            Points.totalIs("3.50"),
            Points.openThePoints(),
            {
                content: "remove the coupon",
                trigger: ".o_points_coupon_remove",
                run: "click",
            },
            Points.discard(),
            Points.thereIsNoLine(),
            Points.totalIs("8.50"),
            Points.pay("8.50"),
        ].flat(Infinity),
});

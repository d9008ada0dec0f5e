/** What of each line earns or may be redeemed on, in whole cents. Twin: engine/basis.py. */

import { apportion } from "./apportion.js";
import { LAST, Shares } from "./shares.js";

/**
 * What is left of every line, in the lines' order; money, never negative.
 *
 * `field` is "earn_amount" or "payable_amount"; negative lines themselves count 0.
 * `without_hold` ignores the redemption lines of that hold. Discounts lower the goods of their
 * taxes, redemptions the goods they name, then those of their taxes that may be redeemed on,
 * returns the goods that earn (for payable amounts: that may be redeemed on); what is too much
 * lowers the others.
 * Goods of 6.00 and 2.50 with a discount of −1.00 leave `[529, 221, 0]`.
 */
export function line_amounts(lines, field, without_redemptions, without_hold = "") {
    const ignored = (line) => Boolean(without_hold) && line.hold_uuid === without_hold;
    const stage = without_redemptions ? "return" : LAST;
    return new Shares(lines, field, ignored).amounts(stage);
}

/**
 * The basis of every line: 0 where nothing may earn, in sum at most what was received; money.
 *
 * Redemptions of `own_program_id` (0: none) lower nothing and count as received.
 * Espressos 6.00 and croissant 2.50 with 5.00 paid in points and 3.50 received leave
 * `[247, 103, 0]`.
 */
export function earning_basis(basket, own_program_id = 0) {
    const ignored = (line) => is_own_redemption(line, own_program_id);
    const amounts = new Shares(basket.lines, "earn_amount", ignored).amounts(LAST);
    const received = received_in_all(basket, own_program_id);
    return capped_basis(basket.lines, amounts, received);
}

/**
 * Amounts of lines, 0 where nothing may earn, in sum at most what was received (null: not
 * known); money.
 *
 * 600 and 250 with 350 received give `[247, 103]`.
 */
export function capped_basis(lines, amounts, received) {
    const basis = lines.map((line, index) => (line.earns ? amounts[index] : 0));
    if (received === null || _sum(basis) <= received) {
        return basis;
    }
    return apportion(received, basis, 1);
}

/**
 * Money received, and own redemptions that earn as well; null: nobody knows yet.
 *
 * 3.50 received beside 5.00 of points of a program that rewards them are 850.
 */
export function received_in_all({ lines, received }, own_program_id) {
    if (received === null) {
        return null;
    }
    const own = lines.filter((line) => is_own_redemption(line, own_program_id));
    return Math.max(0, received) - _sum(own.map((line) => line.payable_amount));
}

/** Whether a line is a redemption of that program; of none if it is 0. */
export function is_own_redemption(line, own_program_id) {
    return (
        Boolean(own_program_id) && line.kind === "redemption" && line.program_id === own_program_id
    );
}

function _sum(numbers) {
    return numbers.reduce((sum, number) => sum + number, 0);
}

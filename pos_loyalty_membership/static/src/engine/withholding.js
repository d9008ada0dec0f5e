/**
 * The discount that a return keeps back. Twin: engine/withholding.py.
 *
 * Goods that come back were not paid in full: points and coupons lowered them. What is given
 * back in money is their price less their share of each discount line.
 */

import { apportion } from "./apportion.js";
import { reverse } from "./refund.js";
import { REWARDS, Shares } from "./shares.js";
import { EntryRecord, LineEarning, Taken, is_refusal } from "./values.js";

// Which goods a discount line lowered: those it names of its taxes, else those it names,
// else those of its taxes, else all: [named, of its taxes, redeemable].
const POOLS = [
    [true, true, true],
    [true, false, true],
    [false, true, true],
    [false, false, true],
    [false, false, false],
];

/**
 * How much of each discount line lowered which goods: money, in minor units.
 *
 * `lines` are those of the sale, as a basket has them. The answer is `[discount line's uuid,
 * [[uuid of goods, money], ...]]` per line of a redemption that lowered anything, in the fixed
 * order of redemptions: each works on what those before it left, so that no goods ever give back
 * more than was paid for them.
 * Goods of 6.00 and 2.50 lowered by 5.00 carry 3.53 and 1.47.
 */
export function discount_shares(lines) {
    let left = new Shares(lines, "payable_amount").amounts("return");
    const found = [];
    for (const reward of REWARDS) {
        for (const line of lines) {
            if (line.kind !== "redemption" || line.reward !== reward) {
                continue;
            }
            const weights = _weights(line, lines, left);
            if (!weights.some((weight) => weight)) {
                continue;
            }
            const parts = apportion(-line.payable_amount, weights, 1);
            left = left.map((amount, index) => Math.max(0, amount - parts[index]));
            const shares = parts
                .map((part, index) => [lines[index].uuid, part])
                .filter(([, part]) => part);
            if (shares.length) {
                found.push([line.uuid, shares]);
            }
        }
    }
    return found;
}

/**
 * Money to keep back now of one discount line, or Refusal "out_of_bounds".
 *
 * `shares` is `[[uuid of goods, money], ...]` as `discount_shares` says it, `sold` and `returned`
 * are quantities by uuid (thousandths), what is back counted over all returns, this one
 * included; `already` is the money that earlier returns kept back. Per line of goods its share ×
 * back ÷ sold, rounded down; the last goods bring the rest, so that steps add up to the cent.
 * One of two espressos that carry 3.53: 176.
 */
export function withheld(shares, sold, returned, already) {
    const record = new EntryRecord({
        points: shares.reduce((sum, [, money]) => sum + money, 0),
        order_points: 0,
        lines: shares.map(
            ([uuid, money]) =>
                new LineEarning({
                    uuid,
                    quantity: Object.hasOwn(sold, uuid) ? sold[uuid] : 0,
                    amount: money,
                    points: money,
                })
        ),
    });
    const due = reverse(record, returned, new Taken({ lines: {}, order_points: 0 }), 1);
    return is_refusal(due) ? due : Math.max(0, due.points - already);
}

/** Per line what it can still be lowered by, where the discount is about it. */
function _weights(discount, lines, left) {
    for (const [named, of_taxes, redeemable] of POOLS) {
        const weights = lines.map((line, index) =>
            line.kind === "goods" &&
            (!named || discount.target_uuids.includes(line.uuid)) &&
            (!of_taxes || line.tax_key === discount.tax_key) &&
            (!redeemable || line.redeemable)
                ? left[index]
                : 0
        );
        if (weights.some((weight) => weight)) {
            return weights;
        }
    }
    return [];
}

/**
 * What is left of each line once the negative lines have lowered it.
 *
 * Lines that the rules cannot tell apart (same taxes, earning or not, redeemable or not) form
 * a group. Negative lines lower whole groups, groups share the rest out over their lines: so
 * the order of the lines never changes a sum. Between groups an odd cent lowers those that
 * count: so a price that falls never raises what earns. Twin: engine/basis.py.
 */

import { apportion } from "./apportion.js";
import { mul_div } from "./rounding.js";

// Which groups a kind of negative line lowers, in this order: [those of its own taxes only,
// those with this property only]. What one step cannot take goes to the next.
const POOLS = Object.freeze({
    discount: [
        [true, ""],
        [false, ""],
    ],
    return: [
        [false, "counted"],
        [false, ""],
    ],
    redemption: [
        [true, "redeemable"],
        [false, "redeemable"],
        [false, ""],
    ],
});
const COUNTED = Object.freeze({ earn_amount: "earns", payable_amount: "redeemable" });

/**
 * What is left of every line, in the lines' order; money, never negative.
 *
 * `field` is "earn_amount" or "payable_amount"; negative lines themselves count 0.
 * `without_hold` ignores the redemption lines of that hold. Discounts lower the goods of their
 * taxes, redemptions those of them that may be redeemed on, returns the goods that earn (for
 * payable amounts: that may be redeemed on); what is too much lowers the others.
 * Goods of 6.00 and 2.50 with a discount of −1.00 leave `[529, 221, 0]`.
 */
export function line_amounts(lines, field, without_redemptions, without_hold = "") {
    const groups = _groups(lines, field);
    for (const [kind, pools] of Object.entries(POOLS)) {
        if (kind === "redemption" && without_redemptions) {
            continue;
        }
        let owed = _owed(lines, kind, field, without_hold);
        for (const [own_taxes, wanted] of pools) {
            const name = wanted === "counted" ? COUNTED[field] : wanted;
            const pool = groups.filter((group) => !name || group[name]);
            owed = own_taxes ? _lower_own(pool, owed) : _lower_all(pool, owed);
        }
    }
    const amounts = lines.map(() => 0);
    for (const group of groups) {
        apportion(group.left, group.amounts, 1).forEach((part, position) => {
            amounts[group.indexes[position]] = part;
        });
    }
    return amounts;
}

/**
 * The basis of every line: 0 where nothing may earn, in sum at most what was received; money.
 *
 * Espressos 6.00 and croissant 2.50 with 5.00 paid in points and 3.50 received leave
 * `[247, 103, 0]`.
 */
export function earning_basis(basket) {
    const amounts = line_amounts(basket.lines, "earn_amount", false);
    const basis = basket.lines.map((line, index) => (line.earns ? amounts[index] : 0));
    if (basket.received === null || _sum(basis) <= basket.received) {
        return basis;
    }
    return apportion(Math.max(0, basket.received), basis, 1);
}

function _groups(lines, field) {
    const groups = new Map();
    lines.forEach((line, index) => {
        if (line.kind !== "goods") {
            return;
        }
        const { tax_key, earns, redeemable } = line;
        const key = `${tax_key}\n${earns ? 0 : 1}${redeemable ? 0 : 1}`;
        if (!groups.has(key)) {
            const counts = line[COUNTED[field]];
            const amounts = { indexes: [], amounts: [], left: 0 };
            groups.set(key, { tax_key, earns, redeemable, counts, ...amounts });
        }
        const group = groups.get(key);
        group.indexes.push(index);
        group.amounts.push(line[field]);
        group.left += line[field];
    });
    return [...groups.values()].sort(_by_key);
}

function _by_key(one, other) {
    if (one.counts !== other.counts) {
        return one.counts ? -1 : 1;
    }
    if (one.tax_key !== other.tax_key) {
        return one.tax_key < other.tax_key ? -1 : 1;
    }
    return other.earns - one.earns || other.redeemable - one.redeemable;
}

function _owed(lines, kind, field, without_hold) {
    const owed = new Map();
    for (const line of lines) {
        if (line.kind !== kind || (without_hold && line.hold_uuid === without_hold)) {
            continue;
        }
        owed.set(line.tax_key, (owed.get(line.tax_key) || 0) - line[field]);
    }
    return owed;
}

function _lower_own(pool, owed) {
    const left = new Map();
    for (const [tax_key, amount] of owed) {
        const own = pool.filter((group) => group.tax_key === tax_key);
        left.set(tax_key, _lower(own, amount));
    }
    return left;
}

function _lower_all(pool, owed) {
    return new Map([["", _lower(pool, _sum([...owed.values()]))]]);
}

/** Lower the groups in proportion, the first ones rounded up; what is too much. */
function _lower(pool, amount) {
    const whole = _sum(pool.map((group) => group.left));
    const taken = Math.min(amount, whole);
    let seen = 0;
    let lowered = 0;
    for (const group of taken ? pool : []) {
        seen += group.left;
        const so_far = mul_div(taken, seen, whole, "up");
        group.left -= so_far - lowered;
        lowered = so_far;
    }
    return amount - taken;
}

function _sum(numbers) {
    return numbers.reduce((sum, number) => sum + number, 0);
}

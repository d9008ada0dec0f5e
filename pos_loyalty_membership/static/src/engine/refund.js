/** What a return takes back of an entry. Twin: engine/refund.py. */

import { number_refusal, out_of_bounds, unit_refusal } from "./bounds.js";
import { mul_div } from "./rounding.js";
import { LineReversal, OutOfBounds, Reversal } from "./values.js";

/**
 * The Reversal of an entry for what is back by now, or Refusal "out_of_bounds".
 *
 * `returned` is the quantity back in all, now included, per line uuid (thousandths); `taken`
 * what earlier reversals of this entry took. A line gives back points × back ÷ sold, rounded
 * down to the unit, less what was taken of it; in all never more than the entry has left. Points
 * of the order itself go back with the last line. The same formula serves points spent and, with
 * unit 1, a discount withheld.
 * 3 of 4 cups back of a line that earned 600: 400 (4.5 points, whole ones).
 */
export function reverse(entry_record, returned, taken, unit) {
    const refusal = unit_refusal(unit) || _record_refusal(entry_record, returned, taken);
    if (refusal) {
        return refusal;
    }
    try {
        return _reverse(entry_record, returned, taken, unit);
    } catch (error) {
        if (error instanceof OutOfBounds) {
            return out_of_bounds("points");
        }
        throw error;
    }
}

function _reverse(entry_record, returned, taken, unit) {
    let room = entry_record.points - taken.order_points;
    for (const points of Object.values(taken.lines)) {
        room -= points;
    }
    const lines = [];
    let points = 0;
    for (const line of entry_record.lines) {
        const { uuid } = line;
        const due = _due(line, _get(returned, uuid), unit);
        const now = Math.max(0, Math.min(due - (_get(taken.lines, uuid) ?? 0), room));
        if (now) {
            const quantity = Math.min(returned[uuid], line.quantity);
            lines.push(new LineReversal({ uuid, quantity, points: now }));
            room -= now;
            points += now;
        }
    }
    let order_points = 0;
    if (entry_record.lines.every((line) => _is_back(line, returned))) {
        const due = entry_record.order_points - taken.order_points;
        order_points = Math.max(0, Math.min(due, room));
    }
    return new Reversal({ points: points + order_points, lines, order_points });
}

function _due(line, back, unit) {
    if (back === undefined) {
        return 0;
    }
    if (back >= line.quantity) {
        return line.points;
    }
    return mul_div(line.points, back, line.quantity * unit, "down") * unit;
}

function _is_back(line, returned) {
    return (_get(returned, line.uuid) ?? -1) >= line.quantity;
}

function _get(numbers, uuid) {
    return Object.hasOwn(numbers, uuid) ? numbers[uuid] : undefined;
}

function _record_refusal(entry_record, returned, taken) {
    const numbers = [
        ["points", entry_record.points],
        ["order_points", entry_record.order_points],
        ["taken", taken.order_points],
        ...Object.values(taken.lines).map((points) => ["taken", points]),
        ...Object.values(returned).map((quantity) => ["returned", quantity]),
    ];
    for (const { quantity, points } of entry_record.lines) {
        numbers.push(["quantity", quantity], ["points", points]);
    }
    for (const [name, number] of numbers) {
        const refusal = number_refusal(number, name);
        if (refusal) {
            return refusal;
        }
    }
    return null;
}

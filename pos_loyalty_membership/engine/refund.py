"""What a return takes back of an entry. Twin: ``static/src/engine/refund.js``."""

from .bounds import number_refusal, out_of_bounds, unit_refusal
from .rounding import mul_div
from .values import LineReversal, OutOfBounds, Reversal


def reverse(entry_record, returned, taken, unit):
    """The Reversal of an entry for what is back by now, or Refusal("out_of_bounds").

    ``returned`` is the quantity back in all, now included, per line uuid (thousandths);
    ``taken`` what earlier reversals of this entry took. A line gives back points × back
    ÷ sold, rounded down to the unit, less what was taken of it; in all never more than
    the entry has left. Points of the order itself go back with the last line. The same
    formula serves points spent and, with unit 1, a discount withheld.
    3 of 4 cups back of a line that earned 600: 400 (4.5 points, whole ones).
    """
    refusal = unit_refusal(unit) or _record_refusal(entry_record, returned, taken)
    if refusal:
        return refusal
    try:
        return _reverse(entry_record, returned, taken, unit)
    except OutOfBounds:
        return out_of_bounds("points")


def _reverse(entry_record, returned, taken, unit):
    room = entry_record.points - sum(taken.lines.values()) - taken.order_points
    lines = []
    for line in entry_record.lines:
        due = _due(line, returned.get(line.uuid), unit)
        points = max(0, min(due - taken.lines.get(line.uuid, 0), room))
        if points:
            back = min(returned[line.uuid], line.quantity)
            lines.append(LineReversal(line.uuid, back, points))
            room -= points
    order_points = 0
    if all(_is_back(line, returned) for line in entry_record.lines):
        due = entry_record.order_points - taken.order_points
        order_points = max(0, min(due, room))
    points = sum(line.points for line in lines) + order_points
    return Reversal(points, tuple(lines), order_points)


def _due(line, back, unit):
    if back is None:
        return 0
    if back >= line.quantity:
        return line.points
    return mul_div(line.points, back, line.quantity * unit, "down") * unit


def _is_back(line, returned):
    return returned.get(line.uuid, -1) >= line.quantity


def _record_refusal(entry_record, returned, taken):
    numbers = [
        ("points", entry_record.points),
        ("order_points", entry_record.order_points),
        ("taken", taken.order_points),
        *(("taken", points) for points in taken.lines.values()),
        *(("returned", quantity) for quantity in returned.values()),
    ]
    for line in entry_record.lines:
        numbers += [("quantity", line.quantity), ("points", line.points)]
    refusals = (number_refusal(number, name) for name, number in numbers)
    return next((refusal for refusal in refusals if refusal), None)

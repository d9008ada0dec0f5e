"""Splits a total, loses nothing. Twin: ``static/src/engine/apportion.js``."""

from .frozen import OutOfBounds
from .rounding import mul_div, mul_divmod


def apportion(total, weights, unit):
    """Parts of the total in proportion to the weights; they add up to it exactly.

    Parts are multiples of the unit (100 = whole points, 1 = smallest money): largest
    remainder first, equal remainders to the first line. What is below one unit goes to
    the first line that has a weight. Without any weight all lines count the same.
    ``apportion(1000, [1, 1, 1], 100)`` is ``[400, 300, 300]``. Weights are not negative
    (OutOfBounds); no line, no parts.
    """
    if total < 0:
        return [-part for part in apportion(-total, weights, unit)]
    if any(weight < 0 for weight in weights):
        raise OutOfBounds("weight")
    if not weights:
        return []
    if not any(weights):
        weights = [1] * len(weights)
    whole = sum(weights)
    units = mul_div(total, 1, unit, "down")
    parts, rests, missing = [], [], units
    for weight in weights:
        quotient, rest = mul_divmod(units, weight, whole)
        parts.append(quotient * unit)
        rests.append(-rest)
        missing -= quotient
    if missing:
        by_rest = sorted(range(len(weights)), key=rests.__getitem__)
        for index in by_rest[:missing]:
            parts[index] += unit
    first = next(index for index, weight in enumerate(weights) if weight)
    parts[first] += total - units * unit
    return parts

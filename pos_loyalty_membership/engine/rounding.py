"""The only division of the engine. Twin: ``static/src/engine/rounding.js``."""

from math import prod

from .fraction import rounds_away
from .frozen import MAX_SAFE, OutOfBounds

MODES = ("down", "half_up", "up")


def mul_divmod(a, b, c):
    """Quotient and remainder of a × b ÷ c, for a, b not negative and c positive.

    ``mul_divmod(7, 3, 4)`` is ``(5, 1)``. OutOfBounds when c is not positive or the
    quotient is more than 2**53 - 1.
    """
    if c <= 0:
        raise OutOfBounds("divisor")
    quotient, rest = divmod(a * b, c)
    if quotient > MAX_SAFE:
        raise OutOfBounds("quotient")
    return quotient, rest


def mul_div(a, b, c, mode):
    """a × b ÷ c as an integer; c is positive, the unit is that of a.

    Modes: "down" towards zero, "half_up" to the nearest (halves away from zero), "up"
    away from zero. ``mul_div(850, 1, 100, "down")`` is 8. OutOfBounds as mul_divmod.
    """
    quotient, rest = mul_divmod(abs(a), abs(b), c)
    size = quotient + 1 if rounds_away(mode, rest, c) else quotient
    if size > MAX_SAFE:
        raise OutOfBounds("quotient")
    return -size if (a < 0) != (b < 0) else size


def to_unit(points, unit, mode):
    """Points (hundredths) as a multiple of the unit.

    ``to_unit(1250, 100, "half_up")`` is 1300.
    """
    return mul_div(points, 1, unit, mode) * unit


def product_div(over, under, mode):
    """The product of some integers ÷ that of others, rounded once; none is negative.

    ``product_div([8, 100, 15000], [100, 10000], "down")`` is 12. OutOfBounds when the
    quotient is more than 2**53 - 1.
    """
    return mul_div(prod(over), 1, prod(under), mode)

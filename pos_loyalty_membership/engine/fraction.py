"""Exact fractions: what is shared out is rounded once, at the end.

Twin: ``static/src/engine/fraction.js``, which counts with BigInt.
"""

from math import gcd

from .frozen import MAX_SAFE, OutOfBounds


class Fraction:
    """``over`` ÷ ``under`` in lowest terms, not negative; operations give a new one.

    ``Fraction(1, 3).plus(Fraction(1, 6))`` is one half.
    """

    __slots__ = ("over", "under")

    def __init__(self, over, under=1):
        divisor = gcd(over, under)
        self.over = over // divisor
        self.under = under // divisor

    def plus(self, other):
        """This and the other."""
        over = self.over * other.under + other.over * self.under
        return Fraction(over, self.under * other.under)

    def minus(self, other):
        """This less the other, which is not larger."""
        over = self.over * other.under - other.over * self.under
        return Fraction(over, self.under * other.under)

    def times(self, other):
        """This multiplied by the other."""
        return Fraction(self.over * other.over, self.under * other.under)

    def by(self, other):
        """This divided by the other, which is not zero."""
        return Fraction(self.over * other.under, self.under * other.over)

    def is_less(self, other):
        """Whether this is less than the other."""
        return self.over * other.under < other.over * self.under

    def rounded(self, mode):
        """The integer: "down", "half_up" or "up". OutOfBounds beyond 2**53 - 1."""
        whole, rest = divmod(self.over, self.under)
        if rounds_away(mode, rest, self.under):
            whole += 1
        if whole > MAX_SAFE:
            raise OutOfBounds("fraction")
        return whole


def rounds_away(mode, rest, under):
    """Whether a remainder of a division by ``under`` counts as one more.

    ``rounds_away("half_up", 5, 10)`` is True. OutOfBounds for an unknown mode.
    """
    if mode == "down":
        return False
    if mode == "up":
        return rest > 0
    if mode == "half_up":
        return rest >= under - rest
    raise OutOfBounds("mode")


ZERO = Fraction(0)
ONE = Fraction(1)

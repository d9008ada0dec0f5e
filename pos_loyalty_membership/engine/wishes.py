"""What was asked for, and refusals that all kinds of redemption share.

A wish is a pair: ("points", typed), ("money", typed), or MAXIMUM.
Twin: ``static/src/engine/wishes.js``.
"""

from .answers import Refusal

MAXIMUM = ("maximum", 0)


def below_minimum(lowest, points):
    """The refusal of fewer points than one use takes, or None.

    ``below_minimum(5000, 4000)`` says ``{"minimum_points": 5000}``.
    """
    if points < lowest:
        return Refusal("below_minimum_points", {"minimum_points": lowest})
    return None


def above_maximum(rule, points):
    """The refusal of more points than the rule allows in one use.

    Of 5000 where 8000 are needed: ``{"maximum_points": 5000, "points": 8000}``.
    """
    values = {"maximum_points": rule.maximum_points, "points": points}
    return Refusal("above_maximum_points", values)

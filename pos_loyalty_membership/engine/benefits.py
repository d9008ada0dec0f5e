"""Which percentage of a tier a line gets. Twin: ``static/src/engine/benefits.js``."""

from .scope import in_scope


def benefit_percents(benefits, lines):
    """The greatest percentage per line, in the lines' order; 0 for none.

    Only goods have one. 10 % off everything and 15 % off drinks (1000 and 1500) give
    a coffee 1500 and a croissant 1000.
    """
    return [
        max(
            [each.percent for each in benefits if in_scope(each.scope, line)],
            default=0,
        )
        if line.kind == "goods"
        else 0
        for line in lines
    ]


def benefit_over(percent, by_hand):
    """What the tier gives a line that was discounted by hand: all of it, or nothing.

    The greater of both counts, never their sum: 1000 over 500 is 1000, over 1000 is 0.
    """
    return percent if percent > by_hand else 0

"""What holds for a product that inherits. Twin: ``static/src/engine/assignment.js``."""

from .answers import Assigned


def assigned(product, pos_categories, categories):
    """Points per unit of a product, whether it earns and may be redeemed on: Assigned.

    ``product`` is its own Assignment, ``pos_categories`` one list of Assignments for
    each of its POS categories and ``categories`` that of its product category, the
    nearest first. The nearest that does not inherit wins: product, POS categories,
    product categories. Of several POS categories that say something the highest value
    counts, and never only if all say so. Nobody says: no points of its own (None).
    Own value 0 in a category that gives 500 is 0.
    """
    points = _nearest(product, pos_categories, categories, _points, _highest)
    barred = _nearest(product, pos_categories, categories, _barred, _agreed)
    return Assigned(
        points_per_unit=None if points == NEVER else points,
        earns=points != NEVER,
        redeemable=barred != "yes",
    )


def _nearest(product, pos_categories, categories, read, join):
    own = read(product)
    if own is not None:
        return own
    answers = [_first(chain, read) for chain in pos_categories]
    answers = [answer for answer in answers if answer is not None]
    return join(answers) if answers else _first(categories, read)


def _first(chain, read):
    for each in chain:
        answer = read(each)
        if answer is not None:
            return answer
    return None


def _points(assignment):
    if assignment.mode == "own":
        return assignment.points
    return NEVER if assignment.mode == "never" else None


def _barred(assignment):
    answer = assignment.never_redeemable
    return None if answer == "inherit" else answer


def _highest(answers):
    return max(answers)


def _agreed(answers):
    return "no" if "no" in answers else "yes"


# Less than any value, so that one category with a value outweighs it.
NEVER = -1

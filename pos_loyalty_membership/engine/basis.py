"""What of each line earns or may be redeemed on, in whole cents.

Twin: ``static/src/engine/basis.js``.
"""

from .apportion import apportion
from .shares import LAST, Shares


def line_amounts(lines, field, without_redemptions, without_hold=""):
    """What is left of every line, in the lines' order; money, never negative.

    ``field`` is "earn_amount" or "payable_amount"; negative lines themselves count 0.
    ``without_hold`` ignores the redemption lines of that hold. Discounts lower the
    goods of their taxes, redemptions the goods they name, then those of their taxes
    that may be redeemed on, returns the goods that earn (for payable amounts: that may
    be redeemed on); what is too much lowers the others.
    Goods of 6.00 and 2.50 with a discount of −1.00 leave ``[529, 221, 0]``.
    """

    def ignored(line):
        return bool(without_hold) and line.hold_uuid == without_hold

    stage = "return" if without_redemptions else LAST
    return Shares(lines, field, ignored).amounts(stage)


def earning_basis(basket, own_program_id=0):
    """The basis of every line: 0 where nothing may earn, in sum at most what was
    received; money.

    Redemptions of ``own_program_id`` (0: none) lower nothing and count as received.
    Espressos 6.00 and croissant 2.50 with 5.00 paid in points and 3.50 received leave
    ``[247, 103, 0]``.
    """

    def ignored(line):
        return is_own_redemption(line, own_program_id)

    amounts = Shares(basket.lines, "earn_amount", ignored).amounts(LAST)
    received = received_in_all(basket, own_program_id)
    return capped_basis(basket.lines, amounts, received)


def capped_basis(lines, amounts, received):
    """Amounts of lines, 0 where nothing may earn, in sum at most what was received
    (None: not known); money.

    600 and 250 with 350 received give ``[247, 103]``.
    """
    basis = [
        amount if line.earns else 0 for line, amount in zip(lines, amounts, strict=True)
    ]
    if received is None or sum(basis) <= received:
        return basis
    return apportion(received, basis, 1)


def received_in_all(basket, own_program_id):
    """Money received, and own redemptions that earn as well; None: nobody knows yet.

    3.50 received beside 5.00 of points of a program that rewards them are 850.
    """
    if basket.received is None:
        return None
    redeemed = -sum(
        line.payable_amount
        for line in basket.lines
        if is_own_redemption(line, own_program_id)
    )
    return max(0, basket.received) + redeemed


def is_own_redemption(line, own_program_id):
    """Whether a line is a redemption of that program; of none if it is 0."""
    return bool(own_program_id) and (
        line.kind == "redemption" and line.program_id == own_program_id
    )

"""The discount that a return keeps back. Twin: ``static/src/engine/withholding.js``.

Goods that come back were not paid in full: points and coupons lowered them. What is
given back in money is their price less their share of each discount line.
"""

from .apportion import apportion
from .refund import reverse
from .shares import REWARDS, Shares
from .values import EntryRecord, LineEarning, Taken, is_refusal

# Which goods a discount line lowered: those it names of its taxes, else those it names,
# else those of its taxes, else all: (named, of its taxes, redeemable).
POOLS = (
    (True, True, True),
    (True, False, True),
    (False, True, True),
    (False, False, True),
    (False, False, False),
)


def discount_shares(lines):
    """How much of each discount line lowered which goods: money, in minor units.

    ``lines`` are those of the sale, as a basket has them. The answer is ``[discount
    line's uuid, [[uuid of goods, money], ...]]`` per line of a redemption that lowered
    anything, in the fixed order of redemptions: each works on what those before it
    left, so that no goods ever give back more than was paid for them.
    Goods of 6.00 and 2.50 lowered by 5.00 carry 3.53 and 1.47.
    """
    left = Shares(lines, "payable_amount").amounts("return")
    found = []
    for reward in REWARDS:
        for line in lines:
            if line.kind != "redemption" or line.reward != reward:
                continue
            weights = _weights(line, lines, left)
            if not any(weights):
                continue
            parts = apportion(-line.payable_amount, weights, 1)
            left = [max(0, a - b) for a, b in zip(left, parts, strict=True)]
            goods = zip(lines, parts, strict=True)
            shares = [[item.uuid, part] for item, part in goods if part]
            if shares:
                found.append([line.uuid, shares])
    return found


def withheld(shares, sold, returned, already):
    """Money to keep back now of one discount line, or Refusal("out_of_bounds").

    ``shares`` is ``[[uuid of goods, money], ...]`` of `discount_shares`, ``sold``
    and ``returned`` are quantities by uuid (thousandths), what is back counted over all
    returns, this one included; ``already`` is the money that earlier returns kept back.
    Per line of goods its share × back ÷ sold, rounded down; the last goods bring the
    rest, so that steps add up to the cent.
    One of two espressos that carry 3.53: 176.
    """
    record = EntryRecord(
        points=sum(money for _uuid, money in shares),
        order_points=0,
        lines=tuple(
            LineEarning(uuid, sold.get(uuid, 0), money, money) for uuid, money in shares
        ),
    )
    due = reverse(record, returned, Taken(), 1)
    if is_refusal(due):
        return due
    return max(0, due.points - already)


def _weights(discount, lines, left):
    """Per line what it can still be lowered by, where the discount is about it."""
    for named, of_taxes, redeemable in POOLS:
        weights = [
            amount
            if line.kind == "goods"
            and (not named or line.uuid in discount.target_uuids)
            and (not of_taxes or line.tax_key == discount.tax_key)
            and (not redeemable or line.redeemable)
            else 0
            for line, amount in zip(lines, left, strict=True)
        ]
        if any(weights):
            return weights
    return []

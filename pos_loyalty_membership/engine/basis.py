"""What is left of each line once the negative lines have lowered it.

Lines that the rules cannot tell apart (same taxes, earning or not, redeemable or not)
form a group. Negative lines lower whole groups, groups share the rest out over their
lines: so the order of the lines never changes a sum. Between groups an odd cent lowers
those that count: so a price that falls never raises what earns.
Twin: ``static/src/engine/basis.js``.
"""

from dataclasses import dataclass

from .apportion import apportion
from .rounding import mul_div


@dataclass(slots=True)
class _Group:
    key: tuple
    tax_key: str
    earns: bool
    redeemable: bool
    indexes: list
    amounts: list
    left: int = 0


# Which groups a kind of negative line lowers, in this order: (those of its own taxes
# only, those with this property only). What one step cannot take goes to the next.
POOLS = {
    "discount": ((True, ""), (False, "")),
    "return": ((False, "counted"), (False, "")),
    "redemption": ((True, "redeemable"), (False, "redeemable"), (False, "")),
}
COUNTED = {"earn_amount": "earns", "payable_amount": "redeemable"}


def line_amounts(lines, field, without_redemptions, without_hold=""):
    """What is left of every line, in the lines' order; money, never negative.

    ``field`` is "earn_amount" or "payable_amount"; negative lines themselves count 0.
    ``without_hold`` ignores the redemption lines of that hold. Discounts lower the
    goods of their taxes, redemptions those of them that may be redeemed on, returns
    the goods that earn (for payable amounts: that may be redeemed on); what is too much
    lowers the others.
    Goods of 6.00 and 2.50 with a discount of −1.00 leave ``[529, 221, 0]``.
    """
    groups = _groups(lines, field)
    for kind, pools in POOLS.items():
        if kind == "redemption" and without_redemptions:
            continue
        owed = _owed(lines, kind, field, without_hold)
        for own_taxes, wanted in pools:
            name = COUNTED[field] if wanted == "counted" else wanted
            pool = [group for group in groups if not name or getattr(group, name)]
            owed = _lower_own(pool, owed) if own_taxes else _lower_all(pool, owed)
    amounts = [0] * len(lines)
    for group in groups:
        parts = apportion(group.left, group.amounts, 1)
        for index, part in zip(group.indexes, parts, strict=True):
            amounts[index] = part
    return amounts


def earning_basis(basket):
    """The basis of every line: 0 where nothing may earn, in sum at most what was
    received; money.

    Espressos 6.00 and croissant 2.50 with 5.00 paid in points and 3.50 received leave
    ``[247, 103, 0]``.
    """
    amounts = line_amounts(basket.lines, "earn_amount", False)
    basis = [
        amount if line.earns else 0
        for line, amount in zip(basket.lines, amounts, strict=True)
    ]
    if basket.received is None or sum(basis) <= basket.received:
        return basis
    return apportion(max(0, basket.received), basis, 1)


def _groups(lines, field):
    groups = {}
    for index, line in enumerate(lines):
        if line.kind != "goods":
            continue
        counts = getattr(line, COUNTED[field])
        key = (not counts, line.tax_key, not line.earns, not line.redeemable)
        group = groups.get(key)
        if group is None:
            group = _Group(key, line.tax_key, line.earns, line.redeemable, [], [])
            groups[key] = group
        group.indexes.append(index)
        group.amounts.append(getattr(line, field))
        group.left += getattr(line, field)
    return sorted(groups.values(), key=lambda group: group.key)


def _owed(lines, kind, field, without_hold):
    owed = {}
    for line in lines:
        if line.kind != kind or (without_hold and line.hold_uuid == without_hold):
            continue
        owed[line.tax_key] = owed.get(line.tax_key, 0) - getattr(line, field)
    return owed


def _lower_own(pool, owed):
    return {
        tax_key: _lower([group for group in pool if group.tax_key == tax_key], amount)
        for tax_key, amount in owed.items()
    }


def _lower_all(pool, owed):
    return {"": _lower(pool, sum(owed.values()))}


def _lower(pool, amount):
    """Lower the groups in proportion, the first ones rounded up; what is too much."""
    whole = sum(group.left for group in pool)
    taken = min(amount, whole)
    seen = lowered = 0
    for group in pool if taken else []:
        seen += group.left
        so_far = mul_div(taken, seen, whole, "up")
        group.left -= so_far - lowered
        lowered = so_far
    return amount - taken

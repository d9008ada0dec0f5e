"""What is left of each line of goods once the negative lines have lowered it, exactly.

Lines that the rules cannot tell apart (same taxes, earning or not, redeemable or not,
lowered by the same redemptions) form a group and keep the same share. Negative lines
lower groups in proportion, in fractions: the order of lines changes nothing, and a
price that falls never raises what another line keeps. Sums are rounded down, once.
Twin: ``static/src/engine/shares.js``.
"""

from math import lcm

from .apportion import apportion
from .fraction import ONE, ZERO, Fraction

# In this order lines are lowered; after each stage one may ask what is left.
REWARDS = ("product", "percent", "amount", "coupon")
STAGES = ("discount", "return", *REWARDS)
LAST = STAGES[-1]
COUNTED = {"earn_amount": "earns", "payable_amount": "redeemable"}
# Which groups a stage lowers, in this order: (those it names, those of its own taxes,
# those with this property). What one step cannot take goes to the next.
POOLS = {
    "discount": ((False, True, ""), (False, False, "")),
    "return": ((False, False, "counted"), (False, False, "")),
}
REWARD_POOLS = (
    (True, True, "redeemable"),
    (True, False, "redeemable"),
    (False, True, "redeemable"),
    (False, False, "redeemable"),
    (False, False, ""),
)


class _Group:
    __slots__ = ("key", "line", "targets", "indexes", "amounts", "whole", "left", "at")

    def __init__(self, key, line, targets):
        self.key, self.line, self.targets = key, line, targets
        self.indexes, self.amounts, self.whole = [], [], 0
        self.left, self.at = None, {}


class Shares:
    """The lines of a basket in one of their amounts, lowered stage by stage.

    ``groups`` holds per line the position of its group, None for negative lines;
    ``ignored`` says which negative lines count for nothing.
    """

    __slots__ = (
        "field",
        "groups",
        "lines",
        "_as",
        "_before",
        "_groups",
        "_kept",
        "_over",
    )

    def __init__(self, lines, field, ignored=None):
        self.lines, self.field = lines, field
        self._before = [getattr(line, field) for line in lines]
        self._kept, self._over = {}, {}
        owed, target_sets = _owed(lines, field, ignored)
        self._groups = _grouped(lines, field, target_sets)
        self.groups = [None] * len(lines)
        for position, group in enumerate(self._groups):
            for index in group.indexes:
                self.groups[index] = position
        # Stages that lower nothing are as the one before.
        self._as, as_stage = {}, STAGES[0]
        for stage in STAGES:
            if owed[stage]:
                _lower_stage(self._groups, owed[stage], stage, COUNTED[field])
                as_stage = stage
            self._as[stage] = as_stage
            for group in self._groups:
                group.at[as_stage] = group.left

    def kept(self, stage):
        """Per group what it keeps after a stage: None for all of it, or a Fraction."""
        as_stage = self._as[stage]
        if as_stage not in self._kept:
            self._kept[as_stage] = [
                None
                if group.at[as_stage] is None or not group.whole
                else group.at[as_stage].by(Fraction(group.whole))
                for group in self._groups
            ]
        return self._kept[as_stage]

    def counted(self):
        """Positions of the goods that count: that earn, or may be redeemed on."""
        name = COUNTED[self.field]
        return [
            index
            for index, line in enumerate(self.lines)
            if line.kind == "goods" and getattr(line, name)
        ]

    def exact(self, indexes, stage):
        """What is left of some lines together after a stage, as a Fraction."""
        return Fraction(*self._total(indexes, stage))

    def sum(self, indexes, stage):
        """The same rounded down: money."""
        total, under = self._total(indexes, stage)
        return total // under

    def weighed(self, sums, kept):
        """The sum of what groups keep of their sums: a Fraction."""
        whole, exact = 0, ZERO
        for amount, share in zip(sums, kept, strict=True):
            if share is None:
                whole += amount
            elif amount:
                exact = exact.plus(share.times(Fraction(amount)))
        return exact.plus(Fraction(whole))

    def _total(self, indexes, stage):
        """What is left of some lines together: (integer, denominator)."""
        as_stage = self._as[stage]
        if as_stage not in self._over:
            self._over[as_stage] = self._common(self.kept(as_stage))
        amounts, under = self._over[as_stage]
        return sum([amounts[index] for index in indexes]), under

    def _common(self, kept):
        """What is left of every line over one denominator: (integers, denominator)."""
        if all(share is None for share in kept):
            return self._before, 1
        shares = [ONE if share is None else share for share in kept]
        under = lcm(*(share.under for share in shares))
        over = [share.over * (under // share.under) for share in shares]
        amounts = [
            None if group is None else amount * over[group]
            for amount, group in zip(self._before, self.groups, strict=True)
        ]
        return amounts, under

    def amounts(self, stage):
        """What is left of every line after a stage: integers, in the lines' order.

        The groups that count come first, so that their sum is the exact one rounded
        down; within a group the largest remainder decides.
        """
        amounts = [0] * len(self.lines)
        seen, given = ZERO, 0
        for group in self._groups:
            left = group.at[self._as[stage]]
            seen = seen.plus(Fraction(group.whole) if left is None else left)
            so_far = seen.rounded("down")
            part, given, parts = so_far - given, so_far, group.amounts
            if part < group.whole:
                parts = apportion(part, group.amounts, 1)
            for index, part in zip(group.indexes, parts, strict=True):
                amounts[index] = part
        return amounts


def _owed(lines, field, ignored):
    """Per stage {(tax key, targets): amount}; all sets of targets in a fixed order."""
    owed = {stage: {} for stage in STAGES}
    for line in lines:
        if line.kind == "goods" or (ignored and ignored(line)):
            continue
        stage, targets = line.kind, ""
        if stage == "redemption":
            stage, targets = line.reward, "\n".join(sorted(line.target_uuids))
        key = (line.tax_key, targets)
        owed[stage][key] = owed[stage].get(key, 0) - getattr(line, field)
    keys = [key for stage in STAGES for key in owed[stage]]
    return owed, sorted({targets for _tax_key, targets in keys if targets})


def _grouped(lines, field, target_sets):
    groups = {}
    named = [(targets, set(targets.split("\n"))) for targets in target_sets]
    for index, line in enumerate(lines):
        if line.kind != "goods":
            continue
        targets = tuple(each for each, uuids in named if line.uuid in uuids)
        counts = getattr(line, COUNTED[field])
        key = (not counts, line.tax_key, not line.earns, not line.redeemable, targets)
        group = groups.get(key)
        if group is None:
            group = groups[key] = _Group(key, line, targets)
        group.indexes.append(index)
        group.amounts.append(getattr(line, field))
        group.whole += getattr(line, field)
    return sorted(groups.values(), key=lambda group: group.key)


def _lower_stage(groups, owed, stage, counted):
    rest = [
        (tax_key, targets, Fraction(amount))
        for (tax_key, targets), amount in sorted(owed.items())
    ]
    for of_targets, of_taxes, wanted in POOLS.get(stage, REWARD_POOLS):
        name = counted if wanted == "counted" else wanted
        pool = [group for group in groups if not name or getattr(group.line, name)]
        if of_targets or of_taxes:
            rest = [_lower_own(pool, each, of_targets, of_taxes) for each in rest]
        else:
            total = ZERO
            for _tax_key, _targets, amount in rest:
                total = total.plus(amount)
            rest = [("", "", _lower(pool, total))]


def _lower_own(pool, owed, of_targets, of_taxes):
    tax_key, targets, amount = owed
    if of_targets and not targets:
        return owed
    own = [
        group
        for group in pool
        if (not of_targets or targets in group.targets)
        and (not of_taxes or group.line.tax_key == tax_key)
    ]
    return (tax_key, targets, _lower(own, amount))


def _lower(pool, amount):
    """Lower the groups in proportion; what is too much for all of them."""
    if not amount.over or not pool:
        return amount
    whole = ZERO
    for group in pool:
        if group.left is None:
            group.left = Fraction(group.whole)
        whole = whole.plus(group.left)
    if not amount.is_less(whole):
        for group in pool:
            group.left = ZERO
        return amount.minus(whole)
    keep = whole.minus(amount).by(whole)
    for group in pool:
        group.left = group.left.times(keep)
    return ZERO

"""What a program says: its rules, their limits and scopes. Frozen values.

Units as in ``values``. Twin: ``static/src/engine/rules.js``.
"""

from dataclasses import dataclass
from typing import ClassVar

from .frozen import FULL_SHARE, Value


@dataclass(frozen=True, slots=True)
class ListLimit(Value):
    """Only the listed ids, or all but them."""

    exclude: bool
    ids: tuple


@dataclass(frozen=True, slots=True)
class HoursLimit(Value):
    """Only inside the windows, or all but them.

    A window is (first minute, minute it ends before) of the day; one that does not end
    after it starts crosses midnight.
    """

    exclude: bool
    windows: tuple


@dataclass(frozen=True, slots=True)
class Limits(Value):
    """Where, when and for whom a rule applies; None means everywhere, always, all.

    Tier 0 is no tier, sales mode 0 none; weekdays are 1 (Monday) to 7.
    """

    date_from: str | None = None
    date_to: str | None = None
    places: ListLimit | None = None
    channels: ListLimit | None = None
    sales_modes: ListLimit | None = None
    weekdays: ListLimit | None = None
    hours: HoursLimit | None = None
    tiers: ListLimit | None = None
    tags: ListLimit | None = None

    nested: ClassVar = {
        "places": ListLimit,
        "channels": ListLimit,
        "sales_modes": ListLimit,
        "weekdays": ListLimit,
        "hours": HoursLimit,
        "tiers": ListLimit,
        "tags": ListLimit,
    }


@dataclass(frozen=True, slots=True)
class Scope(Value):
    """Which goods a rule is about: nothing named means all, less the excluded."""

    product_ids: tuple = ()
    category_ids: tuple = ()
    pos_category_ids: tuple = ()
    excluded_product_ids: tuple = ()
    excluded_category_ids: tuple = ()
    excluded_pos_category_ids: tuple = ()


@dataclass(frozen=True, slots=True)
class EarningRule(Value):
    """``points`` per ``per_amount`` (kind amount), per visit (visit), per unit of goods
    that nobody gave points of their own (product).

    ``maximum_points`` is the most it gives in one order, 0 is no maximum.
    """

    id: int
    kind: str
    points: int
    per_amount: int = 0
    sequence: int = 0
    whole_steps: bool = True
    minimum_order: int = 0
    every_sale: bool = False
    limits: Limits = Limits()
    maximum_points: int = 0
    scope: Scope = Scope()

    nested: ClassVar = {"limits": Limits, "scope": Scope}


@dataclass(frozen=True, slots=True)
class Bracket(Value):
    """From ``from_points`` to ``to_points`` (0: no end), ``points`` are ``money``."""

    from_points: int
    points: int
    money: int
    to_points: int = 0


@dataclass(frozen=True, slots=True)
class RedemptionRule(Value):
    """What points become; a step of 0 is the program's unit.

    amount: ``points`` are worth ``money``, in a bracket what that says; ``everything``:
    all of the balance or nothing. percent: ``points`` buy ``percent`` off what is in
    scope. product: ``points`` buy one unit of what is in scope (0: each product at its
    own ``points_price``) worth up to ``maximum_price`` (0: any), or, if ``partial``, a
    part of one.
    """

    id: int
    kind: str
    points: int
    money: int = 0
    sequence: int = 0
    minimum_balance: int = 0
    minimum_points: int = 0
    maximum_points: int = 0
    step: int = 0
    minimum_order: int = 0
    maximum_share: int = FULL_SHARE
    limits: Limits = Limits()
    scope: Scope = Scope()
    brackets: tuple = ()
    everything: bool = False
    percent: int = 0
    maximum_price: int = 0
    partial: bool = False

    nested: ClassVar = {"limits": Limits, "scope": Scope, "brackets": Bracket}


@dataclass(frozen=True, slots=True)
class Benefit(Value):
    """``percent`` (hundredths of a percent) off the goods in scope."""

    id: int
    percent: int
    scope: Scope = Scope()

    nested: ClassVar = {"scope": Scope}


@dataclass(frozen=True, slots=True)
class Tier(Value):
    """A level of membership; a program lists them from the lowest to the highest.

    ``reached_by`` numbers (one of ``points`` and ``amount`` looked back on,
    ``lifetime`` points or ``balance``; 0: not a way to reach it), everybody or hand.
    ``join_cost`` points are paid by who joins it. ``pricelist_id`` or ``benefits``.
    """

    id: int
    sequence: int = 0
    reached_by: str = "numbers"
    points: int = 0
    amount: int = 0
    lifetime: int = 0
    balance: int = 0
    join_cost: int = 0
    multiplier: int = FULL_SHARE
    benefits: tuple = ()
    pricelist_id: int = 0

    nested: ClassVar = {"benefits": Benefit}


@dataclass(frozen=True, slots=True)
class Expiry(Value):
    """When points end: ``mode`` never, days or months (``number`` of them after they
    were earned), yearly (the next ``month``/``day`` at least ``number`` months after)
    or inactivity (``number`` months without earning or redeeming).
    """

    mode: str = "never"
    number: int = 0
    month: int = 12
    day: int = 31
    grace_days: int = 0


@dataclass(frozen=True, slots=True)
class TierTerms(Value):
    """How long a tier lasts and what is counted for it.

    ``look_back`` months (the last ``look_back_months``) or year; ``period`` endless,
    months (``period_months``) or day (the next ``end_month``/``end_day`` at least
    ``period_months`` away); ``fall`` one (tier down) or reached. Not ``automatic``:
    members choose among the tiers they reach.
    """

    automatic: bool = True
    look_back: str = "months"
    look_back_months: int = 12
    period: str = "endless"
    period_months: int = 12
    end_month: int = 12
    end_day: int = 31
    grace_days: int = 0
    fall: str = "one"


@dataclass(frozen=True, slots=True)
class Numbers(Value):
    """What of a member counts for tiers: looked back on, ever, and now.

    ``since`` is the first day looked back on that has points, "" if none has.
    """

    points: int = 0
    amount: int = 0
    lifetime: int = 0
    balance: int = 0
    since: str = ""


@dataclass(frozen=True, slots=True)
class Standing(Value):
    """The membership in force: its tier (0: none), its last day ("": no end), the last
    day of grace ("": not in grace), and how it began.
    """

    tier_id: int = 0
    date_to: str = ""
    grace_until: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True)
class CouponRule(Value):
    """``points`` are turned into coupons worth ``money``; a step of 0 is the program's
    unit. ``everything``: all points that are available, or none.
    """

    points: int
    money: int
    minimum_points: int = 0
    step: int = 0
    everything: bool = False


@dataclass(frozen=True, slots=True)
class Program(Value):
    """``unit`` is 100 for whole points, 1 for hundredths.

    ``combine``: "sum" of all earning rules, or per line the "best". ``maximum_per_day``
    points per member and day (0: any). ``reward_redeemed``: what was paid with points
    of this program earns as well.
    """

    id: int
    unit: int
    rounding: str
    earning_rules: tuple = ()
    redemption_rules: tuple = ()
    combine: str = "sum"
    maximum_per_day: int = 0
    reward_redeemed: bool = False
    tiers: tuple = ()
    tier_terms: TierTerms = TierTerms()

    nested: ClassVar = {
        "earning_rules": EarningRule,
        "redemption_rules": RedemptionRule,
        "tiers": Tier,
        "tier_terms": TierTerms,
    }


@dataclass(frozen=True, slots=True)
class Assignment(Value):
    """What a product or a category says: ``mode`` inherit, own (``points`` per unit) or
    never; ``never_redeemable`` inherit, yes or no.
    """

    mode: str = "inherit"
    points: int = 0
    never_redeemable: str = "inherit"

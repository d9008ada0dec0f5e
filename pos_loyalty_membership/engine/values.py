"""What the engine is handed, and all of its values in one place: frozen.

Units: money in the currency's smallest unit, points in hundredths, quantities in
thousandths, shares in hundredths of a percent. Twin: ``static/src/engine/values.js``.
"""

from dataclasses import dataclass, field, fields
from typing import ClassVar

from .answers import (
    Assigned,
    Cheaper,
    Conversion,
    Earning,
    LineEarning,
    LineReversal,
    Missing,
    Move,
    Option,
    Progress,
    Redemption,
    RedemptionLine,
    Refusal,
    Requoted,
    Reversal,
    RuleResult,
)
from .frozen import (
    ENGINE_VERSION,
    FULL_SHARE,
    MAX_AMOUNT,
    MAX_LINES,
    MAX_RULES,
    MAX_SAFE,
    OutOfBounds,
    Value,
)
from .rules import (
    Assignment,
    Benefit,
    Bracket,
    CouponRule,
    EarningRule,
    Expiry,
    HoursLimit,
    Limits,
    ListLimit,
    Numbers,
    Program,
    RedemptionRule,
    Scope,
    Standing,
    Tier,
    TierTerms,
)

__all__ = [
    "Assigned",
    "Assignment",
    "Basket",
    "Benefit",
    "Bracket",
    "Cheaper",
    "Conversion",
    "CouponRule",
    "CouponUse",
    "ENGINE_VERSION",
    "Earning",
    "EarningRule",
    "EntryRecord",
    "Expiry",
    "FULL_SHARE",
    "HoursLimit",
    "Limits",
    "Line",
    "LineEarning",
    "LineReversal",
    "ListLimit",
    "MAX_AMOUNT",
    "MAX_LINES",
    "MAX_RULES",
    "MAX_SAFE",
    "Member",
    "Missing",
    "Move",
    "Numbers",
    "Option",
    "OutOfBounds",
    "Program",
    "Progress",
    "Redemption",
    "RedemptionLine",
    "RedemptionRule",
    "Refusal",
    "Requoted",
    "Reversal",
    "RuleResult",
    "Scope",
    "Situation",
    "Standing",
    "Taken",
    "Tier",
    "TierTerms",
    "Use",
    "Value",
    "is_refusal",
    "to_dict",
]


@dataclass(frozen=True, slots=True)
class Line(Value):
    """One line of the document; ``kind`` says what its amounts do.

    goods: what is sold, amounts not negative. The others are not positive: discount
    (lowers the goods of its ``tax_key``), return (an unlinked one), redemption (points,
    with the uuid of their hold, their program, and as ``reward`` the kind of their rule
    or "coupon"; it lowers ``target_uuids`` first if any are named).
    Categories are listed with their ancestors. ``points_per_unit`` None: nobody says;
    ``points_price`` 0: not for points.
    """

    uuid: str
    kind: str
    quantity: int
    earn_amount: int
    payable_amount: int
    product_id: int = 0
    tax_key: str = ""
    earns: bool = True
    redeemable: bool = True
    hold_uuid: str = ""
    program_id: int = 0
    category_ids: tuple = ()
    pos_category_ids: tuple = ()
    points_per_unit: int | None = None
    points_price: int = 0
    reward: str = "amount"
    target_uuids: tuple = ()


@dataclass(frozen=True, slots=True)
class Situation(Value):
    """``date`` and ``minute`` (since midnight) in the program's time zone, ``day`` the
    business day, the till, the sales mode.
    """

    date: str
    day: str
    place_id: int = 0
    minute: int = 0
    channel: str = "till"
    sales_mode_id: int = 0


@dataclass(frozen=True, slots=True)
class Basket(Value):
    """``received`` is what was paid less change, None while nobody knows (preview);
    ``residual`` the most that redemptions may take in all (invoices), None: no limit.
    """

    lines: tuple
    situation: Situation
    received: int | None = None
    residual: int | None = None

    nested: ClassVar = {"lines": Line, "situation": Situation}


@dataclass(frozen=True, slots=True)
class Member(Value):
    """What of an account the rules look at, points in hundredths.

    ``available`` leaves out what this document holds (``own_holds``); ``other_holds``
    is the part of ``own_holds`` not held by the redemption that is being changed.
    ``multiplier`` is the tier's (10000: as it is), ``earned_today`` what counts already
    towards the maximum of the day.
    """

    available: int
    own_holds: int = 0
    other_holds: int = 0
    visited_rule_ids: tuple = ()
    tier_id: int = 0
    tag_ids: tuple = ()
    multiplier: int = FULL_SHARE
    earned_today: int = 0


@dataclass(frozen=True, slots=True)
class Use(Value):
    """A redemption of a document: its hold, rule and the points wished."""

    hold_uuid: str
    program_id: int
    rule_id: int
    points: int
    product_id: int = 0


@dataclass(frozen=True, slots=True)
class CouponUse(Value):
    """A coupon on a document: its hold, its program and the money wished."""

    hold_uuid: str
    program_id: int
    money: int


@dataclass(frozen=True, slots=True)
class EntryRecord(Value):
    """What an entry stored about its lines; an Earning has the same keys."""

    points: int
    order_points: int
    lines: tuple

    nested: ClassVar = {"lines": LineEarning}


@dataclass(frozen=True, slots=True)
class Taken(Value):
    """What earlier reversals of the same entry took: per line uuid, and the rest."""

    lines: dict = field(default_factory=dict)
    order_points: int = 0


def to_dict(value):
    """The plain JSON shape of a value, of a list of values or of a number.

    ``to_dict(Refusal("ended", {}))`` is ``{"code": "ended", "values": {}}``.
    """
    if isinstance(value, Value):
        return {item.name: to_dict(getattr(value, item.name)) for item in fields(value)}
    if isinstance(value, (list, tuple)):
        return [to_dict(item) for item in value]
    return value


def is_refusal(value):
    """Whether an engine function said no: ``is_refusal(Refusal("ended", {}))``."""
    return isinstance(value, Refusal)

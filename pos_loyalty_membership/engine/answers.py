"""What the engine answers: frozen values, nothing computed.

Units as in ``values``. Twin: ``static/src/engine/answers.js``.
"""

from dataclasses import dataclass, field

from .frozen import Value


@dataclass(frozen=True, slots=True)
class LineEarning(Value):
    """What one line earned on which basis."""

    uuid: str
    quantity: int
    amount: int
    points: int


@dataclass(frozen=True, slots=True)
class RuleResult(Value):
    """What one rule decided and why."""

    rule_id: int
    code: str
    points: int
    values: dict = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Earning(Value):
    """``points`` = those of the lines + ``order_points`` (visits)."""

    points: int
    lines: tuple
    order_points: int
    rules: tuple


@dataclass(frozen=True, slots=True)
class Redemption(Value):
    """Points to take and the money they give; the code says what was corrected."""

    rule_id: int
    points: int
    money: int
    code: str
    values: dict = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Refusal(Value):
    """Why not, as a code with the numbers a sentence needs."""

    code: str
    values: dict = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Conversion(Value):
    """Points to take and the money of the coupon they make."""

    points: int
    money: int


@dataclass(frozen=True, slots=True)
class Assigned(Value):
    """What holds for a product in the end, as a Line has it."""

    points_per_unit: int | None
    earns: bool
    redeemable: bool


@dataclass(frozen=True, slots=True)
class Cheaper(Value):
    """The amount rule that gives the same discount for fewer ``points``."""

    rule_id: int
    points: int


@dataclass(frozen=True, slots=True)
class Option(Value):
    """One redemption rule: the most it gives here, or why it gives nothing.

    ``product_id`` is set where products have prices of their own.
    """

    rule_id: int
    maximum: Redemption | None
    refusal: Refusal | None
    product_id: int = 0
    cheaper: Cheaper | None = None


@dataclass(frozen=True, slots=True)
class RedemptionLine(Value):
    """The share of one line of goods in a discount; ``quantity`` is what of it was
    bought with points (kind product), else 0.
    """

    uuid: str
    quantity: int
    money: int


@dataclass(frozen=True, slots=True)
class Requoted(Value):
    """What a Use gives now, with the lines it lowers, or why nothing."""

    hold_uuid: str
    redemption: Redemption | None
    refusal: Refusal | None
    lines: tuple


@dataclass(frozen=True, slots=True)
class Missing(Value):
    """What a member lacks for a tier, one of them is enough; None: not a way to it."""

    points: int | None = None
    amount: int | None = None
    lifetime: int | None = None
    balance: int | None = None


@dataclass(frozen=True, slots=True)
class Progress(Value):
    """The next tier (0: none), what is missing, and the last day on which no more is
    ("": no such day).
    """

    tier_id: int
    missing: Missing
    until: str = ""


@dataclass(frozen=True, slots=True)
class Move(Value):
    """What happens to a membership: reached, renewed, grace, fell, or over (tier 0).

    ``date_from`` to ``date_to`` ("": no end) is the period in that tier.
    """

    cause: str
    tier_id: int
    date_from: str
    date_to: str = ""
    grace_until: str = ""


@dataclass(frozen=True, slots=True)
class LineReversal(Value):
    """``points`` taken now for a line of which ``quantity`` is back by now."""

    uuid: str
    quantity: int
    points: int


@dataclass(frozen=True, slots=True)
class Reversal(Value):
    """``points`` = those of the lines + ``order_points``."""

    points: int
    lines: tuple
    order_points: int

"""What the engine is handed and what it answers: frozen values, nothing computed.

Units: money in the currency's smallest unit, points in hundredths, quantities in
thousandths, shares in hundredths of a percent. Twin: ``static/src/engine/values.js``.
"""

from dataclasses import dataclass, field, fields

ENGINE_VERSION = 1
MAX_AMOUNT = 10**12
MAX_LINES = 1000
MAX_RULES = 1000
MAX_SAFE = 2**53 - 1
FULL_SHARE = 10000


class OutOfBounds(ArithmeticError):
    """A number left the range in which both languages count exactly.

    Public functions turn it into ``Refusal("out_of_bounds", ...)``.
    """


class Value:
    """Base of all engine values: reads itself from the plain JSON shape."""

    __slots__ = ()

    @classmethod
    def from_dict(cls, data):
        """The value of a plain dict; keys it does not know are ignored.

        ``Situation.from_dict({"date": "2026-03-01", "day": "2026-03-01"}).place_id``
        is 0. A missing key without default is a TypeError.
        """
        nested = NESTED.get(cls, {})
        return cls(
            **{
                item.name: _read(nested.get(item.name), data[item.name])
                for item in fields(cls)
                if item.name in data
            }
        )


def _read(value_class, data):
    if isinstance(data, (list, tuple)):
        return tuple(_read(value_class, item) for item in data)
    if value_class and data is not None and not isinstance(data, value_class):
        return value_class.from_dict(data)
    return data


@dataclass(frozen=True, slots=True)
class ListLimit(Value):
    """Only the listed ids, or all but them."""

    exclude: bool
    ids: tuple


@dataclass(frozen=True, slots=True)
class Limits(Value):
    """Where and when a rule applies; None means everywhere, always."""

    date_from: str | None = None
    date_to: str | None = None
    places: ListLimit | None = None


@dataclass(frozen=True, slots=True)
class EarningRule(Value):
    """``points`` per ``per_amount`` (kind amount), or per visit (kind visit)."""

    id: int
    kind: str
    points: int
    per_amount: int = 0
    sequence: int = 0
    whole_steps: bool = True
    minimum_order: int = 0
    every_sale: bool = False
    limits: Limits = Limits()


@dataclass(frozen=True, slots=True)
class RedemptionRule(Value):
    """``points`` are worth ``money``; a step of 0 is the program's unit."""

    id: int
    kind: str
    points: int
    money: int
    sequence: int = 0
    minimum_balance: int = 0
    minimum_points: int = 0
    maximum_points: int = 0
    step: int = 0
    minimum_order: int = 0
    maximum_share: int = FULL_SHARE
    limits: Limits = Limits()


@dataclass(frozen=True, slots=True)
class Program(Value):
    """``unit`` is 100 for whole points, 1 for hundredths."""

    id: int
    unit: int
    rounding: str
    earning_rules: tuple = ()
    redemption_rules: tuple = ()


@dataclass(frozen=True, slots=True)
class Line(Value):
    """One line of the document; ``kind`` says what its amounts do.

    goods: what is sold, amounts not negative. The others are not positive: discount
    (lowers the goods of its ``tax_key``), return (an unlinked one), redemption (points,
    with the uuid of their hold and their program).
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


@dataclass(frozen=True, slots=True)
class Situation(Value):
    """``date`` in the program's time zone, ``day`` the business day, the till."""

    date: str
    day: str
    place_id: int = 0


@dataclass(frozen=True, slots=True)
class Basket(Value):
    """``received`` is what was paid less change, None while nobody knows (preview)."""

    lines: tuple
    situation: Situation
    received: int | None = None


@dataclass(frozen=True, slots=True)
class Member(Value):
    """What of an account the rules look at, points in hundredths.

    ``available`` leaves out what this document holds (``own_holds``); ``other_holds``
    is the part of ``own_holds`` not held by the redemption that is being changed.
    """

    available: int
    own_holds: int = 0
    other_holds: int = 0
    visited_rule_ids: tuple = ()


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
class Option(Value):
    """One redemption rule: the most it gives here, or why it gives nothing."""

    rule_id: int
    maximum: Redemption | None
    refusal: Refusal | None


@dataclass(frozen=True, slots=True)
class EntryRecord(Value):
    """What an entry stored about its lines; an Earning has the same keys."""

    points: int
    order_points: int
    lines: tuple


@dataclass(frozen=True, slots=True)
class Taken(Value):
    """What earlier reversals of the same entry took: per line uuid, and the rest."""

    lines: dict = field(default_factory=dict)
    order_points: int = 0


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


# What a value reads its plain parts into; answers are never read back.
NESTED = {
    Limits: {"places": ListLimit},
    EarningRule: {"limits": Limits},
    RedemptionRule: {"limits": Limits},
    Program: {"earning_rules": EarningRule, "redemption_rules": RedemptionRule},
    Basket: {"lines": Line, "situation": Situation},
    EntryRecord: {"lines": LineEarning},
}


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

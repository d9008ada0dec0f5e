"""What a caller may ask of the ledger, as frozen values.

Points are integers in hundredths of a point, always positive: the operation says
which way they move. Nothing here reads or writes the database; `points.ledger`
is the only reader of these values and the only writer of what they ask for.
"""

from dataclasses import dataclass, field
from datetime import date, datetime

from ..engine.values import Expiry


class LedgerRefusal(Exception):
    """The ledger cannot do what was asked; nothing was written.

    `code` is one of: not_enough_points, account_not_open, in_debt, hold_not_active,
    unknown_hold, unknown_entry, unknown_account, key_mismatch, above_what_was_posted,
    above_the_debt, held_by_a_till, same_account, other_program; for coupons
    unknown_coupon, unknown_use, coupon_used, coupon_expired, not_enough_on_coupon,
    other_currency. `values` holds the numbers a sentence needs, in hundredths of a
    point or minor units.
    """

    def __init__(self, code, **values):
        super().__init__(f"{code} {values}")
        self.code = code
        self.values = values


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """The document an entry comes from; kept as plain values, not as a foreign key."""

    model: str
    id: int = 0
    uuid: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Posting:
    """What every operation that writes an entry carries along.

    `moment` is UTC without time zone; `local_day` the program's business day.
    `explanation` and `lines` are stored as they are and never read back to compute a
    balance. `user_id` 0 means the current user.
    """

    key: str
    points: int
    source: Source
    moment: datetime
    local_day: date
    explanation: dict | None = None
    lines: list | None = None
    reason: str = ""
    user_id: int = 0

    def row(self):
        """What its entry, or its use of a coupon, stores besides points and key."""
        return {
            "moment": self.moment,
            "local_day": self.local_day,
            "source_model": self.source.model,
            "source_id": self.source.id,
            "source_uuid": self.source.uuid,
            "source_name": self.source.name,
            "user_id": self.user_id,
            "reason": self.reason,
            "explanation": self.explanation,
            "lines": self.lines,
        }


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Credit(Posting):
    """Give points as a new lot.

    Kinds: earn, bonus, adjust, import, join, transfer. With `available_on` after
    today the lot waits. A blocked or left account takes no earn and no bonus: that is
    reported in `Posted.refusals`, not raised, since the sale itself stands.
    """

    account_id: int
    kind: str
    available_on: date | None = None
    expires_on: date | None = None
    earning_rule_id: int = 0


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Debit(Posting):
    """Take available points (adjust, join); refused if there are fewer.

    Points become a coupon through `IssueCoupon`, which makes both.
    """

    account_id: int
    kind: str


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Hold:
    """Reserve points for an open document under a uuid the caller chose.

    `replaces` names an active hold of the same account that ends in the same write.
    `money` is in minor units of `currency_id`. `expires_at` is UTC.
    """

    uuid: str
    account_id: int
    points: int
    money: int
    currency_id: int
    document_model: str
    document_uuid: str
    redemption_rule_id: int
    expires_at: datetime
    replaces: str = ""
    document_name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Renew:
    """Give an active hold a later end; refused when it is no longer active."""

    uuid: str
    expires_at: datetime
    account_id: int = 0


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Release:
    """End a hold without taking its points.

    An unknown uuid leaves a tombstone, so that a delayed hold cannot come after its
    own release. Ending a hold twice changes nothing.
    """

    uuid: str
    account_id: int = 0


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Capture(Posting):
    """Turn a hold into an entry of at most the hold's points; the rest is freed.

    When the hold ended before, its points are taken all the same (the discount was
    given): free lots, then waiting ones, the rest becomes debt. `Posted.late` names it.
    """

    uuid: str
    account_id: int = 0


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ReverseCredit(Posting):
    """Take back `points` that entry `entry_id` gave."""

    entry_id: int
    account_id: int = 0


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ReverseDebit(Posting):
    """Give back `points` that entry `entry_id` took, to the lots they came from."""

    entry_id: int
    account_id: int = 0


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Reopen(Posting):
    """Turn a capture back into a hold (an invoice back to draft).

    `points` is what of capture `entry_id` comes back; what its lots gave is held again
    under `uuid`, what was owed for it is no longer owed. `Posted.reopened` says how
    many points the new hold has: fewer than `points` counts as a lost hold.
    """

    entry_id: int
    uuid: str
    money: int
    currency_id: int
    document_model: str
    document_uuid: str
    redemption_rule_id: int
    expires_at: datetime
    document_name: str = ""
    account_id: int = 0


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class WriteOff(Posting):
    """Forgive `points` of what the member owes, oldest debits first."""

    account_id: int
    kind: str = "adjust"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Forfeit(Posting):
    """Take every point of an account that is not owed, waiting ones too.

    Its reservations end first; refused while a till holds points. `points` is ignored:
    the ledger decides under the lock.
    """

    account_id: int
    points: int = 0


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Transfer(Posting):
    """Move available points to another account of the program, dates kept.

    One pair of entries per lot, under `transfer:<request uuid>:<lot>:<out or in>`;
    `key` is `transfer:<request uuid>`, and `source.uuid` that same uuid.
    """

    account_id: int
    target_id: int


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Merge(Posting):
    """Fold an account into another of its program: lots, debt and reservations.

    Keys are `merge:<source account>:<lot or debt>:<out or in>`; `key` is
    `merge:<source account>`. The source stays, empty, and names its target.
    """

    account_id: int
    target_id: int
    points: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpiryTerms:
    """How points that members have are to end, instead of as they were promised.

    `expiry` is the engine's Expiry. Days are ISO text: `counted_from` lets none count
    from an earlier day than that ("" from the day each was earned), `not_before` is the
    first day on which any may end. Points given after entry `last_entry_id` have the
    program's own day already.
    """

    expiry: Expiry
    counted_from: str
    not_before: str
    last_entry_id: int


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Redate(Posting):
    """Give the points an account has other last days, by an entry of no points.

    The entry says which lot got which day; corrections keep theirs. Where nothing
    changes there is no entry.
    """

    account_id: int
    terms: ExpiryTerms
    kind: str = "adjust"
    points: int = 0


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class SetState:
    """Open, block or close an account under its lock."""

    account_id: int
    state: str


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class FallDue:
    """Let what is due on an account fall due, and nothing else."""

    account_id: int


@dataclass(frozen=True, slots=True)
class PostedEntry:
    """An entry under its key; `points` signed; `created` False if known before."""

    id: int
    account_id: int
    points: int
    created: bool


@dataclass(frozen=True, slots=True)
class AccountNumbers:
    """An account after the posting, in hundredths of a point."""

    live: int
    waiting: int
    held: int
    debt: int

    @property
    def available(self):
        """Points that may be used now."""
        return self.live - self.waiting - self.held

    @property
    def balance(self):
        """Points owed to the member, less what the member owes."""
        return self.live - self.debt


@dataclass(frozen=True, slots=True)
class Posted:
    """The result of one posting.

    `entries` by key, `accounts` by id, `late` the uuids of holds captured after their
    end with the debt that arose, `refusals` the credits that were not given, by key,
    `reopened` the points of holds that came back, by uuid, `tiers` where members stand
    afterwards, by account id (`points.tiers._report`), `coupons` (by uuid) and
    `coupon_uses` (by key) what happened to coupons. For a coupon's hold `late` is the
    money that was no longer on it. `expiring` are the (last day, points) that end next,
    by account id, None where none do; of sales and reversals.
    """

    entries: dict = field(default_factory=dict)
    accounts: dict = field(default_factory=dict)
    late: dict = field(default_factory=dict)
    refusals: dict = field(default_factory=dict)
    reopened: dict = field(default_factory=dict)
    tiers: dict = field(default_factory=dict)
    coupons: dict = field(default_factory=dict)
    coupon_uses: dict = field(default_factory=dict)
    expiring: dict = field(default_factory=dict)

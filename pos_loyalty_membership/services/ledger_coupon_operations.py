"""What a caller may ask of the ledger about coupons, as frozen values.

Points are hundredths, money is minor units of the coupon's currency, both positive.
A coupon held through an open document is a hold like any other: `Renew` and `Release`
work on it by its uuid.
"""

from dataclasses import dataclass
from datetime import date

from .ledger_operations import Debit, Hold, Posting, ReverseDebit


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class IssueCoupon(Debit):
    """Turn available points into a coupon worth `money`, both in one posting.

    `key` is `convert:<coupon uuid>`. `valid_until` is the coupon's last usable day in
    the program's time zone; None is no end. Refused for a blocked or left account.
    `code` is what the member shows, "" where nobody will; a code is in use once.
    `member_only` coupons are good for their member only.
    """

    coupon_uuid: str
    money: int
    currency_id: int
    kind: str = "convert"
    valid_until: date | None = None
    code: str = ""
    member_only: bool = False


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class HoldCoupon(Hold):
    """Reserve money of a coupon for an open document, under a uuid the caller chose.

    `replaces` names an active hold that ends in the same write; on the same coupon,
    lowering is never refused.
    """

    coupon_uuid: str
    account_id: int = 0
    points: int = 0
    redemption_rule_id: int = 0


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class CaptureCoupon(Posting):
    """Use at most the money that hold `uuid` reserves; the rest stays on the coupon.

    When the hold ended before, what is left is used all the same (the discount was
    given), and `Posted.late` says how much money was missing.
    """

    uuid: str
    money: int
    points: int = 0
    account_id: int = 0


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class GiveBackCoupon(Posting):
    """Put money of use `use_id` back on its coupon; the coupon's last day stays."""

    use_id: int
    money: int
    points: int = 0
    account_id: int = 0


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class TurnBackCoupon(ReverseDebit):
    """Turn an unused coupon back into the lots its points came from.

    `entry_id` is the entry that made it; `points` is ignored: it is all of them.
    """

    coupon_uuid: str
    points: int = 0


@dataclass(frozen=True, slots=True)
class PostedCoupon:
    """A coupon after the posting, in minor units."""

    id: int
    value: int
    left: int


@dataclass(frozen=True, slots=True)
class PostedUse:
    """A movement of a coupon under its key; `money` is positive when it was used."""

    id: int
    coupon_id: int
    money: int
    created: bool

"""Coupons as one posting sees them, in memory; money in minor units."""

from dataclasses import dataclass
from datetime import date

from .ledger_operations import Posting


@dataclass(slots=True, eq=False)
class Coupon:
    """A coupon of a locked account; `id` is 0 until it is written.

    `remaining` is its value less its uses and what active holds reserve; `draft` the
    entry that makes a new one.
    """

    id: int
    uuid: str
    account_id: int
    entry_id: int
    currency_id: int
    value: int
    remaining: int
    valid_until: date | None
    rounding: float = 0
    draft: object = None
    code: str = ""
    member_only: bool = False
    changed: bool = False

    def spend(self, money):
        """Take money off the coupon; less than nothing puts it back."""
        self.remaining -= money
        self.changed = True


@dataclass(slots=True, eq=False)
class StoredUse:
    """A use that is given back, with what came back of it before."""

    id: int
    coupon_id: int
    money: int
    given_back: int


@dataclass(slots=True, eq=False)
class UseDraft:
    """A movement of a coupon to be written; `money` is positive when it is used."""

    coupon: Coupon
    kind: str
    money: int
    operation: Posting
    hold_uuid: str = ""
    reversed_use_id: int = 0

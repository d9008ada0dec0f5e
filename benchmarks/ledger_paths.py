"""The write paths that are measured, each with what has to be there before it.

`before` prepares one member in a transaction of its own that is not measured; its
result goes to `operations`, which says what is posted while the clock runs.
"""

import json
from dataclasses import dataclass
from datetime import timedelta
from uuid import uuid4

from odoo import fields

from odoo.addons.pos_loyalty_membership.services.ledger_coupon_operations import (
    CaptureCoupon,
    HoldCoupon,
    IssueCoupon,
)
from odoo.addons.pos_loyalty_membership.services.ledger_operations import (
    Capture,
    Credit,
    Debit,
    FallDue,
    Hold,
    Merge,
    Release,
    ReverseCredit,
    ReverseDebit,
    Source,
    Transfer,
)


@dataclass(frozen=True)
class WritePath:
    """One write path: its name, what is posted, and what comes before it."""

    label: str
    operation: object
    before: object = None

    def prepare(self, env, filled, member):
        """What the measured posting needs to know, or None."""
        return self.before(env, filled, member) if self.before else None

    def operations(self, filled, member, state):
        """What is posted for this member, after `prepare` said `state`."""
        return [self.operation(filled, member, state)]

    def post(self, env, operations):
        """Do what is measured."""
        env["points.ledger"]._post(operations)


class BareCredit(WritePath):
    """The rows of an earning in statements without a ledger: what PostgreSQL needs."""

    def post(self, env, operations):
        """Insert an entry and its lot, and count them on the account."""
        [credit] = operations
        values = {
            "account": credit.account_id,
            "points": credit.points // 100,
            "key": credit.key,
            "moment": credit.moment,
            "day": credit.local_day,
            "uuid": credit.source.uuid,
            "last": credit.expires_on,
            "explanation": self.explanation(credit),
            "user": env.uid,
        }
        for statement in BARE_CREDIT:
            env.cr.execute(statement, values)

    def explanation(self, credit):
        """The part of an explanation that the proof compares with the lot."""
        expires_on = credit.expires_on.isoformat()
        lot = {"points": credit.points, "available_on": None, "expires_on": expires_on}
        return json.dumps({"lots": [lot]})


BARE_CREDIT = (
    """
    UPDATE points_account
       SET live = live + %(points)s, balance = balance + %(points)s,
           last_activity = %(moment)s,
           next_due = least(next_due, %(last)s::date + interval '1 day'),
           write_uid = %(user)s, write_date = now() AT TIME ZONE 'UTC'
     WHERE id = %(account)s
    """,
    """
    INSERT INTO points_entry (account_id, program_id, company_id, kind, points, moment,
           local_day, key, unallocated, source_model, source_id, source_uuid,
           source_name, user_id, explanation, lines, create_date)
    SELECT id, program_id, company_id, 'earn', %(points)s, %(moment)s, %(day)s, %(key)s,
           0, 'pos.order', 1, %(uuid)s, 'Measured', %(user)s, %(explanation)s, '[]',
           now() AT TIME ZONE 'UTC'
      FROM points_account WHERE id = %(account)s
    """,
    """
    INSERT INTO points_lot (entry_id, account_id, company_id, points, remaining,
           waiting, expires_on)
    SELECT id, account_id, company_id, %(points)s, %(points)s, FALSE, %(last)s
      FROM points_entry WHERE key = %(key)s
    """,
)


def facts(key=None):
    """What every entry carries."""
    uuid, now = str(uuid4()), fields.Datetime.now()
    return {
        "key": key or f"measured:{uuid}",
        "source": Source(model="pos.order", id=1, uuid=uuid, name="Measured"),
        "moment": now,
        "local_day": now.date(),
    }


def document():
    """An open document and how long it may reserve."""
    return {
        "uuid": str(uuid4()),
        "document_model": "pos.order",
        "document_uuid": str(uuid4()),
        "expires_at": fields.Datetime.now() + timedelta(minutes=30),
    }


def credit(filled, member, _state=None, days=900):
    """An earning whose points live some days."""
    return Credit(
        account_id=filled.account(member),
        kind="earn",
        points=10_000,
        expires_on=fields.Date.today() + timedelta(days=days),
        **facts(),
    )


def hold(filled, member, _state=None):
    """A reservation of points."""
    return Hold(
        account_id=filled.account(member),
        points=5_000,
        money=50,
        currency_id=filled.currency_id,
        redemption_rule_id=filled.rule_id,
        **document(),
    )


def capture(_filled, _member, uuid):
    """The use of a reservation."""
    return Capture(uuid=uuid, points=5_000, **facts(f"redeem:{uuid}"))


def debit(filled, member, _state):
    """A correction that takes points of several lots."""
    return Debit(
        account_id=filled.account(member), kind="adjust", points=15_000, **facts()
    )


def transfer(filled, member, _state):
    """Points given to the next member."""
    uuid = str(uuid4())
    given = facts(f"transfer:{uuid}")
    given["source"] = Source(model="points.account", uuid=uuid)
    return Transfer(
        account_id=filled.account(member),
        target_id=filled.account(member + 1),
        points=15_000,
        **given,
    )


def merge(filled, member, _state):
    """A member who is the next one, too."""
    return Merge(
        account_id=filled.account(member),
        target_id=filled.account(member + 1),
        **facts(f"merge:{filled.account(member)}"),
    )


def issue(filled, member, _state=None):
    """Points that become a coupon."""
    uuid = str(uuid4())
    return IssueCoupon(
        account_id=filled.account(member),
        coupon_uuid=uuid,
        points=10_000,
        money=100,
        currency_id=filled.currency_id,
        **facts(f"convert:{uuid}"),
    )


def hold_coupon(filled, _member, coupon):
    """A reservation of money on a coupon."""
    return HoldCoupon(
        coupon_uuid=coupon, money=60, currency_id=filled.currency_id, **document()
    )


def use_coupon(_filled, _member, uuid):
    """The use of money reserved on a coupon."""
    return CaptureCoupon(uuid=uuid, money=60, **facts(f"redeem:{uuid}"))


def held(env, filled, member):
    """Before: points are reserved; their uuid."""
    operation = hold(filled, member)
    env["points.ledger"]._post([operation])
    return operation.uuid


def freed(env, filled, member):
    """Before: points were reserved and freed again; their uuid."""
    uuid = held(env, filled, member)
    env["points.ledger"]._post([Release(uuid=uuid)])
    return uuid


def overdue(env, filled, member):
    """Before: points that could be used until yesterday."""
    env["points.ledger"]._post([credit(filled, member, days=-1)])


def issued(env, filled, member):
    """Before: a coupon; its uuid."""
    operation = issue(filled, member)
    env["points.ledger"]._post([operation])
    return operation.coupon_uuid


def coupon_held(env, filled, member):
    """Before: money of a coupon is reserved; the reservation's uuid."""
    operation = hold_coupon(filled, member, issued(env, filled, member))
    env["points.ledger"]._post([operation])
    return operation.uuid


def reverse_credit(filled, member, _state):
    """What the last earning gave is taken back."""
    return ReverseCredit(entry_id=filled.last_earned(member), points=10_000, **facts())


def reverse_debit(filled, member, _state):
    """What the first redemption took is given back."""
    return ReverseDebit(
        entry_id=filled.first_redeemed(member), points=15_000, **facts()
    )


PATHS = (
    WritePath("credit", credit),
    WritePath("hold", hold),
    WritePath("capture", capture, held),
    WritePath("capture, late", capture, freed),
    WritePath("release", lambda _f, _m, uuid: Release(uuid=uuid), held),
    WritePath("debit", debit),
    WritePath("reverse credit", reverse_credit),
    WritePath("reverse debit", reverse_debit),
    WritePath(
        "expire", lambda f, m, _s: FallDue(account_id=f.account(m)), before=overdue
    ),
    WritePath("transfer", transfer),
    WritePath("merge", merge),
    WritePath("coupon: convert", issue),
    WritePath("coupon: hold", hold_coupon, issued),
    WritePath("coupon: use", use_coupon, coupon_held),
)
# No posting of the ledger: how much slower the same rows are without it.
BARE = BareCredit("bare SQL of a credit", credit)

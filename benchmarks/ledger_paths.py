"""The write paths that are measured, each with what has to be there before it.

`before` prepares one member in a transaction of its own that is not measured; its
result goes to `operations`, which says what is posted while the clock runs.
"""

from dataclasses import dataclass
from datetime import timedelta
from uuid import uuid4

from odoo import fields


@dataclass(frozen=True)
class WritePath:
    """One write path: its name, what comes before it, and what is posted."""

    label: str
    operations: object
    before: object = None
    # Members it needs: the second is the one after the first.
    members: int = 1

    def prepare(self, env, filled, member):
        """What the measured posting needs to know, or None."""
        return self.before(env, filled, member) if self.before else None


def facts(key=None):
    """What every entry carries."""
    from odoo.addons.pos_loyalty_membership.services.ledger_operations import Source

    uuid, now = str(uuid4()), fields.Datetime.now()
    return {
        "key": key or f"measured:{uuid}",
        "source": Source(model="pos.order", id=1, uuid=uuid, name="Measured"),
        "moment": now,
        "local_day": now.date(),
    }


def all_paths():
    """The write paths, in the order of the report."""
    from odoo.addons.pos_loyalty_membership.services import (
        ledger_coupon_operations as coupons,
    )
    from odoo.addons.pos_loyalty_membership.services import ledger_operations as ledger

    def hold(filled, member, uuid=None):
        return ledger.Hold(
            uuid=uuid or str(uuid4()),
            account_id=filled.account(member),
            points=5_000,
            money=50,
            currency_id=filled.currency_id,
            document_model="pos.order",
            document_uuid=str(uuid4()),
            redemption_rule_id=filled.rule_id,
            expires_at=fields.Datetime.now() + timedelta(minutes=30),
        )

    def credit(filled, member, **values):
        values.setdefault("expires_on", fields.Date.today() + timedelta(days=365))
        return ledger.Credit(
            account_id=filled.account(member),
            kind="earn",
            points=10_000,
            **facts(),
            **values,
        )

    def held(env, filled, member):
        operation = hold(filled, member)
        env["points.ledger"]._post([operation])
        return operation.uuid

    def freed(env, filled, member):
        uuid = held(env, filled, member)
        env["points.ledger"]._post([ledger.Release(uuid=uuid)])
        return uuid

    def overdue(env, filled, member):
        yesterday = fields.Date.today() - timedelta(days=1)
        env["points.ledger"]._post([credit(filled, member, expires_on=yesterday)])

    def issued(env, filled, member):
        operation = issue(filled, member)
        env["points.ledger"]._post([operation])
        return operation.coupon_uuid

    def issue(filled, member):
        uuid = str(uuid4())
        return coupons.IssueCoupon(
            account_id=filled.account(member),
            coupon_uuid=uuid,
            points=10_000,
            money=100,
            currency_id=filled.currency_id,
            **facts(f"convert:{uuid}"),
        )

    def hold_coupon(filled, coupon):
        return coupons.HoldCoupon(
            uuid=str(uuid4()),
            coupon_uuid=coupon,
            money=60,
            currency_id=filled.currency_id,
            document_model="pos.order",
            document_uuid=str(uuid4()),
            expires_at=fields.Datetime.now() + timedelta(minutes=30),
        )

    def coupon_held(env, filled, member):
        operation = hold_coupon(filled, issued(env, filled, member))
        env["points.ledger"]._post([operation])
        return operation.uuid

    def capture(filled, member, uuid):
        return [ledger.Capture(uuid=uuid, points=5_000, **facts(f"redeem:{uuid}"))]

    def transfer(filled, member, _state):
        uuid = str(uuid4())
        values = facts(f"transfer:{uuid}")
        values["source"] = ledger.Source(model="points.account", uuid=uuid)
        return [
            ledger.Transfer(
                account_id=filled.account(member),
                target_id=filled.account(member + 1),
                points=15_000,
                **values,
            )
        ]

    def merge(filled, member, _state):
        return [
            ledger.Merge(
                account_id=filled.account(member),
                target_id=filled.account(member + 1),
                **facts(f"merge:{filled.account(member)}"),
            )
        ]

    return [
        WritePath("credit", lambda f, m, _s: [credit(f, m)]),
        WritePath("hold", lambda f, m, _s: [hold(f, m)]),
        WritePath("capture", capture, held),
        WritePath("capture, late", capture, freed),
        WritePath("release", lambda f, m, s: [ledger.Release(uuid=s)], held),
        WritePath(
            "debit",
            lambda f, m, _s: [
                ledger.Debit(
                    account_id=f.account(m), kind="adjust", points=15_000, **facts()
                )
            ],
        ),
        WritePath(
            "reverse credit",
            lambda f, m, _s: [
                ledger.ReverseCredit(
                    entry_id=f.last_earned(m), points=10_000, **facts()
                )
            ],
        ),
        WritePath(
            "reverse debit",
            lambda f, m, _s: [
                ledger.ReverseDebit(
                    entry_id=f.first_redeemed(m), points=15_000, **facts()
                )
            ],
        ),
        WritePath(
            "expire",
            lambda f, m, _s: [ledger.FallDue(account_id=f.account(m))],
            overdue,
        ),
        WritePath("transfer", transfer, members=2),
        WritePath("merge", merge, members=2),
        WritePath("coupon: convert", lambda f, m, _s: [issue(f, m)]),
        WritePath("coupon: hold", lambda f, m, s: [hold_coupon(f, s)], issued),
        WritePath(
            "coupon: use",
            lambda f, m, s: [
                coupons.CaptureCoupon(uuid=s, money=60, **facts(f"redeem:{s}"))
            ],
            coupon_held,
        ),
    ]

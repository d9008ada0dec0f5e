"""Coupons from several real database connections at once."""

from datetime import datetime
from uuid import uuid4

from odoo.tests import tagged
from odoo.tools import mute_logger

from ..services.ledger_coupon_operations import (
    CaptureCoupon,
    HoldCoupon,
    IssueCoupon,
    TurnBackCoupon,
)
from ..services.ledger_operations import Credit, LedgerRefusal, Merge
from .ledger_connections import CommittingCase, facts, together

TABLES = ("points_coupon_use", "points_allocation", "points_entry")


@tagged("post_install", "-at_install")
class TestCouponConcurrency(CommittingCase):
    """Two members with 100 points; data is committed for real and removed again."""

    def setUp(self):
        super().setUp()
        self.addCleanup(self._delete_everything)
        with self._connection() as env:
            program = env["points.program"].create({"name": "Concurrent", "tz": "UTC"})
            partners = env["res.partner"].create([{"name": "Ana"}, {"name": "Bo"}])
            self.program_id, self.partner_ids = program.id, partners.ids
            self.currency_id = program.currency_id.id
            opened = env["points.ledger"]._open_accounts(
                [(program.id, partner.id, "back_office") for partner in partners]
            )
            self.account_ids = list(opened.values())
            env["points.ledger"]._post(
                [
                    Credit(
                        account_id=account_id,
                        kind="earn",
                        points=10_000,
                        **facts(f"test:{uuid4()}"),
                    )
                    for account_id in self.account_ids
                ]
            )
        self.coupon = self._issue()

    def _delete_everything(self):
        with self._connection() as env:
            for table in TABLES:
                env.cr.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
            mine = "(SELECT id FROM points_entry WHERE program_id = %(program)s)"
            coupons = "(SELECT id FROM points_coupon WHERE program_id = %(program)s)"
            accounts = "(SELECT id FROM points_account WHERE program_id = %(program)s)"
            for statement in (
                f"DELETE FROM points_coupon_use WHERE coupon_id IN {coupons}",
                f"DELETE FROM points_hold WHERE account_id IN {accounts}",
                "DELETE FROM points_coupon WHERE program_id = %(program)s",
                f"DELETE FROM points_allocation WHERE entry_id IN {mine}",
                f"DELETE FROM points_lot WHERE entry_id IN {mine}",
                "UPDATE points_entry SET reversed_entry_id = NULL "
                "WHERE program_id = %(program)s",
                "DELETE FROM points_entry WHERE program_id = %(program)s",
                "DELETE FROM points_account WHERE program_id = %(program)s",
            ):
                env.cr.execute(statement, {"program": self.program_id})
            for table in TABLES:
                env.cr.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
            env["points.program"].browse(self.program_id).unlink()
            env["res.partner"].browse(self.partner_ids).unlink()

    def _in_threads(self, works):
        """Run these at once; returns what each returned, or its refusal's code."""
        results = together(works)
        for result in results:
            if isinstance(result, Exception) and not isinstance(result, LedgerRefusal):
                raise result
        return [
            result.code if isinstance(result, LedgerRefusal) else result
            for result in results
        ]

    def _issue(self):
        uuid = str(uuid4())
        self._post(
            IssueCoupon(
                account_id=self.account_ids[0],
                coupon_uuid=uuid,
                points=5_000,
                money=500,
                currency_id=self.currency_id,
                **facts(f"convert:{uuid}"),
            )
        )
        return uuid

    def _hold(self, money, uuid=None):
        return HoldCoupon(
            uuid=uuid or str(uuid4()),
            coupon_uuid=self.coupon,
            money=money,
            currency_id=self.currency_id,
            document_model="pos.order",
            document_uuid="d",
            expires_at=datetime(2100, 1, 1),
        )

    def _capture(self, uuid, money):
        return CaptureCoupon(uuid=uuid, money=money, **facts(f"redeem:{uuid}"))

    def _merge(self):
        source, target = self.account_ids
        return Merge(account_id=source, target_id=target, **facts(f"merge:{source}"))

    def _turn_back(self):
        with self._connection() as env:
            coupon = env["points.coupon"].search([("uuid", "=", self.coupon)])
            entry_id = coupon.entry_id.id
        return TurnBackCoupon(
            coupon_uuid=self.coupon,
            entry_id=entry_id,
            **facts(f"reverse:{self.coupon}:{entry_id}:0"),
        )

    def _left(self):
        """What is left of the coupon in the database, once the proof agrees."""
        with self._connection() as env:
            accounts = env["points.account"].browse(self.account_ids)
            self.assertEqual(env["points.proof"]._prove(accounts), [])
            coupon = env["points.coupon"].search([("uuid", "=", self.coupon)])
            return round(coupon.remaining * 100)

    @mute_logger("odoo.sql_db")
    def test_no_more_of_a_coupon_is_held_than_it_has(self):
        results = self._in_threads(
            [lambda: self._post(self._hold(100)) for _number in range(8)]
        )
        self.assertEqual(results.count("not_enough_on_coupon"), 3)
        self.assertEqual(self._left(), 0)

    @mute_logger("odoo.sql_db")
    def test_the_same_use_from_several_connections_uses_once(self):
        self._post(self._hold(300, uuid="held"))
        results = self._in_threads(
            [lambda: self._post(self._capture("held", 300)) for _number in range(6)]
        )
        uses = {posted.coupon_uses["redeem:held"].id for posted in results}
        self.assertEqual(len(uses), 1)
        self.assertEqual(self._left(), 200)

    @mute_logger("odoo.sql_db")
    def test_a_coupon_is_held_or_turned_back_and_never_both(self):
        turn_back = self._turn_back()
        held, turned = self._in_threads(
            [lambda: self._post(self._hold(100)), lambda: self._post(turn_back)]
        )
        self.assertIn(
            (held == "not_enough_on_coupon", turned == "coupon_used"),
            [(True, False), (False, True)],
        )
        self.assertEqual(self._left(), 0 if held == "not_enough_on_coupon" else 400)

    @mute_logger("odoo.sql_db")
    def test_a_coupon_is_held_and_used_while_its_member_is_merged(self):
        self._post(self._hold(200, uuid="held"))
        self._in_threads(
            [
                lambda: self._post(self._merge()),
                lambda: self._post(self._capture("held", 200)),
                lambda: self._post(self._hold(100)),
            ]
        )
        self.assertEqual(self._left(), 200)
        with self._connection() as env:
            coupon = env["points.coupon"].search([("uuid", "=", self.coupon)])
            self.assertEqual(coupon.account_id.id, self.account_ids[1])

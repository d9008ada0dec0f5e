"""The proof: it agrees with what the ledger writes, and names every planted fault."""

from datetime import datetime
from uuid import uuid4

from odoo.tests import tagged
from odoo.tests.common import freeze_time
from odoo.tools import mute_logger

from ..services.ledger_operations import (
    Capture,
    Credit,
    Forfeit,
    Merge,
    Release,
    Reopen,
    ReverseCredit,
    ReverseDebit,
    Source,
    Transfer,
    WriteOff,
)
from .common import PointsCommon, day
from .planted_faults import FAULTS


@tagged("post_install", "-at_install")
@freeze_time("2026-05-10 12:00:00")
class TestPointsProof(PointsCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.proof = cls.env["points.proof"]
        cls.bo = cls.env["res.partner"].create({"name": "Bo"})
        cls.other = cls._open_account(cls.program, cls.bo)

    def _post(self, path, key=None, **values):
        operation = path(**values, **self._facts(key or f"test:{uuid4()}"))
        return self.ledger._post([operation])

    def _entry(self, posted):
        return next(iter(posted.entries.values()))

    def _live_through_everything(self):
        """One of each write path, on two accounts."""
        earned = self._entry(self._credit(10_000, expires_on=day("2026-12-31")))
        self._credit(5_000, available_on=day("2026-05-20"))
        uuid = self._hold(6_000)
        redeemed = self._entry(
            self._post(Capture, f"redeem:{uuid}", uuid=uuid, points=6_000)
        )
        self._post(ReverseDebit, entry_id=redeemed.id, points=2_000)
        self._post(ReverseCredit, entry_id=earned.id, points=9_000)
        self._post(Credit, account_id=self.other.id, kind="earn", points=4_000)
        released = self._hold(4_000, account=self.other)
        self.ledger._post([Release(uuid=released)])
        self._debit(3_000, account=self.other)
        late = self._entry(
            self._post(Capture, f"redeem:{released}", uuid=released, points=4_000)
        )
        self._post(WriteOff, account_id=self.other.id, points=1_000)
        self._post(ReverseDebit, entry_id=late.id, points=4_000)
        self._credit(9_000, account=self.other)
        source = Source(model="points.account", uuid="gift")
        facts = self._facts("transfer:gift") | {"source": source}
        self.ledger._post(
            [
                Transfer(
                    account_id=self.other.id,
                    target_id=self.account.id,
                    points=1_000,
                    **facts,
                )
            ]
        )
        again = self._hold(500)
        taken = self._entry(
            self._post(Capture, f"redeem:{again}", uuid=again, points=500)
        )
        self._post(
            Reopen,
            entry_id=taken.id,
            points=500,
            uuid="reopened",
            money=5,
            currency_id=self.program.currency_id.id,
            document_model="account.move",
            document_uuid="m",
            redemption_rule_id=self.program.redemption_rule_ids.id,
            expires_at=datetime(2100, 1, 1),
        )

    def test_nothing_is_found_after_one_of_each_write_path(self):
        self._live_through_everything()
        self.assertEqual(self.proof._prove(), [])
        self._post(
            Merge,
            f"merge:{self.account.id}",
            account_id=self.account.id,
            target_id=self.other.id,
        )
        self.assertEqual(self.proof._prove(), [])
        self._post(Forfeit, f"forfeit:{self.other.id}:0", account_id=self.other.id)
        self.assertEqual(self.proof._prove(), [])

    def _assert_named(self, table, change, check):
        self.env.flush_all()
        with self.cr.savepoint() as savepoint:
            self._without_checks(table)
            self.cr.execute(change)
            self.assertTrue(self.cr.rowcount, change)
            self.cr.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
            self.env.invalidate_all()
            for accounts in (None, self.account | self.other):
                found = {fault.check for fault in self.proof._prove(accounts)}
                self.assertIn(check, found, change)
            savepoint.rollback()
        self.env.invalidate_all()

    def test_a_fault_planted_in_any_table_is_named(self):
        self._live_through_everything()
        self.env["res.company"].create({"name": "Another company"})
        entry = "id = (SELECT min(id) FROM points_entry WHERE kind = '{}' AND {})"
        mine = f"account_id = {self.account.id}"
        words = {
            "one": f"id = {self.account.id}",
            "other": self.other.id,
            "earned": entry.format("earn", mine),
            "spent": entry.format("redeem", mine),
            "lots": f"{mine} AND remaining > 0",
        }
        for table, check, change in FAULTS:
            statement = f"UPDATE {table} {change.format(**words)}"
            with self.subTest(statement):
                self._assert_named(table, statement, check)

    def test_a_deleted_row_is_named(self):
        self._live_through_everything()
        for table, check in (
            ("points_allocation", "lot_remaining"),
            ("points_lot", "live"),
        ):
            with self.subTest(table):
                unused = (
                    "WHERE id IN (SELECT l.id FROM points_lot l LEFT JOIN "
                    "points_allocation a ON a.lot_id = l.id WHERE a.id IS NULL)"
                )
                where = unused if table == "points_lot" else ""
                self._assert_named(table, f"DELETE FROM {table} {where}", check)

    def test_a_protection_that_is_switched_off_is_named(self):
        with self.cr.savepoint() as savepoint:
            self.cr.execute(
                "ALTER TABLE points_entry DISABLE TRIGGER points_append_only"
            )
            found = self.proof._prove()
            self.assertEqual(
                [(fault.check, fault.expected) for fault in found],
                [("protection", "points_append_only on points_entry")],
            )
            savepoint.rollback()

    def test_a_proof_of_some_accounts_looks_at_those_only(self):
        self._live_through_everything()
        self._without_checks("points_account")
        self.cr.execute(
            "UPDATE points_account SET live = live + 1 WHERE id = %s", [self.other.id]
        )
        self.assertEqual(self.proof._prove(self.account), [])
        found = self.proof._prove(self.other)
        self.assertEqual({fault.account_id for fault in found}, {self.other.id})
        fault = next(fault for fault in found if fault.check == "live")
        self.assertEqual(float(fault.found) - float(fault.expected), 1)

    @mute_logger("odoo.addons.pos_loyalty_membership.services.points_proof")
    def test_the_job_gives_the_managers_one_activity(self):
        self._live_through_everything()
        self._without_checks("points_account")
        self.cr.execute(
            "UPDATE points_account SET live = live + 1 WHERE id = %s", [self.account.id]
        )
        self.proof._cron_prove()
        self.proof._cron_prove()
        activities = self.program.activity_ids
        self.assertTrue(activities)
        self.assertEqual(len(activities), len(activities.user_id))
        self.assertIn("Ana Ruiz", activities[0].note)

    def test_the_job_says_nothing_when_everything_agrees(self):
        self._live_through_everything()
        self.proof._cron_prove()
        self.assertFalse(self.program.activity_ids)

    def test_rebuilding_lots_brings_a_broken_projection_back_and_is_noted(self):
        self._live_through_everything()
        numbers = self.account.read(["live", "waiting", "held", "debt", "balance"])
        lots = self.env["points.lot"].search([("account_id", "=", self.account.id)])
        before = lots.read(["remaining", "waiting"])
        self._without_checks("points_account")
        self._without_checks("points_lot")
        self.cr.execute(
            "UPDATE points_lot SET remaining = 0, waiting = FALSE "
            "WHERE account_id = %s",
            [self.account.id],
        )
        self.cr.execute(
            "UPDATE points_account SET live = 1, waiting = 0 WHERE id = %s",
            [self.account.id],
        )
        self.env.invalidate_all()
        self.ledger._rebuild_lots(self.account)
        self.assertEqual(lots.read(["remaining", "waiting"]), before)
        self.assertEqual(
            self.account.read(["live", "waiting", "held", "debt", "balance"]), numbers
        )
        self.assertEqual(self.proof._prove(self.account), [])
        self.assertIn("rebuilt from the log", self.program.message_ids[0].body)

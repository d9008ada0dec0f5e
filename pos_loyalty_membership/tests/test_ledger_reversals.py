"""Late captures, reversals, and what time changes at the next posting."""

from datetime import datetime
from unittest.mock import patch

from odoo.tests import tagged
from odoo.tests.common import freeze_time

from ..services.ledger_operations import Release, ReverseCredit, ReverseDebit
from .common import day
from .ledger_common import LedgerCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-05-10 12:00:00")
class TestLedgerReversals(LedgerCommon):
    # -------------------------------------------------------------- late capture

    def test_a_discount_given_after_the_hold_ended_takes_the_points_late(self):
        self._credit(10_000)
        uuid = self._hold(6_000)
        self.ledger._post([Release(uuid=uuid)])
        posted = self._capture(uuid, 6_000)
        self.assertEqual(posted.late, {uuid: 0})
        self.assertNumbers(40)

    def test_a_late_capture_takes_free_then_waiting_points_and_owes_the_rest(self):
        self._credit(3_000)
        self._credit(7_000, available_on=day("2026-05-20"))
        self.assertNumbers(100, waiting=70)
        uuid = self._late_hold(6_000)
        posted = self._capture(uuid, 6_000)
        self.assertEqual(posted.late, {uuid: 0})
        self.assertNumbers(40, waiting=40)
        uuid = self._late_hold(6_000)
        posted = self._capture(uuid, 6_000)
        self.assertEqual(posted.late, {uuid: 2_000})
        self.assertNumbers(0, debt=20)

    # ------------------------------------------------------------------- reverse

    def test_reversing_an_earning_that_is_partly_reserved_leaves_a_debt(self):
        """The worked states of docs/ledger.md."""
        earned = self._only_entry(self._credit(10_000))
        uuid = self._hold(6_000)
        self._reverse(ReverseCredit, earned.id, 10_000)
        self.assertNumbers(60, held=60, debt=60)
        with self.cr.savepoint() as savepoint:
            self._capture(uuid, 4_000)
            self.env.invalidate_all()
            self.assertNumbers(0, debt=40)
            savepoint.rollback()
        self.env.invalidate_all()
        self.ledger._post([Release(uuid=uuid)])
        self.assertNumbers(0)

    def test_new_points_settle_a_debt_even_when_they_wait(self):
        self._make_debt(4_000)
        self._credit(10_000, available_on=day("2026-05-20"))
        self.assertNumbers(60, waiting=60)
        self.assertFalse(
            self.env["points.entry"].search(
                [("account_id", "=", self.account.id), ("unallocated", ">", 0)]
            )
        )

    def test_a_member_in_debt_cannot_reserve_points(self):
        self._make_debt(4_000)
        self.assertRefused("in_debt", self._hold, 1)

    def test_reversing_an_earning_takes_its_own_lot_first(self):
        self._credit(10_000, expires_on=day("2026-06-30"))
        earned = self._only_entry(self._credit(10_000))
        self._reverse(ReverseCredit, earned.id, 4_000)
        self.assertEqual(self._lots().mapped("remaining"), [100, 60])

    def test_an_entry_is_never_reversed_beyond_its_points(self):
        earned = self._only_entry(self._credit(10_000))
        self._reverse(ReverseCredit, earned.id, 6_000)
        self.assertRefused(
            "above_what_was_posted", self._reverse, ReverseCredit, earned.id, 4_001
        )
        self.assertRefused("unknown_entry", self._reverse, ReverseCredit, 0, 1)
        self.assertNumbers(40)

    def test_what_expired_counts_as_taken_back(self):
        earned = self._only_entry(self._credit(10_000, expires_on=day("2026-05-15")))
        self._credit(5_000)
        with freeze_time("2026-05-16 00:00:01"):
            self._reverse(ReverseCredit, earned.id, 8_000)
            self.assertNumbers(50)
            self._reverse(ReverseCredit, earned.id, 2_000)
            self.assertNumbers(50)
            self.assertRefused(
                "above_what_was_posted", self._reverse, ReverseCredit, earned.id, 1
            )

    def test_reversing_a_redemption_fills_the_lots_it_came_from(self):
        self._credit(3_000, expires_on=day("2026-06-30"))
        self._credit(7_000)
        uuid = self._hold(5_000)
        redeemed = self._only_entry(self._capture(uuid, 5_000))
        self.assertEqual(self._lots().mapped("remaining"), [0, 50])
        self._reverse(ReverseDebit, redeemed.id, 2_500)
        self.assertEqual(self._lots().mapped("remaining"), [5, 70])
        self._reverse(ReverseDebit, redeemed.id, 2_500)
        self.assertEqual(self._lots().mapped("remaining"), [30, 70])
        self.assertRefused(
            "above_what_was_posted", self._reverse, ReverseDebit, redeemed.id, 1
        )
        self.assertNumbers(100)

    def test_restored_points_pay_a_debt_first(self):
        self._credit(5_000)
        uuid = self._hold(5_000)
        redeemed = self._only_entry(self._capture(uuid, 5_000))
        self._make_debt(3_000)
        self._reverse(ReverseDebit, redeemed.id, 5_000)
        self.assertNumbers(20)

    def test_giving_back_a_debit_cancels_what_is_owed_for_it(self):
        uuid = self._late_hold(6_000)
        redeemed = self._only_entry(self._capture(uuid, 6_000))
        self.assertNumbers(0, debt=60)
        self._reverse(ReverseDebit, redeemed.id, 2_000)
        self.assertNumbers(0, debt=40)
        self._reverse(ReverseDebit, redeemed.id, 4_000)
        self.assertNumbers(0)

    def test_restored_points_that_are_overdue_expire_again_by_an_entry(self):
        self._credit(10_000, expires_on=day("2026-05-15"))
        uuid = self._hold(10_000)
        redeemed = self._only_entry(self._capture(uuid, 10_000))
        with freeze_time("2026-05-20 08:00:00"):
            self._reverse(ReverseDebit, redeemed.id, 10_000)
        self.assertNumbers(0)
        last = self.env["points.entry"].search(
            [("account_id", "=", self.account.id)], order="id desc", limit=1
        )
        self.assertEqual((last.kind, last.points), ("expire", -100))
        self.assertEqual(last.key, f"expire:{self._lots().id}:0")

    # ----------------------------------------------------------------- falls due

    def test_a_waiting_lot_is_usable_from_its_day_on(self):
        self._credit(10_000, available_on=day("2026-05-20"))
        self.assertRefused("not_enough_points", self._hold, 1)
        with freeze_time("2026-05-20 00:00:00"):
            self._hold(10_000)
        self.assertNumbers(100, held=100)

    def test_an_overdue_lot_expires_at_the_next_posting_except_what_is_reserved(self):
        """Expire 100 under hold 60: 60 stay until the hold ends."""
        self._credit(10_000, expires_on=day("2026-05-15"))
        uuid = self._hold(6_000)
        with freeze_time("2026-05-16 00:00:00"):
            self._credit(100)
            self.assertNumbers(61, held=60)
            self.ledger._post([Release(uuid=uuid)])
        self.assertNumbers(1)

    def test_the_day_of_expiry_is_counted_in_the_time_zone_of_the_program(self):
        self.program.tz = "America/New_York"
        self._credit(10_000, expires_on=day("2026-05-15"))
        self.assertEqual(self.account.next_due, datetime(2026, 5, 16, 4))
        with freeze_time("2026-05-16 03:59:59"):
            self._credit(100)
            self.assertNumbers(101)
        with freeze_time("2026-05-16 04:00:00"):
            self._credit(100)
        self.assertNumbers(2)

    def test_the_job_lets_everything_due_fall_due_once(self):
        self._credit(10_000, expires_on=day("2026-05-15"))
        bo = self.env["res.partner"].create({"name": "Bo"})
        other = self._open_account(self.program, bo)
        self._credit(500, account=other, available_on=day("2026-05-12"))
        self._hold(1_000, expires_at=datetime(2026, 5, 10, 12, 30))
        progress = patch.object(
            type(self.env["ir.cron"]), "_commit_progress", return_value=1000.0
        )
        with freeze_time("2026-05-16 00:00:00"), progress:
            self.ledger._cron_fall_due()
            self.assertNumbers(0)
            self.assertNumbers(5, account=other)
            entries = self.env["points.entry"].search_count([])
            self.ledger._cron_fall_due()
            self.assertEqual(self.env["points.entry"].search_count([]), entries)

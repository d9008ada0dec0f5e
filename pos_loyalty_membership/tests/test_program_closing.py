"""The end of a program: what members still have expires, by entries."""

from datetime import datetime, timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tests.common import freeze_time

from ..services.ledger_operations import Capture, Release, ReverseDebit
from .configuration_common import MANAGER, OFFICER, ConfigurationCommon
from .expiry_common import run_job


@tagged("post_install", "-at_install")
@freeze_time("2026-05-10 12:00:00")
class TestProgramClosing(ConfigurationCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.program.action_start()

    def _last_days(self, until=False):
        self.program.action_redeem_only()
        self.program.redeem_until = until

    def _close(self):
        """Close with the wizard, as a manager who has read it; run the job."""
        wizard = self.env["points.program.close"].create(
            {"program_id": self.program.id}
        )
        wizard.action_confirm()
        self.env.flush_all()
        run_job(self.env)
        return wizard

    def _expired(self):
        """Points and codes of the account's expiry entries, in their order."""
        entries = self.account.entry_ids.filtered(lambda one: one.kind == "expire")
        return [
            (entry.points, entry.explanation["code"]) for entry in entries.sorted("id")
        ]

    def _settle(self, operation, **values):
        self.ledger._post([operation(**values)])

    # ------------------------------------------------------------- asked first

    def test_closing_a_program_with_points_shows_what_members_lose(self):
        self._credit(12300)
        self._hold(2300)
        self._last_days()
        action = self.program.action_close()
        self.assertEqual(action["res_model"], "points.program.close")
        wizard = self.env["points.program.close"].create(
            {"program_id": action["context"]["default_program_id"]}
        )
        self.assertEqual(
            (
                wizard.member_count,
                wizard.points_outstanding,
                wizard.points_reserved,
                wizard.liability,
            ),
            (1, "123 pts", "23 pts", 1.23),
        )
        self.assertEqual(self.program.state, "redeem_only")

    def test_a_program_without_points_closes_at_once_and_keeps_its_log(self):
        self._credit(12300)
        self._debit(12300)
        self._last_days()
        self.program.action_close()
        self.assertEqual(self.program.state, "closed")
        self.assertEqual(len(self.account.entry_ids), 2)

    def test_a_running_program_is_not_closed(self):
        with self.assertRaisesRegex(UserError, "with Redeem Only"):
            self.program.action_close()
        self.assertEqual(self.program.state, "running")

    def test_only_a_manager_confirms(self):
        self._credit(12300)
        self._last_days()
        wizard = self.env["points.program.close"].create(
            {"program_id": self.program.id}
        )
        officer = self._user("closing-officer", f"base.group_user,{OFFICER}")
        with self.assertRaises(AccessError):
            wizard.with_user(officer).action_confirm()
        self.assertEqual(self.program.state, "redeem_only")

    def test_a_manager_closes_without_any_other_right(self):
        self._credit(12300)
        self._last_days()
        manager = self._user("closing-manager", f"base.group_user,{MANAGER}")
        wizard = (
            self.env["points.program.close"]
            .with_user(manager)
            .create({"program_id": self.program.id})
        )
        wizard.action_confirm()
        self.assertEqual(self.program.state, "closed")

    # ---------------------------------------------------------- what is expired

    def test_points_expire_by_entries_that_say_why(self):
        self._credit(12300)
        self._credit(2000, expires_on=datetime(2027, 1, 1).date())
        self._last_days()
        self._close()
        self.assertNumbers(0)
        self.assertEqual(
            self._expired(), [(-20, "program_closed"), (-123, "program_closed")]
        )
        entry = self.account.entry_ids.filtered(lambda one: one.kind == "expire")[0]
        self.assertIn("The program was closed", entry.why_text)
        self.assertEqual(self.env["points.proof"]._prove(self.account), [])

    def test_waiting_points_expire_too(self):
        self._credit(5000, available_on=datetime(2026, 7, 1).date())
        self._last_days()
        self._close()
        self.assertNumbers(0)
        self.assertEqual(self.env["points.proof"]._prove(self.account), [])

    def test_confirming_twice_says_it_once(self):
        self._credit(12300)
        self._last_days()
        wizard = self._close()
        messages = len(self.program.message_ids)
        wizard.action_confirm()
        self.assertEqual(len(self.program.message_ids), messages)
        self.assertEqual(len(self._expired()), 1)

    def test_a_debt_stays(self):
        self._credit(1000)
        uuid = self._hold(1000, expires_at=datetime(2026, 5, 10, 12, 30))
        with freeze_time("2026-05-10 13:00:00"):
            run_job(self.env)
            self._debit(1000)
            self._settle(Capture, uuid=uuid, points=1000, **self._facts())
            self.assertNumbers(0, debt=10)
            self._last_days()
            self._close()
        self.assertNumbers(0, debt=10)

    def test_other_programs_keep_their_points(self):
        other = self._open_account(self._create_program("Other"), self.ana)
        self._credit(700, account=other)
        self._credit(12300)
        self._last_days()
        self._close()
        self.assertNumbers(7, account=other)

    # ------------------------------------------------------------ open documents

    def test_what_an_open_order_reserves_can_still_be_used(self):
        self._credit(12300)
        uuid = self._hold(2300)
        self._last_days()
        self._close()
        self.assertNumbers(23, held=23)
        self._settle(Capture, uuid=uuid, points=2300, **self._facts())
        self.assertNumbers(0)
        self.assertEqual(self._expired(), [(-100, "program_closed")])

    def test_what_an_open_order_frees_expires_in_the_same_posting(self):
        self._credit(12300)
        uuid = self._hold(2300)
        self._last_days()
        self._close()
        self._settle(Release, uuid=uuid)
        self.assertNumbers(0)
        self.assertEqual(
            self._expired(), [(-100, "program_closed"), (-23, "program_closed")]
        )
        self.assertEqual(self.env["points.proof"]._prove(self.account), [])

    def test_points_given_back_after_the_end_expire_in_the_same_posting(self):
        self._credit(12300)
        posted = self._debit(2300, key="adjust:closing")
        self._last_days()
        self._close()
        entry = posted.entries["adjust:closing"].id
        self._settle(
            ReverseDebit, entry_id=entry, points=2300, **self._facts("reverse:c")
        )
        self.assertNumbers(0)
        self.assertEqual(len(self._expired()), 2)

    def test_points_given_by_hand_after_the_end_expire_by_the_job(self):
        self._credit(100)
        self._last_days()
        self._close()
        self._credit(500, kind="adjust")
        self.assertNumbers(5)
        self.env.flush_all()
        run_job(self.env)
        self.assertNumbers(0)

    # ------------------------------------------------------------- the last day

    def test_a_program_closes_the_day_after_its_last(self):
        self._credit(12300)
        self._last_days("2026-05-20")
        with freeze_time("2026-05-20 23:59:00"):
            run_job(self.env)
            self.assertEqual(self.program.state, "redeem_only")
        with freeze_time("2026-05-21 00:01:00"):
            run_job(self.env)
        self.assertEqual(self.program.state, "closed")
        self.assertNumbers(0)
        self.assertIn("until yesterday", self.program.message_ids[0].body)

    def test_the_last_day_is_that_of_the_programs_time_zone(self):
        self._credit(12300)
        self.program.tz = "America/New_York"
        self._last_days("2026-05-20")
        with freeze_time("2026-05-21 03:00:00"):
            run_job(self.env)
            self.assertEqual(self.program.state, "redeem_only")
        with freeze_time("2026-05-21 05:00:00"):
            run_job(self.env)
        self.assertEqual(self.program.state, "closed")

    def test_a_program_without_a_last_day_stays_open(self):
        self._credit(12300)
        self._last_days()
        with freeze_time(fields.Datetime.now() + timedelta(days=900)):
            run_job(self.env)
        self.assertEqual(self.program.state, "redeem_only")

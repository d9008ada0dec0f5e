"""Opening balances are written once, in batches, by managers, and taken back."""

from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged
from odoo.tests.common import freeze_time
from odoo.tools import mute_logger

from ..services import points_openings
from ..services.ledger_operations import SetState
from .opening_common import OpeningCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-05-10 12:00:00")
class TestOpeningOnce(OpeningCommon):
    def _problem(self, *row):
        """What is wrong with the only row of a file."""
        return self._checked(row).line_ids.problem

    def test_the_same_file_again_brings_nothing(self):
        row = ["", "600123456", "", "", "500", ""]
        self._imported(row)
        with self.assertRaisesRegex(UserError, "imported already"):
            self._checked(row)
        self.assertEqual(self.account.balance, 500)

    def test_a_member_with_an_opening_balance_gets_no_second_one(self):
        self._imported(["", "600123456", "", "", "500", ""])
        problem = self._problem("Ana", "600123456", "", "", "501", "")
        self.assertIn("opening balance already, from “balances.csv”", problem)

    def test_two_checked_imports_of_one_file_write_it_once(self):
        row = ["", "600123456", "", "", "500", ""]
        first, second = self._checked(row), self._checked(row)
        first.action_import()
        second.action_import()
        self.assertEqual(self.account.balance, 500)
        self.assertEqual(second.line_ids.state, "problem")
        with self.assertRaises(UserError):
            first.action_import()
        self.assertEqual(self.account.balance, 500)

    def test_what_changed_since_the_check_is_seen_when_it_is_written(self):
        opening = self._checked(
            ["", "600123456", "", "", "500", ""],
            ["Bo", "611222333", "", "", "7", ""],
            ["Cy", "644555666", "", "", "9", ""],
        )
        self.ledger._post([SetState(account_id=self.account.id, state="blocked")])
        cy = self.env["res.partner"].create(
            {"name": "Cynthia", "phone": "+34644555666"}
        )
        opening.action_import()
        self.assertEqual(opening.line_ids.mapped("state"), ["problem", "done", "done"])
        self.assertEqual(opening.state, "done")
        self.assertEqual(self._member("Cynthia").partner_id, cy)
        self.assertEqual(self.account.balance, 0)

    def test_another_file_needs_another_check(self):
        opening = self._checked(["", "600123456", "", "", "500", ""])
        opening.file = opening.file
        self.assertEqual((opening.state, opening.row_count), ("draft", 0))
        with self.assertRaisesRegex(UserError, "Check the rows first"):
            opening.action_import()

    # -------------------------------------------------------------- batches, undo

    def _many(self, number):
        return [
            [f"Member {place}", f"+34611222{place:03}", "", "", str(place + 1), ""]
            for place in range(number)
        ]

    def test_a_long_file_goes_on_in_the_background_and_after_a_stop(self):
        with self._batches_of(3):
            opening = self._imported(*self._many(10))
            self.assertEqual((opening.state, opening.done_count), ("running", 3))
            self.assertEqual(opening.progress, 30)
        self._run_job(limit=3, batches=1)
        opening.invalidate_recordset()
        self.assertEqual((opening.state, opening.done_count), ("running", 6))
        self._run_job(limit=3)
        opening.invalidate_recordset()
        self.assertEqual((opening.state, opening.done_count), ("done", 10))
        self.assertIn("10 rows", self.program.message_ids[0].body)
        self.assertEqual(sum(self.program.account_ids.mapped("balance")), 55)
        self.assertProven()

    def _batches_of(self, number):
        write = points_openings.PointsOpenings._write_next
        return patch.object(
            type(self.env["points.openings"]),
            "_write_next",
            lambda self, opening, limit=number: write(self, opening, limit),
        )

    def test_an_import_is_taken_back_by_entries_and_may_be_repeated(self):
        rows = self._many(3)
        opening = self._imported(*rows)
        opening.action_undo()
        self.assertEqual(opening.state, "undone")
        self.assertEqual(sum(self.program.account_ids.mapped("balance")), 0)
        self.assertEqual(opening.line_ids.mapped("state"), ["undone"] * 3)
        self.assertProven()
        again = self._imported(*rows)
        self.assertEqual((again.state, again.batch), ("done", f"{opening.batch}-1"))
        self.assertEqual(sum(self.program.account_ids.mapped("balance")), 6)
        self.assertProven()

    def test_points_used_before_an_import_is_taken_back_are_owed(self):
        opening = self._imported(["", "600123456", "", "", "500", ""])
        self._debit(20_000)
        opening.action_undo()
        self.assertNumbers(0, debt=200)
        self.assertProven()

    def test_only_what_is_done_can_be_taken_back(self):
        opening = self._checked(["", "600123456", "", "", "500", ""])
        with self.assertRaises(UserError):
            opening.action_undo()
        opening.action_import()
        opening.action_undo()
        with self.assertRaises(UserError):
            opening.action_undo()
        for refused in (
            lambda: opening.write({"file_name": "other.csv"}),
            opening.unlink,
            opening.action_check,
        ):
            with self.assertRaises(UserError):
                refused()

    # ---------------------------------------------------------------------- rights

    def test_only_managers_of_the_company_import(self):
        opening = self._checked(["", "600123456", "", "", "500", ""])
        officer = new_test_user(
            self.env,
            "opening_officer",
            groups="base.group_user,pos_loyalty_membership.points_group_officer",
            company_id=self.company.id,
        )
        for method in ("action_check", "action_import", "action_undo"):
            with self.assertRaises(AccessError):
                getattr(opening.with_user(officer), method)()
        other = self.env["res.company"].create({"name": "Elsewhere"})
        stranger = new_test_user(
            self.env,
            "opening_stranger",
            groups="base.group_user,pos_loyalty_membership.points_group_manager",
            company_id=other.id,
            company_ids=[(6, 0, other.ids)],
        )
        with (
            self.assertRaises(AccessError),
            mute_logger("odoo.addons.base.models.ir_rule"),
        ):
            opening.with_user(stranger).action_import()
        self.assertEqual(self.account.balance, 0)

    def test_nobody_writes_rows_or_states_past_the_buttons(self):
        opening = self._checked(["", "600123456", "", "", "500", ""])
        with self.assertRaises(AccessError):
            opening.line_ids.points = 5_000
        for values in ({"state": "running"}, {"batch": "x"}):
            with self.assertRaises(AccessError):
                opening.write(values)
        with self.assertRaises(AccessError):
            self._opening(b"x", state="checked")

    def test_a_closed_program_takes_no_balances(self):
        opening = self._checked(["", "600123456", "", "", "500", ""])
        self.program.write({"state": "closed"})
        with self.assertRaisesRegex(UserError, "is closed"):
            opening.action_import()

"""Another expiry for points that members have: shown before, then written by a job."""

from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, new_test_user, tagged
from odoo.tests.common import freeze_time

from ..services.ledger_operations import SetState
from .common import day
from .expiry_common import ExpiryCommon, run_job


@tagged("post_install", "-at_install")
@freeze_time("2026-05-10 12:00:00")
class TestExpiryChange(ExpiryCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.manager = new_test_user(
            cls.env,
            "expiry_manager",
            groups="base.group_user,pos_loyalty_membership.points_group_manager",
            company_id=cls.company.id,
        )

    def _wizard(self, **values):
        wizard = self.env["points.program.expiry"].with_user(self.manager)
        return wizard.create({"program_id": self.program.id, **values})

    def _change(self, **values):
        """Confirm a change for all points; returns it."""
        wizard = self._wizard(**{"applies_to": "all", **values})
        wizard.action_confirm()
        return self.program.expiry_change_ids[:1]

    def _apply(self, limit=500, batches=1000):
        """Run the job for so many batches, without its commits.

        Returns what it said last of how much is left to do.
        """
        seconds = iter([1000.0] * batches)
        told = []

        def commit(_processed=0, remaining=None):
            told.append(remaining)
            return next(seconds, 0)

        progress = patch.object(
            type(self.env["ir.cron"]), "_commit_progress", side_effect=commit
        )
        with progress:
            self.env["points.expiry.changes"].sudo()._cron_apply(limit=limit)
        return told[-1]

    def _lots(self, account=None):
        return self.env["points.lot"].search(
            [("account_id", "=", (account or self._account()).id)], order="id"
        )

    def assertProven(self):
        self.assertEqual(self.env["points.proof"]._prove(programs=self.program), [])

    # ---------------------------------------------------------------- preview

    def test_it_shows_what_ends_when_before_and_after_and_writes_nothing(self):
        self._earn(100.0)
        with self._at("2026-06-20 12:00:00"):
            self._earn(50.0, self.bo)
            log = self.env["points.entry"].search_count([])
            wizard = self._wizard(
                expiry_mode="months", expiry_number=6, applies_to="all"
            )
            lines = wizard.line_ids
            self.assertEqual(
                lines.mapped(
                    lambda one: (
                        one.until,
                        one.points_before,
                        one.members_before,
                        one.points_after,
                        one.members_after,
                    )
                ),
                [
                    ("November 2026", 0, 0, 100, 1),
                    ("December 2026", 0, 0, 50, 1),
                    ("Without end", 150, 2, 0, 0),
                ],
            )
            self.assertEqual(
                lines.mapped(lambda one: (one.worth_before, one.worth_after)),
                [(0, 1.0), (0, 0.5), (1.5, 0)],
            )
            self.assertEqual((wizard.member_count, wizard.liability), (2, 1.5))
            self.assertEqual(self.env["points.entry"].search_count([]), log)
            self.assertEqual(self.program.expiry_mode, "never")

    def test_months_far_away_are_one_line(self):
        self.program.write({"expiry_mode": "months", "expiry_number": 1})
        for month in range(24):
            with self._at(fields.Datetime.now() + timedelta(days=30 * month)):
                self._credit_for(self.ana, 1, fields.Date.today() + timedelta(days=900))
        lines = self._wizard().line_ids
        self.assertEqual(len(lines), 19)
        self.assertEqual((lines[-1].until, lines[-1].points_before), ("Later", 6))

    def test_a_change_for_new_points_only_shows_what_members_have(self):
        self._earn(100.0)
        wizard = self._wizard(expiry_mode="days", expiry_number=30)
        [line] = wizard.line_ids
        self.assertEqual((line.points_before, line.points_after), (100, 100))
        wizard.action_confirm()
        self.assertEqual(self.program.expiry_mode, "days")
        self.assertFalse(self.program.expiry_change_ids)
        self.assertFalse(self._account().expires_next)
        self.assertIn("from now on", self.program.message_ids[0].body)

    # ------------------------------------------------------------ what is written

    def test_points_members_have_get_the_day_the_new_expiry_says(self):
        lot = self._earn(100.0)
        with self._at("2026-06-20 12:00:00"):
            change = self._change(expiry_mode="months", expiry_number=6)
            self._apply()
            self.assertEqual(lot.expires_on, day("2026-11-10"))
            self.assertEqual((change.state, change.done_count), ("done", 1))
            self.assertFalse(self.program.expiry_change_text)
        account = self._account()
        [entry] = account.entry_ids.filtered(lambda one: one.kind == "adjust")
        self.assertEqual((entry.points, entry.source_id), (0, change.id))
        self.assertIn("100 pts until 11/10/2026", entry.why_text)
        self.assertEqual(account.expires_next, day("2026-11-10"))
        self.assertProven()
        with self._at("2026-11-11 00:30:00"):
            run_job(self.env)
        self.assertEqual(account.available, 0)
        self.assertProven()

    def test_no_point_ends_before_the_day_members_are_promised(self):
        lot = self._earn(100.0)
        with self._at("2028-01-01 12:00:00"):
            self._change(expiry_mode="months", not_before="2028-02-15")
            self._apply()
            run_job(self.env)
        self.assertEqual(lot.expires_on, day("2028-02-15"))
        self.assertEqual(self._account().available, 100)
        self.assertProven()

    def test_points_may_count_from_today(self):
        lot = self._earn(100.0)
        with self._at("2026-09-01 12:00:00"):
            self._change(expiry_mode="months", expiry_number=6, counted_from="today")
            self._apply()
        self.assertEqual(lot.expires_on, day("2027-03-01"))

    def test_points_may_lose_their_end(self):
        self.program.write({"expiry_mode": "days", "expiry_number": 30})
        lot = self._earn(100.0)
        self._change(expiry_mode="never")
        self._apply()
        self.assertFalse(lot.expires_on)
        with self._at("2027-01-01 12:00:00"):
            run_job(self.env)
        self.assertEqual(self._account().available, 100)
        self.assertProven()

    def test_points_may_end_with_inactivity_from_now_on(self):
        lot = self._earn(100.0)
        self._change(expiry_mode="inactivity", expiry_number=6)
        self._apply()
        self.assertEqual(
            (lot.expires_on, lot.inactivity_months), (day("2026-11-10"), 6)
        )
        with self._at("2026-11-01 12:00:00"):
            self._earn(50.0)
        self.assertEqual(self._account().expires_next, day("2027-05-01"))
        self.assertProven()

    def test_points_may_stop_ending_with_inactivity(self):
        self._inactive_after_six_months()
        lot = self._earn(100.0)
        self._change(expiry_mode="months", expiry_number=12)
        self._apply()
        self.assertEqual(
            (lot.expires_on, lot.inactivity_months), (day("2027-05-10"), 0)
        )
        self.assertProven()

    def test_corrections_and_points_of_a_later_sale_keep_their_day(self):
        self._give(10)
        self._earn(100.0)
        self._change(expiry_mode="months", expiry_number=6)
        with self._at("2026-05-11 12:00:00"):
            self.program.expiry_number = 2
            self._earn(50.0)
            self._apply()
        self.assertEqual(
            self._lots().mapped("expires_on"),
            [False, day("2026-11-10"), day("2026-07-11")],
        )

    def test_waiting_points_keep_their_grace(self):
        self.program.write({"waiting_days": 20, "grace_days": 30})
        lot = self._earn(100.0)
        self._change(expiry_mode="days", expiry_number=1, not_before="2026-05-11")
        self._apply()
        self.assertEqual(lot.expires_on, day("2026-06-29"))
        self.assertProven()

    def test_reserved_points_are_changed_too_and_stay_reserved(self):
        self._earn(100.0)
        self._hold("some-order", 60, 0.6)
        self._change(expiry_mode="months", expiry_number=6)
        self._apply()
        account = self._account()
        self.assertEqual((account.live, account.held), (100, 60))
        self.assertProven()

    def test_a_grace_after_the_change_and_a_rebuild_are_told_apart(self):
        self.program.grace_days = 7
        self._earn(100.0)
        order = self._sell_points(60)
        self._change(expiry_mode="months", expiry_number=3)
        self._apply()
        self.assertProven()
        [spent] = order.points_entry_ids.filtered(lambda one: one.kind == "redeem")
        with self._at("2026-09-01 12:00:00"):
            self._give_back(spent, 60)
            lot = self._lots()[0]
            self.assertEqual(lot.expires_on, day("2026-09-07"))
            self.assertProven()
            self.env["points.ledger"]._rebuild_lots(self._account())
            self.assertEqual(lot.expires_on, day("2026-09-07"))

    def test_blocked_members_are_changed_and_those_without_points_left_alone(self):
        self._earn(100.0)
        self._earn(50.0, self.bo)
        blocked = self._account(self.bo)
        self.env["points.ledger"]._post(
            [SetState(account_id=blocked.id, state="blocked")]
        )
        empty = self._account(self.env["res.partner"].create({"name": "Cy"}))
        self.assertFalse(empty)
        self._change(expiry_mode="months", expiry_number=6)
        self._apply()
        self.assertEqual(self._lots(blocked).expires_on, day("2026-11-10"))

    # ------------------------------------------------------------------- the job

    def _members(self, number):
        """So many members with a point each."""
        partners = self.env["res.partner"].create(
            [{"name": f"Member {place}"} for place in range(number)]
        )
        for partner in partners:
            self._credit_for(partner, 1)
        return partners

    def test_a_job_that_was_stopped_goes_on_where_it_was(self):
        self._members(7)
        change = self._change(expiry_mode="months", expiry_number=6)
        # What is left is told to the scheduler, which then goes on by itself.
        self.assertEqual(self._apply(limit=3, batches=1), 1)
        self.assertEqual((change.state, change.done_count), ("running", 3))
        self.assertIn("3 of 7 members", self.program.expiry_change_text)
        self.assertEqual(self._apply(limit=3), 0)
        self.assertEqual((change.state, change.done_count), ("done", 7))
        self.assertEqual(len(self._redated()), 7)
        self.assertProven()

    def test_a_member_met_twice_is_written_once(self):
        self._members(3)
        change = self._change(expiry_mode="months", expiry_number=6)
        self._apply(limit=2, batches=1)
        change.sudo().last_account_id = 0
        self._apply(limit=2)
        self.assertEqual(len(self._redated()), 3)
        self.assertProven()

    def test_members_whose_account_is_being_used_come_later(self):
        self._members(4)
        change = self._change(expiry_mode="months", expiry_number=6)
        changes = type(self.env["points.expiry.changes"])
        apply = changes._apply
        busy = self.env["points.account"].search(
            [("program_id", "=", self.program.id)], order="id", limit=1
        )

        def all_but_one(self, change, ids):
            return apply(self, change, [one for one in ids if one != busy.id])

        with patch.object(changes, "_apply", all_but_one):
            self._apply()
        self.assertEqual((change.state, change.skipped), ("running", [busy.id]))
        self._apply()
        self.assertEqual((change.state, change.done_count), ("done", 4))
        self.assertEqual(len(self._redated()), 4)

    def _redated(self):
        return self.env["points.entry"].search(
            [
                ("program_id", "=", self.program.id),
                ("source_model", "=", "points.expiry.change"),
            ]
        )

    # -------------------------------------------------------------------- doors

    def test_the_form_does_not_change_expiry_once_members_have_points(self):
        with Form(self.program) as form:
            form.expiry_mode = "days"
        self._earn(100.0)
        self.program.invalidate_recordset()
        with Form(self.program) as form, self.assertRaises(AssertionError):
            form.expiry_mode = "months"
        action = self.program.action_change_expiry()
        self.assertEqual(action["res_model"], "points.program.expiry")

    def test_only_a_manager_of_the_company_may_change_it(self):
        officer = new_test_user(
            self.env,
            "expiry_officer",
            groups="base.group_user,pos_loyalty_membership.points_group_officer",
            company_id=self.company.id,
        )
        with self.assertRaises(AccessError):
            self.program.with_user(officer).action_change_expiry()
        with self.assertRaises(AccessError):
            self._wizard().with_user(officer).action_confirm()
        foreign = self.env["res.company"].create({"name": "Elsewhere"})
        stranger = new_test_user(
            self.env,
            "expiry_stranger",
            groups="base.group_user,pos_loyalty_membership.points_group_manager",
            company_id=foreign.id,
            company_ids=[fields.Command.set(foreign.ids)],
        )
        wizard = self.env["points.program.expiry"].with_user(stranger)
        with self.assertRaises(AccessError):
            wizard.create(
                {
                    "program_id": self.program.id,
                    "expiry_mode": "days",
                    "expiry_number": 3,
                    "expiry_day": 1,
                    "expiry_month": "1",
                    "expiry_free_months": 0,
                }
            ).action_confirm()

    def test_what_cannot_be_meant_is_said_and_refused(self):
        self._earn(100.0)
        for values, words in (
            ({"not_before": "2026-05-09"}, "has passed"),
            ({"not_before": False}, "until when"),
            (
                {"expiry_mode": "yearly", "expiry_day": 31, "expiry_month": "6"},
                "has no day 31",
            ),
            ({"expiry_mode": "days", "expiry_number": 0}, "number of days"),
            ({"expiry_mode": "months", "expiry_number": -3}, "number of days"),
            ({"expiry_mode": "days", "expiry_number": 99999}, "number of days"),
            ({"expiry_mode": "yearly", "expiry_free_months": 999}, "number of days"),
        ):
            wizard = self._wizard(**{"applies_to": "all", "expiry_mode": "days"})
            if values.get("not_before") is False:
                wizard = wizard.new(origin=wizard)
            wizard.update(values)
            self.assertIn(words, wizard.problem, values)
            with self.assertRaisesRegex(UserError, words):
                wizard.action_confirm()
        self.assertEqual(self.program.expiry_mode, "never")

    def test_a_second_change_waits_for_the_first(self):
        self._earn(100.0)
        self._change(expiry_mode="months", expiry_number=6)
        with self.assertRaisesRegex(UserError, "is being written"):
            self._change(expiry_mode="days", expiry_number=6)
        self._apply()
        self._change(expiry_mode="days", expiry_number=60)
        self._apply()
        self.assertEqual(self._lots().expires_on, day("2026-07-09"))
        self.assertProven()

    def test_a_change_that_was_written_is_not_deleted(self):
        self._earn(100.0)
        change = self._change(expiry_mode="months", expiry_number=6)
        with self.assertRaises(UserError):
            change.unlink()

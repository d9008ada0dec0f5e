"""Points that end: by their own day, on a day of the year, with inactivity."""

from datetime import datetime, timedelta

from psycopg2 import IntegrityError

from odoo import fields
from odoo.exceptions import ValidationError
from odoo.tests import tagged
from odoo.tests.common import freeze_time
from odoo.tools import mute_logger

from .common import PointsCommon, day
from .expiry_common import ExpiryCommon, run_job


@tagged("post_install", "-at_install")
@freeze_time("2026-05-10 12:00:00")
class TestPointsExpiry(ExpiryCommon):
    # ------------------------------------------------------------- days of lots

    def test_a_sale_gives_its_points_the_day_the_program_says(self):
        for settings, expected in (
            ({"expiry_mode": "never"}, False),
            ({"expiry_mode": "days", "expiry_number": 30}, day("2026-06-09")),
            ({"expiry_mode": "months", "expiry_number": 12}, day("2027-05-10")),
            ({"expiry_mode": "yearly"}, day("2026-12-31")),
            (
                {"expiry_mode": "yearly", "expiry_free_months": 8},
                day("2027-12-31"),
            ),
            ({"expiry_mode": "inactivity", "expiry_number": 6}, day("2026-11-10")),
        ):
            self.program.write(settings)
            self.assertEqual(self._earn().expires_on, expected, settings)

    def test_points_that_wait_are_never_over_before_they_can_be_used(self):
        self.program.write(
            {"expiry_mode": "days", "expiry_number": 3, "waiting_days": 14}
        )
        lot = self._earn()
        self.assertEqual(
            (lot.available_on, lot.expires_on), (day("2026-05-24"), day("2026-05-24"))
        )

    def test_the_day_is_that_of_the_programs_time_zone(self):
        self.program.write(
            {"expiry_mode": "days", "expiry_number": 1, "tz": "Asia/Tokyo"}
        )
        with self._at("2026-05-10 16:00:00"):
            self.assertEqual(self._earn().expires_on, day("2026-05-12"))

    def test_a_change_touches_new_points_only(self):
        self.program.write({"expiry_mode": "months", "expiry_number": 1})
        old = self._earn()
        self.program.write({"expiry_mode": "months", "expiry_number": 12})
        new = self._earn()
        self.assertEqual(
            (old.expires_on, new.expires_on), (day("2026-06-10"), day("2027-05-10"))
        )

    # -------------------------------------------------------------------- the job

    def test_points_expire_by_an_entry_the_day_after_their_last(self):
        self.program.write({"expiry_mode": "days", "expiry_number": 30})
        self._earn(100.0)
        with self._at("2026-06-09 23:59:00"):
            run_job(self.env)
            self.assertEqual(self._account().available, 100)
        with self._at("2026-06-10 00:01:00"):
            for _run in range(2):
                run_job(self.env)
        account = self._account()
        self.assertEqual((account.available, account.balance), (0, 0))
        expired = account.entry_ids.filtered(lambda one: one.kind == "expire")
        self.assertEqual(expired.mapped("points"), [-100])
        self.assertEqual(self.env["points.proof"]._prove(account), [])

    # -------------------------------------------------------------- what is shown

    def test_the_till_the_table_and_the_form_say_what_expires_when(self):
        self.program.write({"expiry_mode": "days", "expiry_number": 20})
        self._earn(100.0)
        account = self._account()
        self.assertEqual(account.expires_next, day("2026-05-30"))
        self.assertEqual(account.expiring_points, 100)
        found = self.env["points.account"].search(
            [("expires_next", "<=", fields.Date.today() + timedelta(days=30))]
        )
        self.assertIn(account, found)
        none = self.env["points.account"].search(
            [("expires_next", "<=", fields.Date.today() + timedelta(days=5))]
        )
        self.assertNotIn(account, none)
        [told] = self.env["points.till"]._details([account.id]).values()
        self.assertEqual(told["expiring"], [{"points": 10_000, "date": "2026-05-30"}])

    def test_inactivity_is_shown_like_any_other_day(self):
        self._inactive_after_six_months()
        self._earn(100.0)
        self.assertEqual(self._account().expires_next, day("2026-11-10"))

    def test_the_program_says_in_words_when_points_expire(self):
        for settings, text in (
            ({"expiry_mode": "never"}, "Points do not expire."),
            ({"expiry_mode": "days", "expiry_number": 30}, "expire 30 days after"),
            ({"expiry_mode": "months", "expiry_number": 12}, "12 months after they"),
            ({"expiry_mode": "yearly"}, "expire on 31 December."),
            ({"expiry_free_months": 3}, "3 months after they were earned at the"),
            (
                {"expiry_mode": "inactivity", "expiry_number": 6},
                "6 months after the last sale",
            ),
        ):
            self.program.write(settings)
            self.assertIn(text, self.program.sentence)

    # ------------------------------------------------------------------- refusals

    def test_days_and_numbers_that_cannot_be_are_refused(self):
        for wrong in (
            {"expiry_day": 31, "expiry_month": "6"},
            {"expiry_day": 30, "expiry_month": "2"},
            {"expiry_day": 0},
            {"expiry_day": -1},
            {"expiry_day": 32},
        ):
            with self.assertRaises(ValidationError), self.env.cr.savepoint():
                self.program.write(wrong)
        self.program.write({"expiry_day": 29, "expiry_month": "2"})
        for wrong in ({"expiry_number": 0}, {"expiry_number": 9999}):
            with (
                self.assertRaises(IntegrityError),
                mute_logger("odoo.sql_db"),
                self.env.cr.savepoint(),
            ):
                self.program.write(wrong)
                self.env.flush_all()

    def test_points_that_end_before_they_can_be_used_are_refused(self):
        with self.assertRaisesRegex(ValidationError, "before they can be used"):
            self.program.write(
                {"expiry_mode": "inactivity", "expiry_number": 1, "waiting_days": 28}
            )


@tagged("post_install", "-at_install")
class TestTwoYearsOfExpiry(PointsCommon):
    def test_two_years_of_earning_spending_and_expiring_lose_no_point(self):
        with freeze_time("2026-01-15 12:00:00"):
            self.program.write({"expiry_mode": "months", "expiry_number": 3})
            account = self.account
        model = []
        start = datetime(2026, 1, 15, 12)
        for week in range(104):
            with freeze_time(start + timedelta(weeks=week)):
                today = fields.Date.today()
                if week % 3 != 1:
                    points = 1_000 * (week % 5 + 1)
                    expiry = self.env["points.snapshot"]._program_by_id(self.program.id)
                    last = self.env["points.snapshot"]._expires_on(
                        expiry.expiry, today.isoformat()
                    )
                    self._credit(points, account, expires_on=last)
                    model.append([last, points])
                run_job(self.env)
                model = [[last, left] for last, left in model if last >= today]
                if week % 4 == 0 and account.available >= 15:
                    self._debit(1_500, account)
                    self._take(model, 1_500)
                left = sum(points for _last, points in model)
                self.assertEqual(round(account.available * 100), left, f"week {week}")
        self.assertEqual(self.env["points.proof"]._prove(account), [])

    def _take(self, model, points):
        """The same in the model: what ends first is used first."""
        for lot in sorted(model, key=lambda lot: lot[0]):
            share = min(lot[1], points)
            lot[1] -= share
            points -= share

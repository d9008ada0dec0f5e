"""Birthday bonuses: once a year, also when the job runs twice or late."""

from unittest.mock import patch

from odoo.exceptions import ValidationError
from odoo.tests import tagged
from odoo.tests.common import freeze_time

from ..models import res_partner_birthday
from .common import day
from .till_common import TillCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-05-10 12:00:00")
class BirthdayCommon(TillCommon):
    """Ana, a member whose birthday is the 10th of May, in a program that gives 20."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.program.write({"birthday_bonus": True, "birthday_points": 20})
        cls.ana.points_birth_date = "1990-05-10"
        with freeze_time("2026-01-01 12:00:00"):
            cls.account = cls._open(cls.ana)

    @classmethod
    def _open(cls, partner):
        opened = cls.env["points.ledger"]._open_accounts(
            [(cls.program.id, partner.id, "till")]
        )
        return cls.env["points.account"].browse(opened[cls.program.id, partner.id])

    def _run(self, moment="2026-05-10 03:00:00", **options):
        job = type(self.env["ir.cron"])
        progress = patch.object(job, "_commit_progress", return_value=1000.0)
        with freeze_time(moment), progress:
            self.env["points.bonuses"]._cron_birthdays(**options)


@tagged("post_install", "-at_install")
@freeze_time("2026-05-10 12:00:00")
class TestBirthdayBonus(BirthdayCommon):
    def test_the_job_gives_it_on_the_birthday_and_not_twice(self):
        self._run("2026-05-09 23:00:00")
        self.assertPoints(0)
        for _twice in range(2):
            self._run()
        self.assertPoints(20)
        entry = self.account.entry_ids
        self.assertEqual((entry.kind, entry.source_name), ("bonus", "Birthday bonus"))
        self.assertIn("happy birthday", entry.why_text)
        self.assertEqual(self.env["points.proof"]._prove(self.account), [])

    def test_a_late_job_makes_up_for_a_week_and_no_longer(self):
        self._run("2026-05-18 03:00:00")
        self.assertPoints(0)
        self._run("2026-05-17 03:00:00")
        self._run("2026-05-17 04:00:00")
        self.assertPoints(20)
        self._run("2027-05-10 03:00:00")
        self.assertPoints(40)

    def test_a_birthday_of_the_old_year_is_caught_up_in_the_new(self):
        self.ana.points_birth_date = "1990-12-30"
        self._run("2027-01-03 03:00:00")
        self._run("2027-01-04 03:00:00")
        self.assertPoints(20)
        self.assertEqual(self.account.entry_ids.key, f"birthday:{self.account.id}:2026")

    def test_the_29th_of_february_is_the_28th_in_other_years(self):
        self.ana.points_birth_date = "2000-02-29"
        self._run("2027-02-27 12:00:00")
        self.assertPoints(0)
        self._run("2027-02-28 12:00:00")
        self.assertPoints(20)
        self._run("2028-02-28 12:00:00")
        self.assertPoints(20)
        self._run("2028-02-29 12:00:00")
        self.assertPoints(40)

    def test_a_birth_date_that_is_changed_brings_no_second_one(self):
        self._run()
        self.ana.points_birth_date = "1990-12-24"
        self._run("2026-12-24 03:00:00")
        self.assertPoints(20)
        self.ana.points_birth_date = "1990-05-11"
        self._run("2026-05-11 03:00:00")
        self.assertPoints(20)

    def test_the_day_is_that_of_the_programs_time_zone(self):
        self.program.tz = "Asia/Tokyo"
        self._run("2026-05-09 16:00:00")
        self.assertPoints(20)

    def test_who_is_no_member_now_gets_none(self):
        bea = self.env["res.partner"].create(
            {"name": "Bea", "points_birth_date": "1980-05-10"}
        )
        self._run()
        self.assertFalse(self._account(bea))
        self._open(bea)
        cleo = bea.copy({"name": "Cleo"})
        cleo.points_birth_date = "1980-05-10"
        account = self._open(cleo)
        account.action_block()
        dora = bea.copy({"name": "Dora"})
        dora.points_birth_date = "1980-05-10"
        self._open(dora)
        dora.active = False
        self._run()
        self.assertPoints(20, bea)
        self.assertPoints(0, cleo)
        self.assertPoints(0, dora)

    def test_who_joined_after_the_birthday_waits_for_the_next(self):
        bea = self.env["res.partner"].create(
            {"name": "Bea", "points_birth_date": "1980-05-08"}
        )
        self._open(bea)
        self._run()
        self.assertPoints(0, bea)
        self._run("2027-05-08 12:00:00")
        self.assertPoints(20, bea)

    def test_only_running_programs_that_give_it_do(self):
        self.program.birthday_bonus = False
        self._run()
        self.program.birthday_bonus = True
        self.program.state = "redeem_only"
        self._run()
        self.assertPoints(0)

    def test_a_run_in_batches_gives_all_and_each_once(self):
        partners = self.env["res.partner"].create(
            [
                {"name": f"Member {number}", "points_birth_date": "1980-05-10"}
                for number in range(5)
            ]
        )
        with freeze_time("2026-01-01 12:00:00"):
            for partner in partners:
                self._open(partner)
        bonuses = self.env["points.bonuses"]
        first = bonuses._give_birthday_bonuses(self.program, 0, 2)
        self.assertTrue(first, "there are more")
        self._run(limit=2)
        self._run(limit=2)
        for partner in partners | self.ana:
            self.assertPoints(20, partner)

    def test_the_bonus_expires_like_other_points(self):
        self.program.write({"expiry_mode": "days", "expiry_number": 30})
        self._run()
        lot = self.env["points.lot"].search([("account_id", "=", self.account.id)])
        self.assertEqual(lot.expires_on, day("2026-06-09"))

    def test_a_birth_date_in_the_future_is_refused(self):
        with self.assertRaisesRegex(ValidationError, "in the future"):
            self.ana.points_birth_date = "2026-05-11"

    def test_anonymising_removes_the_birth_date(self):
        self.ana.action_points_anonymise()
        self.assertFalse(self.ana.points_birth_date)


@tagged("post_install", "-at_install")
@freeze_time("2026-05-10 12:00:00")
class TestBirthFieldOfOthers(BirthdayCommon):
    """In a class of its own: a field of the database stays until the class ends."""

    def test_a_field_of_another_module_is_read_instead(self):
        partners = self.env["res.partner"]
        self.assertEqual(partners._points_birth_field(), "points_birth_date")
        self.assertFalse(self.ana.points_birth_elsewhere)
        # A field of the database stands for the one that such a module brings.
        self.env["ir.model.fields"].create(
            {
                "name": "x_born",
                "model_id": self.env["ir.model"]._get_id("res.partner"),
                "ttype": "date",
            }
        )
        names = patch.object(res_partner_birthday, "BIRTH_FIELDS", ("x_born",))
        with names:
            self.ana.invalidate_recordset(["points_birth_elsewhere"])
            self.assertTrue(self.ana.points_birth_elsewhere)
            self._run()
            self.assertPoints(0)
            self.ana.x_born = "1980-05-10"
            self._run()
            self.assertPoints(20)

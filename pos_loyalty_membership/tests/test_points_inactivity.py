"""Points that end with inactivity, and the sales that keep them alive."""

from odoo import fields
from odoo.tests import tagged
from odoo.tests.common import freeze_time
from odoo.tools import SQL

from .common import day
from .expiry_common import ExpiryCommon, run_job


@tagged("post_install", "-at_install")
@freeze_time("2026-05-10 12:00:00")
class TestPointsInactivity(ExpiryCommon):
    def test_points_end_with_inactivity_and_every_sale_begins_anew(self):
        self._inactive_after_six_months()
        self._earn(100.0)
        self.assertEqual(self._account().expires_next, day("2026-11-10"))
        with self._at("2026-11-10 20:00:00"):
            self._earn(50.0)
            account = self._account()
            self.assertEqual(account.available, 150)
            self.assertEqual(account.expires_next, day("2027-05-10"))
        with self._at("2027-05-11 08:00:00"):
            run_job(self.env)
        account = self._account()
        self.assertEqual(account.available, 0)
        self.assertEqual(self.env["points.proof"]._prove(account), [])

    def test_a_sale_after_the_last_day_comes_too_late_for_older_points(self):
        self._inactive_after_six_months()
        self._earn(100.0)
        with self._at("2026-11-11 08:00:00"):
            self._earn(50.0)
        account = self._account()
        self.assertEqual(account.available, 50)
        self.assertEqual(account.expires_next, day("2027-05-11"))

    def test_a_correction_is_no_activity(self):
        self._inactive_after_six_months()
        self._earn(100.0)
        with self._at("2026-10-01 08:00:00"):
            self._give(10)
        self.assertEqual(self._account().expires_next, day("2026-11-10"))

    def test_points_given_to_who_was_inactive_stay(self):
        self._inactive_after_six_months()
        self._earn(100.0)
        with self._at("2026-12-01 08:00:00"):
            self._give(10)
            run_job(self.env)
        with self._at("2027-12-01 08:00:00"):
            run_job(self.env)
        account = self._account()
        self.assertEqual((account.available, account.expires_next), (10, False))

    def test_a_change_to_inactivity_leaves_older_points_their_day(self):
        self._earn(100.0)
        self.program.write({"expiry_mode": "months", "expiry_number": 12})
        self._earn(30.0)
        self._inactive_after_six_months()
        self._earn(50.0)
        with self._at("2026-11-11 08:00:00"):
            run_job(self.env)
            self.assertEqual(self._account().available, 130)
        with self._at("2027-05-11 08:00:00"):
            run_job(self.env)
        account = self._account()
        self.assertEqual((account.available, account.expires_next), (100, False))
        self.assertEqual(self.env["points.proof"]._prove(account), [])

    def test_a_change_from_inactivity_leaves_sales_what_they_were_promised_to_do(self):
        self._inactive_after_six_months()
        self._earn(100.0)
        self.program.write({"expiry_mode": "never"})
        self.assertEqual(self._account().expires_next, day("2026-11-10"))
        with self._at("2026-11-01 12:00:00"):
            self._earn(50.0)
            self.assertEqual(self._account().expires_next, day("2027-05-01"))
        with self._at("2027-05-02 08:00:00"):
            run_job(self.env)
        self.assertEqual(self._account().available, 50)
        self.assertEqual(self.env["points.proof"]._prove(self._account()), [])

    def test_another_number_of_months_leaves_older_points_theirs(self):
        self._inactive_after_six_months()
        self._earn(100.0)
        self.program.write({"expiry_number": 3})
        with self._at("2026-06-10 12:00:00"):
            self._earn(50.0)
        with self._at("2026-09-11 08:00:00"):
            run_job(self.env)
            self.assertEqual(self._account().available, 100)
        self.assertEqual(self._account().expires_next, day("2026-12-10"))

    def test_what_ends_first_is_used_first_whatever_ends_it(self):
        self._inactive_after_six_months()
        self._earn(100.0)
        self.program.write({"expiry_mode": "months", "expiry_number": 3})
        fixed = self._earn(50.0)
        self._sell_points(20)
        self.assertEqual(fixed.remaining, 30)

    def test_waiting_points_do_not_end_with_inactivity_before_their_grace(self):
        self.program.write(
            {
                "expiry_mode": "inactivity",
                "expiry_number": 1,
                "waiting_days": 27,
                "grace_days": 10,
            }
        )
        self._earn(100.0)
        # Usable on 6 June, so that the 10 days of grace end after the month.
        self.assertEqual(self._account().expires_next, day("2026-06-16"))
        with self._at("2026-06-16 12:00:00"):
            run_job(self.env)
            self.assertEqual(self._account().available, 100)
        with self._at("2026-06-17 12:00:00"):
            run_job(self.env)
            self.assertEqual(self._account().available, 0)

    def test_points_that_come_back_after_inactivity_live_for_the_grace(self):
        self._inactive_after_six_months()
        self.program.grace_days = 7
        self._earn(100.0)
        with self._at("2026-05-11 12:00:00"):
            order = self._sell_points(60)
        with self._at("2026-11-20 12:00:00"):
            run_job(self.env)
            [spent] = order.points_entry_ids.filtered(lambda one: one.kind == "redeem")
            self._give_back(spent, 60)
            account = self._account()
            self.assertEqual(account.available, 60)
            self.assertEqual(account.expires_next, day("2026-11-26"))
        with self._at("2026-11-27 12:00:00"):
            run_job(self.env)
        account = self._account()
        self.assertEqual(account.available, 0)
        self.assertEqual(self.env["points.proof"]._prove(account), [])

    def test_points_that_come_back_twice_expire_twice(self):
        self._inactive_after_six_months()
        self._earn(100.0)
        with self._at("2026-05-11 12:00:00"):
            order = self._sell_points(60)
        [spent] = order.points_entry_ids.filtered(lambda one: one.kind == "redeem")
        with self._at("2026-11-20 12:00:00"):
            self._give_back(spent, 30)
            self._give_back(spent, 30)
        account = self._account()
        self.assertEqual(account.available, 0)
        expired = account.entry_ids.filtered(lambda one: one.kind == "expire")
        self.assertEqual(len(expired.mapped("key")), len(set(expired.mapped("key"))))
        self.assertEqual(self.env["points.proof"]._prove(account), [])

    # ------------------------------------------------- sales that arrive late

    def test_a_sale_sent_late_keeps_alive_what_was_alive_when_it_was_made(self):
        self._inactive_after_six_months()
        self._earn(100.0)
        with self._at("2026-11-12 08:00:00"):
            self._earn_late("2026-11-09 18:00:00")
        account = self._account()
        self.assertEqual(account.available, 150)
        self.assertEqual(account.expires_next, day("2027-05-09"))
        self.assertFalse(account.entry_ids.filtered(lambda one: one.kind == "expire"))
        self.assertEqual(self.env["points.proof"]._prove(account), [])

    def test_a_sale_sent_late_brings_back_what_the_job_let_expire(self):
        self._inactive_after_six_months()
        self._earn(100.0)
        with self._at("2026-11-11 08:00:00"):
            run_job(self.env)
            self.assertEqual(self._account().available, 0)
        with self._at("2026-11-12 08:00:00"):
            order = self._earn_late("2026-11-09 18:00:00")
            self._sync(self._order_values([], self.ana, uuid=order.uuid))
        account = self._account()
        self.assertEqual((account.available, account.balance), (150, 150))
        back = account.entry_ids.filtered(lambda one: one.kind == "reverse")
        self.assertIn("arrived late", back.why_text)
        expired = account.entry_ids.filtered(lambda one: one.kind == "expire")
        self.assertIn("6 months without a sale", expired.why_text)
        self.assertEqual(account.expires_next, day("2027-05-09"))
        with self._at("2027-05-10 08:00:00"):
            run_job(self.env)
        self.assertEqual(self._account().available, 0)
        self.assertEqual(self.env["points.proof"]._prove(account), [])

    def test_a_sale_made_after_the_last_day_brings_nothing_back(self):
        self._inactive_after_six_months()
        self._earn(100.0)
        with self._at("2026-11-11 08:00:00"):
            run_job(self.env)
        with self._at("2026-11-14 08:00:00"):
            self._earn_late("2026-11-11 18:00:00")
        self.assertEqual(self._account().available, 50)

    def test_a_sale_sent_too_late_brings_nothing_back(self):
        self._inactive_after_six_months()
        self._earn(100.0)
        with self._at("2026-11-11 08:00:00"):
            run_job(self.env)
        with self._at("2027-06-01 08:00:00"):
            self._earn_late("2026-11-09 18:00:00")
        account = self._account()
        # Its own points have ended meanwhile as well.
        run_job(self.env)
        self.assertEqual(self.env["points.proof"]._prove(account), [])
        kinds = account.entry_ids.mapped("kind")
        self.assertNotIn("reverse", kinds)

    def test_a_day_of_its_own_is_not_moved_by_a_late_sale(self):
        self.program.write({"expiry_mode": "months", "expiry_number": 6})
        self._earn(100.0)
        with self._at("2026-11-11 08:00:00"):
            run_job(self.env)
        with self._at("2026-11-12 08:00:00"):
            self._earn_late("2026-11-09 18:00:00")
        self.assertEqual(self._account().available, 50)

    # ------------------------------------------------------- proof and rebuild

    def test_the_proof_names_a_wrong_last_activity_and_a_rebuild_repairs_it(self):
        self._inactive_after_six_months()
        lot = self._earn(100.0)
        account = self._account()
        for table, change, where, check in (
            (
                "points_account",
                "last_activity = '2026-01-01'",
                account.id,
                "last_activity",
            ),
            ("points_account", "last_activity = NULL", account.id, "last_activity"),
            ("points_lot", "inactivity_months = 99", lot.id, "lot_dates"),
            ("points_lot", "expires_on = '2030-01-01'", lot.id, "lot_dates"),
        ):
            self.env.flush_all()
            self.env.cr.execute(
                SQL(
                    "UPDATE %s SET %s WHERE id = %s",
                    SQL.identifier(table),
                    SQL(change),
                    where,
                )
            )
            self.env.invalidate_all()
            faults = self.env["points.proof"]._prove(account)
            self.assertEqual([fault.check for fault in faults], [check])
            self.env["points.ledger"]._rebuild_lots(account)
            self.assertEqual(self.env["points.proof"]._prove(account), [])
        self.assertEqual(account.expires_next, day("2026-11-10"))

    def test_members_merged_keep_the_later_day(self):
        self._inactive_after_six_months()
        self._earn(100.0)
        with self._at("2026-07-01 08:00:00"):
            now = fields.Datetime.now()
            lines = [self._line(self.espresso, price=10.0)]
            self._sell(lines, self.bo, date_order=now)
            self.env["base.partner.merge.automatic.wizard"].create({})._merge(
                (self.ana | self.bo).ids, self.ana
            )
        self.assertEqual(self._account().expires_next, day("2027-01-01"))

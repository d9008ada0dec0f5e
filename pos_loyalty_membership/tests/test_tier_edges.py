"""Tiers where calendars are awkward: leap days, month ends, time zones, New Year."""

from datetime import date

from freezegun import freeze_time

from odoo.tests import tagged

from .tier_common import TierCommon


@tagged("post_install", "-at_install")
class TestTierEdges(TierCommon):
    def assertTier(self, tier, date_to=None):
        self.account.invalidate_recordset()
        self.assertEqual(self.account.tier_id, tier)
        if date_to:
            self.assertEqual(self._in_force().date_to, date.fromisoformat(date_to))

    def test_the_sale_of_a_leap_day_does_not_renew_what_it_gave(self):
        self._earn_on("2028-02-29", 600)
        self.assertTier(self.gold, "2029-02-28")
        self._review_on("2029-02-28")
        self.assertTier(self.gold, "2029-02-28")
        self._review_on("2029-03-01")
        self.assertTier(self.silver)

    def test_the_sale_of_a_months_last_day_does_not_renew_what_it_gave(self):
        self.program.write({"tier_look_back_months": 1, "tier_period_months": 1})
        self._earn_on("2027-01-31", 600)
        self.assertTier(self.gold, "2027-02-28")
        self._review_on("2027-03-01")
        self.assertTier(self.silver)

    def test_a_tier_ends_with_the_day_of_its_program_in_the_far_east(self):
        self.program.tz = "Pacific/Auckland"
        with freeze_time("2026-03-10 12:00:00"):
            # It is 1:00 of the 11th there.
            self._credit(60000, local_day=date(2026, 3, 11))
        self.assertTier(self.gold, "2027-03-10")
        with freeze_time("2027-03-10 10:30:00"):
            self._review_now()
        self.assertTier(self.gold)
        with freeze_time("2027-03-10 11:30:00"):
            self._review_now()
        self.assertTier(self.silver)

    def test_a_tier_ends_with_the_day_of_its_program_in_the_far_west(self):
        self.program.tz = "Pacific/Honolulu"
        with freeze_time("2026-03-11 09:00:00"):
            # It is still the 10th there.
            self._credit(60000, local_day=date(2026, 3, 10))
        self.assertTier(self.gold, "2027-03-09")
        with freeze_time("2027-03-10 09:00:00"):
            self._review_now()
        self.assertTier(self.gold)
        with freeze_time("2027-03-10 11:00:00"):
            self._review_now()
        self.assertTier(self.silver)

    def test_a_calendar_year_does_not_add_up_what_two_years_earned(self):
        self.program.tier_look_back = "year"
        self._earn_on("2026-12-20", 400)
        self._earn_on("2027-01-05", 200)
        self.assertTier(self.silver)
        self._earn_on("2027-12-31", 300)
        self.assertTier(self.gold)

    def test_of_two_tiers_that_ask_for_the_same_the_higher_one_counts(self):
        self.gold.points_required = 100
        self._earn_on("2026-03-10", 100)
        self.assertTier(self.gold)
        self._review_on("2027-03-10")
        self.assertTier(self.silver)

    def test_another_order_counts_with_the_next_sale(self):
        self.program.tier_ids[1].sequence = 9
        self._earn_on("2026-03-10", 1200)
        self.assertTier(self.gold)
        self.assertIn("Nobody stays", self.program.tier_warning)

"""A year of tiers: qualification, renewal, grace and fall, day by day."""

from datetime import date, datetime
from uuid import uuid4

from odoo.tests import tagged

from ..models.points_program_tiers import MOVERS_SHOWN
from ..services.ledger_operations import Credit, ReverseCredit
from .tier_common import TierCommon


@tagged("post_install", "-at_install")
class TestTierYear(TierCommon):
    def assertTier(self, tier, date_to=None):
        self.assertEqual(self.account.tier_id, tier)
        if date_to:
            self.assertEqual(self._in_force().date_to, date.fromisoformat(date_to))

    def test_reaching_a_tier_begins_it_with_the_posting(self):
        self._earn_on("2026-03-10", 99)
        self.assertTier(self.env["points.tier"])
        self._earn_on("2026-03-11", 1)
        self.assertTier(self.silver, "2027-03-10")
        self._earn_on("2026-04-01", 500)
        self.assertTier(self.gold, "2027-03-31")
        first = self.account.membership_ids - self._in_force()
        self.assertEqual(first.end_cause, "changed")
        self.assertEqual(first.ended_on, date(2026, 4, 1))

    def test_a_year_of_qualification_renewal_grace_and_fall(self):
        self.program.tier_grace_days = 30
        self.platinum.points_required = 2000
        self._earn_on("2026-03-10", 600)
        self.assertTier(self.gold, "2027-03-09")
        self._review_on("2027-03-09")
        self.assertTier(self.gold, "2027-03-09")
        # Enough was earned since: the tier is renewed.
        self._earn_on("2026-12-01", 500)
        self._review_on("2027-03-10")
        self.assertTier(self.gold, "2028-03-09")
        self.assertEqual(self._in_force().source, "renewed")
        # Nothing more: grace, in which the tier still holds.
        self._review_on("2028-03-10")
        self.assertEqual(self._in_force().state, "grace")
        self.assertEqual(self._in_force().grace_until, date(2028, 4, 8))
        self.assertTier(self.gold)
        self._review_on("2028-04-08")
        self.assertTier(self.gold)
        self._review_on("2028-04-09")
        self.assertTier(self.silver, "2029-04-08")
        self._review_on("2029-04-09")
        self._review_on("2029-05-09")
        self.assertTier(self.env["points.tier"])
        self.assertEqual(
            self.account.membership_ids.sorted("id").mapped("source"),
            ["reached", "renewed", "fell"],
        )
        self.assertFalse(self._in_force())

    def test_reaching_it_again_in_grace_keeps_the_tier_with_the_sale(self):
        self.program.tier_grace_days = 30
        self._earn_on("2026-03-10", 600)
        self._review_on("2027-03-10")
        self.assertEqual(self._in_force().state, "grace")
        self._earn_on("2027-03-20", 500)
        self.assertTier(self.gold, "2028-03-09")
        self.assertEqual(self._in_force().state, "active")

    def test_a_calendar_year_lasts_until_its_end_and_is_made_up_for_in_grace(self):
        self.program.write(
            {
                "tier_look_back": "year",
                "tier_period": "day",
                "tier_period_months": 6,
                "tier_grace_days": 31,
            }
        )
        self._earn_on("2026-11-02", 500)
        self.assertTier(self.gold, "2027-12-31")
        self._earn_on("2027-06-01", 450)
        self._review_on("2028-01-01")
        self.assertEqual(self._in_force().state, "grace")
        self._earn_on("2028-01-20", 50)
        self.assertTier(self.gold, "2028-12-31")

    def test_to_where_the_points_reach(self):
        self.program.tier_fall = "reached"
        self._earn_on("2026-03-10", 1000)
        self._earn_on("2026-06-01", 100)
        self.assertTier(self.platinum, "2027-03-09")
        self._review_on("2027-03-10")
        self.assertTier(self.silver)

    def test_without_end_a_tier_stays(self):
        self.program.tier_period = "endless"
        self._earn_on("2026-03-10", 600)
        self._review_on("2036-03-10")
        self.assertTier(self.gold)
        self.assertFalse(self._in_force().date_to)

    def test_returns_lower_what_was_earned_on_the_day_of_the_sale(self):
        posted = self._earn_on("2026-03-10", 490, key="test:sale")
        self._earn_on("2026-09-01", 5)
        entry = posted.entries["test:sale"]
        with self._on("2026-10-01"):
            self.ledger._post(
                [
                    ReverseCredit(
                        entry_id=entry.id, points=20000, **self._facts("test:return")
                    )
                ]
            )
        self._earn_on("2026-10-02", 100)
        self.assertTier(self.silver)
        # What was returned left the look-back with its sale, not later.
        self._earn_on("2027-03-11", 395)
        self.assertTier(self.gold)

    def test_using_points_does_not_lower_what_was_earned(self):
        self._earn_on("2026-03-10", 90)
        with self._on("2026-03-11"):
            self._debit(8000)
        self._earn_on("2026-03-12", 10)
        self.assertTier(self.silver)

    def test_bonuses_adjustments_and_imports_count_where_ticked(self):
        for kind in ("bonus", "adjust", "import"):
            with self.subTest(kind):
                partner = self.env["res.partner"].create({"name": kind})
                account = self._open_account(self.program, partner)
                self._earn_on("2026-03-10", 600, kind=kind, account=account)
                self.assertFalse(account.tier_id)
                self.program[f"tier_count_{kind}"] = True
                self._earn_on("2026-03-11", 1, account=account)
                self.assertEqual(account.tier_id, self.gold)

    def test_lifetime_balance_and_money_are_ways_to_a_tier(self):
        self.silver.write({"points_required": 0, "lifetime_required": 300})
        self.gold.write({"points_required": 0, "balance_required": 700})
        self.platinum.write({"points_required": 0, "amount_required": 50})
        lines = [{"uuid": "a", "quantity": 1000, "amount": 4000, "points": 20000}]
        self._earn_on("2024-03-10", 200, lines=lines)
        self._earn_on("2026-03-10", 100, lines=[{**lines[0], "amount": 3000}])
        self.assertTier(self.silver)
        self._earn_on("2026-03-11", 400)
        self.assertTier(self.gold)
        posted = self._earn_on(
            "2026-03-12", 10, lines=[{**lines[0], "amount": 2000}], key="test:last"
        )
        self.assertTier(self.platinum)
        with self._on("2026-03-13"):
            entry_id = posted.entries["test:last"].id
            self.ledger._post(
                [
                    ReverseCredit(
                        entry_id=entry_id, points=500, **self._facts("test:back")
                    )
                ]
            )
            state = self.env["points.tiers"]._states(
                {self.account.id: self.program.id}, datetime(2026, 3, 13, 12)
            )[self.account.id]
        self.assertEqual(state.numbers.amount, 4000, "half of 20.00 went back")

    def test_an_order_that_comes_late_has_the_tier_of_its_day(self):
        self._earn_on("2026-03-10", 600)
        snapshot = self.env["points.snapshot"]
        tiers = [
            snapshot._accounts_of([(self.program.id, self.ana.id, day, [])])[
                self.program.id, self.ana.id
            ]["tier_id"]
            for day in ("2026-03-09", "2026-03-10", "2026-03-11")
        ]
        self.assertEqual(tiers, [0, self.gold.id, self.gold.id])

    def test_every_member_has_the_tier_that_asks_for_nothing(self):
        self.silver.write({"reached_by": "everybody", "points_required": 0})
        with self._on("2026-03-10"):
            bea = self.env["res.partner"].create({"name": "Bea"})
            account = self._open_account(self.program, bea)
            self.assertEqual(account.tier_id, self.silver)
            self._open_account(self.program, bea)
        self.assertEqual(len(account.membership_ids), 1)

    def test_the_report_says_what_is_missing_and_by_when(self):
        report = self._earn_on("2026-03-10", 320).tiers[self.account.id]
        self.assertEqual(report["tier_id"], self.silver.id)
        self.assertEqual(report["moved"], "reached")
        self.assertEqual(report["date_to"], "2027-03-09")
        self.assertEqual(report["next"]["tier_id"], self.gold.id)
        self.assertEqual(report["next"]["missing"]["points"], 18000)
        self.assertEqual(report["next"]["until"], "2027-03-09")

    def test_a_program_without_tiers_reads_and_writes_nothing(self):
        other = self._create_program("Without")
        account = self._open_account(other, self.ana)
        posted = self._earn_on("2026-03-10", 600, account=account)
        self.assertEqual(posted.tiers, {})
        self.assertFalse(account.membership_ids)

    def test_changed_thresholds_move_members_in_the_next_run_of_the_job(self):
        self._earn_on("2026-03-10", 90)
        self._start()
        self.silver.with_context(points_movers_shown=MOVERS_SHOWN).points_required = 80
        self.assertEqual(self.program.tier_review_from, 0)
        self._review_on("2026-03-11")
        self.assertTier(self.silver)
        self.assertEqual(self.program.tier_review_from, -1)

    def test_a_tier_switched_off_ends_with_the_next_run_of_the_job(self):
        self._earn_on("2026-03-10", 600)
        self._start()
        self.gold.with_context(points_movers_shown=MOVERS_SHOWN).active = False
        self._review_on("2026-03-11")
        self.assertTier(self.silver)

    def test_merging_contacts_keeps_the_higher_tier_and_all_periods(self):
        bea = self.env["res.partner"].create({"name": "Bea"})
        other = self._open_account(self.program, bea)
        self._earn_on("2026-03-10", 150)
        self._earn_on("2026-03-10", 600, account=other)
        with self._on("2026-03-12"):
            self.env["base.partner.merge.automatic.wizard"].create({})._merge(
                [self.ana.id, bea.id], self.ana
            )
        self.env.invalidate_all()
        self.assertTier(self.gold, "2027-03-09")
        self.assertEqual(len(self.account.membership_ids), 2)
        self.assertEqual(
            set(self.account.membership_ids.mapped("end_cause")), {"merged", False}
        )
        # What both earned counts together.
        self._earn_on("2026-03-13", 250)
        self.assertTier(self.platinum)

    def _members(self, count):
        partners = self.env["res.partner"].create(
            [{"name": f"Member {number}"} for number in range(count)]
        )
        found = self.ledger._open_accounts(
            [(self.program.id, partner.id, "back_office") for partner in partners]
        )
        return list(found.values())

    def _due_members(self, count):
        with self._on("2026-03-10"):
            ids = self._members(count)
            self.ledger._post(
                [
                    Credit(
                        account_id=account_id,
                        kind="earn",
                        points=60000,
                        **self._facts(f"test:{uuid4()}"),
                    )
                    for account_id in ids
                ]
            )
        return ids

    def test_a_batch_of_many_costs_as_many_queries_as_a_batch_of_few(self):
        counts = []
        for number in (3, 60):
            ids = self._due_members(number)
            self.env.flush_all()
            self.env["points.tiers"]._reports(dict.fromkeys(ids, self.program.id))
            with self._on("2027-03-10"):
                before = self.env.cr.sql_log_count
                self._review_now()
                counts.append(self.env.cr.sql_log_count - before)
            accounts = self.env["points.account"].browse(ids)
            self.assertEqual(accounts.tier_id, self.silver)
        self.assertEqual(counts[0], counts[1])

    def test_a_run_goes_on_where_the_last_one_stopped(self):
        ids = self._due_members(5)
        accounts = self.env["points.account"].browse(ids)
        tiers = self.env["points.tiers"]
        now = datetime(2027, 3, 10, 12)
        with self._on("2027-03-10"):
            self.program.tier_review_from = 0
            finished = tiers._review_members(self.program, now, 2)
            self.assertFalse(finished)
            self.assertGreater(self.program.tier_review_from, 0)
            self.assertEqual(accounts.mapped("tier_id"), self.gold + self.silver)
            self._review_now(limit=2)
        self.assertEqual(accounts.tier_id, self.silver)
        self.assertEqual(self.program.tier_review_from, -1)

"""Tiers that people decide: chosen, paid for, cancelled, given and withdrawn."""

from datetime import date
from uuid import uuid4

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, new_test_user, tagged

from .tier_common import TierCommon

OFFICER = "pos_loyalty_membership.points_group_officer"
MANAGER = "pos_loyalty_membership.points_group_manager"


@tagged("post_install", "-at_install")
class TestTierChoices(TierCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.officer = new_test_user(cls.env, "tier_officer", groups=OFFICER)
        cls.manager = new_test_user(cls.env, "tier_manager", groups=MANAGER)
        cls.tiers = cls.env["points.tiers"]

    def _choose(self, tier, uuid=None, account=None):
        refusal = self.tiers._choose(
            account or self.account, tier.id, uuid or str(uuid4())
        )
        return refusal.code if refusal else None

    def _choosing(self):
        """The program lets members choose; Ana has earned 600 points."""
        self.program.tier_mode = "chosen"
        self._earn_on("2026-03-10", 600)

    # ------------------------------------------------------------------- choosing

    def test_a_member_chooses_among_the_tiers_reached(self):
        self._choosing()
        self.assertFalse(self.account.tier_id)
        with self._on("2026-03-11"):
            self.assertEqual(self._choose(self.platinum), "tier_not_reached")
            self.assertIsNone(self._choose(self.silver))
            self.assertEqual(self.account.tier_id, self.silver)
            self.assertEqual(self._choose(self.silver), "tier_already")
            self.assertIsNone(self._choose(self.gold))
        self.assertEqual(self.account.tier_id, self.gold)
        self.assertEqual(self._in_force().date_to, date(2027, 3, 10))
        self.assertEqual(self._in_force().source, "chosen")

    def test_what_begins_by_itself_or_by_hand_is_not_chosen(self):
        self.platinum.write({"reached_by": "hand"})
        self._earn_on("2026-03-10", 600)
        with self._on("2026-03-11"):
            self.assertEqual(self._choose(self.silver), "tier_by_itself")
            self.assertEqual(self._choose(self.platinum), "tier_by_hand")
        self.assertEqual(self.account.tier_id, self.gold)

    def test_asking_twice_joins_once(self):
        self._choosing()
        self.gold.join_cost = 100
        uuid = str(uuid4())
        with self._on("2026-03-11"):
            self.assertIsNone(self._choose(self.gold, uuid))
            self.assertIsNone(self._choose(self.gold, uuid))
            self.assertEqual(self._choose(self.silver, uuid), "key_mismatch")
        self.assertEqual(self.account.balance, 500)
        self.assertEqual(len(self.account.membership_ids), 1)
        entry = self.account.entry_ids.filtered(lambda one: one.kind == "join")
        self.assertEqual((entry.points, entry.key), (-100, f"join:{uuid}"))

    def test_too_few_points_to_join_change_nothing(self):
        self._choosing()
        self.gold.join_cost = 601
        with self._on("2026-03-11"):
            self.assertEqual(self._choose(self.gold), "not_enough_points")
        self.assertFalse(self.account.membership_ids)
        self.assertEqual(self.account.balance, 600)

    def test_a_blocked_member_chooses_nothing(self):
        self._choosing()
        self.account.action_block()
        with self._on("2026-03-11"):
            self.assertEqual(self._choose(self.gold), "account_not_open")

    def test_what_was_paid_for_is_not_renewed(self):
        self._choosing()
        self.gold.join_cost = 100
        with self._on("2026-03-11"):
            self._choose(self.gold)
        self._earn_on("2027-03-01", 900)
        self._review_on("2027-03-11")
        self.assertEqual(self.account.tier_id, self.silver)

    def test_the_choices_say_what_is_missing_and_why_not(self):
        self._choosing()
        self.gold.join_cost = 1000
        with self._on("2026-03-11"):
            [choices] = self.tiers._choices({self.account.id: self.program.id}).values()
        self.assertEqual(
            [
                (one["reached"], one["missing"]["points"], one["refusal"])
                for one in choices
            ],
            [
                (True, 0, ""),
                (True, 0, "not_enough_points"),
                (False, 40000, "tier_not_reached"),
            ],
        )

    # ----------------------------------------------------------------- cancelling

    def _joined_gold(self):
        self._choosing()
        self.gold.join_cost = 100
        uuid = str(uuid4())
        with self._on("2026-03-11"):
            self._choose(self.silver)
            self._choose(self.gold, uuid)
        return uuid

    def _cancel(self, uuid):
        refusal = self.tiers._cancel_join(self.account, uuid)
        return refusal.code if refusal else None

    def test_an_unused_tier_is_cancelled_and_its_points_come_back(self):
        uuid = self._joined_gold()
        with self._on("2026-03-11"):
            self.assertTrue(self.account.tier_cancellable)
            self.account.with_user(self.officer).action_cancel_tier()
            self.assertIsNone(self._cancel(uuid), "a second time changes nothing")
        self.assertEqual(self.account.balance, 600)
        self.assertEqual(self.account.tier_id, self.silver)
        self.assertEqual(self._in_force().date_to, date(2027, 3, 10))
        self.assertNumbers(600)

    def test_a_tier_is_not_cancelled_after_a_day(self):
        uuid = self._joined_gold()
        with self._on("2026-03-13"):
            self.assertEqual(self._cancel(uuid), "tier_cancel_too_late")
        self.assertEqual(self.account.balance, 500)

    def test_a_tier_is_not_cancelled_after_a_sale(self):
        uuid = self._joined_gold()
        self._earn_on("2026-03-11", 5)
        with self._on("2026-03-11"):
            self.assertEqual(self._cancel(uuid), "tier_used")

    def test_what_cost_nothing_or_is_another_members_is_not_cancelled(self):
        self._choosing()
        uuid = str(uuid4())
        with self._on("2026-03-11"):
            self._choose(self.silver, uuid)
            self.assertEqual(self._cancel(uuid), "tier_not_paid")
            self.assertEqual(self._cancel(str(uuid4())), "tier_not_in_force")
        bea = self._open_account(
            self.program, self.env["res.partner"].create({"name": "Bea"})
        )
        with self._on("2026-03-11"):
            refusal = self.tiers._cancel_join(bea, uuid)
        self.assertEqual(refusal.code, "tier_not_in_force")

    def test_cancelling_brings_back_what_it_replaced_and_nothing_older(self):
        self._choosing()
        self.gold.join_cost = 100
        with self._on("2026-03-11"):
            self._choose(self.silver)
            self.tiers._grant(self.account, self.platinum, "", "Guest", "1")
            none = self.env["points.tier"]
            self.tiers._withdraw(self.account, none, "2026-03-20", "No guest", "2")
        with self._on("2026-03-25"):
            self._review_now()
            self.assertFalse(self.account.tier_id)
            uuid = str(uuid4())
            self._choose(self.gold, uuid)
            self._cancel(uuid)
            self.assertFalse(self.account.tier_id, "Silver had ended before")
        self.assertNumbers(600)

    def test_cancelling_in_grace_brings_the_days_of_grace_back(self):
        self.program.tier_grace_days = 60
        self._earn_on("2026-03-10", 150)
        with self._on("2027-03-15"):
            self.platinum.write({"join_cost": 50, "lifetime_required": 100})
            self._review_now()
            before = self._in_force()
            self.assertEqual((before.tier_id, before.state), (self.silver, "grace"))
            uuid = str(uuid4())
            self.assertIsNone(self._choose(self.platinum, uuid))
            self.assertIsNone(self._cancel(uuid))
            again = self._in_force()
            self.assertEqual((again.tier_id, again.state), (self.silver, "grace"))
            self.assertEqual(again.grace_until, before.grace_until)

    def test_points_that_come_back_may_reach_a_higher_tier(self):
        self.program.tier_mode = "automatic"
        self.silver.join_cost = 100
        self.gold.write({"points_required": 0, "balance_required": 600})
        self.platinum.points_required = 5000
        with self._on("2026-03-11"):
            self._earn_on("2026-03-11", 550)
            uuid = str(uuid4())
            self.assertIsNone(self._choose(self.silver, uuid))
            self.gold.balance_required = 550
            self.assertIsNone(self._cancel(uuid))
        self.assertEqual(self.account.tier_id, self.gold)
        self.assertEqual(self._in_force().source, "reached")

    # -------------------------------------------------------------------- by hand

    def _wizard(self, user=None, **values):
        return (
            self.env["points.tier.grant"]
            .with_user(user or self.officer)
            .create({"account_id": self.account.id, "reason": "Guest", **values})
        )

    def test_an_officer_gives_a_tier_until_a_day(self):
        with self._on("2026-03-10"):
            wizard = self._wizard(tier_id=self.gold.id, date_to=date(2026, 6, 30))
            wizard.action_confirm()
            wizard.action_confirm()
        self.assertEqual(self.account.tier_id, self.gold)
        self.assertEqual(len(self.account.membership_ids), 1)
        self.assertEqual(self._in_force().reason, "Guest")
        self.assertEqual(self._in_force().user_id, self.officer)
        self.assertIn("Gold given: Guest", self.ana.message_ids[0].body)
        self._earn_on("2026-04-01", 150)
        self.assertEqual(self.account.tier_id, self.gold)
        self._review_on("2026-07-01")
        self.assertEqual(self.account.tier_id, self.silver)

    def test_a_withdrawn_tier_does_not_come_back_before_the_day(self):
        self._earn_on("2026-03-10", 600)
        with self._on("2026-03-11"):
            self._wizard(
                kind="withdraw", tier_id=self.silver.id, date_to=date(2026, 6, 30)
            ).action_confirm()
        self.assertEqual(self.account.tier_id, self.silver)
        self._earn_on("2026-04-01", 600)
        self.assertEqual(self.account.tier_id, self.silver)
        self._review_on("2026-07-01")
        self.assertEqual(self.account.tier_id, self.platinum)

    def test_a_tier_is_withdrawn_altogether(self):
        self._earn_on("2026-03-10", 600)
        with self._on("2026-03-11"):
            self._wizard(kind="withdraw").action_confirm()
        self.assertFalse(self.account.tier_id)
        self._earn_on("2026-04-01", 600)
        self._review_on("2029-04-01")
        self.assertFalse(self.account.tier_id)

    def test_what_cannot_be_meant_is_refused_in_words(self):
        other = self._create_program("Other")
        foreign = self.gold.copy({"program_id": other.id, "name": "Foreign"})
        self.platinum.active = False
        cases = [
            ({}, "Choose the tier"),
            ({"tier_id": foreign.id}, "another program"),
            ({"tier_id": self.platinum.id}, "not in use"),
            (
                {"tier_id": self.gold.id, "date_to": date(2026, 3, 9)},
                "passed already",
            ),
            ({"tier_id": self.gold.id, "reason": " "}, "Give a reason"),
            ({"kind": "withdraw"}, "in no tier"),
        ]
        with self._on("2026-03-10"):
            for values, message in cases:
                with self.subTest(values), self.assertRaisesRegex(UserError, message):
                    self._wizard(**values).action_confirm()
        self._earn_on("2026-03-10", 100)
        with self.assertRaisesRegex(UserError, "not lower"):
            self._wizard(kind="withdraw", tier_id=self.gold.id).action_confirm()
        self.assertEqual(self.account.tier_id, self.silver)
        self._earn_on("2026-03-10", 500)
        with self.assertRaisesRegex(UserError, "“Silver” is lower than “Gold”"):
            self._wizard(tier_id=self.silver.id).action_confirm()
        self.assertEqual(self.account.tier_id, self.gold)

    def test_a_cashier_gives_no_tier(self):
        cashier = new_test_user(
            self.env,
            "tier_cashier",
            groups="base.group_user,point_of_sale.group_pos_user",
        )
        with self.assertRaises(AccessError):
            self._wizard(cashier, tier_id=self.gold.id)
        with self.assertRaises(AccessError):
            self.account.with_user(cashier).action_cancel_tier()

    # -------------------------------------------------------------------- screens

    def test_the_program_says_its_tiers_in_plain_words(self):
        self.gold.write({"amount_required": 200, "multiplier": 150})
        self.assertIn(
            "From 500 pts earned in the last 12 months or", self.gold.sentence
        )
        self.assertIn("earns 150 % of the points", self.gold.sentence)
        self.program.tier_grace_days = 30
        self.assertEqual(
            self.program.tier_sentence,
            "A tier begins as soon as a member reaches it and lasts 12 months. Who "
            "reaches it again keeps it; who does not within 30 more days goes one tier "
            "down.",
        )
        self.program.write({"tier_period": "day", "tier_period_months": 6})
        self.assertIn(
            "lasts until 31 December, at least 6 months", self.program.tier_sentence
        )

    def test_the_member_shows_tier_and_progress(self):
        self._earn_on("2026-03-10", 320)
        with self._on("2026-03-11"):
            self.account.invalidate_recordset()
            self.assertTrue(self.account.has_tiers)
            self.assertEqual(
                self.account.tier_progress, "180 pts to Gold by 03/09/2027"
            )
        self._start()
        self.ana.invalidate_recordset()
        self.assertEqual(self.ana.points_tier_id, self.silver)
        self.assertEqual(self.silver.member_count, 1)

    def test_the_forms_open(self):
        self.program.tier_ids.invalidate_recordset()
        with Form(self.program.with_user(self.manager)) as form:
            with form.all_tier_ids.new() as tier:
                tier.name = "Diamond"
                tier.points_required = 5000
                with tier.benefit_ids.new() as benefit:
                    benefit.percent = 20
        self.assertEqual(self.program.tier_ids[-1].name, "Diamond")
        Form(self.account.with_user(self.officer))

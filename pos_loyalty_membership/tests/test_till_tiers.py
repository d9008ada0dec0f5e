"""Tiers at the till: reached by a sale, answered, chosen, and what is refused."""

from uuid import uuid4

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import new_test_user

from .till_common import TillCommon


class TestTillTiers(TillCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.program.tier_ids = [
            Command.create({"name": name, "sequence": place, "points_required": points})
            for place, (name, points) in enumerate([("Silver", 5), ("Gold", 20)], 1)
        ]
        cls.silver, cls.gold = cls.program.tier_ids
        cls.till = cls.env["points.till"].with_user(cls.cashier)

    def _sell(self, count):
        """Ana buys so many espressi of 3.00; returns her account."""
        order, *_answers = self._sync(
            self._order_values([self._line(self.espresso, qty=count)], self.ana)
        )
        return order.points_entry_ids.account_id

    def _account(self):
        return self.till.get_member(self.config.id, self.ana.id)["accounts"][0]

    def _request(self, tier, **values):
        return {
            "uuid": str(uuid4()),
            "partner_id": self.ana.id,
            "program_id": self.program.id,
            "tier_id": tier.id,
            **values,
        }

    def _choose(self, tier, **values):
        # In the test's own transaction, whose records nobody else sees.
        return self.till._choose_tier_once(
            self.config.id, self._request(tier, **values)
        )

    def test_a_sale_that_reaches_a_tier_begins_it_and_the_till_is_told(self):
        account = self._sell(2)
        self.assertEqual(account.tier_id, self.silver)
        answer = self._account()
        self.assertEqual(answer["tier_id"], self.silver.id)
        self.assertEqual(answer["tier"]["tier_id"], self.silver.id)
        self.assertEqual(answer["tier"]["next"]["tier_id"], self.gold.id)
        self.assertEqual(answer["tier"]["next"]["missing"]["points"], 1400)

    def test_the_next_sale_earns_by_the_tier(self):
        self.silver.multiplier = 200
        self.assertEqual(self._sell(2).balance, 6)
        self.assertEqual(self._sell(1).balance, 12)

    def test_a_rule_for_a_tier_gives_nothing_to_others(self):
        self.earning_rule.tier_ids = self.silver
        self.assertFalse(self._sell(2))
        self.env["points.tiers"]._grant(
            self._open(), self.silver, "", "Test", str(uuid4())
        )
        self.assertEqual(self._sell(2).balance, 6)

    def _open(self):
        found = self.env["points.ledger"]._open_accounts(
            [(self.program.id, self.ana.id, "till")]
        )
        return self.env["points.account"].browse(list(found.values()))

    def test_the_till_knows_names_and_looks_of_tiers(self):
        [program] = self.till.get_rules(self.config.id)["programs"]
        self.assertEqual(
            program["tier_looks"][str(self.gold.id)],
            {"name": "Gold", "color": 0, "icon": "fa-star", "gifts": ()},
        )
        self.assertEqual(program["tiers"][1]["points"], 2000)

    def test_the_till_knows_what_tiers_give_in_words(self):
        self.gold.benefit_ids = [
            Command.create({"percent": 10, "product_ids": self.croissant.ids})
        ]
        self.gold.multiplier = 200
        [program] = self.till.get_rules(self.config.id)["programs"]
        self.assertEqual(
            program["tier_looks"][str(self.gold.id)]["gifts"],
            ("earns 200 % of the points", "10 % off Croissant"),
        )

    def test_a_cashier_chooses_a_tier_the_member_has_reached(self):
        self.program.tier_mode = "chosen"
        self._sell(2)
        choices = self.till.get_tiers(self.config.id, self.ana.id)
        silver, gold = choices[str(self.program.id)]
        self.assertEqual((silver["refusal"], silver["message"]), ("", ""))
        self.assertEqual(gold["refusal"], "tier_not_reached")
        self.assertIn("not reached", gold["message"])
        answer = self._choose(self.silver)
        self.assertTrue(answer["ok"])
        self.assertEqual(answer["account"]["tier_id"], self.silver.id)

    def test_what_cannot_be_chosen_is_refused_in_words(self):
        self.program.tier_mode = "chosen"
        self.assertEqual(self._choose(self.gold)["code"], "not_enrolled")
        self._sell(2)
        for values, code in (
            ({}, "tier_not_reached"),
            ({"tier_id": 999999}, "unknown_tier"),
            ({"program_id": 999999}, "not_running"),
        ):
            with self.subTest(code):
                answer = self._choose(self.gold, **values)
                self.assertEqual((answer["ok"], answer["code"]), (False, code))
                self.assertNotIn(code, answer["message"])
        self.assertFalse(self._open().membership_ids)

    def test_a_tier_paid_for_at_the_till_is_cancelled_there(self):
        self.silver.join_cost = 2
        self._sell(2)
        request = self._request(self.silver)
        self.assertTrue(self.till._choose_tier_once(self.config.id, request)["ok"])
        self.assertEqual(self._open().balance, 4)
        answer = self.till._cancel_tier_once(self.config.id, request)
        self.assertTrue(answer["ok"])
        self.assertEqual(answer["account"]["tier_id"], 0)
        self.assertEqual(self._open().balance, 6)

    def test_arguments_are_checked_before_anything_is_done(self):
        for values in (
            {"uuid": "no uuid"},
            {"partner_id": "1"},
            {"tier_id": 0},
            {"program_id": -1},
            {"more": 1},
        ):
            for method in ("choose_tier", "cancel_tier"):
                with self.subTest(values), self.assertRaises(ValidationError):
                    getattr(self.till, method)(
                        self.config.id, self._request(self.gold, **values)
                    )

    def test_strangers_and_other_companies_are_refused(self):
        stranger = new_test_user(self.env, "tier_stranger", groups="base.group_user")
        till = self.till.with_user(stranger)
        for call in (
            lambda: till.get_tiers(self.config.id, self.ana.id),
            lambda: till.choose_tier(self.config.id, self._request(self.gold)),
            lambda: till.cancel_tier(self.config.id, self._request(self.gold)),
        ):
            with self.assertRaises(AccessError):
                call()

    def test_a_cashier_reads_tiers_and_changes_none(self):
        self._sell(2)
        tier = self.silver.with_user(self.cashier)
        self.assertEqual(tier.name, "Silver")
        with self.assertRaises(AccessError):
            tier.points_required = 1
        with self.assertRaises(AccessError):
            self.env["points.tier.benefit"].with_user(self.cashier).create(
                {"tier_id": self.silver.id, "percent": 50}
            )
        memberships = self._open().membership_ids.with_user(self.cashier)
        self.assertEqual(memberships.tier_id, self.silver)
        with self.assertRaises(UserError):
            memberships.write({"date_to": False})

    def test_tiers_of_another_company_are_not_seen(self):
        self._sell(2)
        other = self.env["res.company"].create({"name": "Elsewhere"})
        user = new_test_user(
            self.env,
            "tier_elsewhere",
            groups="base.group_user,pos_loyalty_membership.points_group_manager",
            company_id=other.id,
            company_ids=[Command.set(other.ids)],
        )
        for model in ("points.tier", "points.tier.benefit", "points.membership"):
            self.assertFalse(self.env[model].with_user(user).search([]), model)

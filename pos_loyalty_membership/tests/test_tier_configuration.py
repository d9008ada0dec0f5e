"""What an administrator may type about tiers, and what is refused."""

from psycopg2.errors import CheckViolation

from odoo.exceptions import UserError, ValidationError
from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..engine.values import FULL_SHARE
from .tier_common import TierCommon


@tagged("post_install", "-at_install")
class TestTierConfiguration(TierCommon):
    def _frozen(self):
        return self.env["points.snapshot"]._program_by_id(self.program.id)

    def test_the_engine_gets_tiers_from_the_lowest_to_the_highest(self):
        self.platinum.sequence = 0
        tiers = self._frozen().engine.tiers
        self.assertEqual(
            [tier.id for tier in tiers],
            [self.platinum.id, self.silver.id, self.gold.id],
        )
        self.assertEqual([tier.points for tier in tiers], [100000, 10000, 50000])

    def test_a_multiplier_reaches_the_engine_in_hundredths_of_a_percent(self):
        self.gold.multiplier = 150
        self.assertEqual(self._frozen().tier(self.gold.id).multiplier, 15000)
        self.assertEqual(self._frozen().tier(self.silver.id).multiplier, FULL_SHARE)

    def test_a_benefit_reaches_the_engine_with_its_goods(self):
        category = self.env["product.category"].create({"name": "Bakery"})
        self.gold.benefit_ids = [
            Command.create({"percent": 10, "category_ids": [Command.link(category.id)]})
        ]
        [benefit] = self._frozen().tier(self.gold.id).benefits
        self.assertEqual(benefit.percent, 1000)
        self.assertEqual(list(benefit.scope.category_ids), category.ids)
        self.assertEqual(self.gold.benefit_ids._text(), "10 % off Bakery")

    def test_a_tier_with_a_price_list_has_no_percentages(self):
        self.gold.benefit_ids = [Command.create({"percent": 10})]
        pricelist = self.env["product.pricelist"].create({"name": "Gold prices"})
        self.gold.write({"benefit_kind": "pricelist", "pricelist_id": pricelist.id})
        tier = self._frozen().tier(self.gold.id)
        self.assertEqual((tier.pricelist_id, tier.benefits), (pricelist.id, ()))

    def test_numbers_of_a_tier_given_by_hand_do_not_count(self):
        self.gold.reached_by = "hand"
        self.assertEqual(self._frozen().tier(self.gold.id).points, 0)

    def test_a_tier_switched_off_is_not_used(self):
        self.gold.active = False
        self.assertIsNone(self._frozen().tier(self.gold.id))

    def test_a_tier_that_says_no_number_is_refused(self):
        with self.assertRaisesRegex(ValidationError, "Say how “Gold” is reached"):
            self.gold.points_required = 0

    def test_every_member_may_have_a_tier_without_numbers(self):
        self.silver.write({"reached_by": "everybody", "points_required": 0})
        self.assertEqual(self._frozen().tier(self.silver.id).reached_by, "everybody")

    def test_numbers_out_of_range_are_refused(self):
        for values in (
            {"points_required": -1},
            {"lifetime_required": -1},
            {"balance_required": 1e8},
            {"amount_required": -0.01},
            {"amount_required": 1e12},
            {"multiplier": -1},
            {"multiplier": 1001},
            {"join_cost": -1},
            {"join_cost": 1e7},
        ):
            with self.subTest(values), self.assertRaises(ValidationError):
                self.gold.write(values)

    def test_joining_a_tier_given_by_hand_cannot_cost_points(self):
        with self.assertRaisesRegex(ValidationError, "nobody joins it"):
            self.gold.write({"reached_by": "hand", "join_cost": 10})

    def test_a_price_list_must_be_chosen(self):
        with self.assertRaisesRegex(ValidationError, "Choose the price list"):
            self.gold.benefit_kind = "pricelist"

    def test_a_price_list_of_another_currency_is_refused(self):
        other = self.env.ref("base.EUR") + self.env.ref("base.USD")
        currency = (other - self.program.currency_id)[0]
        currency.active = True
        pricelist = self.env["product.pricelist"].create(
            {"name": "Elsewhere", "currency_id": currency.id}
        )
        with self.assertRaisesRegex(ValidationError, "another currency"):
            self.gold.write({"benefit_kind": "pricelist", "pricelist_id": pricelist.id})

    def test_a_discount_of_nothing_or_more_than_all_is_refused(self):
        for percent in (0, -5, 100.5):
            with (
                self.subTest(percent),
                self.assertRaisesRegex(ValidationError, "more than 0 and at most 100"),
            ):
                self.gold.benefit_ids = [Command.create({"percent": percent})]

    def test_goods_meant_and_left_out_by_one_discount_are_refused(self):
        category = self.env["product.category"].create({"name": "Bakery"})
        with self.assertRaisesRegex(ValidationError, "meant and left out"):
            self.gold.benefit_ids = [
                Command.create(
                    {
                        "percent": 5,
                        "category_ids": [Command.link(category.id)],
                        "excluded_category_ids": [Command.link(category.id)],
                    }
                )
            ]

    def test_a_tier_does_not_move_to_another_program(self):
        other = self._create_program("Other")
        with self.assertRaisesRegex(ValidationError, "cannot move"):
            self.gold.program_id = other

    def test_a_rule_names_tiers_of_its_own_program_only(self):
        other = self._create_program("Other")
        with self.assertRaisesRegex(ValidationError, "tier of another program"):
            other.earning_rule_ids.tier_ids = self.gold

    def test_a_rule_for_a_tier_says_so_and_reaches_the_engine(self):
        rule = self.program.earning_rule_ids
        rule.tier_ids = self.gold + self.platinum
        self.assertIn("only for members in Gold, Platinum", rule.sentence)
        [frozen] = self._frozen().engine.earning_rules or [None]
        self.assertIsNone(frozen, "a draft program does not earn")
        limits = self.env["points.snapshot"]._limits(rule)
        self.assertEqual(
            limits["tiers"],
            {"exclude": False, "ids": (self.gold + self.platinum).ids},
        )
        rule.tiers_excluded = True
        self.assertIn("not for members in Gold, Platinum", rule.sentence)

    def test_rules_of_a_copied_program_name_its_own_tiers(self):
        self.program.earning_rule_ids.tier_ids = self.gold
        self.platinum.active = False
        copy = self.program.copy()
        self.assertEqual(copy.tier_ids.mapped("name"), ["Silver", "Gold"])
        self.assertEqual(copy.all_tier_ids.mapped("name")[-1], "Platinum")
        self.assertEqual(copy.earning_rule_ids.tier_ids, copy.tier_ids[1])

    def test_periods_that_cannot_be_meant_are_refused(self):
        for values in (
            {"tier_look_back_months": 0},
            {"tier_look_back_months": 121},
            {"tier_grace_days": -1},
            {"tier_end_day": 32},
        ):
            with (
                self.subTest(values),
                mute_logger("odoo.sql_db"),
                self.assertRaises(CheckViolation),
                self.env.cr.savepoint(),
            ):
                self.program.write(values)
                self.program.flush_recordset()
        with self.assertRaisesRegex(ValidationError, "at least one month"):
            self.program.write({"tier_period": "months", "tier_period_months": 0})

    def test_memberships_are_not_written_by_hand(self):
        memberships = self.env["points.membership"]
        with self.assertRaises(UserError):
            memberships.create({"account_id": self.account.id})
        with self.assertRaises(UserError):
            memberships.browse(1).write({"reason": "x"})

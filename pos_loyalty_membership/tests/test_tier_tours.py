"""Tiers at the till, in a browser: reached by a sale, worth a discount on the next."""

from odoo.fields import Command
from odoo.tests import tagged

from .test_till_tours import PointsTourCommon


class TierTourCommon(PointsTourCommon):
    """Gold, from 8 points earned, takes 10 % off bakery."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.bakery = cls.env["pos.category"].create({"name": "Bakery"})
        cls.croissant.pos_categ_ids = cls.bakery
        benefit = {"percent": 10, "pos_category_ids": [Command.set(cls.bakery.ids)]}
        cls.program.tier_ids = [
            Command.create(
                {
                    "name": "Gold",
                    "points_required": 8,
                    "benefit_ids": [Command.create(benefit)],
                }
            ),
            Command.create(
                {"name": "Platinum", "sequence": 20, "points_required": 198}
            ),
        ]
        cls.gold, cls.platinum = cls.program.tier_ids

    def _prove_the_story(self):
        """Two sales: the first at full price, the second with what Gold gives."""
        second, first = self.env["pos.order"].search([("state", "=", "paid")], limit=2)
        self.assertEqual((first.amount_total, second.amount_total), (8.5, 10.5))
        discounted = second.lines.filtered("points_tier_percent")
        self.assertEqual(discounted.product_id.product_tmpl_id, self.croissant)
        self.assertEqual(discounted.points_tier_id, self.gold.id)
        self.assertEqual((discounted.discount, discounted.qty), (10, 2))
        self.assertFalse(first.lines.filtered("points_tier_percent"))
        self.assertEqual(self.account.tier_id, self.gold)
        self.assertPoints(1240 + 8 + 10)


@tagged("post_install", "-at_install")
class TestTierTours(TierTourCommon):
    def test_a_sale_reaches_a_tier_and_the_next_one_has_its_discount(self):
        self._tour("points_tier_tour")
        self._prove_the_story()

    def test_a_tier_for_points_is_chosen_at_the_till_and_taken_back(self):
        # Who moves was not shown to anybody: nobody is in a tier yet.
        self.gold.write({"join_cost": 40, "reached_by": "everybody"})
        self._tour("points_tier_choice_tour")
        self.assertFalse(self.account.tier_id)
        kinds = self.account.entry_ids.mapped("kind")
        self.assertEqual(sorted(kinds), ["import", "join", "reverse"])
        self.assertPoints(1240)


@tagged("post_install", "-at_install")
class TestTierPhoneTours(TierTourCommon):
    browser_size = "390x844"
    touch_enabled = True

    def test_the_discount_of_a_tier_on_a_phone(self):
        self._tour("points_tier_tour")
        self._prove_the_story()

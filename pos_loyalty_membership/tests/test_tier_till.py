"""Discounts that a till gives in the name of a tier."""

from odoo.fields import Command

from .till_common import TillCommon


class TestTierTill(TillCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.program.tier_ids = [
            Command.create(
                {
                    "name": "Gold",
                    "points_required": 100,
                    "benefit_ids": [
                        Command.create({"percent": 10}),
                        Command.create(
                            {"percent": 20, "product_ids": cls.croissant.ids}
                        ),
                    ],
                }
            )
        ]
        cls.gold = cls.program.tier_ids

    def _claim(self, product, percent, discount=None):
        return self._line(
            product,
            discount=percent if discount is None else discount,
            points_tier_id=self.gold.id,
            points_tier_name="Gold",
            points_tier_percent=percent,
        )

    def _reach_gold(self):
        self._sell([self._line(self.espresso, qty=40)], self.ana)
        self.assertEqual(self._account().tier_id, self.gold)

    def test_the_discount_after_an_upgrade_by_a_sale_is_settled_without_review(self):
        self._reach_gold()
        order = self._sell(
            [self._claim(self.espresso, 10), self._claim(self.croissant, 20)], self.ana
        )
        self.assertFalse(self._reviews(order))
        self.assertAlmostEqual(order.amount_total, 4.7)
        self.assertEqual(order.lines.mapped("points_tier_name"), ["Gold", "Gold"])

    def test_the_cafe_pays_what_gold_leaves_of_it(self):
        self.gold.benefit_ids[0].unlink()
        self.gold.benefit_ids.percent = 10
        self._reach_gold()
        balance = self._account().balance
        order = self._sell(
            [self._line(self.espresso, qty=2), self._claim(self.croissant, 10)],
            self.ana,
        )
        self.assertFalse(self._reviews(order))
        self.assertAlmostEqual(order.amount_total, 8.25)
        self.assertEqual(self._account().balance, balance + 8)

    def test_the_greater_of_the_discount_by_hand_is_settled_without_review(self):
        self._reach_gold()
        lines = [
            self._line(self.espresso, discount=50),
            self._claim(self.croissant, 20),
        ]
        lines[1]["points_hand_discount"] = 5
        order = self._sell(lines, self.ana)
        self.assertFalse(self._reviews(order))
        self.assertAlmostEqual(order.amount_total, 3.5)

    def test_a_tip_has_no_discount_of_a_tier(self):
        self._reach_gold()
        self.config.tip_product_id = self._sell_product("Tip", 1.0)
        order = self._sell(
            [self._line(self.espresso), self._claim(self.config.tip_product_id, 10)],
            self.ana,
        )
        self.assertTrue(self._reviews(order, "tier_discount"))

    def test_a_discount_of_a_tier_that_the_member_is_not_in_is_listed(self):
        order = self._sell([self._claim(self.espresso, 10)], self.ana)
        self.assertEqual(order.state, "paid")
        self.assertTrue(self._reviews(order, "tier_discount"))

    def test_more_than_the_tier_gives_is_listed(self):
        self._reach_gold()
        order = self._sell([self._claim(self.espresso, 20)], self.ana)
        self.assertTrue(self._reviews(order, "tier_discount"))

    def test_a_small_claim_does_not_hide_a_greater_discount(self):
        self._reach_gold()
        order = self._sell([self._claim(self.espresso, 10, discount=90)], self.ana)
        self.assertTrue(self._reviews(order, "tier_discount"))

    def test_a_tier_claimed_without_a_member_is_listed(self):
        order = self._sell([self._claim(self.espresso, 10)])
        self.assertEqual(order.state, "paid")
        self.assertTrue(self._reviews(order, "tier_discount"))

    def test_a_discount_by_hand_is_nobodys_claim(self):
        order = self._sell([self._line(self.espresso, discount=50)], self.ana)
        self.assertFalse(self._reviews(order))

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

    def test_the_greatest_discount_of_two_programs_counts(self):
        """Gold gives 10 and 20 % off espresso and croissant, the club 30 and 5 %."""
        self._run_program(
            name="Club",
            tier_ids=[
                Command.create(
                    {
                        "name": "Friend",
                        "reached_by": "everybody",
                        "benefit_ids": [
                            Command.create(
                                {"percent": 30, "product_ids": self.espresso.ids}
                            ),
                            Command.create({"percent": 5}),
                        ],
                    }
                )
            ],
        )
        self._reach_gold()
        for espresso, croissant, reviewed in ((30, 20, False), (30, 25, True)):
            lines = [
                self._claim(self.espresso, espresso),
                self._claim(self.croissant, croissant),
            ]
            order = self._sell(lines, self.ana)
            self.assertEqual(bool(self._reviews(order, "tier_discount")), reviewed)

    def test_who_is_blocked_or_has_left_has_no_benefits(self):
        self._reach_gold()
        till = self.env["points.till"].with_user(self.cashier)
        account = self._account()
        for state, tier in (("open", self.gold), ("blocked", False), ("left", False)):
            account.sudo().state = state
            account.flush_recordset()
            with self.subTest(state):
                [member] = till.get_member(self.config.id, self.ana.id)["accounts"]
                self.assertEqual(member["tier_id"], tier.id if tier else 0)
                order = self._sell([self._claim(self.espresso, 10)], self.ana)
                reviewed = bool(self._reviews(order, "tier_discount"))
                self.assertEqual(reviewed, not tier)
        self.assertEqual(account.tier_id, self.gold, "the history keeps it")

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


class TestTierPricelist(TillCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        item = Command.create({"compute_price": "percentage", "percent_price": 20})
        cls.pricelist = cls.env["product.pricelist"].create(
            {
                "name": "Gold prices",
                "currency_id": cls.currency.id,
                "item_ids": [item],
            }
        )
        gold = {
            "name": "Gold",
            "points_required": 100,
            "benefit_kind": "pricelist",
            "pricelist_id": cls.pricelist.id,
        }
        cls.program.tier_ids = [Command.create(gold)]

    def _loaded(self, model, **loaded):
        """Ids of what a till loads of a model."""
        model = self.env[model].with_user(self.cashier)
        data = {"pos.preset": [], **loaded}
        domain = model._load_pos_data_domain(data, self.config)
        return model.search(domain).ids

    def _buy_at_its_prices(self, partner=None, **values):
        return self._sell(
            [self._line(self.espresso, price=2.4)],
            partner,
            pricelist_id=self.pricelist.id,
            **values,
        )

    def test_the_till_loads_it_although_nobody_can_choose_it(self):
        self.assertIn(self.pricelist.id, self._loaded("product.pricelist"))
        self.assertNotIn(self.pricelist, self.config.available_pricelist_ids)

    def test_the_till_loads_the_price_lists_it_builds_on(self):
        lowest, middle = self.env["product.pricelist"].create(
            [
                {"name": "Lowest", "currency_id": self.currency.id},
                {"name": "Middle", "currency_id": self.currency.id},
            ]
        )
        for above, below in ((middle, lowest), (self.pricelist, middle)):
            above.item_ids = [
                Command.create(
                    {
                        "compute_price": "formula",
                        "base": "pricelist",
                        "base_pricelist_id": below.id,
                    }
                )
            ]
        loaded = self._loaded("product.pricelist")
        self.assertLessEqual({lowest.id, middle.id}, set(loaded))

    def test_the_till_knows_the_list_set_on_the_contact_itself(self):
        fields = self.env["res.partner"]._load_pos_data_fields(self.config)
        self.assertIn("specific_property_product_pricelist", fields)

    def test_its_prices_are_settled_without_review_for_who_is_in_the_tier(self):
        self._sell([self._line(self.espresso, qty=40)], self.ana)
        self.assertFalse(self._reviews(self._buy_at_its_prices(self.ana)))

    def test_its_prices_for_anybody_else_are_listed(self):
        for partner in (self.ana, None):
            order = self._buy_at_its_prices(partner)
            self.assertEqual(order.state, "paid")
            review = self._reviews(order, "tier_discount")
            self.assertIn("Gold prices", review.claimed)

    def test_a_list_that_anybody_can_choose_is_nobodys_claim(self):
        self.config.write(
            {
                "use_pricelist": True,
                "available_pricelist_ids": [Command.link(self.pricelist.id)],
            }
        )
        self.assertFalse(self._reviews(self._buy_at_its_prices(self.ana)))
        self.assertFalse(self._reviews(self._buy_at_its_prices()))

    def test_a_list_of_the_contact_itself_is_nobodys_claim(self):
        self.ana.property_product_pricelist = self.pricelist
        self.assertFalse(self._reviews(self._buy_at_its_prices(self.ana)))

"""Points of products and categories, and rules for some goods only, up to the sale."""

from odoo.exceptions import ValidationError
from odoo.fields import Command

from .till_common import TillCommon


class TestProductPoints(TillCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        categories = cls.env["product.category"]
        cls.shop = categories.create({"name": "Shop"})
        cls.drinks = categories.create({"name": "Drinks", "parent_id": cls.shop.id})
        cls.hot = cls.env["pos.category"].create({"name": "Hot"})
        cls.new = cls.env["pos.category"].create({"name": "New"})
        cls.espresso.categ_id = cls.drinks
        cls.croissant.categ_id = cls.shop

    def _earned(self, *lines, partner=None):
        lines = lines or ((self.espresso, 2), (self.croissant, 1))
        order = self._sell(
            [self._line(product, quantity) for product, quantity in lines],
            partner or self.ana,
        )
        return order.points_earned

    def _by_product(self, **values):
        self.earning_rule.write({"kind": "product", "points": 0, **values})

    def test_a_product_gives_its_points_for_every_unit(self):
        self._by_product()
        self.espresso.points_per_unit = 4
        self.assertEqual(self.espresso.points_mode, "own")
        self.assertEqual(self._earned(), 8)

    def test_products_that_say_nothing_get_what_the_rule_says(self):
        self._by_product(points=3)
        self.espresso.points_per_unit = 4
        self.assertEqual(self._earned(), 11)

    def test_the_product_category_gives_its_points_to_those_below_it(self):
        self._by_product()
        self.shop.points_per_unit = 2
        self.assertEqual(self._earned(), 6)
        self.drinks.points_mode = "own"
        self.assertEqual(self._earned(), 2, "0 is a value of its own")

    def test_point_of_sale_categories_come_before_the_product_category(self):
        self._by_product()
        self.shop.points_per_unit = 2
        self.hot.points_per_unit = 5
        self.new.points_per_unit = 7
        self.espresso.pos_categ_ids = self.hot + self.new
        self.assertEqual(self._earned(), 16, "the highest of several")
        self.new.points_mode = "never"
        self.assertEqual(self._earned(), 12, "never only if all say so")
        self.hot.points_mode = "never"
        self.assertEqual(self._earned(), 2)

    def test_what_never_earns_earns_by_no_rule(self):
        self.drinks.points_mode = "never"
        self.assertEqual(self._earned(), 2)
        self.assertEqual(self._earned((self.espresso, 1)), 0)

    def test_a_product_can_leave_a_category_that_never_earns(self):
        self.drinks.points_mode = "never"
        self.espresso.write({"points_mode": "own", "points_per_unit": 1})
        self.assertEqual(self._earned(), 8)

    def test_moving_a_product_or_a_category_counts_at_once(self):
        self._by_product()
        self.drinks.points_per_unit = 3
        self.assertEqual(self._earned(), 6)
        self.croissant.categ_id = self.drinks
        self.assertEqual(self._earned(), 9)
        self.drinks.points_mode = "inherit"
        self.shop.points_per_unit = 1
        self.assertEqual(self._earned(), 3)
        self.drinks.parent_id = False
        self.assertEqual(self._earned(), 0)

    def test_goods_that_are_never_redeemable_take_no_points(self):
        self._give(5000)
        self.drinks.points_never_redeemable = "yes"
        lines = [self._line(self.espresso, 1)]
        hold = self._hold("order-1", 300, 3.0)
        values = self._order_values(
            lines + self._discount_lines(lines, 3.0, hold), self.ana, uuid="order-1"
        )
        self._sync(values)
        order = self.env["pos.order"].search([("uuid", "=", "order-1")])
        self.assertTrue(
            self.env["points.review"].search_count(
                [("source_model", "=", "pos.order"), ("source_id", "=", order.id)]
            )
        )

    def test_a_rule_is_about_the_categories_it_names_and_those_below(self):
        self.earning_rule.category_ids = self.drinks
        self.assertEqual(self._earned(), 6)
        self.earning_rule.category_ids = self.shop
        self.assertEqual(self._earned(), 8)
        self.earning_rule.excluded_category_ids = self.drinks
        self.assertEqual(self._earned(), 2)

    def test_a_rule_that_names_products_does_not_look_at_categories(self):
        self.earning_rule.write(
            {
                "category_ids": [Command.link(self.drinks.id)],
                "product_ids": [Command.link(self.croissant.id)],
            }
        )
        self.assertEqual(self._earned(), 2)

    def test_point_of_sale_and_product_categories_count_together(self):
        self.croissant.pos_categ_ids = self.new
        self.earning_rule.write(
            {
                "category_ids": [Command.link(self.drinks.id)],
                "pos_category_ids": [Command.link(self.new.id)],
            }
        )
        self.assertEqual(self._earned(), 8)
        self.earning_rule.excluded_pos_category_ids = self.hot
        self.espresso.pos_categ_ids = self.hot
        self.assertEqual(self._earned(), 2)

    def test_goods_outside_the_rule_are_named_as_the_reason(self):
        self.env["points.earning.rule"].create(
            {"program_id": self.program.id, "kind": "visit", "points": 1}
        )
        self.earning_rule.product_ids = self.croissant
        self.assertEqual(self._earned((self.espresso, 1)), 1)
        order = self.env["pos.order"].search([], order="id desc", limit=1)
        codes = [rule["code"] for rule in order.points_entry_ids.explanation["rules"]]
        self.assertIn("nothing_in_scope", codes)

    def test_the_sentence_names_the_goods(self):
        self._by_product(points=2)
        self.earning_rule.category_ids = self.drinks
        self.earning_rule.excluded_product_ids = self.croissant
        self.assertIn("2 pts for each unit", self.earning_rule.sentence)
        self.assertIn("on Drinks", self.earning_rule.sentence)
        self.assertIn("not on Croissant", self.earning_rule.sentence)

    def test_redemption_rules_name_goods_too(self):
        self.redemption_rule.pos_category_ids = self.hot
        self.assertIn("on Hot", self.redemption_rule.sentence)

    def test_a_product_says_what_it_inherits_and_from_whom(self):
        template = self.espresso.product_tmpl_id
        self.assertEqual(template.points_inherited, "nothing of its own")
        self.shop.points_per_unit = 2.5
        self.drinks.points_never_redeemable = "yes"
        template.invalidate_recordset()
        self.assertEqual(
            template.points_inherited,
            "2.5 per unit (Shop), never paid with points (Shop / Drinks)",
        )
        self.new.points_mode = "never"
        template.pos_categ_ids = self.new
        self.assertIn("never earns (New)", template.points_inherited)
        self.assertIn("2.5 per unit (Shop)", self.drinks.points_inherited)

    # ------------------------------------------------------------- many at once

    def test_a_spreadsheet_sets_points_of_products(self):
        self.espresso.default_code, self.croissant.default_code = "ESP", "CRO"
        templates = (self.espresso + self.croissant).product_tmpl_id
        names = templates.export_data(["id"])["datas"]
        rows = "".join(
            f'"{name}",{points},{price}\n'
            for [name], points, price in zip(names, (3, 0), ("250", "0"), strict=True)
        )
        content = f"id,points_per_unit,points_price\n{rows}"
        reader = self.env["base_import.import"].create(
            {
                "res_model": "product.template",
                "file": content.encode(),
                "file_type": "text/csv",
                "file_name": "points.csv",
            }
        )
        columns = ["id", "points_per_unit", "points_price"]
        options = {"quoting": '"', "separator": ",", "has_headers": True}
        answer = reader.execute_import(columns, columns, options)
        self.assertFalse(answer["messages"])
        self.assertEqual(self.espresso.points_per_unit, 3)
        self.assertEqual(self.espresso.points_price, 250)
        self.assertEqual(self.espresso.points_mode, "own")
        self.assertEqual(self.croissant.points_mode, "inherit")

    def test_many_products_are_set_with_as_many_queries_as_few(self):
        products = self.env["product.template"].create(
            [{"name": f"Product {number}"} for number in range(60)]
        )
        products.write({"points_per_unit": 5})

        def queries(records, points):
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            records.write({"points_per_unit": points})
            self.env.flush_all()
            return self.env.cr.sql_log_count - before

        few = queries(products[:5], 1)
        self.assertEqual(queries(products, 2), few)

    def test_the_list_reads_what_products_inherit_in_few_queries(self):
        products = self.env["product.template"].create(
            [
                {
                    "name": f"Product {number}",
                    "categ_id": self.drinks.id,
                    "pos_categ_ids": [Command.set((self.hot + self.new).ids)],
                }
                for number in range(40)
            ]
        )
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        products.mapped("points_inherited")
        self.assertLess(self.env.cr.sql_log_count - before, 12)

    # ----------------------------------------------------------------- refusals

    def test_points_below_zero_or_beyond_count_are_refused(self):
        for record, values in (
            (self.espresso, {"points_per_unit": -1}),
            (self.espresso, {"points_per_unit": 2_000_000}),
            (self.espresso, {"points_price": -1}),
            (self.espresso, {"points_price": 200_000_000}),
            (self.hot, {"points_per_unit": -0.5}),
            (self.drinks, {"points_per_unit": -3}),
        ):
            with self.subTest(values), self.assertRaises(ValidationError):
                record.write(values)

    def test_a_rule_cannot_mean_and_leave_out_the_same(self):
        for name, record in (
            ("product", self.espresso),
            ("category", self.drinks),
            ("pos_category", self.hot),
        ):
            values = {
                f"{name}_ids": [Command.link(record.id)],
                f"excluded_{name}_ids": [Command.link(record.id)],
            }
            with (
                self.subTest(name),
                self.assertRaisesRegex(ValidationError, "meant and left out"),
            ):
                self.earning_rule.write(values)

    def test_a_rule_whose_goods_are_all_left_out_is_refused(self):
        self.espresso.pos_categ_ids = self.hot
        for values in (
            {"category_ids": self.drinks, "excluded_category_ids": self.shop},
            {"product_ids": self.espresso, "excluded_category_ids": self.shop},
            {"product_ids": self.espresso, "excluded_pos_category_ids": self.hot},
        ):
            commands = {name: [Command.set(ids.ids)] for name, ids in values.items()}
            with (
                self.subTest(values),
                self.assertRaisesRegex(ValidationError, "never apply"),
            ):
                self.redemption_rule.write(commands)

    def test_only_a_rule_for_products_may_give_nothing_itself(self):
        self._by_product()
        with self.assertRaisesRegex(ValidationError, "more than 0"):
            self.earning_rule.kind = "amount"

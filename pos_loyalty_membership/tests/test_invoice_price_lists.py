"""Price lists of tiers on draft invoices: which prices they give, and when."""

from datetime import timedelta

from odoo import fields
from odoo.fields import Command

from .invoice_price_list_common import InvoicePriceListCommon


class TestInvoicePriceLists(InvoicePriceListCommon):
    def test_a_draft_of_a_member_has_the_prices_of_its_tier(self):
        move = self._invoice()
        self.assertPrices(move, 3, 2)
        self.assertAlmostEqual(move.amount_total, 8)
        self.assertTrue(move.points_has_benefits)
        self.assertEqual(self._texts(move), ["", "Gold: Gold prices"])
        self.assertEqual(self._discounts(move), [0, 0])
        self.assertBalanced(move)

    def test_a_draft_without_prices_and_an_imported_one_get_them_too(self):
        moves = self.env["account.move"].with_user(self.accountant)
        columns = {
            "move_type": "out_invoice",
            "partner_id/.id": self.ana.id,
            "invoice_line_ids/product_id/.id": self.croissant.id,
            "invoice_line_ids/quantity": 1,
        }
        loaded = moves.load(list(columns), [[str(each) for each in columns.values()]])
        self.assertFalse(loaded["messages"])
        self.assertPrices(moves.browse(loaded["ids"]), 2)

    def test_the_form_shows_them_while_the_invoice_is_typed(self):
        with self._form() as form:
            form.partner_id = self.ana
            with form.invoice_line_ids.new() as line:
                line.product_id = self.croissant
            shown = form.invoice_line_ids.edit(0)
            self.assertEqual(shown.price_unit, 2)
            self.assertEqual(shown.points_tier_text, "Gold: Gold prices")
            form.partner_id = self.bob
            shown = form.invoice_line_ids.edit(0)
            self.assertEqual((shown.price_unit, shown.points_tier_text), (2.5, ""))
            form.partner_id = self.ana
        move = form.save()
        self.assertPrices(move, 2)
        with self._form(move) as form:
            form.partner_id = self.bob
        self.assertPrices(move, 2.5)

    def test_the_form_follows_the_quantity_and_the_product(self):
        with self._form() as form:
            form.partner_id = self.ana
            with form.invoice_line_ids.new() as line:
                line.product_id = self.espresso
            for quantity, price in ((9, 3), (10, 2.4), (9.5, 3), (12, 2.4)):
                with self.subTest(quantity):
                    with form.invoice_line_ids.edit(0) as line:
                        line.quantity = quantity
                    self.assertEqual(form.invoice_line_ids.edit(0).price_unit, price)
            with form.invoice_line_ids.edit(0) as line:
                line.product_id = self.croissant
            self.assertEqual(form.invoice_line_ids.edit(0).price_unit, 2)
        self.assertPrices(form.save(), 2)

    def test_another_customer_ends_it_and_the_first_brings_it_back(self):
        move = self._invoice()
        move.partner_id = self.bob
        self.assertPrices(move, 3, 2.5)
        self.assertFalse(move.invoice_line_ids.points_price_tier_id)
        self.assertFalse(move.points_has_benefits)
        self.assertBalanced(move)
        move.partner_id = self.ana
        self.assertPrices(move, 3, 2)

    def test_the_price_before_comes_back_although_the_product_costs_more_by_now(self):
        move = self._invoice()
        self.croissant.list_price = 2.8
        move.partner_id = self.bob
        self.assertPrices(move, 3, 2.5)

    def test_quantities_saved_enter_and_leave_a_rule_of_the_list(self):
        move = self._invoice()
        espresso = move.invoice_line_ids[0]
        for quantity, price in ((10, 2.4), (9, 3), (10, 2.4)):
            with self.subTest(quantity):
                self._change(move, espresso, quantity=quantity)
                self.assertEqual(espresso.price_unit, price)
                self.assertBalanced(move)

    def test_a_product_that_usually_costs_what_the_tier_gave_costs_just_that(self):
        bun = self._sell_product("Bun", 2.0)
        move = self._invoice([(self.croissant, 1, 2.5, None)])
        self._change(move, move.invoice_line_ids, product_id=bun.id)
        self.assertPrices(move, 2)
        self.assertEqual(self._texts(move), [""])
        move.partner_id = self.bob
        self.assertPrices(move, 2)

    def test_units_are_converted_for_the_rule_and_for_the_price(self):
        dozen = self.env.ref("uom.product_uom_dozen")
        move = self._invoice()
        for line in move.invoice_line_ids:
            self._change(move, line, quantity=1, product_uom_id=dozen.id)
        self.assertPrices(move, 12 * 2.4, 12 * 2)
        move.partner_id = self.bob
        self.assertPrices(move, 12 * 3, 12 * 2.5)

    def test_a_percentage_and_a_formula_are_prices_and_not_discounts(self):
        rules = {
            "percentage": ({"compute_price": "percentage", "percent_price": 20}, 2),
            "formula": (
                {
                    "compute_price": "formula",
                    "price_discount": 10,
                    "price_round": 0.5,
                    "price_surcharge": -0.01,
                },
                2.49,
            ),
            "cost": (
                {
                    "compute_price": "formula",
                    "base": "standard_price",
                    "price_markup": 50,
                },
                1.5,
            ),
        }
        self.croissant.with_company(self.company).standard_price = 1
        for name, (rule, price) in rules.items():
            with self.subTest(name):
                self._only_croissants(**rule)
                move = self._invoice()
                self.assertPrices(move, 3, price)
                self.assertEqual(self._discounts(move), [0, 0])

    def test_a_list_that_builds_on_another_list_gives_its_prices(self):
        currency = self.currency.id
        base = self.env["product.pricelist"].create(
            {"name": "Base", "currency_id": currency}
        )
        base.item_ids = [Command.create({"fixed_price": 2.0})]
        rule = {"compute_price": "formula", "base": "pricelist", "price_surcharge": 0.3}
        self._set_rules({**rule, "base_pricelist_id": base.id})
        self.assertPrices(self._invoice(), 2.3, 2.3)

    def test_the_nearest_rule_counts(self):
        self._set_rules(
            {"fixed_price": 1.0},
            {"categ_id": self.croissant.categ_id.id, "fixed_price": 1.5},
            {"product_id": self.croissant.id, "fixed_price": 1.7},
        )
        self.assertPrices(self._invoice(), 1.5, 1.7)

    def test_goods_may_be_free_for_a_tier(self):
        self._only_croissants(fixed_price=0)
        move = self._invoice()
        self.assertPrices(move, 3, 0)
        self.assertEqual(self._texts(move), ["", "Gold: Gold prices"])
        move.partner_id = self.bob
        self.assertPrices(move, 3, 2.5)

    def test_a_rule_counts_on_the_days_of_the_invoice(self):
        today = fields.Date.context_today(self.env.user)
        until = fields.Datetime.now() - timedelta(days=10)
        self._only_croissants(fixed_price=1.8, date_end=until)
        move = self._invoice()
        self.assertPrices(move, 3, 2.5)
        move.invoice_date = today - timedelta(days=20)
        self.assertPrices(move, 3, 1.8)
        with self._form(move) as form:
            form.invoice_date = today
            self.assertEqual(form.invoice_line_ids.edit(1).price_unit, 2.5)
        self.assertPrices(move, 3, 2.5)

    def test_prices_are_those_of_the_invoices_currency(self):
        currency = self.setup_other_currency("EUR", rates=[("2020-01-01", 2.0)])
        goods = [(self.espresso, 1, 6.0, None), (self.croissant, 1, 5.0, None)]
        move = self._invoice(goods, currency_id=currency.id)
        self.assertPrices(move, 6, 4)
        self.assertBalanced(move)
        move.partner_id = self.bob
        self.assertPrices(move, 6, 5)

    def test_another_currency_changes_the_price_of_the_list_and_the_usual_one(self):
        currency = self.setup_other_currency("EUR", rates=[("2020-01-01", 2.0)])
        move = self._invoice([(self.croissant, 1, 2.5, None)])
        move.currency_id = currency
        self.assertPrices(move, 4)
        with self._form(move) as form:
            form.currency_id = self.currency
            self.assertEqual(form.invoice_line_ids.edit(0).price_unit, 2)
            form.currency_id = currency
            form.partner_id = self.bob
        self.assertPrices(move, 5)

    def test_the_fiscal_position_changes_the_price_once_the_taxes_follow_it(self):
        included = self._new_tax(25, included=True)
        position = self.env["account.fiscal.position"].create({"name": "Abroad"})
        abroad = self._new_tax(
            0, fiscal_position_ids=position.ids, original_tax_ids=included.ids
        )
        self.croissant.taxes_id = included
        goods = [(self.croissant, 1, 2.5, included)]
        move = self._invoice(goods, partner=self.bob)
        move.write({"partner_id": self.ana.id, "fiscal_position_id": position.id})
        self.assertPrices(move, 2)
        move.action_update_fpos_values()
        self.assertEqual(move.invoice_line_ids.tax_ids, abroad)
        self.assertPrices(move, 1.6)
        self.assertEqual(self._texts(move), ["Gold: Gold prices"])
        self._change(move, move.invoice_line_ids, quantity=2)
        self.assertPrices(move, 1.6)
        move.write({"partner_id": self.bob.id, "fiscal_position_id": position.id})
        self.assertPrices(move, 2)

    def test_price_list_and_discount_of_two_programs_both_count(self):
        other = self._run_program(name="Bakery")
        gift = Command.create({"percent": 10})
        silver = self._add_tier("Silver", other, benefit_ids=[gift])
        self._put_in_tier(silver)
        move = self._invoice()
        self.assertPrices(move, 3, 2)
        self.assertEqual(self._discounts(move), [10, 10])
        both = "Gold: Gold prices, Silver −10 %"
        self.assertEqual(self._texts(move), ["Silver −10 %", both])

    def test_points_are_used_on_what_the_tier_leaves(self):
        move = self._invoice()
        self._redeem(move, money=8)
        self.assertAlmostEqual(move.amount_total, 0)
        self.assertFalse(move._points_lines().points_price_tier_id)
        move.action_post()
        self.assertPoints(1000 - 800)

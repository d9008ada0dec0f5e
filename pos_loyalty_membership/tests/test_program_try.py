"""Trying a basket: the engine's answer in words, and nothing written."""

from odoo import fields
from odoo.exceptions import AccessError, ValidationError
from odoo.fields import Command
from odoo.tests import Form

from .till_common import TillCommon

TABLES = (
    "points.account",
    "points.entry",
    "points.lot",
    "points.hold",
    "points.allocation",
    "points.review",
    "pos.order",
)


class TestProgramTry(TillCommon):
    def _wizard(self, *lines, **values):
        return self.env["points.program.try"].create(
            {
                "program_id": self.program.id,
                "line_ids": [
                    Command.create({"product_id": product.id, "quantity": quantity})
                    for product, quantity in lines
                    or ((self.espresso, 2), (self.croissant, 1))
                ],
                **values,
            }
        )

    def _text(self, wizard):
        return " ".join(str(wizard.result).split())

    def test_the_cafe_basket_says_what_it_earns_and_what_can_be_redeemed(self):
        self._give(1240)
        text = self._text(self._wizard(partner_id=self.ana.id))
        self.assertIn('<span class="text-success">8 pts</span>', text)
        self.assertRegex(text, r"8 pts: 1 pt per \$.1\.00, on \$.8\.50")
        self.assertRegex(text, r"850 pts for \$.8\.50")

    def test_nothing_is_written_for_a_new_customer_nor_for_a_member(self):
        self._give(100)
        stranger = self.env["res.partner"].create({"name": "Stranger"})
        before = {name: self.env[name].search_count([]) for name in TABLES}
        for partner in (self.ana, stranger, self.env["res.partner"]):
            wizard = self._wizard(partner_id=partner.id)
            self.assertTrue(wizard.result)
        self.env.flush_all()
        after = {name: self.env[name].search_count([]) for name in TABLES}
        self.assertEqual(after, before)
        self.assertEqual(self._account().balance, 100)

    def test_a_sale_of_the_same_basket_earns_the_same(self):
        tax = self._new_tax(21)
        taxed = self._sell_product("Taxed", 9.99, tax)
        self.program.earn_basis = "tax_excluded"
        wizard = self._wizard((taxed, 3), partner_id=self.ana.id)
        order = self._sell([self._line(taxed, 3)], self.ana)
        self.assertEqual(order.points_earned, 29)
        self.assertIn("29 pts", self._text(wizard))

    def test_limits_are_named_as_reasons(self):
        friends = self.env["res.partner.category"].create({"name": "Friends"})
        self.earning_rule.partner_tag_ids = friends
        self.redemption_rule.minimum_balance = 500
        text = self._text(self._wizard(partner_id=self.ana.id))
        self.assertIn("is for other members", text)
        self.assertIn("This needs a balance of 500 pts.", text)
        self.ana.category_id = friends
        self.assertIn("8 pts", self._text(self._wizard(partner_id=self.ana.id)))

    def test_the_moment_and_the_sales_mode_count(self):
        away = self.env["pos.preset"].create({"name": "Away"})
        self.earning_rule.write({"preset_ids": [Command.set(away.ids)], "mon": False})
        monday, tuesday = (
            fields.Datetime.to_datetime(day)
            for day in ("2026-03-02 10:00:00", "2026-03-03 10:00:00")
        )
        for moment, mode, expected in (
            (monday, away, "does not apply on this weekday"),
            (tuesday, self.env["pos.preset"], "does not apply to this kind of sale"),
            (tuesday, away, "8 pts"),
        ):
            with self.subTest(expected):
                wizard = self._wizard(moment=moment, preset_id=mode.id)
                self.assertIn(expected, self._text(wizard))

    def test_a_program_that_has_not_started_can_be_tried(self):
        self.program.write({"state": "redeem_only"})
        text = self._text(self._wizard())
        self.assertIn("8 pts", text)
        self.assertIn("not running", text)

    def test_other_points_can_be_supposed(self):
        text = self._text(self._wizard(partner_id=self.ana.id, available=300))
        self.assertRegex(text, r"300 pts for \$.3\.00")

    def test_products_with_a_price_in_points_have_a_row_each(self):
        self.env["points.redemption.rule"].create(
            {
                "program_id": self.program.id,
                "name": "Gifts",
                "kind": "product",
                "points": 0,
            }
        )
        self.croissant.points_price = 250
        text = self._text(self._wizard(available=1000))
        self.assertIn("Gifts: Croissant", text)
        self.assertRegex(text, r"250 pts for \$.2\.50")

    def test_the_form_opens_from_the_program_with_its_till(self):
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "pos_loyalty_membership.points_program_try_action"
        )
        self.assertEqual(action["res_model"], "points.program.try")
        wizard = self.env["points.program.try"].with_context(
            default_program_id=self.program.id
        )
        with Form(wizard) as form:
            self.assertEqual(form.pos_config_id, self.program._tills()[:1])
            with form.line_ids.new() as line:
                line.product_id = self.espresso
                self.assertEqual(line.price_unit, 3)
            self.assertIn("3 pts", form.result)

    def test_an_empty_basket_has_no_answer(self):
        wizard = self._wizard()
        wizard.line_ids.unlink()
        self.assertIs(wizard.result, False)

    def test_figures_that_no_sale_has_are_refused(self):
        for values in (
            {"quantity": -1},
            {"price_unit": -0.01},
            {"discount": 101},
            {"quantity": 10_000_000},
        ):
            with self.subTest(values), self.assertRaises(ValidationError):
                self._wizard().line_ids[:1].write(values)

    def test_a_cashier_cannot_try_programs(self):
        with self.assertRaises(AccessError):
            self.env["points.program.try"].with_user(self.cashier).create(
                {"program_id": self.program.id}
            )

"""What keeps its price on a draft invoice, although a tier has a price list."""

from datetime import timedelta

from odoo import fields
from odoo.fields import Command
from odoo.tests import new_test_user

from .configuration_common import ACCOUNTANT
from .invoice_price_list_common import InvoicePriceListCommon

OWN = "specific_property_product_pricelist"


class TestInvoicePriceRefusals(InvoicePriceListCommon):
    def _own_list(self, **values):
        return self.env["product.pricelist"].create(
            {"name": "Own", "currency_id": self.currency.id, **values}
        )

    # ------------------------------------------------------------------ by hand

    def test_a_price_by_hand_stays_whoever_the_customer_is(self):
        lines = [(self.croissant, 1, 2.2, None), (self.croissant, 1, 1.5, None)]
        move = self._invoice(lines)
        self.assertPrices(move, 2.2, 1.5)
        self.assertEqual(self._texts(move), ["", ""])
        for partner in (self.bob, self.ana):
            move.partner_id = partner
            self.assertPrices(move, 2.2, 1.5)

    def test_a_price_typed_over_the_tiers_stays(self):
        move = self._invoice()
        croissant = move.invoice_line_ids[1]
        self._change(move, croissant, price_unit=1.9)
        self.assertPrices(move, 3, 1.9)
        self.assertFalse(croissant.points_price_tier_id)
        self._change(move, croissant, quantity=3)
        move.partner_id = self.bob
        self.assertPrices(move, 3, 1.9)

    def test_a_price_typed_in_the_form_stays_while_other_things_change(self):
        with self._form() as form:
            form.partner_id = self.ana
            with form.invoice_line_ids.new() as line:
                line.product_id = self.croissant
            with form.invoice_line_ids.edit(0) as line:
                line.price_unit = 2.1
            with form.invoice_line_ids.edit(0) as line:
                line.quantity = 4
            shown = form.invoice_line_ids.edit(0)
            self.assertEqual((shown.price_unit, shown.points_tier_text), (2.1, ""))
            form.partner_id = self.bob
        self.assertPrices(form.save(), 2.1)

    def test_the_price_of_a_line_without_a_product_stays(self):
        line = {"name": "Catering", "price_unit": 2.5, "tax_ids": []}
        move = self._invoice(invoice_line_ids=[Command.create(line)])
        self.assertPrices(move, 2.5)

    def test_the_price_read_from_a_document_stays(self):
        line = {"product_id": self.croissant.id, "price_unit": 2.5, "tax_ids": []}
        line["is_imported"] = True
        move = self._invoice(invoice_line_ids=[Command.create(line)])
        self.assertPrices(move, 2.5)

    def test_a_line_that_gives_back_keeps_its_price(self):
        lines = [(self.croissant, 2, 2.5, None), (self.croissant, -1, 2.5, None)]
        self.assertPrices(self._invoice(lines), 2, 2.5)

    # ---------------------------------------------------------- the contact's own

    def test_a_list_set_on_the_contact_itself_comes_before_the_tiers(self):
        self.ana[OWN] = self._own_list()
        move = self._invoice()
        self.assertPrices(move, 3, 2.5)
        self.ana[OWN] = False
        move.partner_id = self.ana
        self.assertPrices(move, 3, 2)

    def test_a_list_for_everybody_or_an_archived_own_one_does_not(self):
        feature = self.env.ref("product.group_product_pricelist")
        self.env.ref("base.group_user").sudo().implied_ids |= feature
        own = self._own_list(sequence=0)
        self.assertEqual(self.ana.property_product_pricelist, own)
        self.assertPrices(self._invoice(), 3, 2)
        self.ana[OWN] = own
        own.active = False
        self.assertPrices(self._invoice(), 3, 2)

    def test_a_list_set_on_the_contact_in_another_company_does_not(self):
        other = self.setup_other_company()["company"]
        self.ana.with_company(other)[OWN] = self._own_list(company_id=other.id)
        self.assertPrices(self._invoice(), 3, 2)

    # ------------------------------------------------------------- no list, no rule

    def test_an_archived_list_gives_nothing_and_takes_back_what_it_gave(self):
        move = self._invoice()
        self.pricelist.active = False
        move.partner_id = self.ana
        self.assertPrices(move, 3, 2.5)
        self.assertPrices(self._invoice(), 3, 2.5)

    def test_goods_that_no_rule_is_for_or_changes_keep_the_usual_price(self):
        for price in (None, 2.5):
            with self.subTest(price):
                self._set_rules({"product_tmpl_id": self.espresso.product_tmpl_id.id})
                if price:
                    self._only_croissants(fixed_price=price)
                move = self._invoice([(self.croissant, 1, 2.5, None)])
                self.assertPrices(move, 2.5)
                self.assertEqual(self._texts(move), [""])
                self.assertFalse(move.points_has_benefits)

    def test_a_tier_with_discounts_does_not_give_the_list_it_had_before(self):
        self.gold.benefit_kind = "percent"
        self.assertPrices(self._invoice(), 3, 2.5)

    def test_a_program_that_says_no_gives_none(self):
        self.program.invoice_benefits = False
        self.assertPrices(self._invoice(), 3, 2.5)

    def test_who_is_not_in_the_tier_has_usual_prices(self):
        cleo = self.env["res.partner"].create({"name": "Cleo"})
        self._give(10, cleo)
        for partner in (self.bob, cleo):
            self.assertPrices(self._invoice(partner=partner), 3, 2.5)

    # ------------------------------------------------------------- which documents

    def test_a_vendor_bill_has_none(self):
        journal = self.company_data["default_journal_purchase"]
        bill = self._invoice(move_type="in_invoice", journal_id=journal.id)
        self.assertPrices(bill, 3, 2.5)

    def test_the_invoice_of_another_company_has_none(self):
        data = self.setup_other_company()
        accountant = new_test_user(
            self.env,
            login="other_accountant",
            groups=ACCOUNTANT,
            company_id=data["company"].id,
            company_ids=[Command.set((self.company | data["company"]).ids)],
        )
        line = {"product_id": self.croissant.id, "price_unit": 2.5, "tax_ids": []}
        move = (
            self.env["account.move"]
            .with_user(accountant)
            .create(
                {
                    "move_type": "out_invoice",
                    "partner_id": self.ana.id,
                    "journal_id": data["default_journal_sale"].id,
                    "invoice_line_ids": [Command.create(line)],
                }
            )
        )
        self.assertEqual(move.company_id, data["company"])
        self.assertPrices(move, 2.5)

    def test_a_posted_invoice_keeps_them_whatever_happens_to_the_list(self):
        move = self._invoice(post=True)
        self._only_croissants(fixed_price=1.0)
        move.write({"ref": "Later"})
        self.assertPrices(move, 3, 2)
        self.assertEqual(self._account().balance, 1008)

    def test_posting_a_draft_without_a_date_changes_no_price(self):
        move = self._invoice(invoice_date=False)
        self._only_croissants(fixed_price=1.0)
        move.action_post()
        self.assertTrue(move.invoice_date)
        self.assertPrices(move, 3, 2)

    def test_a_credit_note_and_a_copy_are_right(self):
        move = self._invoice(post=True)
        note = self._credit_note(move)
        self.assertPrices(note, 3, 2)
        self.assertAlmostEqual(note.amount_total, 8)
        self.assertPrices(move.copy({"partner_id": self.bob.id}), 3, 2.5)
        self.assertPrices(move.copy(), 3, 2)

    def test_the_invoice_of_an_order_of_a_till_keeps_the_orders_prices(self):
        order = self._sell([self._line(self.croissant)], self.ana)
        order.with_user(self.cashier).sudo().action_pos_order_invoice()
        self.assertAlmostEqual(order.account_move.amount_total, 2.5)

    # -------------------------------------------------------------------- claims

    def test_a_price_claimed_in_the_name_of_a_tier_is_set_right(self):
        claim = {
            "product_id": self.croissant.id,
            "price_unit": 0.5,
            "tax_ids": [],
            "points_price_tier_id": self.gold.id,
            "points_pricelist_id": self.pricelist.id,
            "points_tier_price": 0.5,
            "points_usual_price": 2.5,
        }
        for partner, price in ((self.ana, 2), (self.bob, 2.5)):
            with self.subTest(partner.name):
                lines = [Command.create(claim)]
                move = self._invoice(partner=partner, invoice_line_ids=lines)
                self.assertPrices(move, price)
                self.assertBalanced(move)

    # ---------------------------------------------------------------------- cost

    def test_a_list_is_asked_once_however_many_lines_and_drafts(self):
        service = self.env["points.invoice"].with_user(self.accountant)
        goods = [(self.croissant, number, 2.5, None) for number in range(1, 12)]
        moves = self._invoice(goods)
        counts = []
        for _time in range(2):
            tiers = service._customer_tiers(moves)
            service._tier_prices(tiers)
            before = self.env.cr.sql_log_count
            prices = service._tier_prices(tiers)
            counts.append(self.env.cr.sql_log_count - before)
            self.assertEqual({gift.price for gift in prices.values()}, {2})
            moves |= self._invoice(goods)
        # Beside Odoo's own loyalty one more asks which products are gift cards.
        once = 1 + ("loyalty.rule" in self.env)
        self.assertEqual(counts, [once, once])

    def test_drafts_of_others_ask_for_no_list(self):
        self._give(10, self.bob)
        move = self._invoice(partner=self.bob)
        service = self.env["points.invoice"].with_user(self.accountant)
        tiers = service._customer_tiers(move)
        before = self.env.cr.sql_log_count
        self.assertEqual(service._tier_prices(tiers), {})
        self.assertEqual(self.env.cr.sql_log_count, before)

    def test_a_day_not_yet_begun_has_its_own_prices(self):
        tomorrow = fields.Date.context_today(self.env.user) + timedelta(days=1)
        start = fields.Datetime.to_datetime(tomorrow)
        self._only_croissants(fixed_price=1.0, date_start=start)
        move = self._invoice()
        self.assertPrices(move, 3, 2.5)
        move.invoice_date = tomorrow
        self.assertPrices(move, 3, 1)

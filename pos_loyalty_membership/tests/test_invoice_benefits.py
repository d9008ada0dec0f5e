"""Discounts of tiers on draft invoices: they come and go with the customer."""

from uuid import uuid4

from odoo import fields
from odoo.fields import Command

from .invoice_tier_common import InvoiceTierCommon


class TestInvoiceBenefits(InvoiceTierCommon):
    @classmethod
    def _gold(cls):
        gift = {"percent": 10, "product_ids": [Command.set(cls.croissant.ids)]}
        return {"benefit_ids": [Command.create(gift)]}

    def test_a_draft_of_a_member_has_the_discount_of_its_tier(self):
        move = self._invoice()
        self.assertEqual(self._discounts(move), [0, 10])
        self.assertAlmostEqual(move.amount_total, 8.25)
        line = move.invoice_line_ids[1]
        self.assertEqual(line.points_tier_id, self.gold)
        self.assertEqual(line.points_tier_text, "Gold −10 %")
        self.assertFalse(move.invoice_line_ids[0].points_tier_text)
        self.assertBalanced(move)

    def test_the_form_shows_it_while_the_invoice_is_typed(self):
        with self._form() as form:
            form.partner_id = self.ana
            with form.invoice_line_ids.new() as line:
                line.product_id = self.espresso
            with form.invoice_line_ids.new() as line:
                line.product_id = self.croissant
            self.assertEqual(
                form.invoice_line_ids.edit(1).points_tier_text, "Gold −10 %"
            )
            form.partner_id = self.bob
            self.assertEqual(form.invoice_line_ids.edit(1).discount, 0)
            form.partner_id = self.ana
        move = form.save()
        self.assertEqual(self._discounts(move), [0, 10])
        self.assertEqual(move.invoice_line_ids[1].points_hand_discount, 0)

    def test_another_customer_ends_it_and_the_first_brings_it_back(self):
        move = self._invoice()
        move.partner_id = self.bob
        self.assertEqual(self._discounts(move), [0, 0])
        self.assertFalse(move.invoice_line_ids.points_tier_id)
        self.assertAlmostEqual(move.amount_total, 8.5)
        move.partner_id = self.ana
        self.assertEqual(self._discounts(move), [0, 10])

    def test_the_greater_of_tier_and_hand_counts_and_the_hand_comes_back(self):
        move = self._invoice(partner=self.bob)
        croissant = move.invoice_line_ids[1]
        for by_hand, shown in ((5, 10), (10, 10), (15, 15)):
            with self.subTest(by_hand):
                move.partner_id = self.bob
                croissant.discount = by_hand
                move.partner_id = self.ana
                self.assertEqual(croissant.discount, shown)
                self.assertEqual(bool(croissant.points_tier_id), by_hand < 10)
                move.partner_id = self.bob
                self.assertEqual(croissant.discount, by_hand)

    def test_a_discount_typed_over_it_is_compared_again(self):
        move = self._invoice()
        croissant = move.invoice_line_ids[1]
        for typed, shown in ((15, 15), (0, 10), (3, 10)):
            with self.subTest(typed):
                change = Command.update(croissant.id, {"discount": typed})
                move.write({"invoice_line_ids": [change]})
                self.assertEqual(croissant.discount, shown)

    def test_a_line_that_is_added_gets_it_too(self):
        move = self._invoice(lines=[(self.espresso, 1, 3.0, None)])
        line = {"product_id": self.croissant.id, "price_unit": 2.5, "tax_ids": []}
        move.write({"invoice_line_ids": [Command.create(line)]})
        self.assertEqual(self._discounts(move), [0, 10])

    def test_points_are_used_on_what_the_tier_leaves(self):
        move = self._invoice()
        self._redeem(move, money=8.25)
        self.assertAlmostEqual(move.amount_total, 0)
        self.assertFalse(move._points_lines().points_tier_id)
        move.action_post()
        self.assertPoints(1000 - 825)

    def test_a_posted_invoice_keeps_it_whatever_happens_to_the_tier(self):
        move = self._invoice(post=True)
        self.env["points.tiers"]._withdraw(
            self._account(), self.env["points.tier"], "", "Test", str(uuid4())
        )
        move.write({"ref": "Later"})
        self.assertEqual(self._discounts(move), [0, 10])
        self.assertEqual(self._account().balance, 1008)

    def test_a_credit_note_and_a_copy_are_right(self):
        move = self._invoice(post=True)
        note = self._credit_note(move)
        self.assertAlmostEqual(note.amount_total, 8.25)
        copy = move.copy({"partner_id": self.bob.id})
        self.assertEqual(self._discounts(copy), [0, 0])
        again = move.copy()
        self.assertEqual(self._discounts(again), [0, 10])

    def test_a_vendor_bill_and_a_program_that_says_no_have_none(self):
        bill = self._invoice(
            move_type="in_invoice",
            journal_id=self.company_data["default_journal_purchase"].id,
        )
        self.assertEqual(self._discounts(bill), [0, 0])
        self.program.invoice_benefits = False
        self.assertEqual(self._discounts(self._invoice()), [0, 0])

    def test_a_program_that_only_redeems_keeps_what_its_tiers_give(self):
        self.program.state = "redeem_only"
        self.assertEqual(self._discounts(self._invoice()), [0, 10])

    def test_the_invoice_of_an_order_of_a_till_keeps_the_orders_prices(self):
        order = self._sell(
            [self._line(self.espresso), self._line(self.croissant)], self.ana
        )
        order.with_user(self.cashier).sudo().action_pos_order_invoice()
        self.assertAlmostEqual(order.account_move.amount_total, 5.5)

    def test_an_invoice_of_nobody_and_of_a_contact_without_account_have_none(self):
        self.assertEqual(self._discounts(self._invoice(partner=self.bob)), [0, 0])
        move = self.env["account.move"].create(
            {
                "move_type": "out_invoice",
                "invoice_date": fields.Date.today(),
                "invoice_line_ids": [
                    Command.create({"product_id": self.croissant.id, "tax_ids": []})
                ],
            }
        )
        self.assertEqual(self._discounts(move), [0])

    def test_the_tiers_of_many_customers_are_read_in_one_query(self):
        moves = self._invoice()
        for _draft in range(4):
            partner = self.env["res.partner"].create({"name": "Somebody"})
            self._give(10, partner)
            moves |= self._invoice(partner=partner)
        service = self.env["points.invoice"].with_user(self.accountant)
        counts = []
        for some in (moves[:1], moves):
            moves.mapped("partner_id.is_company")
            before = self.env.cr.sql_log_count
            tiers = service._customer_tiers(some)
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(counts, [1, 1])
        self.assertEqual([tier.id for tier in tiers[moves[0]]], self.gold.ids)
        self.assertEqual(tiers[moves[1]], [])

    def test_an_accountant_of_another_program_reads_no_account(self):
        """Whoever writes the invoice needs no right to the member's points."""
        self.assertFalse(
            self.env["points.account"].with_user(self.accountant).has_access("write")
        )
        self.assertEqual(self._discounts(self._invoice()), [0, 10])

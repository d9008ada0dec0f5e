"""Credit notes take back and give back by amount, once, and can be undone."""

from datetime import timedelta

from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import RedirectWarning, UserError
from odoo.fields import Command

from .invoice_common import InvoiceCommon


class TestInvoiceReversal(InvoiceCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._give(1240)

    def _redeemed_invoice(self, points=500):
        move = self._invoice()
        self._redeem(move, points=points)
        move.action_post()
        return move

    def _part(self, note, quantities, discount=None):
        """Lower a draft credit note to these quantities and this discount."""
        commands = []
        for line in note.invoice_line_ids:
            if line.product_id in quantities:
                values = {"quantity": quantities[line.product_id]}
                commands.append(Command.update(line.id, values))
            elif line.price_unit < 0 and discount is not None:
                values = {"price_unit": -discount, "extra_tax_data": False}
                commands.append(Command.update(line.id, values))
        note.write({"invoice_line_ids": commands})
        note.action_post()

    def test_a_full_credit_note_takes_all_back_and_gives_all_back(self):
        move = self._redeemed_invoice()
        self.assertPoints(743)
        note = self._credit_note(move)
        self.assertEqual(note.amount_total, 3.5)
        self.assertFalse(note._points_lines(), "its discount is a plain line")
        self.assertPoints(1240)
        self.assertEqual((note.points_earned, note.points_redeemed), (-3, -500))
        self.assertBalanced(move, note)
        self.assertProved()

    def test_several_partial_credit_notes_add_up(self):
        move = self._redeemed_invoice()
        first = self._credit_note(move, post=False)
        # One espresso of two: 3.00 less 1.77 of the discount.
        self._part(first, {self.espresso: 1, self.croissant: 0}, 1.77)
        self.assertEqual(first.amount_total, 1.23)
        # 3 x 1.23 / 3.50 are 1 point; 500 x 1.77 / 5.00 are 177.
        self.assertPoints(743 - 1 + 177)
        second = self._credit_note(move, post=False)
        self._part(second, {self.espresso: 1, self.croissant: 1}, 3.23)
        self.assertPoints(1240)
        third = self._credit_note(move, post=False)
        self._part(third, {self.espresso: 1, self.croissant: 0}, 0)
        self.assertPoints(1240)
        self.assertFalse(third.points_entry_ids)
        self.assertProved()

    def test_a_credit_of_value_only_takes_back_by_amount_and_gives_no_points(self):
        move = self._redeemed_invoice()
        note = self._credit_note(move, post=False)
        note.write({"invoice_line_ids": [Command.clear()]})
        note.write(
            {
                "invoice_line_ids": [
                    Command.create(
                        {"name": "Goodwill", "price_unit": 1.75, "tax_ids": False}
                    )
                ]
            }
        )
        note.action_post()
        # Half of the 3.50: 1 of 3 points.
        self.assertPoints(742)

    def test_a_credit_note_back_to_draft_undoes_what_it_did_however_often(self):
        move = self._redeemed_invoice()
        note = self._credit_note(move)
        for _time in range(3):
            note.button_draft()
            self.assertPoints(743)
            note.action_post()
            self.assertPoints(1240)
        self.assertProved()

    def test_the_days_maximum_counts_what_a_reset_credit_note_gave_again(self):
        self.program.maximum_per_day = 10
        note = self._credit_note(self._invoice(post=True))
        for _time in range(2):
            note.button_draft()
            note.action_post()
        self.assertPoints(1240)
        note.button_draft()
        self.assertEqual(self._invoice(post=True).points_earned, 2)
        self.assertPoints(1250)

    def test_a_credit_note_that_is_cancelled_undoes_what_it_did(self):
        move = self._redeemed_invoice()
        self._credit_note(move).button_cancel()
        self.assertPoints(743)
        self.assertEqual(move.points_earned, 3)

    def test_a_credit_note_of_a_credit_note_restores_the_sale_and_earns_nothing(self):
        move = self._redeemed_invoice()
        note = self._credit_note(move)
        again = self._credit_note(note)
        self.assertEqual(again.move_type, "out_invoice")
        self.assertPoints(743)
        self.assertEqual((again.points_earned, again.points_redeemed), (3, 500))
        again.button_draft()
        self.assertPoints(1240)
        again.action_post()
        self.assertPoints(743)
        last = self._credit_note(move)
        self.assertPoints(1240)
        self.assertEqual((last.points_earned, last.points_redeemed), (-3, -500))
        self.assertProved()

    def test_a_modified_invoice_starts_over_without_the_discount(self):
        move = self._redeemed_invoice()
        new = self._credit_note(move, modify=True)
        self.assertPoints(1240)
        self.assertEqual((new.state, new.amount_total), ("draft", 8.5))
        self.assertFalse(new._points_lines())
        new.action_post()
        self.assertPoints(1248)
        self.assertProved()

    def test_an_invoice_with_a_credit_note_reset_and_posted_again_counts_once(self):
        move = self._redeemed_invoice()
        note = self._credit_note(move, post=False)
        self._part(note, {self.espresso: 1, self.croissant: 0}, 1.77)
        self.assertPoints(919)
        move.button_draft()
        self.assertEqual(self._account().balance, 1240)
        # What was given back is not reserved again: the discount asks once more.
        with self.assertRaises(RedirectWarning):
            move.action_post()
        [uuid] = set(move._points_lines().mapped("points_hold_uuid"))
        self._redeem(move, points=500, replaced=uuid)
        move.action_post()
        self.assertPoints(919)
        self.assertProved()

    def test_points_that_were_spent_meanwhile_become_a_debt(self):
        bob = self.env["res.partner"].create({"name": "Bob"})
        move = self._invoice(partner=bob, post=True)
        self.assertPoints(8, bob)
        self.program.invoice_earning = "never"
        other = self._invoice(partner=bob)
        self._redeem(other, points=8)
        other.action_post()
        self._credit_note(move)
        account = self._account(bob)
        self.assertEqual((account.balance, account.debt), (-8, 8))
        self.assertProved()

    def test_a_locked_invoice_is_only_undone_by_its_credit_note(self):
        self.journal.restrict_mode_hash_table = True
        move = self._redeemed_invoice()
        self.assertTrue(move.inalterable_hash)
        with self.assertRaises(UserError):
            move.button_draft()
        self.assertPoints(743)
        self._credit_note(move)
        self.assertPoints(1240)

    def test_a_credit_note_of_a_till_invoice_reverses_the_orders_points(self):
        lines = [self._line(self.espresso, 2), self._line(self.croissant)]
        order, _hold = self._redeem_and_sell(lines, 500, 5.0)
        order.action_pos_order_invoice()
        self.assertPoints(743)
        move = order.account_move
        note = self._credit_note(move)
        self.assertPoints(1240)
        self.assertEqual((note.points_earned, note.points_redeemed), (-3, -500))
        self.assertProved()

    def test_one_sale_returned_through_both_doors_is_reversed_once(self):
        order = self._sell([self._line(self.espresso, 2)], self.ana)
        order.action_pos_order_invoice()
        self.assertPoints(1246)
        self._credit_note(order.account_move)
        self.assertPoints(1240)
        sold = order.lines
        back = self._line(self.espresso, -2, refunded_orderline_id=sold.id)
        self._sell([back], self.ana)
        self.assertPoints(1240)
        self.assertProved()

    def test_a_credit_note_at_another_rate_takes_back_by_the_invoices_own(self):
        today = fields.Date.context_today(self.env.user)
        later = today + timedelta(days=30)
        currency = self.setup_other_currency(
            "EUR", rates=[("2020-01-01", 2.0), (later, 4.0)]
        )
        goods = [(self.espresso, 2, 10.0, None)]
        move = self._invoice(goods, currency_id=currency.id, post=True)
        self.assertPoints(1250)
        with freeze_time(later):
            note = self._credit_note(move, post=False)
            line = note.invoice_line_ids
            note.write(
                {
                    "invoice_date": later,
                    "invoice_line_ids": [Command.update(line.id, {"quantity": 1})],
                }
            )
            note.action_post()
        self.assertEqual(note.invoice_currency_rate, 4.0)
        self.assertPoints(1245)

    def test_a_credit_note_without_its_invoice_is_listed_for_review(self):
        note = self._invoice(move_type="out_refund", post=True)
        self.assertPoints(1240)
        review = self.env["points.review"].search([("source_id", "=", note.id)])
        self.assertEqual(review.kind, "unlinked_return")
        self.assertEqual(review.partner_id, self.ana)

    def test_the_points_follow_the_entries_not_the_customer_of_the_credit_note(self):
        move = self._redeemed_invoice()
        note = self._credit_note(move, post=False)
        note.partner_id = self.env["res.partner"].create({"name": "Bob"})
        note.action_post()
        self.assertPoints(1240)

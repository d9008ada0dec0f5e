"""What invoices earn: once, when posted or when paid, and only on what was paid."""

from unittest.mock import patch

from odoo import fields
from odoo.fields import Command
from odoo.tools import mute_logger

from .invoice_common import InvoiceCommon


class TestInvoiceEarnPosted(InvoiceCommon):
    def test_a_posted_invoice_earns_and_says_why(self):
        move = self._invoice(post=True)
        self.assertPoints(8)
        self.assertEqual(move.points_earned, 8)
        entry = move.points_entry_ids
        self.assertEqual(entry.source_name, move.name)
        self.assertIn("8 pts", entry.why_text)
        self.assertEqual([line["points"] for line in entry.lines], [600, 200])
        self.assertProved()

    def test_a_draft_earns_nothing(self):
        move = self._invoice()
        self.assertFalse(self._account())
        self.assertFalse(move.points_entry_ids)

    def test_an_invoice_address_earns_for_its_contact(self):
        address = self.env["res.partner"].create(
            {"name": "Accounts", "type": "invoice", "parent_id": self.ana.id}
        )
        self._invoice(partner=address, post=True)
        self.assertPoints(8)

    def test_programs_that_never_earn_on_invoices_do_not(self):
        self.program.invoice_earning = "never"
        move = self._invoice(post=True)
        self._pay(move)
        self.assertFalse(move.points_entry_ids)

    def test_rules_for_the_till_only_do_not_earn_on_invoices(self):
        self.earning_rule.channel = "till"
        move = self._invoice(post=True)
        self.assertFalse(move.points_entry_ids)
        self.earning_rule.channel = "invoice"
        self._invoice(post=True)
        self.assertPoints(8)
        self._sell([self._line(self.espresso)], self.ana)
        self.assertPoints(8)

    def test_only_enrolled_members_earn_where_the_program_says_so(self):
        self.program.member_policy = "enrolled"
        self._invoice(post=True)
        self.assertFalse(self._account())
        self._give(1)
        self._invoice(post=True)
        self.assertPoints(9)

    def test_invoices_of_customers_who_are_no_members_cost_no_query(self):
        shop = self.env["res.partner"].create({"name": "Shop", "is_company": True})
        snapshot = type(self.env["points.snapshot"])

        def queries():
            move = self._invoice(partner=shop)
            self.env.flush_all()
            before = self.env.cr.sql_log_count
            move.action_post()
            self.env.flush_all()
            return self.env.cr.sql_log_count - before

        queries()
        with patch.object(snapshot, "_companies_with_programs", lambda _self: set()):
            bare = queries()
        self.assertEqual(queries(), bare)

    def test_posting_many_at_once_earns_for_each(self):
        moves = self._invoice() | self._invoice() | self._invoice()
        moves.action_post()
        self.assertPoints(24)
        self.assertProved()

    def test_a_reset_takes_back_and_the_next_posting_earns_what_is_then_invoiced(self):
        move = self._invoice(post=True)
        move.button_draft()
        self.assertPoints(0)
        line = move.invoice_line_ids[0]
        move.write({"invoice_line_ids": [Command.update(line.id, {"quantity": 4})]})
        move.action_post()
        self.assertPoints(14)
        self.assertEqual(move.points_earned, 14)
        self.assertProved()

    def test_a_negative_line_lowers_what_is_earned(self):
        self._invoice(
            [(self.espresso, 2, 3.0, None), (self.croissant, 1, -2.5, None)], post=True
        )
        self.assertPoints(3)

    def test_lines_without_a_product_earn_too(self):
        move = self._invoice(
            invoice_line_ids=[
                Command.create({"name": "Catering", "price_unit": 20, "tax_ids": False})
            ],
            post=True,
        )
        self.assertEqual(move.points_earned, 20)

    def test_another_currency_earns_at_the_rate_of_the_invoice(self):
        currency = self.setup_other_currency("EUR", rates=[("2020-01-01", 2.0)])
        self._give(1000)
        move = self._invoice(currency_id=currency.id)
        self._redeem(move, points=200)
        self.assertEqual(move._points_lines().price_total, -4.0)
        self.assertEqual(move.amount_total, 4.5)
        move.action_post()
        # 8.50 in that currency are 4.25; 2.00 of them were paid with points.
        self.assertEqual((move.points_earned, move.points_redeemed), (2, 200))
        self.assertBalanced(move)
        rates = [e.explanation["document"]["rate"] for e in move.points_entry_ids]
        self.assertEqual(rates, [2.0, 2.0])
        self._credit_note(move)
        self.assertPoints(1000)
        self.assertProved()

    def test_an_invoice_of_a_till_order_does_not_earn_again(self):
        order = self._sell([self._line(self.espresso, 2)], self.ana)
        self.assertPoints(6)
        order.action_pos_order_invoice()
        self.assertPoints(6)
        move = order.account_move
        self.assertEqual(move.points_earned, 6)
        self.assertEqual(move.points_entry_ids, order.points_entry_ids)
        [line] = move._points_print_lines()
        self.assertEqual((line["earned"], line["balance"]), ("6 pts", "6 pts"))

    def test_what_cannot_be_settled_is_noted_and_settled_later(self):
        service = type(self.env["points.invoice.settlement"])
        with (
            patch.object(service, "_settle_earning", side_effect=ValueError("broken")),
            mute_logger(
                "odoo.addons.pos_loyalty_membership.services.invoice_settlement"
            ),
        ):
            move = self._invoice(post=True)
        self.assertEqual(move.state, "posted")
        review = self.env["points.review"].search(
            [("source_model", "=", "account.move"), ("source_id", "=", move.id)]
        )
        self.assertEqual((review.kind, review.state), ("unsettled", "open"))
        self.env["points.settlement"]._settle_again(review)
        self.assertEqual(review.state, "closed")
        self.assertPoints(8)

    def test_the_print_shows_points_if_the_program_says_so(self):
        self._give(1240)
        move = self._invoice()
        self._redeem(move, points=500)
        move.action_post()
        html = self._printed(move)
        for text in ("Earned", "3 pts", "500 pts", "743 pts"):
            self.assertIn(text, html)
        self.program.invoice_print = False
        self.assertNotIn("743 pts", self._printed(move))

    def _printed(self, move):
        report = self.env["ir.actions.report"]
        html, _type = report._render_qweb_html("account.report_invoice", move.ids)
        return html.decode()


class TestInvoiceEarnPaid(InvoiceCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.program.invoice_earning = "paid"

    def test_nothing_is_earned_before_it_is_paid(self):
        move = self._invoice(post=True)
        self.assertFalse(move.points_entry_ids)
        self._pay(move)
        self.assertPoints(8)
        self.assertEqual(move.points_earned, 8)

    def test_part_payments_earn_with_the_last_one(self):
        move = self._invoice(post=True)
        self._pay(move, 3.0)
        self.assertFalse(move.points_entry_ids)
        self._pay(move, 5.5)
        self.assertPoints(8)

    def test_a_payment_that_is_undone_takes_the_points_back_and_the_next_earns(self):
        move = self._invoice(post=True)
        self._pay(move)
        for _time in range(2):
            receivable = move.line_ids.filtered(
                lambda line: line.account_type == "asset_receivable"
            )
            counterpart = receivable.matched_credit_ids.credit_move_id
            receivable.remove_move_reconcile()
            self.assertPoints(0)
            (receivable | counterpart).reconcile()
            self.assertPoints(8)
        self.assertProved()

    def test_a_cancelled_payment_takes_the_points_back(self):
        move = self._invoice(post=True)
        payment = self._pay(move)
        self.assertPoints(8)
        payment.action_draft()
        self.assertPoints(0)
        payment.action_post()
        self.assertProved()

    def test_payments_without_an_entry_count_while_they_stand(self):
        self.bank.inbound_payment_method_line_ids.payment_account_id = False
        # So it is where an accounting application reconciles bank statements.
        self.patch(
            type(self.env["account.move"]),
            "_get_invoice_in_payment_state",
            lambda move: "in_payment",
        )
        move = self._invoice(post=True)

        def pay(amount):
            payment = self.env["account.payment"].create(
                {
                    "journal_id": self.bank.id,
                    "partner_id": self.ana.id,
                    "amount": amount,
                    "invoice_ids": move.ids,
                }
            )
            payment.action_post()
            self.assertFalse(payment.move_id)
            return payment

        pay(3.0)
        self.assertFalse(move.points_entry_ids, "a part only")
        rest = pay(5.5)
        self.assertPoints(8)
        rest.action_reject()
        self.assertPoints(0)
        pay(5.5)
        self.assertPoints(8)
        self.assertProved()

    def test_a_write_off_does_not_earn(self):
        move = self._invoice(post=True)
        self._pay(
            move,
            amount=5.0,
            payment_difference_handling="reconcile",
            writeoff_account_id=self.company_data["default_account_expense"].id,
        )
        self.assertIn(move.payment_state, ("paid", "in_payment"))
        self.assertPoints(5)

    def test_a_part_settled_by_a_credit_note_does_not_earn(self):
        move = self._invoice(post=True)
        note = self._credit_note(move, post=False)
        line = note.invoice_line_ids[0]
        note.write({"invoice_line_ids": [Command.update(line.id, {"quantity": 0})]})
        note.action_post()
        self.assertEqual(move.amount_residual, 6.0)
        self._pay(move)
        self.assertPoints(6)
        self.assertEqual(move.points_earned, 6)
        self.assertFalse(note.points_entry_ids)

    def test_an_invoice_settled_by_a_credit_note_alone_earns_nothing(self):
        move = self._invoice(post=True)
        self._credit_note(move)
        self.assertEqual(move.payment_state, "reversed")
        self.assertFalse(move.points_entry_ids)

    def test_an_invoice_paid_with_points_alone_earns_nothing(self):
        self._give(1240)
        move = self._invoice()
        self._redeem(move)
        move.action_post()
        self.assertEqual(move.amount_total, 0)
        self.assertEqual((move.points_earned, move.points_redeemed), (0, 850))
        self.assertPoints(390)

    def test_a_payment_entered_by_hand_in_a_cash_journal_earns(self):
        move = self._invoice(post=True)
        cash = self.company_data["default_journal_cash"]
        receivable = move.line_ids.filtered(
            lambda line: line.account_type == "asset_receivable"
        )
        entry = self.env["account.move"].create(
            {
                "journal_id": cash.id,
                "date": fields.Date.today(),
                "line_ids": [
                    Command.create(
                        {
                            "account_id": cash.default_account_id.id,
                            "balance": 8.5,
                            "partner_id": self.ana.id,
                        }
                    ),
                    Command.create(
                        {
                            "account_id": receivable.account_id.id,
                            "balance": -8.5,
                            "partner_id": self.ana.id,
                        }
                    ),
                ],
            }
        )
        entry.action_post()
        paid = entry.line_ids.filtered(lambda line: line.balance < 0)
        (receivable | paid).reconcile()
        self.assertPoints(8)

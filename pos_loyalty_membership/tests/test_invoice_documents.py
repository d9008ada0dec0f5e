"""Documents of every kind in the books: locked, foreign, reported, printed."""

from collections import defaultdict
from datetime import timedelta
from unittest.mock import patch

from freezegun import freeze_time
from lxml import etree

from odoo import fields
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import Form

from .invoice_common import InvoiceCommon


class TestInvoiceDocuments(InvoiceCommon):
    """Ana has 1,240 points."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._give(1240)

    def _redeemed(self, points=500, **values):
        move = self._invoice(**values)
        self._redeem(move, points=points)
        return move

    # ------------------------------------------------------------ hashed and locked

    def test_a_hashed_invoice_earns_redeems_and_is_undone_by_its_credit_note(self):
        self.journal.restrict_mode_hash_table = True
        moves = self._redeemed() | self._invoice()
        moves.action_post()
        self.assertTrue(all(moves.mapped("inalterable_hash")))
        self.assertPoints(1240 - 500 + 3 + 8)
        for move in moves:
            with self.assertRaises(UserError):
                move.button_draft()
        note = self._credit_note(moves[0])
        self.assertTrue(note.inalterable_hash)
        self.assertPoints(1240 + 8)
        with self.assertRaises(UserError):
            note.button_draft()
        self.assertPoints(1240 + 8)
        self._credit_note(note)
        self.assertPoints(1240 - 500 + 3 + 8)
        report = self.company._check_hash_integrity()["results"]
        broken = [each for each in report if each["status"] == "corrupted"]
        self.assertFalse(broken, "settling points touches nothing that is hashed")
        self.assertProved()

    def test_a_locked_period_keeps_its_points(self):
        day = fields.Date.context_today(self.env.user) - timedelta(days=40)
        move = self._redeemed(invoice_date=day, date=day)
        move.action_post()
        self.assertPoints(743)
        self.company.fiscalyear_lock_date = day + timedelta(days=1)
        with self.assertRaises(UserError):
            move.button_draft()
        self.assertPoints(743)
        self._credit_note(move)
        self.assertPoints(1240)
        self.assertProved()

    def test_a_draft_of_a_locked_period_uses_its_points_once(self):
        day = fields.Date.context_today(self.env.user) - timedelta(days=40)
        move = self._redeemed(invoice_date=day, date=day)
        self.company.fiscalyear_lock_date = day + timedelta(days=1)
        move.action_post()
        self.assertGreater(move.date, self.company.fiscalyear_lock_date)
        self.assertPoints(743)

    def test_an_invoice_posted_in_the_future_by_the_job_takes_its_points_then(self):
        day = fields.Date.context_today(self.env.user) + timedelta(days=20)
        move = self._redeemed(
            invoice_date=day, date=day, auto_post="at_date", invoice_date_due=day
        )
        job = type(self.env["ir.cron"])
        moves = self.env["account.move"].with_user(self.env.ref("base.user_root"))
        with patch.object(job, "_commit_progress", return_value=1000.0):
            moves._autopost_draft_entries()
            self.assertEqual(move.state, "draft")
            self.assertHeld(500)
            with freeze_time(day):
                moves._autopost_draft_entries()
                self.assertEqual(move.state, "posted")
                self.assertPoints(743)

    # ----------------------------------------------------------------- currencies

    def test_a_discount_in_another_currency_is_credited_at_the_invoices_rate(self):
        today = fields.Date.context_today(self.env.user)
        later = today + timedelta(days=30)
        currency = self.setup_other_currency(
            "EUR", rates=[("2020-01-01", 2.0), (later, 4.0)]
        )
        goods = [(self.espresso, 2, 10.0, self._new_tax(21))]
        move = self._invoice(goods, currency_id=currency.id)
        self._redeem(move, points=500)
        self.assertAlmostEqual(-sum(move._points_lines().mapped("price_total")), 10)
        move.action_post()
        earned = move.points_earned
        # 24.20 − 10.00 in that currency are 7.10.
        self.assertEqual(earned, 7)
        with freeze_time(later):
            note = self._credit_note(move, post=False)
            note.invoice_date = later
            note.action_post()
        self.assertEqual(note.invoice_currency_rate, 4.0)
        self.assertBalanced(move, note)
        self.assertPoints(1240)
        self.assertProved()

    def test_a_payment_in_another_currency_earns_when_it_pays_in_full(self):
        self.program.invoice_earning = "paid"
        currency = self.setup_other_currency("EUR", rates=[("2020-01-01", 2.0)])
        move = self._invoice(currency_id=currency.id, post=True)
        first = self._pay(move, amount=4.0, currency_id=currency.id)
        self.assertEqual(move.points_earned, 0)
        # The rest, 4.50, in the company's own currency.
        self._pay(move, amount=2.25, currency_id=self.company.currency_id.id)
        self.assertIn(move.payment_state, ("paid", "in_payment"))
        self.assertEqual(move.points_earned, 4)
        first.move_id.line_ids.remove_move_reconcile()
        self.assertEqual(move.points_earned, 0)
        self.assertPoints(1240)
        self.assertProved()

    # --------------------------------------------------------------------- reports

    def _report(self, moves):
        """{(tax, base or tax, tag): balance} as a tax report sums entries."""
        sums = defaultdict(float)
        for line in moves.line_ids:
            for tax in line.tax_ids:
                sums[tax.id, "base"] += line.balance
            if line.tax_line_id:
                sums[line.tax_line_id.id, "tax"] += line.balance
            for tag in line.tax_tag_ids:
                sums[tag.name, "tag"] += line.balance
        return sums

    def _tagged_tax(self, amount):
        """A tax whose base and amount are reported under tags of their own."""
        tax = self._new_tax(amount)
        for lines in (
            tax.invoice_repartition_line_ids,
            tax.refund_repartition_line_ids,
        ):
            for line in lines:
                name = f"{line.repartition_type} {amount}"
                line.tag_ids = self.env["account.account.tag"].search(
                    [("name", "=", name), ("applicability", "=", "taxes")]
                ) or self.env["account.account.tag"].create(
                    {
                        "name": name,
                        "applicability": "taxes",
                        "country_id": self.company.account_fiscal_country_id.id,
                    }
                )
        return tax

    def test_the_tax_report_says_what_was_really_charged(self):
        high, low = self._tagged_tax(21), self._tagged_tax(7)
        goods = [(self.espresso, 3, 7.35, high), (self.croissant, 1, 3.99, low)]
        move = self._invoice(goods)
        plain = self._invoice(goods, post=True)
        self._redeem(move, money=7.77)
        move.action_post()
        self.assertAlmostEqual(plain.amount_total - move.amount_total, 7.77)
        report, without = self._report(move), self._report(plain)
        for tax, rate in ((high, 0.21), (low, 0.07)):
            base, amount = report[tax.id, "base"], report[tax.id, "tax"]
            self.assertLess(abs(base), abs(without[tax.id, "base"]))
            self.assertAlmostEqual(amount, base * rate, delta=0.011)
            percent = round(rate * 100)
            self.assertAlmostEqual(report[f"base {percent}", "tag"], base)
            self.assertAlmostEqual(report[f"tax {percent}", "tag"], amount)
        charged = sum(balance for key, balance in report.items() if "tag" not in key)
        self.assertAlmostEqual(-charged, move.amount_total)
        notes = self._credit_note(move, post=False)
        notes.invoice_line_ids.filtered(lambda line: line.tax_ids == low).unlink()
        notes.action_post()
        rest = self._credit_note(move, post=False)
        rest.invoice_line_ids.filtered(lambda line: line.tax_ids == high).unlink()
        rest.action_post()
        for balance in self._report(move | notes | rest).values():
            self.assertAlmostEqual(balance, 0)
        self.assertPoints(1240 + plain.points_earned)

    def test_the_trial_balance_stays_balanced_and_shows_the_discount(self):
        product = self.company.points_discount_product_id
        income = product.with_company(self.company).property_account_income_id.copy(
            {"name": "Discounts by points", "code": "points"}
        )
        self.company._points_products().with_company(
            self.company
        ).property_account_income_id = income
        move = self._redeemed()
        move.action_post()
        self._pay(move)
        note = self._credit_note(move, post=False)
        note.invoice_line_ids.filtered(
            lambda line: line.product_id == self.croissant
        ).unlink()
        note.invoice_line_ids.filtered(
            lambda line: line.product_id == product
        ).price_unit = -3.0
        note.action_post()
        lines = self.env["account.move.line"].search(
            [("parent_state", "=", "posted"), ("company_id", "=", self.company.id)]
        )
        self.assertAlmostEqual(sum(lines.mapped("balance")), 0)
        own = lines.filtered(lambda line: line.account_id == income)
        self.assertEqual(own.mapped("balance"), [-3.0, 5.0])

    # ---------------------------------------------------------------------- prints

    def _printed(self, move):
        report = self.env["ir.actions.report"]
        html, _type = report._render_qweb_html("account.report_invoice", move.ids)
        return " ".join("".join(etree.HTML(html).itertext()).split())

    def test_the_print_of_a_tills_invoice_shows_its_orders_points(self):
        orders = self.env["pos.order"]
        for points in (500, 200):
            lines = [self._line(self.espresso, 2), self._line(self.croissant)]
            orders |= self._redeem_and_sell(lines, points, points / 100)[0]
        orders._generate_pos_order_invoice()
        move = orders.account_move
        self.assertEqual(len(move), 1)
        # 3 and 6 points earned, 700 used of 1,240.
        text = self._printed(move)
        for part in ("9 pts", "700 pts", "549 pts"):
            self.assertIn(part, text)
        self.assertEqual(move.points_summary, "Earned 9 pts · redeemed 700 pts")
        self.program.invoice_print = False
        self.assertNotIn("549 pts", self._printed(move))

    def test_the_print_of_a_credit_note_shows_what_it_took_and_gave(self):
        move = self._redeemed()
        move.action_post()
        text = self._printed(self._credit_note(move))
        for part in ("-3 pts", "-500 pts", "1,240 pts"):
            self.assertIn(part, text)

    # ----------------------------------------------------------------------- forms

    def test_the_wizards_say_what_a_discount_is_for_the_tax(self):
        for model in ("points.invoice.redeem", "points.invoice.coupon"):
            with self.subTest(model):
                arch = self.env[model].get_view(view_type="form")["arch"]
                text = " ".join("".join(etree.fromstring(arch).itertext()).split())
                self.assertIn("never a payment", text)
                self.assertIn("tax", text)
                self.assertIn("accountant", text)

    def test_a_draft_with_two_redemptions_changes_and_removes_each_alone(self):
        other = self.redemption_rule.copy({"name": "Another discount"})
        move = self._redeemed(points=200)
        self._redeem(move, points=300, rule=other)
        wizards = self.env["points.invoice.redeem"].with_user(self.accountant)
        holds = wizards._holds_of(move)
        self.assertEqual(len(holds), 2)
        form = Form(wizards.with_context(default_move_id=move.id))
        form.hold_id = holds[1]
        form.wish, form.points = "points", 100
        form.save().action_redeem()
        self.assertEqual(move.amount_total, 8.5 - 2 - 1)
        form = Form(wizards.with_context(default_move_id=move.id))
        form.hold_id = holds[0]
        form.save().action_remove()
        self.assertEqual(move.amount_total, 8.5 - 1)
        self.assertHeld(100)

    def test_after_the_only_redemption_was_removed_the_wizard_begins_anew(self):
        move = self._redeemed(points=500)
        wizards = self.env["points.invoice.redeem"].with_user(self.accountant)
        Form(wizards.with_context(default_move_id=move.id)).save().action_remove()
        form = Form(wizards.with_context(default_move_id=move.id))
        self.assertFalse(form.hold_id)
        self.assertEqual(form.wish, "maximum")
        form.save().action_redeem()
        self.assertEqual(move.amount_total, 0)

    # ----------------------------------------------------------------------- never

    def test_receipts_bills_and_their_refunds_never_move_points(self):
        types = ("out_receipt", "in_invoice", "in_refund", "in_receipt", "entry")
        journals = self.company_data
        for move_type in types:
            with self.subTest(move_type):
                values = {"move_type": move_type, "partner_id": self.ana.id}
                if move_type == "entry":
                    accounts = (
                        journals["default_account_revenue"],
                        journals["default_account_receivable"],
                    )
                    values["line_ids"] = [
                        Command.create(
                            {
                                "account_id": account.id,
                                "balance": balance,
                                "partner_id": self.ana.id,
                            }
                        )
                        for account, balance in zip(accounts, (-9, 9), strict=True)
                    ]
                else:
                    values["invoice_date"] = fields.Date.context_today(self.env.user)
                    values["invoice_line_ids"] = [
                        Command.create({"product_id": self.espresso.id, "quantity": 3})
                    ]
                move = self.env["account.move"].create(values)
                self.assertFalse(move._points_can_redeem())
                self.assertFalse(move.points_takes_coupons)
                move.action_post()
                self.assertFalse(move.points_entry_ids)
        self.assertPoints(1240)
        self.assertFalse(
            self.env["points.review"].search([("source_model", "=", "account.move")])
        )

"""Points used on a draft invoice: held, shown, captured, and never twice."""

from datetime import timedelta
from uuid import uuid4

from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import RedirectWarning, UserError
from odoo.fields import Command
from odoo.tests import Form

from ..services.ledger_operations import FallDue
from .invoice_common import InvoiceCommon


class TestInvoiceRedeem(InvoiceCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._give(1240)

    def test_a_draft_holds_points_and_posting_takes_them(self):
        move = self._invoice()
        self._redeem(move, points=500)
        self.assertEqual(move.amount_total, 3.5)
        self.assertHeld(500)
        self.assertEqual(self._account().balance, 1240, "nothing is taken yet")
        move.action_post()
        self.assertPoints(743)
        self.assertEqual((move.points_earned, move.points_redeemed), (3, 500))
        self.assertEqual(move.points_summary, "Earned 3 pts · redeemed 500 pts")
        self.assertBalanced(move)
        self.assertProved()

    def test_money_and_the_maximum_can_be_asked_for_as_well(self):
        move = self._invoice()
        uuid = self._redeem(move, money=2.0)
        self.assertHeld(200)
        self._redeem(move, replaced=uuid)
        self.assertHeld(850)
        self.assertEqual(move.amount_total, 0)

    def test_several_redemptions_share_one_invoice(self):
        second = self.redemption_rule.copy({"maximum_points": 100})
        move = self._invoice()
        self._redeem(move, points=300)
        self._redeem(move, points=100, rule=second)
        self.assertEqual(move.amount_total, 4.5)
        self.assertHeld(400)
        move.action_post()
        self.assertEqual(move.points_redeemed, 400)
        self.assertProved()

    def test_a_change_replaces_the_hold_and_its_lines(self):
        move = self._invoice()
        uuid = self._redeem(move, points=500)
        self._redeem(move, points=200, replaced=uuid)
        self.assertHeld(200)
        self.assertEqual(len(move._points_lines()), 1)
        self.assertEqual(move.amount_total, 6.5)

    def test_removing_the_lines_frees_the_points(self):
        move = self._invoice()
        self._redeem(move, points=500)
        move.action_points_remove()
        self.assertHeld(0)
        self.assertEqual(move.amount_total, 8.5)

    def test_deleting_the_line_in_the_form_frees_the_points(self):
        move = self._invoice()
        self._redeem(move, points=500)
        line = move._points_lines()
        move.write({"invoice_line_ids": [Command.delete(line.id)]})
        self.assertHeld(0)

    def test_deleting_the_draft_frees_the_points(self):
        move = self._invoice()
        self._redeem(move, points=500)
        move.unlink()
        self.assertHeld(0)
        self.assertPoints(1240)

    def test_cancelling_the_draft_frees_the_points(self):
        move = self._invoice()
        self._redeem(move, points=500)
        move.button_cancel()
        self.assertHeld(0)

    def test_reset_to_draft_holds_again_and_takes_back_what_was_earned(self):
        move = self._invoice()
        first = self._redeem(move, points=500)
        move.action_post()
        move.button_draft()
        self.assertHeld(500)
        self.assertEqual(self._account().balance, 1240)
        self.assertNotEqual(move._points_lines().points_hold_uuid, first)
        move.action_post()
        self.assertPoints(743)
        self.assertProved()

    def test_reset_and_posted_again_and_again_counts_once(self):
        move = self._invoice(post=False)
        self._redeem(move, points=500)
        for _time in range(3):
            move.action_post()
            self.assertPoints(743)
            move.button_draft()
            self.assertEqual(self._account().balance, 1240)
        self.assertProved()

    def test_a_posted_invoice_that_is_cancelled_gives_everything_back(self):
        move = self._invoice()
        self._redeem(move, points=500)
        move.action_post()
        move.button_cancel()
        self.assertPoints(1240)
        self.assertProved()

    def test_a_draft_that_lost_its_hold_is_not_posted(self):
        move = self._invoice()
        uuid = self._redeem(move, points=500)
        self.env["points.ledger"]._release_holds([uuid])
        self.assertIn("redeem again", move.points_used_text)
        with self.assertRaises(RedirectWarning):
            move.action_post()
        self.assertEqual(move.state, "draft")
        self._redeem(move, points=500, replaced=uuid)
        move.action_post()
        self.assertPoints(743)

    def test_a_hold_ends_with_its_time_and_is_renewed_by_saving(self):
        now = fields.Datetime.now()
        move = self._invoice()
        self._redeem(move, points=500)
        hold = self.env["points.hold"].search([("state", "=", "held")])
        self.assertEqual(hold.expires_at.date(), (now + timedelta(days=30)).date())
        with freeze_time(now + timedelta(days=20)):
            line = move.invoice_line_ids[0]
            move.write({"invoice_line_ids": [Command.update(line.id, {"name": "x"})]})
            hold.invalidate_recordset()
            self.assertEqual(hold.expires_at.date(), (now + timedelta(days=50)).date())
        with freeze_time(now + timedelta(days=51)):
            account = self._account()
            self.env["points.ledger"]._post([FallDue(account_id=account.id)])
            self.assertEqual(account.held, 0)
            with self.assertRaises(RedirectWarning):
                move.action_post()

    def test_goods_taken_off_ask_again_before_posting(self):
        move = self._invoice()
        self._redeem(move, points=800)
        line = move.invoice_line_ids.filtered(
            lambda each: each.product_id == self.espresso
        )
        move.write({"invoice_line_ids": [Command.update(line.id, {"quantity": 1})]})
        with self.assertRaises(RedirectWarning):
            move.action_post()
        self.assertHeld(800)

    def test_a_discount_line_changed_by_hand_is_not_posted(self):
        move = self._invoice()
        self._redeem(move, points=500)
        line = move._points_lines()
        values = {"price_unit": -7.0, "extra_tax_data": False}
        move.write({"invoice_line_ids": [Command.update(line.id, values)]})
        with self.assertRaises(RedirectWarning):
            move.action_post()

    def test_another_customer_cannot_use_anas_points(self):
        move = self._invoice()
        self._redeem(move, points=500)
        bob = self.env["res.partner"].create({"name": "Bob"})
        move.partner_id = bob
        with self.assertRaises(RedirectWarning):
            move.action_post()

    def test_points_held_by_a_till_are_not_free_for_an_invoice(self):
        self._hold(str(uuid4()), 1000, 10.0)
        move = self._invoice()
        self._redeem(move, points=850)
        self.assertEqual(move._points_lines().price_total, -2.4)
        wizard = self.env["points.invoice.redeem"].create({"move_id": move.id})
        self.assertEqual(
            wizard.reserved_elsewhere, f"1,000 pts by {self.config.display_name}"
        )

    def test_who_cannot_redeem_reads_why(self):
        bob = self.env["res.partner"].create({"name": "Bob"})
        move = self._invoice(partner=bob)
        with self.assertRaisesRegex(UserError, "no points yet"):
            self._redeem(move)
        self._account().action_block()
        move = self._invoice()
        with self.assertRaisesRegex(UserError, "blocked"):
            self._redeem(move)
        self.assertIn("blocked", move.points_offer_text)

    def test_the_form_says_what_can_be_redeemed(self):
        move = self._invoice()
        self.assertIn("Ana Ruiz can redeem up to", move.points_offer_text)
        self.assertIn("(850 of 1,240 pts)", move.points_offer_text)
        self._redeem(move, points=500)
        self.assertIn("500 pts redeemed", move.points_used_text)
        bob = self.env["res.partner"].create({"name": "Bob"})
        self.assertFalse(self._invoice(partner=bob).points_offer_text)

    def test_no_income_account_no_redemption(self):
        product = self.company.points_discount_product_id.with_company(self.company)
        product.property_account_income_id = False
        move = self._invoice()
        with self.assertRaisesRegex(UserError, "income account"):
            self._redeem(move, points=500)
        self.assertHeld(0)
        self.assertFalse(move._points_lines())

    def test_a_duplicate_has_no_discount_and_no_hold(self):
        move = self._invoice()
        self._redeem(move, points=500)
        copy = move.copy()
        self.assertEqual(copy.amount_total, 8.5)
        self.assertFalse(copy._points_lines())
        self.assertFalse(copy.points_uuid)
        self.assertBalanced(copy)
        self.assertHeld(500)

    def test_bills_receipts_and_credit_notes_cannot_redeem(self):
        for move_type in ("in_invoice", "out_receipt", "in_receipt", "out_refund"):
            move = self.env["account.move"].create(
                {
                    "move_type": move_type,
                    "partner_id": self.ana.id,
                    "invoice_date": "2026-01-05",
                    "invoice_line_ids": [
                        Command.create({"name": "Goods", "price_unit": 10.0})
                    ],
                }
            )
            self.assertFalse(move.points_offer_text, move_type)
            with self.assertRaises(UserError):
                self._redeem(move, points=100)
            move.action_post()
            self.assertFalse(move.points_entry_ids, move_type)
        self.assertPoints(1240)

    def test_a_future_invoice_keeps_its_points_until_it_is_posted(self):
        day = fields.Date.today() + timedelta(days=90)
        move = self._invoice(
            invoice_date=day, date=day, auto_post="at_date", invoice_date_due=day
        )
        self._redeem(move, points=500)
        hold = self.env["points.hold"].search([("state", "=", "held")])
        self.assertGreater(hold.expires_at.date(), day)
        move._post(soft=True)
        self.assertEqual(move.state, "draft")
        self.assertHeld(500)
        with freeze_time(day):
            move._post()
        self.assertEqual(move.state, "posted")
        self.assertEqual(move.points_redeemed, 500)

    def test_the_wizard_shows_what_will_happen(self):
        move = self._invoice()
        wizards = self.env["points.invoice.redeem"].with_user(self.accountant)
        form = Form(wizards.with_context(default_move_id=move.id))
        self.assertEqual(form.rule_id, self.redemption_rule)
        self.assertEqual((form.quoted_money, form.new_total), (8.5, 0))
        form.wish = "points"
        form.points = 500
        self.assertEqual((form.quoted_money, form.new_total), (5.0, 3.5))
        self.assertEqual(form.quoted_text, "500 pts")
        self.assertEqual(form.balance_left, "740 pts")
        self.assertIn("5.00", form.tax_preview)
        form.points = 5000
        self.assertIn("no more than", form.correction)
        form.wish = "money"
        form.money = 2.0
        self.assertEqual(form.quoted_text, "200 pts")
        form.save().action_redeem()
        self.assertHeld(200)
        change = Form(wizards.with_context(default_move_id=move.id))
        self.assertTrue(change.hold_id)
        change.wish = "maximum"
        self.assertEqual(change.new_total, 0)
        change.save().action_remove()
        self.assertHeld(0)

    def test_the_filters_find_drafts_with_points_and_lost_holds(self):
        move = self._invoice()
        uuid = self._redeem(move, points=500)
        moves = self.env["account.move"]

        def found(state):
            return moves.search([("points_hold_state", "=", state)])

        self.assertEqual(found("held"), move)
        self.assertFalse(found("lost"))
        with freeze_time(fields.Datetime.now() + timedelta(days=8)):
            self.assertEqual(found("long"), move)
        self.env["points.ledger"]._release_holds([uuid])
        self.assertEqual(found("lost"), move)
        self.assertEqual(move.points_hold_state, "lost")

"""Coupons on customer invoices: reserved on drafts, used when posted, given back."""

from datetime import timedelta

from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import AccessError, RedirectWarning, UserError
from odoo.tests import Form

from .invoice_common import InvoiceCommon


class TestInvoiceCoupons(InvoiceCommon):
    """Ana has a coupon of 5.00 made of points; Bo, who shows it, is no member."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.program.write({"coupons": True, "coupon_points": 100, "coupon_money": 1})
        cls.account = cls._give(1000)
        cls.coupon = cls.env["points.coupons"]._convert(cls.account, 50_000)
        cls.bo = cls.env["res.partner"].create({"name": "Bo"})

    def _use(self, move, coupon=None):
        """Use a coupon on a draft as the accountant; returns the hold's uuid."""
        before = set(move._points_lines().mapped("points_hold_uuid"))
        service = self.env["points.invoice"].with_user(self.accountant)
        service._use_coupon(move, (coupon or self.coupon).code)
        [uuid] = set(move._points_lines().mapped("points_hold_uuid")) - before
        return uuid

    def _uses(self, move):
        return self.env["points.coupon.use"].search(
            [("source_uuid", "=", move.points_uuid)], order="id"
        )

    def assertLeft(self, money):
        self.coupon.invalidate_recordset()
        self.assertEqual(self.coupon.remaining, money)
        self.assertProved()

    # ------------------------------------------------------------------- a draft

    def test_a_draft_reserves_the_coupon_and_shows_its_discount(self):
        move = self._invoice(partner=self.bo)
        self.assertTrue(move.points_takes_coupons)
        self._use(move)
        self.assertEqual(move.amount_total, 3.5)
        [line] = move._points_lines()
        self.assertEqual(line.name, f"Coupon …{self.coupon.code[-4:]}")
        self.assertEqual(line.product_id, self.company.points_coupon_product_id)
        self.assertIn("Coupon used", move.points_used_text)
        self.assertLeft(0)

    def test_removing_deleting_and_cancelling_free_the_coupon(self):
        for end in (
            lambda move: move.action_points_remove(),
            lambda move: move._points_lines().unlink(),
            lambda move: move.unlink(),
            lambda move: move.button_cancel(),
        ):
            move = self._invoice(partner=self.bo)
            self._use(move)
            end(move)
            self.assertLeft(5)

    def test_taxes_are_lowered_to_the_cent(self):
        taxes = self._new_tax(21), self._new_tax(4)
        lines = [
            (self.espresso, 3, 2.99, taxes[0]),
            (self.croissant, 1, 2.51, taxes[1]),
        ]
        move = self._invoice(lines, partner=self.bo)
        before = move.amount_total
        self._use(move)
        self.assertAlmostEqual(before - move.amount_total, 5)
        self.assertEqual(len(move._points_lines()), 2)
        move.action_post()
        self.assertBalanced(move)
        self.assertLeft(0)

    def test_points_and_a_coupon_on_one_invoice(self):
        move = self._invoice()
        self._redeem(move, points=400)
        self._use(move)
        self.assertEqual(move.amount_total, 0)
        move.action_post()
        self.assertLeft(0.5)
        self.assertPoints(100)

    def test_what_cannot_be_used_is_refused_in_words(self):
        move = self._invoice(partner=self.bo)
        service = self.env["points.invoice"].with_user(self.accountant)
        with self.assertRaisesRegex(UserError, "No coupon has this code"):
            service._use_coupon(move, "NOPE")
        self.env["points.coupons"]._turn_back(self.coupon)
        with self.assertRaisesRegex(UserError, "Nothing is left"):
            service._use_coupon(move, self.coupon.code)
        self.program.coupon_bearer = "member"
        own = self.env["points.coupons"]._convert(self.account, 10_000)
        with self.assertRaisesRegex(UserError, "its own member only"):
            service._use_coupon(move, own.code)
        self._use(self._invoice(), own)
        with self.assertRaises(AccessError):
            service.with_user(self.cashier)._use_coupon(move, own.code)

    def test_a_posted_invoice_takes_no_coupon(self):
        move = self._invoice(partner=self.bo, post=True)
        self.assertFalse(move.points_takes_coupons)
        with self.assertRaises(UserError):
            self._use(move)

    def test_the_wizard_shows_the_discount_uses_and_removes_it(self):
        move = self._invoice(partner=self.bo)
        wizards = self.env["points.invoice.coupon"].with_user(self.accountant)
        form = Form(wizards.with_context(**move.action_points_coupon()["context"]))
        form.code = "NOPE"
        self.assertIn("No coupon has this code", form.refusal)
        form.code = self.coupon.code
        self.assertEqual((form.quoted_money, form.new_total), (5, 3.5))
        form.save().action_use()
        self.assertEqual(move.amount_total, 3.5)
        form = Form(wizards.with_context(default_move_id=move.id))
        form.save().action_remove()
        self.assertEqual(move.amount_total, 8.5)
        self.assertLeft(5)

    # ------------------------------------------------------------------- posting

    def test_posting_uses_the_coupon(self):
        move = self._invoice(partner=self.bo)
        hold = self._use(move)
        move.action_post()
        use = self._uses(move)
        self.assertEqual((use.kind, use.money, use.hold_uuid), ("use", 5, hold))
        self.assertPoints(3, partner=self.bo)
        self.assertLeft(0)

    def test_a_coupon_that_is_not_reserved_any_more_is_not_posted(self):
        move = self._invoice(partner=self.bo)
        hold = self._use(move)
        self.env["points.ledger"]._release_holds([hold])
        with self.assertRaises(RedirectWarning):
            move.action_post()
        self.assertEqual(move.state, "draft")

    def test_a_discount_that_was_changed_is_not_posted(self):
        move = self._invoice(partner=self.bo)
        self._use(move)
        move._points_lines().price_unit = -6
        with self.assertRaises(RedirectWarning):
            move.action_post()

    def test_a_reset_invoice_holds_its_coupon_again(self):
        move = self._invoice(partner=self.bo)
        old = self._use(move)
        move.action_post()
        move.button_draft()
        [new] = set(move._points_lines().mapped("points_hold_uuid"))
        self.assertNotEqual(new, old)
        self.assertLeft(0)
        move.action_post()
        self.assertLeft(0)
        move.button_draft()
        move.action_points_remove()
        self.assertLeft(5)

    # -------------------------------------------------------------- credit notes

    def test_a_credit_note_gives_the_coupon_back(self):
        move = self._invoice(partner=self.bo)
        self._use(move)
        move.action_post()
        note = self._credit_note(move)
        self.assertEqual(note.amount_total, 3.5)
        self.assertLeft(5)
        self.assertEqual(self._uses(note).mapped("kind"), ["give_back"])

    def test_a_part_credited_gives_its_part_back(self):
        move = self._invoice(partner=self.bo)
        self._use(move)
        move.action_post()
        note = self._credit_note(move, post=False)
        discount = note.invoice_line_ids.filtered(
            lambda line: line.product_id == self.company.points_coupon_product_id
        )
        note.write(
            {
                "invoice_line_ids": [
                    (1, discount.id, {"price_unit": -2.0}),
                    *(
                        (2, line.id)
                        for line in note.invoice_line_ids - discount
                        if line.product_id == self.croissant
                    ),
                ]
            }
        )
        note.action_post()
        self.assertLeft(2)

    def test_a_credit_note_reset_takes_the_coupon_again(self):
        move = self._invoice(partner=self.bo)
        self._use(move)
        move.action_post()
        note = self._credit_note(move)
        note.button_draft()
        self.assertLeft(0)
        note.action_post()
        self.assertLeft(5)

    def test_a_credit_note_that_is_credited_takes_the_coupon_again(self):
        move = self._invoice(partner=self.bo)
        self._use(move)
        move.action_post()
        note = self._credit_note(move)
        again = self._credit_note(note)
        self.assertEqual(again.move_type, "out_invoice")
        self.assertLeft(0)

    def test_points_and_coupon_are_each_given_back_their_own(self):
        move = self._invoice()
        self._redeem(move, points=400)
        self._use(move)
        move.action_post()
        self._credit_note(move)
        self.assertLeft(5)
        self.assertPoints(500)

    # ------------------------------------------------------------- lost and foreign

    def _lost(self):
        """A draft whose coupon is not reserved any more."""
        move = self._invoice(partner=self.bo)
        self.env["points.ledger"]._release_holds([self._use(move)])
        return move

    def test_a_lost_coupon_asks_for_the_coupon_not_for_points(self):
        move = self._lost()
        with self.assertRaises(RedirectWarning) as caught:
            move.action_post()
        text, action, label, context = caught.exception.args
        self.assertEqual(action["res_model"], "points.invoice.coupon")
        self.assertIn("coupon", text)
        self.assertNotIn("points", text)
        self.assertEqual(label, "Use the coupon again")
        self.assertEqual(context, {"points_shows_invoice": True})
        self.assertEqual(
            move.action_points_change()["res_model"], "points.invoice.coupon"
        )
        self.assertIn("coupon of a discount of", move.points_used_text)

    def test_a_lost_coupon_is_used_again_without_its_code(self):
        move = self._lost()
        wizards = self.env["points.invoice.coupon"].with_user(self.accountant)
        context = {"default_move_id": move.id, "points_shows_invoice": True}
        wizard = Form(wizards.with_context(**context)).save()
        self.assertIn("not reserved any more", wizard.lost_text)
        self.assertEqual(wizard.action_use_again()["tag"], "soft_reload")
        self.assertEqual(move.amount_total, 3.5)
        self.assertFalse(wizards.new({"move_id": move.id}).lost_text)
        move.action_post()
        self.assertLeft(0)

    def test_a_lost_coupon_spent_elsewhere_is_refused_in_words(self):
        move, other = self._lost(), self._invoice(partner=self.bo)
        self._use(other)
        other.action_post()
        wizards = self.env["points.invoice.coupon"].with_user(self.accountant)
        wizard = Form(wizards.with_context(default_move_id=move.id)).save()
        with self.assertRaisesRegex(UserError, "Nothing is left"):
            wizard.action_use_again()
        wizard.action_remove()
        self.assertEqual(move.amount_total, 8.5)

    def test_a_coupon_on_other_goods_is_used_again_for_what_they_take(self):
        move = self._invoice(partner=self.bo)
        self._use(move)
        espresso = move.invoice_line_ids.filtered(
            lambda line: line.product_id == self.espresso
        )
        espresso.unlink()
        wizards = self.env["points.invoice.coupon"].with_user(self.accountant)
        wizard = Form(wizards.with_context(default_move_id=move.id)).save()
        self.assertIn("does not allow so large a discount", wizard.lost_text)
        wizard.action_use_again()
        self.assertEqual(move.amount_total, 0)
        move.action_post()
        self.assertLeft(2.5)

    def test_lost_points_beside_a_coupon_ask_for_points(self):
        move = self._invoice()
        lost = self._redeem(move, points=100)
        self._use(move)
        self.env["points.ledger"]._release_holds([lost])
        with self.assertRaises(RedirectWarning) as caught:
            move.action_post()
        action = caught.exception.args[1]
        self.assertEqual(action["res_model"], "points.invoice.redeem")
        self.assertEqual(
            move.action_points_change()["res_model"], "points.invoice.redeem"
        )

    def test_another_currency_takes_the_coupon_at_the_rate_of_the_invoice(self):
        today = fields.Date.context_today(self.env.user)
        later = today + timedelta(days=30)
        currency = self.setup_other_currency(
            "EUR", rates=[("2020-01-01", 2.0), (later, 4.0)]
        )
        move = self._invoice(partner=self.bo, currency_id=currency.id)
        wizards = self.env["points.invoice.coupon"].with_user(self.accountant)
        form = Form(wizards.with_context(default_move_id=move.id))
        form.code = self.coupon.code
        self.assertEqual((form.quoted_money, form.new_total), (8.5, 0))
        form.save().action_use()
        # 8.50 in that currency are 4.25 of the coupon's 5.00.
        self.assertEqual(move.amount_total, 0)
        move.action_post()
        self.assertBalanced(move)
        self.assertLeft(0.75)
        [use] = self._uses(move)
        self.assertEqual(use.explanation["document"]["rate"], 2.0)
        with freeze_time(later):
            note = self._credit_note(move, post=False)
            note.invoice_date = later
            discount = note.invoice_line_ids.filtered(
                lambda line: line.product_id == self.company.points_coupon_product_id
            )
            discount.price_unit = -2.5
            note.invoice_line_ids.filtered(
                lambda line: line.product_id == self.espresso
            ).unlink()
            note.action_post()
            # 2.50 of the 8.50 credited, of 4.25 used: the later rate plays no part.
            self.assertLeft(2.0)
            note.button_draft()
            self.assertLeft(0.75)
            note.action_post()
            self.assertLeft(2.0)

    def test_a_rate_that_changes_on_the_draft_asks_for_the_coupon_again(self):
        currency = self.setup_other_currency("EUR", rates=[("2020-01-01", 2.0)])
        move = self._invoice(
            [(self.espresso, 10, 3.0, None)],
            partner=self.bo,
            currency_id=currency.id,
        )
        self._use(move)
        self.assertEqual(move.amount_total, 20)
        move.invoice_currency_rate = 4.0
        with self.assertRaises(RedirectWarning):
            move.action_post()
        wizards = self.env["points.invoice.coupon"].with_user(self.accountant)
        Form(wizards.with_context(default_move_id=move.id)).save().action_use_again()
        self.assertEqual(move.amount_total, 10)
        move.action_post()
        self.assertLeft(0)

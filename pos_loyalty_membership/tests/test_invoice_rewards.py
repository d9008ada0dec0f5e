"""Percentages and products bought with points, on an invoice."""

from odoo.exceptions import UserError
from odoo.tests import Form

from .invoice_common import InvoiceCommon


class TestInvoiceRewards(InvoiceCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._give(1240)

    def _rule(self, **values):
        return self.env["points.redemption.rule"].create(
            {"program_id": self.program.id, **values}
        )

    def test_a_percentage_lowers_the_goods_of_its_scope(self):
        rule = self._rule(
            kind="percent", points=300, percent=20, product_ids=self.croissant.ids
        )
        move = self._invoice()
        self._redeem(move, rule=rule)
        self.assertEqual(move.amount_total, 8.0)
        self.assertHeld(300)
        self._redeem(move, points=300)
        self.assertEqual(move.amount_total, 5.0)
        move.action_post()
        self.assertEqual((move.points_earned, move.points_redeemed), (5, 600))
        self._credit_note(move)
        self.assertPoints(1240)
        self.assertProved()

    def test_a_product_is_bought_with_points_by_the_unit(self):
        rule = self._rule(kind="product", points=250, product_ids=self.espresso.ids)
        move = self._invoice([(self.espresso, 2, 3.0, self._new_tax(21))])
        self._redeem(move, points=250, rule=rule)
        self.assertAlmostEqual(move.amount_total, 3.63)
        move.action_post()
        self.assertEqual(move.points_redeemed, 250)
        [entry] = move.points_entry_ids.filtered(lambda one: one.kind == "redeem")
        self.assertIn("Espresso", entry.why_text)

    def test_products_at_their_own_prices_are_chosen_in_the_wizard(self):
        self.croissant.points_price = 200
        self.espresso.points_price = 250
        rule = self._rule(kind="product", points=0)
        move = self._invoice()
        wizards = self.env["points.invoice.redeem"].with_user(self.accountant)
        form = Form(wizards.with_context(default_move_id=move.id))
        form.rule_id = rule
        form.product_id = self.croissant
        self.assertEqual((form.quoted_text, form.quoted_money), ("200 pts", 2.5))
        form.save().action_redeem()
        self.assertEqual(move.amount_total, 6.0)
        move.action_post()
        self.assertEqual(move.points_redeemed, 200)
        self.assertProved()

    def test_a_percentage_that_leaves_too_little_for_points_used_before_is_refused(
        self,
    ):
        rule = self._rule(kind="percent", points=300, percent=50)
        move = self._invoice()
        self._redeem(move)
        with self.assertRaisesRegex(UserError, "too little"):
            self._redeem(move, rule=rule)

    def test_points_that_wait_are_earned_and_not_usable_yet(self):
        self.program.waiting_days = 14
        self._invoice(post=True)
        account = self._account()
        self.assertEqual((account.balance, account.waiting), (1248, 8))

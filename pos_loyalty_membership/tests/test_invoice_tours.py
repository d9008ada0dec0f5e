"""What an accountant clicks on invoices, in a browser."""

from odoo.tests import HttpCase, tagged

from .invoice_common import InvoiceCommon


@tagged("post_install", "-at_install")
class TestInvoiceTours(InvoiceCommon, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._give(1240)
        cls.accountant.password = "points_accountant"

    def _tour(self, move, name):
        self.start_tour(
            f"/odoo/action-account.action_move_out_invoice_type/{move.id}",
            name,
            login="points_accountant",
            timeout=300,
        )
        self.env.invalidate_all()

    def test_points_are_used_on_a_draft_and_taken_off(self):
        move = self._invoice()
        self._tour(move, "points_invoice_redeem_tour")
        self.assertEqual((move.state, move.amount_total), ("draft", 8.5))
        self.assertPoints(1240)
        self.assertProved()

    def test_a_lost_coupon_is_used_again_and_the_form_shows_it(self):
        self.program.write({"coupons": True, "coupon_points": 100, "coupon_money": 1})
        coupon = self.env["points.coupons"]._convert(self._account(), 50_000)
        move = self._invoice()
        service = self.env["points.invoice"].with_user(self.accountant)
        service._use_coupon(move, coupon.code)
        self.env["points.ledger"]._release_holds(
            move._points_lines().mapped("points_hold_uuid")
        )
        self._tour(move, "points_invoice_lost_coupon_tour")
        self.assertEqual((move.state, move.amount_total), ("posted", 3.5))
        self.assertEqual(coupon.remaining, 0)
        self.assertProved()

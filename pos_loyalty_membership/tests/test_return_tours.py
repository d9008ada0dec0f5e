"""A return at the till: what is said before it is confirmed is what the slip says."""

from odoo.tests import tagged

from .test_till_tours import PointsTourCommon


class ReturnTourCommon(PointsTourCommon):
    def _prove_the_return(self):
        refund = self.env["pos.order"].search([("is_refund", "=", True)], limit=1)
        self.assertEqual(refund.amount_total, -1.03)
        self.assertEqual(refund.points_redeemed, -147)
        self.assertPoints(743 + 147 + refund.points_earned)


@tagged("post_install", "-at_install")
class TestReturnTours(ReturnTourCommon):
    def test_money_and_points_are_said_before_and_on_the_slip(self):
        self._tour("points_refund_tour")
        self._prove_the_return()

    def test_a_return_left_open_knows_its_sale_after_the_page_was_loaded_again(self):
        self._tour("points_refund_reload_tour")
        self._prove_the_return()
        self.assertFalse(self.env["points.review"].search([]))


@tagged("post_install", "-at_install")
class TestReturnPhoneTours(ReturnTourCommon):
    browser_size = "390x844"
    touch_enabled = True

    def test_money_and_points_are_said_on_a_phone(self):
        self._tour("points_refund_tour")
        self._prove_the_return()

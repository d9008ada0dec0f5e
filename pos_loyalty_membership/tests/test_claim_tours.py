"""A sale without a member, given to one afterwards, in a browser."""

from odoo.tests import tagged

from .test_till_tours import PointsTourCommon


class ClaimTourCommon(PointsTourCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.program.claim_days = 14

    def _prove_the_claim(self):
        order = self._last_order()
        self.assertEqual(order.partner_id, self.ana)
        self.assertEqual(order.points_earned, 8)
        self.assertPoints(1248)
        claim = self.env["points.claim"].search([("source_uuid", "=", order.uuid)])
        self.assertEqual(claim.state, "claimed")


@tagged("post_install", "-at_install")
class TestClaimTours(ClaimTourCommon):
    def test_a_member_is_added_on_the_receipt_screen(self):
        self._tour("points_claim_tour")
        self._prove_the_claim()

    def test_a_member_is_added_from_the_list_of_orders(self):
        self._tour("points_claim_list_tour")
        self._prove_the_claim()


@tagged("post_install", "-at_install")
class TestClaimPhoneTours(ClaimTourCommon):
    browser_size = "390x844"
    touch_enabled = True

    def test_a_member_is_added_on_a_phone(self):
        self._tour("points_claim_tour")
        self._prove_the_claim()

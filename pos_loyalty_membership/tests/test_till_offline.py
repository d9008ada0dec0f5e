"""The network is really cut while a member is chosen, an order paid, a receipt read."""

from odoo.tests import tagged

from .network import switchable_network
from .test_till_tours import PointsTourCommon


@tagged("post_install", "-at_install")
class TestTillOffline(PointsTourCommon):
    def setUp(self):
        super().setUp()
        network = switchable_network()
        self.network = network.__enter__()
        self.addCleanup(network.__exit__, None, None, None)

    def _sold(self, earned, redeemed):
        """One sale with these points, and nothing reserved or reviewed."""
        [order] = self.env["pos.order"].search([("state", "=", "paid")])
        self.assertTrue(self.network.was_cut)
        self.assertEqual(
            (order.points_earned, order.points_redeemed), (earned, redeemed)
        )
        self.assertPoints(1240 + earned - redeemed)
        self.assertFalse(self._held())
        self.assertEqual(self.env["points.proof"]._prove(self.account), [])

    def test_selecting_a_member_without_network_says_so_and_still_earns(self):
        self._tour("points_offline_selecting_tour")
        self._sold(8, 0)

    def test_points_not_confirmed_for_want_of_a_network_are_not_given(self):
        self._tour("points_offline_redeeming_tour")
        self._sold(3, 500)

    def test_points_taken_off_without_network_are_the_members_again(self):
        self._tour("points_offline_removing_tour")
        self._sold(8, 0)

    def test_confirmed_points_paid_without_network_are_taken_once(self):
        self._tour("points_offline_paying_tour")
        self._sold(3, 500)

    def test_a_receipt_keeps_its_figures_when_the_network_goes(self):
        self._tour("points_offline_printing_tour")
        first, second = self.env["pos.order"].search(
            [("state", "=", "paid")], order="id"
        )
        self.assertEqual((first.points_earned, second.points_redeemed), (8, 500))
        self.assertPoints(1240 + 8 + 3 - 500)

"""The server has done what a till asked, the answer never arrives: done once."""

from odoo.tests import tagged

from .till_network_common import NetworkTourCommon


@tagged("post_install", "-at_install")
class TestLostAnswers(NetworkTourCommon):
    def test_points_whose_reservation_was_not_heard_of_are_taken_once(self):
        self._tour("points_lost_holding_tour")
        lost = ["hold", "hold", "release", "sync_from_ui"]
        self.assertEqual(self.network.lost, lost)
        self.assertSold((3, 500), (2, 0))
        captured = self.env["points.hold"].search([("state", "=", "captured")])
        self.assertEqual(captured.mapped("points"), [500])

    def test_members_cards_and_claims_are_made_once(self):
        self.program.claim_days = 14
        self._tour("points_lost_members_tour")
        lost = ["enrol", "link_card", "claim_order", "claim_order"]
        self.assertEqual(self.network.lost, lost)
        iris = self.env["res.partner"].search([("name", "=", "Iris Vidal")])
        self.assertEqual(len(iris), 1)
        account = iris.points_account_ids
        self.assertEqual((account.balance, account.card_number), (8, "0451234567895"))
        buyers = [order.partner_id for order in self._sold()]
        self.assertEqual(buyers, [iris, self.ana, self.ana])
        self.assertPoints(1250)

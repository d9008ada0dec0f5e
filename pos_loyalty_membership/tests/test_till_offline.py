"""The network is really cut at each step of a sale: it ends right, and once."""

from unittest.mock import patch

from odoo.tests import tagged

from .till_network_common import NetworkTourCommon


@tagged("post_install", "-at_install")
class TestTillOffline(NetworkTourCommon):
    def test_selecting_a_member_without_network_says_so_and_still_earns(self):
        self._tour("points_offline_selecting_tour")
        self.assertSold((8, 0))

    def test_points_not_confirmed_for_want_of_a_network_are_not_given(self):
        self._tour("points_offline_redeeming_tour")
        self.assertSold((3, 500))

    def test_points_taken_off_without_network_are_the_members_again(self):
        self._tour("points_offline_removing_tour")
        self.assertSold((8, 0))

    def test_confirmed_points_paid_without_network_are_taken_once(self):
        self._tour("points_offline_paying_tour")
        self.assertSold((3, 500))

    def test_a_receipt_keeps_its_figures_when_the_network_goes(self):
        self._tour("points_offline_printing_tour")
        self.assertSold((8, 0), (3, 500))

    def test_a_reservation_that_cannot_be_renewed_is_not_given(self):
        # Less than the till asks for before it takes money.
        self.program.hold_minutes = 4
        self._tour("points_offline_renewing_tour")
        self.assertSold((8, 0))

    def test_points_that_are_gone_when_the_sale_arrives_are_listed_and_block_nothing(
        self,
    ):
        self._tour("points_offline_review_tour")
        first, second = self.env["pos.order"].search(
            [("state", "=", "paid")], order="id"
        )
        self.assertEqual((first.points_earned, first.points_redeemed), (3, 500))
        self.assertEqual((second.points_earned, second.points_redeemed), (2, 0))
        account = self.account
        # 1,000 are another till's; what is missing of the 500 is owed.
        self.assertEqual((account.held, account.balance), (1000, 745))
        self.assertEqual(account.debt, 255)
        [review] = self.env["points.review"].search([("kind", "!=", "clock")])
        self.assertEqual((review.kind, review.source_id), ("late_capture", first.id))
        self.assertTrue(review.advice)
        self.assertEqual(self.env["points.proof"]._prove(), [])

    def test_points_of_an_order_given_up_without_network_are_the_members_again(self):
        self._tour("points_offline_deleting_tour")
        self.assertSold((3, 500))

    def test_a_page_loaded_again_keeps_sales_that_wait_and_what_was_given_up(self):
        self._tour("points_offline_reloading_tour")
        self.assertSold((8, 0), (0, 850))

    def test_members_and_their_receipts_wait_for_the_network(self):
        self.program.claim_days = 14
        self._tour("points_offline_members_tour")
        iris = self.env["res.partner"].search([("name", "=", "Iris Vidal")])
        self.assertEqual(iris.points_account_ids.balance, 8)
        bought, collected = self._sold()
        self.assertEqual((bought.partner_id, collected.partner_id), (iris, self.ana))
        self.assertPoints(1248)

    def test_a_return_without_network_is_settled_when_it_is_back(self):
        self._tour("points_offline_return_tour")
        sale, first, second = self._sold()
        self.assertEqual(sale.points_redeemed, 500)
        self.assertEqual((first.points_redeemed, second.points_redeemed), (-147, -176))
        earned = sum((sale + first + second).mapped("points_earned"))
        self.assertPoints(1240 - 500 + 147 + 176 + earned)


@tagged("post_install", "-at_install")
class TestCouponOffline(NetworkTourCommon):
    def test_a_coupon_waits_for_the_network_and_for_its_answer(self):
        self.program.write({"coupons": True, "coupon_points": 100, "coupon_money": 1})
        service = type(self.env["points.coupons"])
        with patch.object(service, "_new_code", lambda self: "KKKKMMMM93HF"):
            coupon = self.env["points.coupons"]._convert(self.account, 50_000)
        self._tour("points_offline_coupon_tour")
        self.assertEqual(self.network.lost, ["hold_coupon"])
        [order] = self._sold()
        self.assertEqual(order.amount_total, 3.5)
        self.assertEqual(coupon.remaining, 0)
        self.assertPoints(740)

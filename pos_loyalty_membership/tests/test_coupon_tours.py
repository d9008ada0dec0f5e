"""A coupon from points to the till and back, in a browser against the real ledger."""

from unittest.mock import patch

from odoo.fields import Command
from odoo.tests import tagged

from .test_till_tours import PointsTourCommon


@tagged("post_install", "-at_install")
class TestCouponTours(PointsTourCommon):
    """Ana turns 500 of her 1,240 points into a coupon of 5.00 with a known code."""

    def setUp(self):
        super().setUp()
        self.program.write({"coupons": True, "coupon_points": 100, "coupon_money": 1})
        service = type(self.env["points.coupons"])
        with patch.object(service, "_new_code", lambda self: "KKKKMMMM93HF"):
            self.coupon = self.env["points.coupons"]._convert(self.account, 50_000)

    def test_a_part_of_a_coupon_is_used_and_a_refund_gives_it_back(self):
        self._tour("points_coupon_tour")
        order = self._last_order()
        self.assertEqual(order.amount_total, 0)
        self.assertEqual(self.coupon.remaining, 2.5)
        self.assertPoints(740)
        session = order.session_id
        refund = self.env["pos.order"].create(
            {
                "session_id": session.id,
                "company_id": order.company_id.id,
                "amount_total": 0,
                "amount_tax": 0,
                "amount_paid": 0,
                "amount_return": 0,
                "is_refund": True,
                "lines": [
                    Command.create(
                        {
                            "product_id": line.product_id.id,
                            "qty": -line.qty,
                            "price_unit": line.price_unit,
                            "tax_ids": [Command.set(line.tax_ids.ids)],
                            "price_subtotal": -line.price_subtotal,
                            "price_subtotal_incl": -line.price_subtotal_incl,
                            "refunded_orderline_id": line.id,
                        }
                    )
                    for line in order.lines
                ],
            }
        )
        refund.action_pos_order_paid()
        self.assertEqual(self.coupon.remaining, 5)
        self.assertEqual(self.env["points.proof"]._prove(), [])

    def test_a_scanned_coupon_needs_no_member_and_can_be_removed(self):
        self._tour("points_coupon_scan_tour")
        self.assertEqual(self._last_order().amount_total, 8.5)
        self.assertEqual(self.coupon.remaining, 5)
        self.assertFalse(self._held())

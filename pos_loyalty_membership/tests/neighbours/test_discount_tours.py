"""The till's global discount beside a tier's and points, in a browser.

Runs where pos_discount and pos_restaurant are installed: both patch a line as we do.
"""

from uuid import uuid4

from odoo.tests import tagged

from ..test_tier_tours import TierTourCommon
from .neighbour_tours import NeighbourTours


@tagged("post_install", "-at_install")
class TestDiscountTours(NeighbourTours, TierTourCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        discount = cls.env["product.product"].create(
            {"name": "Till discount", "type": "service", "sale_ok": True}
        )
        cls.main_pos_config.write(
            {"module_pos_discount": True, "discount_product_id": discount.id}
        )
        cls.discount = discount
        cls.env["points.tiers"]._grant(cls.account, cls.gold, "", "Test", str(uuid4()))

    def test_tier_percentage_and_points_apply_in_this_order_whatever_changes(self):
        self._tour("points_discount_tour")
        self.assertOrders((4.2, 4, 420), (-0.9, -1, -90))
        sale = self._paid()[0]
        discount = sale.lines.filtered(lambda line: line.product_id == self.discount)
        self.assertAlmostEqual(sum(discount.mapped("price_subtotal_incl")), -2.1, 2)
        self.assertFalse(discount.filtered("points_tier_percent"))
        self.assertSettled({self.ana: 1240 - 420 + 4 + 90 - 1})

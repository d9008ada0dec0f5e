"""Tables, split bills, tips after payment, and guests who come together, in a browser.

Runs where pos_restaurant, pos_hr, pos_discount and pos_loyalty are installed.
"""

from odoo.fields import Command
from odoo.tests import tagged

from .neighbour_tours import NeighbourTours


@tagged("post_install", "-at_install")
class TestRestaurantTours(NeighbourTours):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.main_pos_config.write(
            {
                "module_pos_restaurant": True,
                "iface_splitbill": True,
                "floor_ids": [
                    Command.clear(),
                    Command.create(
                        {
                            "name": "Terrace",
                            "table_ids": [
                                Command.create(
                                    {
                                        "table_number": number,
                                        "seats": 2,
                                        "position_h": number * 60,
                                        "position_v": 100,
                                    }
                                )
                                for number in (4, 5)
                            ],
                        }
                    ),
                ],
            }
        )
        cls.bo = cls.env["res.partner"].create({"name": "Bo Lind"})
        cls._give(cls.bo, 300)

    def test_points_stay_at_any_table_and_a_tip_after_payment_changes_nothing(self):
        tip = self.env["product.product"].create({"name": "Tip", "taxes_id": False})
        self.main_pos_config.write(
            {
                "iface_tipproduct": True,
                "tip_product_id": tip.id,
                "set_tip_after_payment": True,
            }
        )
        self._tour("points_restaurant_table_tour")
        order = self._paid()
        self.assertEqual((order.is_tipped, order.tip_amount), (True, 0.7))
        self.assertEqual(order.table_id.table_number, 4)
        self.assertEqual((order.points_earned, order.points_redeemed), (3, 500))
        self.assertSettled({self.ana: 743, self.bo: 300})

    def test_a_split_bill_gives_points_back_once_and_every_part_earns_its_own(self):
        self._tour("points_restaurant_split_tour")
        self.assertOrders((5.5, 5, 0), (2.0, 2, 100))
        self.assertSettled({self.ana: 1147, self.bo: 300})

    def test_two_tables_keep_their_own_points_and_a_cancelled_one_frees_them(self):
        self._tour("points_restaurant_guests_tour")
        self.assertOrders((3.5, 3, 500))
        self.assertSettled({self.ana: 743, self.bo: 300})

    def test_joined_tables_keep_the_points_of_the_order_that_stays(self):
        self._tour("points_restaurant_merge_tour")
        self.assertOrders((6.0, 6, 500))
        self.assertSettled({self.ana: 746, self.bo: 300})

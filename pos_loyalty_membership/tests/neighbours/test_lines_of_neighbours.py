"""Lines that other modules write: what they earn, and what they lower.

Runs where pos_discount, pos_loyalty and pos_sale are installed.
"""

from ..till_common import TillCommon
from .native_common import NativeCommon


class TestLinesOfNeighbours(NativeCommon, TillCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._give(1000)

    def _earned(self, *lines, **values):
        return self._sell(list(lines), self.ana, **values).points_earned

    def _cannot_be_redeemed_on(self, line):
        """Points used on an order of nothing but this line are noted."""
        order, _hold = self._redeem_and_sell([line], 100, 1)
        return bool(self._reviews(order, "redemption_mismatch"))

    # -------------------------------------------------------------- never earn

    def test_a_tip_earns_nothing_and_takes_no_points(self):
        tip = self._sell_product("Tip", 1.0)
        self.config.tip_product_id = tip
        self.assertEqual(self._earned(self._line(self.espresso), self._line(tip)), 3)
        self.assertTrue(self._cannot_be_redeemed_on(self._line(tip, price=5)))

    def test_a_gift_card_earns_nothing_when_it_is_sold(self):
        card = self._native("gift_card")
        self.assertEqual(self._earned(self._line(self.espresso), self._line(card)), 3)
        self.assertTrue(self._cannot_be_redeemed_on(self._line(card)))

    def test_an_e_wallet_earns_nothing_when_it_is_charged(self):
        wallet = self._native("ewallet")
        self.assertEqual(self._earned(self._line(self.espresso), self._line(wallet)), 3)
        self.assertTrue(self._cannot_be_redeemed_on(self._line(wallet)))

    def test_a_deposit_earns_nothing_and_deducting_it_lowers_nothing(self):
        deposit = self._sell_product("Down payment", 1.0)
        self.config.down_payment_product_id = deposit
        paid = self._line(deposit, price=20)
        self.assertEqual(self._earned(self._line(self.espresso), paid), 3)
        deducted = self._line(deposit, price=-2)
        goods = self._line(self.espresso, 4)
        # Ten was received for goods of twelve: that much earns.
        self.assertEqual(self._earned(goods, deducted), 10)
        order = self._sell([self._line(deposit, price=9)], self.ana)
        self.assertEqual(order.points_earned, 0)

    def test_a_combo_earns_once(self):
        menu = self._line(self._sell_product("Menu", 0.0))
        parts = [self._line(self.espresso), self._line(self.croissant)]
        for part in parts:
            part["combo_parent_uuid"] = menu["uuid"]
        self.earning_rule.write({"kind": "product", "points": 1})
        self.assertEqual(self._earned(menu, *parts), 2)

    # --------------------------------------------------------- lower the basis

    def test_a_global_discount_lowers_what_its_taxes_earn(self):
        discount = self._sell_product("Discount", 1.0)
        self.config.discount_product_id = discount
        self.assertEqual(
            self._earned(self._line(self.espresso, 3), self._line(discount, price=-2)),
            7,
        )
        self.assertTrue(self._cannot_be_redeemed_on(self._line(discount, price=5)))

    def test_a_reward_of_native_loyalty_lowers_what_earns(self):
        reward = self._line(
            self._sell_product("Native reward", 1.0), price=-4, is_reward_line=True
        )
        order = self._sell([self._line(self.espresso, 3), reward], self.ana)
        self.assertEqual(order.points_earned, 5)
        self.assertFalse(self._reviews(order))

    def test_goods_brought_back_without_their_sale_lower_what_earns(self):
        back = self._line(self.croissant, -1)
        order = self._sell([self._line(self.espresso, 3), back], self.ana)
        self.assertEqual(order.points_earned, 6)
        self.assertTrue(self._reviews(order, "unlinked_return"))

    def test_more_brought_back_than_sold_earns_nothing(self):
        back = self._line(self.croissant, -3)
        self.assertEqual(self._earned(self._line(self.espresso), back), 0)

"""Coupons in paid orders: used, refunded, and what a modified till could try."""

from uuid import uuid4

from .till_coupon_common import TillCouponCommon


class TestCouponSettlement(TillCouponCommon):
    def _uses(self, order):
        return self.env["points.coupon.use"].search([("source_uuid", "=", order.uuid)])

    def _receipt(self, order):
        return self.env["points.receipt"].sudo()._receipts(order)[order.id]["coupons"]

    # ----------------------------------------------------------------------- use

    def test_a_part_is_used_and_the_rest_stays(self):
        order, hold = self._sell_with_coupon(3.0)
        self.assertEqual(order.amount_total, 5.5)
        self.assertLeft(2)
        use = self._uses(order)
        self.assertEqual((use.kind, use.money, use.hold_uuid), ("use", 3, hold))
        self.assertFalse(self._reviews(order))

    def test_a_bearer_needs_no_member(self):
        order, _hold = self._sell_with_coupon(5.0)
        self.assertFalse(order.partner_id)
        self.assertLeft(0)
        self.assertPoints(500)

    def test_what_a_coupon_pays_earns_nothing(self):
        bo = self.env["res.partner"].create({"name": "Bo"})
        self._sell_with_coupon(5.0, partner=bo)
        self.assertPoints(3, partner=bo)
        self.assertPoints(500)

    def test_points_and_a_coupon_on_one_order(self):
        order_uuid = str(uuid4())
        points = self._hold(order_uuid, 400, 4.0)
        coupon = self._hold_coupon(order_uuid, 4.5)
        lines = self._cafe_lines()
        lines += self._discount_lines(lines, 4.0, points)
        lines += self._coupon_lines(lines, 4.5, coupon)
        order = self._sell(lines, self.ana, uuid=order_uuid)
        self.assertEqual(order.amount_total, 0)
        self.assertFalse(self._reviews(order))
        self.assertLeft(0.5)
        self.assertPoints(100)

    def test_a_coupon_on_several_taxes_is_worth_its_money_to_the_cent(self):
        high, low = self._new_tax(21, True), self._new_tax(4)
        lines = [
            self._line(self._sell_product("Wine", 7.77, high)),
            self._line(self._sell_product("Bread", 1.11, low), 3),
        ]
        order, _hold = self._sell_with_coupon(4.99, lines)
        self.assertFalse(self._reviews(order))
        self.assertLeft(0.01)

    def test_an_order_sent_twice_uses_the_coupon_once(self):
        order_uuid = str(uuid4())
        hold = self._hold_coupon(order_uuid, 3.0)
        lines = self._cafe_lines()
        lines += self._coupon_lines(lines, 3.0, hold)
        values = self._order_values(lines, uuid=order_uuid)
        order, _answer = self._sync(values)
        self._sync(values)
        order.action_pos_order_paid()
        self.assertLeft(2)
        self.assertEqual(len(self._uses(order)), 1)

    def test_an_order_that_gave_the_coupon_up_frees_it(self):
        self._give(500)
        order_uuid = str(uuid4())
        self._hold_coupon(order_uuid, 3.0)
        points = self._hold(order_uuid, 100, 1.0)
        lines = self._cafe_lines()
        lines += self._discount_lines(lines, 1.0, points)
        self._sell(lines, self.ana, uuid=order_uuid)
        self.assertLeft(5)

    def test_a_cancelled_order_frees_the_coupon(self):
        values = self._order_values(self._cafe_lines(), state="draft", payment_ids=[])
        hold = self._hold_coupon(values["uuid"], 3.0)
        order, _answer = self._sync(values)
        self.assertEqual(self.coupon.remaining, 2)
        order.action_pos_order_cancel()
        self.assertLeft(5)
        found = self.env["points.hold"].search([("uuid", "=", hold)])
        self.assertEqual(found.state, "released")

    # ------------------------------------------------------------------- attacks

    def test_more_discount_than_reserved_takes_the_hold_and_is_reviewed(self):
        order_uuid = str(uuid4())
        hold = self._hold_coupon(order_uuid, 3.0)
        lines = self._cafe_lines()
        lines += self._coupon_lines(lines, 8.0, hold)
        order = self._sell(lines, uuid=order_uuid)
        self.assertLeft(2)
        self.assertTrue(self._reviews(order, "redemption_mismatch"))

    def test_less_discount_than_reserved_takes_what_was_given(self):
        order_uuid = str(uuid4())
        hold = self._hold_coupon(order_uuid, 3.0)
        lines = self._cafe_lines()
        lines += self._coupon_lines(lines, 2.0, hold)
        order = self._sell(lines, uuid=order_uuid)
        self.assertLeft(3)
        self.assertTrue(self._reviews(order, "redemption_mismatch"))

    def test_the_coupon_of_another_order_is_never_used(self):
        hold = self._hold_coupon(str(uuid4()), 3.0)
        lines = self._cafe_lines()
        order = self._sell(lines + self._coupon_lines(lines, 3.0, hold))
        self.assertEqual(self.coupon.remaining, 2, "still reserved elsewhere")
        self.assertFalse(self._uses(order))
        self.assertTrue(self._reviews(order, "foreign_hold"))

    def test_a_discount_on_goods_that_may_not_be_redeemed_on_is_reviewed(self):
        card = self._sell_product("Deposit", 5.0, points_never_redeemable="yes")
        lines = [self._line(card)]
        order, _hold = self._sell_with_coupon(3.0, lines)
        self.assertTrue(self._reviews(order, "redemption_mismatch"))
        self.assertLeft(2)

    def test_the_product_of_coupons_sold_by_hand_is_reviewed(self):
        lines = self._cafe_lines()
        lines.append(self._line(self.company.points_coupon_product_id, price=-3.0))
        order = self._sell(lines, self.ana)
        self.assertTrue(self._reviews(order, "foreign_hold"))
        self.assertLeft(5)

    def test_a_coupon_freed_and_used_elsewhere_is_used_late_as_far_as_it_goes(self):
        order_uuid = str(uuid4())
        hold = self._hold_coupon(order_uuid, 4.0)
        self.env["points.ledger"]._release_holds([hold])
        self._sell_with_coupon(3.0)
        lines = self._cafe_lines()
        lines += self._coupon_lines(lines, 4.0, hold)
        order = self._sell(lines, uuid=order_uuid)
        self.assertLeft(0)
        self.assertIn("2.00", self._reviews(order, "late_capture").done)

    # -------------------------------------------------------------------- refund

    def test_a_full_refund_gives_the_money_back_to_the_coupon(self):
        order, _hold = self._sell_with_coupon(3.0)
        refund = self._refund(order)
        self.assertEqual(refund.amount_total, -5.5)
        self.assertLeft(5)
        self.assertEqual(self._uses(refund).kind, "give_back")
        refund.action_pos_order_paid()
        self.assertLeft(5)

    def test_refunds_in_parts_give_back_no_more_than_was_used(self):
        order, _hold = self._sell_with_coupon(3.0)
        discount = order.lines.filtered("points_hold_uuid")
        goods = order.lines - discount
        self._refund(order, {discount: 0.5, goods[0]: 1})
        self.assertLeft(3.5)
        self._refund(order, {discount: 0.5, goods[0]: 1, goods[1]: 1})
        self.assertLeft(5)
        self._refund(order, {discount: 1})
        self.assertLeft(5)

    def test_goods_refunded_without_the_discount_give_nothing_back(self):
        order, _hold = self._sell_with_coupon(3.0)
        goods = order.lines.filtered(lambda line: not line.points_hold_uuid)
        self._refund(order, {line: line.qty for line in goods})
        self.assertLeft(2)

    # ------------------------------------------------------------------- receipt

    def test_the_receipt_says_what_was_used_and_what_is_left(self):
        order, _hold = self._sell_with_coupon(3.0)
        self._sell_with_coupon(1.0)
        name = self.coupon.code[-4:]
        expected = {"id": self.coupon.id, "name": name, "used": 300, "left": 200}
        self.assertEqual(self._receipt(order), [expected])
        refund = self._refund(order)
        [back] = self._receipt(refund)
        self.assertEqual((back["used"], back["left"]), (-300, 400))
        self.assertEqual(self._receipt(order), [expected], "the same on a reprint")

    def test_an_order_without_coupons_says_nothing_of_them(self):
        order = self._sell(self._cafe_lines(), self.ana)
        self.assertEqual(self._receipt(order), [])

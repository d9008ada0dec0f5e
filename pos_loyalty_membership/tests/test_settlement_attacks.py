"""Whatever a till writes is a claim: points follow what the server computes."""

from uuid import uuid4

from .till_common import TillCommon


class TestSettlementAttacks(TillCommon):
    def _cafe_lines(self):
        return [self._line(self.espresso, 2), self._line(self.croissant)]

    def test_claimed_points_and_totals_are_ignored(self):
        values = self._order_values(self._cafe_lines(), self.ana)
        values.update(points_earned=999999, points_redeemed=-5, points_entry_ids=[])
        for command in values["lines"]:
            command[2].update(price_subtotal=10**6, price_subtotal_incl=10**6)
        order, _answer = self._sync(values)
        self.assertEqual(order.points_earned, 8)

    def test_a_claimed_total_that_was_not_paid_earns_nothing_more(self):
        lines = [self._line(self.espresso, price=1000.0)]
        values = self._order_values(lines, self.ana)
        values.update(amount_total=10.7, amount_paid=10.7)
        values["payment_ids"][0][2]["amount"] = 10.7
        order, _answer = self._sync(values)
        self.assertEqual(order.points_earned, 10)

    def test_a_negative_total_that_is_claimed_turns_no_sign(self):
        values = self._order_values([self._line(self.espresso, 2)], self.ana)
        values.update(amount_total=-6.0, amount_paid=-6.0, is_refund=True)
        values["payment_ids"][0][2]["amount"] = -6.0
        order, _answer = self._sync(values)
        self.assertFalse(order.points_entry_ids)

    def test_the_hold_of_another_document_is_never_captured(self):
        self._give(1000)
        hold = self._hold(str(uuid4()), 500, 5.0)
        lines = self._cafe_lines()
        order = self._sell(lines + self._discount_lines(lines, 5.0, hold), self.ana)
        self.assertEqual(order.points_redeemed, 0)
        self.assertEqual(self._account().held, 500)
        self.assertTrue(self._reviews(order, "foreign_hold"))

    def test_a_hold_that_nobody_knows_takes_no_points(self):
        self._give(1000)
        lines = self._cafe_lines()
        discount = self._discount_lines(lines, 5.0, str(uuid4()))
        order = self._sell(lines + discount, self.ana)
        self.assertEqual(order.points_redeemed, 0)
        self.assertTrue(self._reviews(order, "foreign_hold"))
        self.assertEqual(order.points_earned, 3, "the discount lowers the basis")

    def test_the_account_of_the_hold_pays_whoever_the_customer_is(self):
        self._give(1000)
        other = self.env["res.partner"].create({"name": "Other"})
        order, _hold = self._redeem_and_sell(
            self._cafe_lines(), 500, 5.0, partner=other
        )
        self.assertPoints(500)
        self.assertPoints(3, partner=other)
        self.assertEqual(order.points_redeemed, 500)

    def test_a_larger_discount_than_reserved_takes_the_hold_and_is_reviewed(self):
        self._give(1000)
        uuid = str(uuid4())
        hold = self._hold(uuid, 500, 5.0)
        lines = self._cafe_lines()
        lines += self._discount_lines(lines, 8.0, hold)
        order = self._sell(lines, self.ana, uuid=uuid)
        self.assertEqual(order.points_redeemed, 500)
        self.assertTrue(self._reviews(order, "redemption_mismatch"))

    def test_a_smaller_discount_than_reserved_takes_what_it_is_worth(self):
        self._give(1000)
        uuid = str(uuid4())
        hold = self._hold(uuid, 500, 5.0)
        lines = self._cafe_lines()
        lines += self._discount_lines(lines, 2.01, hold)
        order = self._sell(lines, self.ana, uuid=uuid)
        self.assertEqual(order.points_redeemed, 201)
        self.assertPoints(1000 - 201 + 6)
        self.assertTrue(self._reviews(order, "redemption_mismatch"))

    def test_a_tagged_line_with_a_positive_price_gives_and_takes_nothing(self):
        self._give(1000)
        uuid = str(uuid4())
        hold = self._hold(uuid, 500, 5.0)
        lines = self._cafe_lines()
        [tagged] = self._discount_lines(lines, 5.0, hold)
        tagged["price_unit"] = 5.0
        tagged.pop("extra_tax_data")
        order = self._sell([*lines, tagged], self.ana, uuid=uuid)
        self.assertEqual(order.points_redeemed, 0)
        self.assertEqual(order.points_earned, 8, "the tagged line earns nothing")
        self.assertTrue(self._reviews(order, "redemption_mismatch"))
        self.assertEqual(self._account().held, 0)

    def test_a_discount_with_taxes_its_goods_do_not_have_is_reviewed(self):
        tax = self._new_tax(21, included=True)
        taxed = self._sell_product("Taxed", 10.0, tax)
        self._give(1000)
        uuid = str(uuid4())
        hold = self._hold(uuid, 500, 5.0)
        lines = [self._line(taxed)]
        [tagged] = self._discount_lines([self._line(self.espresso, 4)], 5.0, hold)
        order = self._sell([*lines, tagged], self.ana, uuid=uuid)
        self.assertEqual(order.points_redeemed, 500)
        self.assertTrue(self._reviews(order, "redemption_mismatch"))

    def test_more_than_the_rules_allow_on_the_real_basket_is_reviewed(self):
        self._give(1000)
        self.redemption_rule.maximum_share = 50
        uuid = str(uuid4())
        hold = self._hold(uuid, 500, 5.0)
        lines = self._cafe_lines()
        lines += self._discount_lines(lines, 5.0, hold)
        order = self._sell(lines, self.ana, uuid=uuid)
        self.assertEqual(order.points_redeemed, 500)
        self.assertTrue(self._reviews(order, "redemption_mismatch"))

    def test_the_product_of_points_discounts_without_points_is_reviewed(self):
        product = self.company.points_discount_product_id
        lines = [*self._cafe_lines(), self._line(product, price=-5.0)]
        order = self._sell(lines, self.ana)
        self.assertEqual(order.points_earned, 3)
        self.assertTrue(self._reviews(order, "foreign_hold"))

    def test_a_hold_of_the_order_without_a_discount_is_freed(self):
        self._give(1000)
        uuid = str(uuid4())
        kept = self._hold(uuid, 300, 3.0)
        self._hold(uuid, 200, 2.0)
        lines = self._cafe_lines()
        lines += self._discount_lines(lines, 3.0, kept)
        order = self._sell(lines, self.ana, uuid=uuid)
        self.assertFalse(self._reviews(order))
        self.assertPoints(1000 - 300 + 5)

    def test_a_hold_that_ended_is_captured_late_since_the_discount_was_given(self):
        self._give(1000)
        uuid = str(uuid4())
        hold = self._hold(uuid, 500, 5.0)
        self.env["points.ledger"]._release_holds([hold])
        lines = self._cafe_lines()
        lines += self._discount_lines(lines, 5.0, hold)
        order = self._sell(lines, self.ana, uuid=uuid)
        self.assertPoints(503)
        self.assertFalse(self._reviews(order, "late_capture"))

    def test_a_late_capture_without_points_left_is_a_debt_and_a_review(self):
        self._give(500)
        uuid = str(uuid4())
        hold = self._hold(uuid, 500, 5.0)
        self.env["points.ledger"]._release_holds([hold])
        self._redeem_and_sell(self._cafe_lines(), 500, 5.0)
        lines = self._cafe_lines()
        lines += self._discount_lines(lines, 5.0, hold)
        order = self._sell(lines, self.ana, uuid=uuid)
        self.assertTrue(self._reviews(order, "late_capture"))
        self.assertEqual(self._account().balance, 3 - 500 + 3)

    def test_lines_changed_after_the_payment_change_no_points(self):
        self._give(1240)
        order, _hold = self._redeem_and_sell(self._cafe_lines(), 500, 5.0)
        as_cashier = order.with_user(self.cashier)
        as_cashier.lines[0].write({"qty": 100, "price_unit": 1000})
        as_cashier.lines[-1].write({"points_hold_uuid": str(uuid4())})
        as_cashier.action_pos_order_paid()
        self.assertPoints(743)

    def test_the_customer_changed_after_the_payment_moves_no_points(self):
        order = self._sell(self._cafe_lines(), self.ana)
        other = self.env["res.partner"].create({"name": "Other"})
        order.with_user(self.cashier).write({"partner_id": other.id})
        order.with_user(self.cashier).action_pos_order_paid()
        self.assertPoints(8)
        self.assertFalse(self._account(other).balance)

    def test_an_old_hold_of_the_order_does_not_pay_twice(self):
        self._give(1000)
        uuid = str(uuid4())
        hold = self._hold(uuid, 500, 5.0)
        lines = self._cafe_lines()
        lines += self._discount_lines(lines, 5.0, hold)
        self._sell(lines, self.ana, uuid=uuid)
        again = self._cafe_lines()
        order = self._sell(again + self._discount_lines(again, 5.0, hold), self.ana)
        self.assertTrue(self._reviews(order, "foreign_hold"))
        self.assertPoints(1000 - 500 + 3 + 3)

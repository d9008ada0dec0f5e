"""What a return takes back, and what it gives back."""

from .till_common import TillCommon


class TestSettlementRefund(TillCommon):
    def _cafe_lines(self):
        return [self._line(self.espresso, 2), self._line(self.croissant)]

    def _refund_lines(self, order, quantities=None):
        """Lines that return an order's lines: {line: quantity}, or everything."""
        return self._return_lines(quantities or self._everything(order))

    def _refund(self, order, quantities=None, partner=None, **values):
        return self._sell(
            self._refund_lines(order, quantities),
            partner or self.ana,
            is_refund=True,
            **values,
        )

    def test_a_full_return_takes_back_what_was_earned(self):
        order = self._sell(self._cafe_lines(), self.ana)
        refund = self._refund(order)
        self.assertPoints(0)
        self.assertEqual(refund.points_earned, -8)
        [entry] = refund.points_entry_ids
        self.assertEqual(entry.reversed_entry_id, order.points_entry_ids)
        self.assertEqual(
            entry.key, f"reverse:{refund.uuid}:{order.points_entry_ids.id}:0"
        )

    def test_a_full_return_with_its_discount_gives_the_points_back(self):
        self._give(1240)
        order, _hold = self._redeem_and_sell(self._cafe_lines(), 500, 5.0)
        refund = self._refund(order)
        self.assertEqual(refund.amount_total, -3.5)
        self.assertPoints(1240)
        self.assertEqual(refund.points_redeemed, -500)

    def test_goods_returned_without_the_discount_give_no_points_back(self):
        self._give(1240)
        order, _hold = self._redeem_and_sell(self._cafe_lines(), 500, 5.0)
        goods = order.lines.filtered(lambda line: not line.points_hold_uuid)
        self._refund(order, {line: line.qty for line in goods})
        self.assertPoints(740)

    def test_a_discount_returned_at_a_lower_price_gives_its_share_only(self):
        self._give(1240)
        order, _hold = self._redeem_and_sell(self._cafe_lines(), 500, 5.0)
        lines = self._refund_lines(order)
        lines[-1]["price_unit"] = -0.01
        self._sell(lines, self.ana, is_refund=True)
        self.assertPoints(741)

    def test_a_discount_withheld_in_steps_gives_every_point_back_once(self):
        self._give(1240)
        order, _hold = self._redeem_and_sell(self._cafe_lines(), 500, 5.0)
        self.assertPoints(743)
        [discount] = order.lines.filtered("points_hold_uuid")
        balances = []
        for goods, share in ((0, 1.76), (1, 1.47), (0, 1.77)):
            lines = self._refund_lines(order, {order.lines[goods]: 1, discount: 1})
            lines[-1]["price_unit"] = -share
            self._sell(lines, self.ana, is_refund=True)
            balances.append(self._account().balance)
        self.assertEqual(balances[-1], 1240)
        self.assertEqual(sorted(balances), balances)
        given = order.lines.refund_orderline_ids.order_id
        self.assertEqual(-sum(given.mapped("points_redeemed")), 500)
        self.assertEqual(round(sum(given.mapped("amount_total")), 2), -3.5)

    def test_returns_in_parts_take_back_no_more_than_was_earned(self):
        order = self._sell([self._line(self.espresso, 3)], self.ana)
        self.assertPoints(9)
        line = order.lines
        self._refund(order, {line: 1})
        self.assertPoints(6)
        self._refund(order, {line: 1})
        self.assertPoints(3)
        self._refund(order, {line: 1})
        self.assertPoints(0)

    def test_more_returned_than_was_sold_takes_no_more_than_was_earned(self):
        self._give(100)
        order = self._sell(self._cafe_lines(), self.ana)
        self._refund(order, {order.lines[0]: 51})
        self.assertPoints(102)

    def test_the_points_follow_the_sale_not_the_customer_of_the_return(self):
        order = self._sell(self._cafe_lines(), self.ana)
        other = self.env["res.partner"].create({"name": "Other"})
        self._refund(order, partner=other)
        self.assertPoints(0)
        self.assertFalse(self._account(other))

    def test_a_return_without_customer_takes_back_all_the_same(self):
        order = self._sell(self._cafe_lines(), self.ana)
        refund = self._sell(self._refund_lines(order), is_refund=True)
        self.assertPoints(0)
        self.assertEqual(len(refund.points_entry_ids), 1)

    def test_a_return_sent_twice_takes_back_once(self):
        order = self._sell(self._cafe_lines(), self.ana)
        self._give(100)
        values = self._order_values(
            self._refund_lines(order, {order.lines[0]: 1}), self.ana, is_refund=True
        )
        refund, _answer = self._sync(dict(values))
        self._sync(values)
        refund.action_pos_order_paid()
        self.assertPoints(105)

    def test_the_return_of_a_return_earns_and_takes_nothing(self):
        order = self._sell(self._cafe_lines(), self.ana)
        refund = self._refund(order)
        again = self._refund(refund, {line: line.qty for line in refund.lines})
        self.assertPoints(0)
        self.assertFalse(again.points_entry_ids)

    def test_points_already_spent_are_owed(self):
        order = self._sell(self._cafe_lines(), self.ana)
        self._redeem_and_sell([self._line(self.espresso)], 8, 0.08)
        self.assertPoints(2)
        self._refund(order)
        account = self._account()
        self.assertEqual((account.live, account.debt), (0, 6))

    def test_an_exchange_earns_on_what_the_returned_goods_paid(self):
        order = self._sell([self._line(self.espresso, 2)], self.ana)
        lines = self._refund_lines(order, {order.lines: 1})
        self._sell([*lines, self._line(self.croissant, 2)], self.ana)
        self.assertPoints(6 - 3 + 5)

    def test_a_visit_counts_again_the_same_day_once_it_was_returned(self):
        self.earning_rule.write({"kind": "visit", "points": 5})
        order = self._sell(self._cafe_lines(), self.ana)
        self._sell(self._cafe_lines(), self.ana)
        self.assertPoints(5)
        self._refund(order)
        self.assertPoints(0)
        self._sell(self._cafe_lines(), self.ana)
        self.assertPoints(5)

    def test_the_backend_return_button_takes_and_gives_back(self):
        self._give(1240)
        order, _hold = self._redeem_and_sell(self._cafe_lines(), 500, 5.0)
        action = order.refund()
        refund = self.env["pos.order"].browse(action["res_id"])
        self.assertFalse(refund.lines.filtered("points_hold_uuid"))
        self.env["pos.make.payment"].with_context(
            active_id=refund.id, active_ids=refund.ids
        ).create(
            {"amount": refund.amount_total, "payment_method_id": self.cash_pm1.id}
        ).check()
        self.assertPoints(1240)

    def test_the_receipt_of_a_return_says_what_it_took_and_gave(self):
        self._give(1240)
        order, _hold = self._redeem_and_sell(self._cafe_lines(), 500, 5.0)
        values = self._order_values(self._refund_lines(order), self.ana, is_refund=True)
        refund, answer = self._sync(values)
        receipts = {data["id"]: data["_points_receipt"] for data in answer["pos.order"]}
        [line] = receipts[refund.id]["lines"]
        self.assertEqual(
            (line["taken_back"], line["given_back"], line["balance"]),
            (300, 50000, 124000),
        )
        [line] = receipts[order.id]["lines"]
        self.assertEqual((line["earned"], line["balance"]), (300, 74300))

    def test_the_return_of_a_merged_member_posts_on_the_account_that_is_left(self):
        order = self._sell(self._cafe_lines(), self.ana)
        bea = self.env["res.partner"].create({"name": "Bea"})
        self._give(100, bea)
        self.env["base.partner.merge.automatic.wizard"]._merge(
            (self.ana | bea).ids, bea
        )
        self.assertPoints(108, partner=bea)
        refund = self._refund(order, partner=bea)
        self.assertPoints(100, partner=bea)
        self.assertEqual(refund.points_earned, -8)
        self.assertFalse(self._reviews(refund))

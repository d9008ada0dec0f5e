"""The money of a return is what was paid for its goods, whichever door it comes by."""

from odoo.fields import Command

from .withheld_common import WithheldCommon


class TestSettlementWithheld(WithheldCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._give(100000)
        cls.before = cls._account().balance
        cls.included_21 = cls._new_tax(21, included=True)
        cls.excluded_7 = cls._new_tax(7)
        cls.excluded_21 = cls._new_tax(21)

    def _taxed(self, *taxes):
        """One line of goods per tax, three units each, at prices with odd cents."""
        return [
            self._line(self._sell_product(f"Goods {price}", price, tax), qty=3)
            for tax, price in zip(taxes, (7.35, 3.99, 11.11), strict=False)
        ]

    def _mixes(self):
        return {
            "none": self._taxed(None, None),
            "included": self._taxed(self.included_21, self.included_21),
            "added": self._taxed(self.excluded_21, self.excluded_7),
            "mixed": self._taxed(self.included_21, self.excluded_7, None),
        }

    def _goods_total(self, order):
        """What Odoo alone says that an order's goods cost, in the order."""
        lines = order.lines.filtered(
            lambda line: not (line.points_hold_uuid or line.points_discount_line_id)
        )
        snapshot = self.env["points.snapshot"].sudo()
        return sum(snapshot._included_amounts(order, lines).values()) / 100

    def _prove_returned(self, order, refunds):
        """All returns together: every cent paid is back, every point too.

        Odoo rounds taxes that are added to a price per document: three returns of one
        unit may differ by a cent from one of three. That is no discount's business.
        """
        own = self._goods_total(order) + sum(map(self._goods_total, refunds))
        self.assertLess(abs(own), 0.03)
        self.assertAlmostEqual(
            sum(refund.amount_total for refund in refunds), own - order.amount_total, 2
        )
        given = -sum(refund.points_redeemed for refund in refunds)
        self.assertEqual(given, order.points_redeemed)
        taken = -sum(refund.points_earned for refund in refunds)
        self.assertEqual(taken, order.points_earned)
        self.assertFalse(self._reviews(order))

    # ------------------------------------------------------------------ both doors

    def test_steps_at_the_till_add_up_to_the_cent_with_any_taxes(self):
        for name, lines in self._mixes().items():
            with self.subTest(name):
                order, _hold = self._redeem_and_sell(lines, 1733, 17.33)
                refunds = [
                    self._return_at_till(
                        order, {line: 1 for line in self._goods_of(order)}
                    )
                    for _step in range(3)
                ]
                self._prove_returned(order, refunds)
                self.assertPoints(self.before)

    def test_the_back_office_alone_gives_back_what_was_paid(self):
        for name, lines in self._mixes().items():
            with self.subTest(name):
                order, _hold = self._redeem_and_sell(lines, 1733, 17.33)
                refund = self._return_in_office(order)
                self._prove_returned(order, [refund])
                self.assertPoints(self.before)

    def test_the_back_office_pays_the_rest_after_a_return_at_the_till(self):
        for name, lines in self._mixes().items():
            with self.subTest(name):
                order, _hold = self._redeem_and_sell(lines, 1733, 17.33)
                first = self._goods_of(order)[0]
                at_till = self._return_at_till(order, {first: 2})
                rest = self._return_in_office(order)
                self._prove_returned(order, [at_till, rest])
                self.assertPoints(self.before)

    def test_the_till_pays_the_rest_after_a_return_in_the_back_office(self):
        for name, lines in self._mixes().items():
            with self.subTest(name):
                order, _hold = self._redeem_and_sell(lines, 1733, 17.33)
                first = self._goods_of(order)[0]
                in_office = self._return_in_office(order, {first: 2})
                self.assertLess(in_office.amount_total, 0)
                rest = {line: 3 for line in self._goods_of(order) if line != first}
                at_till = self._return_at_till(order, {first: 1, **rest})
                self._prove_returned(order, [in_office, at_till])
                self.assertPoints(self.before)

    def test_a_part_gives_back_its_share_of_money_and_points(self):
        order, _hold = self._redeem_and_sell(self._cafe_lines(), 500, 5.0)
        croissant = self._goods_of(order)[1]
        refund = self._return_at_till(order, {croissant: 1})
        self.assertAlmostEqual(refund.amount_total, -1.03, 2)
        self.assertEqual(refund.points_redeemed, -147)
        refund = self._return_in_office(order, {self._goods_of(order)[0]: 1})
        self.assertAlmostEqual(refund.amount_total, -1.24, 2)
        self.assertEqual(refund.points_redeemed, -176)

    def test_goods_a_reward_paid_give_back_no_money(self):
        rule = self.env["points.redemption.rule"].create(
            {
                "program_id": self.program.id,
                "kind": "product",
                "points": 250,
                "maximum_price": 2.5,
                "product_ids": [Command.set(self.croissant.ids)],
            }
        )
        lines = self._cafe_lines()
        uuid = "reward-and-points"
        reward = self._hold(uuid, 250, 2.5, rule_id=rule.id)
        points = self._hold(uuid, 300, 3.0)
        free = self._discount_lines(lines[1:], 2.5, reward)
        free[0]["points_target_uuids"] = lines[1]["uuid"]
        paid = self._discount_lines(lines[:1], 3.0, points)
        order = self._sell(lines + free + paid, self.ana, uuid=uuid)
        self.assertFalse(self._reviews(order))
        croissant = self._goods_of(order)[1]
        refund = self._return_at_till(order, {croissant: 1})
        self.assertAlmostEqual(refund.amount_total, 0, 2)
        self.assertEqual(refund.points_redeemed, -250)
        refund = self._return_in_office(order)
        self.assertAlmostEqual(refund.amount_total, -3.0, 2)
        self.assertEqual(refund.points_redeemed, -300)

    # ---------------------------------------------------------------------- coupons

    def test_a_coupon_is_withheld_as_points_are(self):
        order, _hold = self._sell_with_coupon(5.0)
        self.assertEqual(self.coupon.remaining, 0)
        refund = self._return_at_till(order, {self._goods_of(order)[1]: 1})
        self.assertAlmostEqual(refund.amount_total, -1.03, 2)
        self.assertLeft(1.47)
        refund = self._return_in_office(order)
        self.assertAlmostEqual(refund.amount_total, -2.47, 2)
        self.assertLeft(5.0)

    # ------------------------------------------------------------- the back office

    def test_the_share_follows_what_is_changed_before_it_is_paid(self):
        order, _hold = self._redeem_and_sell(self._cafe_lines(), 500, 5.0)
        refund = self.env["pos.order"].browse(order.refund()["res_id"])
        self.assertAlmostEqual(refund.amount_total, -3.5, 2)
        [share] = refund.lines.filtered("points_discount_line_id")
        self.assertFalse(share.refunded_orderline_id)
        espresso = refund.lines.filtered(lambda line: line.product_id == self.espresso)
        refund.lines = [Command.update(espresso.id, {"qty": -1})]
        self.assertAlmostEqual(refund.amount_total, -2.27, 2)
        refund.lines = [Command.delete(espresso.id)]
        self.assertAlmostEqual(refund.amount_total, -1.03, 2)

    def test_the_share_deleted_or_changed_by_hand_comes_back(self):
        order, _hold = self._redeem_and_sell(self._cafe_lines(), 500, 5.0)
        refund = self.env["pos.order"].browse(order.refund()["res_id"])
        share = refund.lines.filtered("points_discount_line_id")
        refund.lines = [Command.delete(share.id)]
        self.assertAlmostEqual(refund.amount_total, -3.5, 2)
        share = refund.lines.filtered("points_discount_line_id")
        refund.lines = [Command.update(share.id, {"price_unit": -0.01})]
        self.assertAlmostEqual(refund.amount_total, -3.5, 2)
        share = refund.lines.filtered("points_discount_line_id")
        refund.lines = [Command.update(share.id, {"qty": -9})]
        self.assertAlmostEqual(refund.amount_total, -3.5, 2)

    def test_a_cancelled_return_keeps_nothing_back_of_the_next(self):
        order, _hold = self._redeem_and_sell(self._cafe_lines(), 500, 5.0)
        refund = self.env["pos.order"].browse(order.refund()["res_id"])
        refund.action_pos_order_cancel()
        self._prove_returned(order, [self._return_in_office(order)])

    def test_an_order_with_all_goods_back_offers_no_further_return(self):
        order, _hold = self._redeem_and_sell(self._cafe_lines(), 500, 5.0)
        self.assertTrue(order.has_refundable_lines)
        self._return_at_till(order)
        order.invalidate_recordset(["has_refundable_lines"])
        self.assertFalse(order.has_refundable_lines)

    # ---------------------------------------------------------------------- books

    def test_sessions_and_invoices_say_what_was_paid_out(self):
        order, _hold = self._redeem_and_sell(
            self._taxed(self.excluded_21, self.excluded_7, None),
            1733,
            17.33,
            to_invoice=True,
        )
        first, second, third = self._goods_of(order)
        refunds = self._return_at_till(order, {first: 1, second: 2}, to_invoice=True)
        note = refunds.account_move
        self.assertEqual(note.move_type, "out_refund")
        self.assertAlmostEqual(note.amount_total, -refunds.amount_total, 2)
        refunds |= self._return_at_till(order, {first: 1, third: 1})
        refunds |= self._return_in_office(order)
        self._prove_returned(order, refunds)
        for refund in refunds:
            paid = refund.amount_total
            refund._compute_prices()
            self.assertAlmostEqual(refund.amount_total, paid, 2)
        paid = sum((order | refunds).payment_ids.mapped("amount"))
        self.till_session.post_closing_cash_details(paid)
        self.till_session.close_session_from_ui()
        self.assertEqual(self.till_session.state, "closed")
        move = self.till_session.move_id
        income = ("income", "liability_current")
        sold = -sum(
            line.balance
            for line in move.line_ids
            if line.account_id.account_type in income
        )
        outside = refunds.filtered(lambda refund: not refund.account_move)
        self.assertAlmostEqual(sold, sum(outside.mapped("amount_total")), 2)

    # ---------------------------------------------------------------------- forged

    def _two_sales(self):
        """Two sales of 8.50 with 500 points each."""
        return [
            self._redeem_and_sell(self._cafe_lines(), 500, 5.0)[0] for _n in range(2)
        ]

    def test_the_discount_of_another_sale_gives_no_points_back(self):
        mine, other = self._two_sales()
        goods = self._goods_of(mine)[1]
        discount = other.lines.filtered("points_hold_uuid")
        lines = self._return_lines({goods: 1})
        lines.append(self._withheld_line(discount, 500))
        refund = self._sell(lines, self.ana, is_refund=True)
        self.assertEqual(refund.points_redeemed, 0)
        [review] = self._reviews(refund, "foreign_hold")
        self.assertIn("5.00", review.claimed)
        self._prove_returned(other, [self._return_at_till(other)])

    def test_a_share_without_any_goods_gives_no_points_back(self):
        sale = self._two_sales()[0]
        discount = sale.lines.filtered("points_hold_uuid")
        lines = [self._line(self.espresso), self._withheld_line(discount, 500)]
        order = self._sell(lines, self.ana)
        self.assertEqual(order.points_redeemed, 0)
        self.assertTrue(self._reviews(order, "foreign_hold"))

    def test_a_link_to_goods_gives_no_points_back(self):
        sale = self._two_sales()[0]
        espresso, croissant = self._goods_of(sale)
        lines = self._return_lines({croissant: 1})
        lines.append(self._withheld_line(espresso, 100))
        refund = self._sell(lines, self.ana, is_refund=True)
        self.assertEqual(refund.points_redeemed, 0)
        self.assertTrue(self._reviews(refund, "foreign_hold"))

    def test_a_share_that_pays_out_gives_no_points_back(self):
        sale = self._two_sales()[0]
        discount = sale.lines.filtered("points_hold_uuid")
        for forged in ({"qty": 1}, {"price_unit": 5.0}):
            with self.subTest(forged):
                lines = self._return_lines({self._goods_of(sale)[0]: 1})
                lines.append(self._withheld_line(discount, 500, **forged))
                refund = self._sell(lines, self.ana, is_refund=True)
                self.assertEqual(refund.points_redeemed, 0)

    def test_a_share_counts_as_much_as_its_taxes_say_not_its_price(self):
        lines = self._taxed(self.excluded_21)
        sale, _hold = self._redeem_and_sell(lines, 500, 5.0)
        discount = sale.lines.filtered("points_hold_uuid")
        tax = str(self.excluded_21.id)
        forged = self._withheld_line(
            discount,
            500,
            price_unit=discount.price_unit,
            tax_ids=[Command.set(self.excluded_21.ids)],
            extra_tax_data={
                "computation_key": "forged",
                "currency_id": self.currency.id,
                "price_unit": discount.price_unit,
                "discount": 0,
                "quantity": -1,
                "rate": 1.0,
                "manual_total_excluded_currency": 0.01,
                "manual_total_excluded": 0.01,
                "manual_tax_amounts": {
                    tax: {"tax_amount_currency": 0.0, "base_amount_currency": 0.01}
                },
            },
        )
        refund = self._sell(
            self._return_lines({self._goods_of(sale): 1}) + [forged],
            self.ana,
            is_refund=True,
        )
        self.assertLessEqual(-refund.points_redeemed, 1)
        rest = self._return_at_till(sale, {self._goods_of(sale): 2})
        self._prove_returned(sale, [refund, rest])

    def test_more_withheld_than_the_discount_gives_back_no_more_points(self):
        sale = self._two_sales()[0]
        discount = sale.lines.filtered("points_hold_uuid")
        lines = self._return_lines({line: line.qty for line in self._goods_of(sale)})
        lines.append(self._withheld_line(discount, 50000))
        refund = self._sell(lines, self.ana, is_refund=True)
        self.assertEqual(refund.points_redeemed, -500)

    def test_a_sale_that_claims_to_withhold_does_not_earn_more(self):
        sale = self._two_sales()[0]
        discount = sale.lines.filtered("points_hold_uuid")
        lines = [self._line(self.espresso), self._withheld_line(discount, 9900)]
        order = self._sell(lines, self.ana)
        self.assertEqual(order.points_earned, 3)

"""Discount lines add up to the promised money to the cent, whatever the taxes.

On the server, on the invoice of the order, and after the session is closed.
"""

from uuid import uuid4

from odoo.fields import Command

from .till_common import TillCommon

# Amounts that do not divide evenly by any tax used here.
AMOUNTS = (0.01, 0.99, 3.33, 7.77)


class TestRedemptionTaxes(TillCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._give(100000)
        cls.included_21 = cls._new_tax(21, included=True)
        cls.included_10 = cls._new_tax(10, included=True)
        cls.excluded_7 = cls._new_tax(7)
        cls.fixed = cls._new_tax(0.25, amount_type="fixed", include_base_amount=True)
        cls.fixed_included = cls._new_tax(
            0.12, included=True, amount_type="fixed", include_base_amount=True
        )

    def _goods(self, *taxes):
        """One product per set of taxes, with prices that leave odd cents."""
        return [
            self._line(
                self._sell_product(
                    f"Goods {number}",
                    price,
                    self.env["account.tax"].union(*own) if own else None,
                ),
                qty=qty,
            )
            for number, (own, price, qty) in enumerate(
                zip(taxes, (7.35, 3.99, 11.11), (1, 3, 1), strict=False)
            )
        ]

    def _prove(self, make_lines, **values):
        """Redeem each amount on its own order and follow it into the books."""
        orders = self.env["pos.order"]
        for money in AMOUNTS:
            lines = make_lines()
            fiscal_position = self.env["account.fiscal.position"].browse(
                values.get("fiscal_position_id")
            )
            before, _tax = self._total(lines, fiscal_position)
            order, hold = self._redeem_and_sell(
                lines, round(money * 100), money, to_invoice=money == 3.33, **values
            )
            with self.subTest(money=money):
                self._prove_order(order, hold, before, money)
            orders |= order
        self._prove_session(orders)

    def _prove_order(self, order, hold, before, money):
        amounts = self.env["points.snapshot"]._line_amounts(order.sudo())
        given = -sum(line.tax_included for line in amounts if line.hold_uuid == hold)
        self.assertEqual(given, round(money * 100))
        self.assertFalse(self._reviews(order))
        self.assertEqual(order.points_redeemed, round(money * 100))
        self.assertAlmostEqual(order.amount_total, before - money, 2)
        claimed = order.amount_total
        order._compute_prices()
        self.assertAlmostEqual(order.amount_total, claimed, 2)
        if order.account_move:
            self.assertAlmostEqual(order.account_move.amount_total, claimed, 2)

    def _prove_session(self, orders):
        """Close the session; what it sold is what its orders say, to the cent."""
        total = sum(orders.mapped("amount_total"))
        self.till_session.post_closing_cash_details(
            sum(orders.payment_ids.mapped("amount"))
        )
        self.till_session.close_session_from_ui()
        self.assertEqual(self.till_session.state, "closed")
        move = self.till_session.move_id
        self.assertAlmostEqual(
            sum(move.line_ids.mapped("balance")), 0, 2, "the entry balances"
        )
        paid = sum(orders.payment_ids.mapped("amount"))
        self.assertAlmostEqual(paid, total, 2)
        sold = -sum(
            line.balance
            for line in move.line_ids
            if line.account_id.account_type in ("income", "liability_current")
        )
        invoiced = sum(orders.account_move.mapped("amount_total"))
        self.assertAlmostEqual(sold, total - invoiced, 2)

    def test_goods_without_taxes(self):
        self._prove(lambda: self._goods((), ()))

    def test_taxes_included_in_the_price(self):
        self._prove(lambda: self._goods((self.included_21,), (self.included_21,)))

    def test_taxes_added_to_the_price(self):
        self._prove(lambda: self._goods((self.excluded_7,), (self.excluded_7,)))

    def test_two_rates_included(self):
        self._prove(lambda: self._goods((self.included_21,), (self.included_10,)))

    def test_two_rates_one_included_one_added_and_none(self):
        self._prove(lambda: self._goods((self.included_21,), (self.excluded_7,), ()))

    def test_two_taxes_on_one_line(self):
        self._prove(
            lambda: self._goods(
                (self.excluded_7, self._new_tax(3)), (self.included_10,)
            )
        )

    def test_a_fixed_tax_is_not_discounted(self):
        self._prove(lambda: self._goods((self.fixed, self.excluded_7), (self.fixed,)))

    def test_a_fixed_tax_within_the_price_is_not_discounted(self):
        self._prove(lambda: self._goods((self.fixed_included, self.included_21), ()))

    def test_rounding_over_the_whole_order(self):
        self.company.tax_calculation_rounding_method = "round_globally"
        self._prove(lambda: self._goods((self.included_21,), (self.excluded_7,), ()))

    def test_rounding_line_by_line(self):
        self.company.tax_calculation_rounding_method = "round_per_line"
        self._prove(lambda: self._goods((self.included_21,), (self.excluded_7,), ()))

    def test_a_fiscal_position_that_chains_maps_once(self):
        position = self.env["account.fiscal.position"].create({"name": "Chain"})
        first, second, third = (self._new_tax(rate) for rate in (20, 10, 5))
        second.write(
            {
                "fiscal_position_ids": [Command.link(position.id)],
                "original_tax_ids": [Command.set(first.ids)],
            }
        )
        third.write(
            {
                "fiscal_position_ids": [Command.link(position.id)],
                "original_tax_ids": [Command.set(second.ids)],
            }
        )
        self.assertEqual(position.map_tax(first), second)
        self.assertEqual(position.map_tax(second), third)
        self._prove(
            lambda: self._goods((first,), (second,)), fiscal_position_id=position.id
        )

    def test_cash_rounding(self):
        rounding = self.env["account.cash.rounding"].create(
            {
                "name": "0.05",
                "rounding": 0.05,
                "rounding_method": "HALF-UP",
                "profit_account_id": self.sales_account.id,
                "loss_account_id": self.sales_account.id,
            }
        )
        self.config.write({"cash_rounding": True, "rounding_method": rounding.id})
        uuid = str(uuid4())
        hold = self._hold(uuid, 333, 3.33)
        lines = self._goods((self.included_21,), (self.excluded_7,))
        before, _tax = self._total(lines)
        lines += self._discount_lines(lines, 3.33, hold)
        total, _tax = self._total(lines)
        self.assertAlmostEqual(total, before - 3.33, 2)
        order = self._sell(lines, self.ana, uuid=uuid, paid=round(total * 20) / 20)
        self.assertEqual(order.points_redeemed, 333)
        self.assertFalse(self._reviews(order))

    def test_a_full_discount_leaves_nothing_to_pay(self):
        lines = self._goods((self.included_21,), (self.excluded_7,), ())
        total, _tax = self._total(lines)
        order, _hold = self._redeem_and_sell(lines, round(total * 100), total)
        self.assertAlmostEqual(order.amount_total, 0, 2)
        self.assertEqual(order.points_earned, 0)
        self.assertEqual(order.points_redeemed, round(total * 100))
        self.assertFalse(self._reviews(order))

    def test_redemptions_on_an_order_in_pieces_add_up(self):
        uuid = str(uuid4())
        goods = self._goods((self.included_21,), (self.excluded_7,), ())
        lines = list(goods)
        for money in (0.99, 3.33):
            hold = self._hold(uuid, money * 100, money)
            lines += self._discount_lines(goods, money, hold)
        order = self._sell(lines, self.ana, uuid=uuid)
        self.assertEqual(order.points_redeemed, 432)
        self.assertFalse(self._reviews(order))

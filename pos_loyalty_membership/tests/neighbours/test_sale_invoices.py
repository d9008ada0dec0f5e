"""Invoices made from sales orders: down payments, and what the final one earns.

Runs where the sales application is installed.
"""

from uuid import uuid4

from odoo.fields import Command

from ..invoice_common import InvoiceCommon


class TestSaleInvoices(InvoiceCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.user.group_ids |= cls.env.ref("sales_team.group_sale_manager")
        cls.catering = cls._sell_product("Catering", 100.0, invoice_policy="order")

    def _order(self, quantity=1):
        order = self.env["sale.order"].create(
            {
                "partner_id": self.ana.id,
                "order_line": [
                    Command.create(
                        {
                            "product_id": self.catering.id,
                            "product_uom_qty": quantity,
                            "price_unit": 100.0,
                            "tax_ids": False,
                        }
                    )
                ],
            }
        )
        order.action_confirm()
        return order

    def _invoice_order(self, order, **values):
        """Invoice a sales order through its wizard; returns the new draft."""
        before = order.invoice_ids
        wizard = (
            self.env["sale.advance.payment.inv"]
            .with_context(active_model="sale.order", active_ids=order.ids)
            .create({"advance_payment_method": "delivered", **values})
        )
        wizard.create_invoices()
        return order.invoice_ids - before

    def _down_payment(self, order, percent):
        return self._invoice_order(
            order, advance_payment_method="percentage", amount=percent
        )

    def test_an_invoice_of_a_sales_order_earns_like_any_other(self):
        move = self._invoice_order(self._order(2))
        move.action_post()
        self.assertPoints(200)
        self.assertEqual(move.points_earned, 200)

    def test_a_down_payment_neither_earns_nor_redeems(self):
        self._give(1000)
        move = self._down_payment(self._order(), 40)
        self.assertFalse(move.points_offer_text)
        self.assertFalse(move._points_can_redeem())
        move.action_post()
        self._pay(move)
        self.assertPoints(1000)

    def test_the_final_invoice_earns_on_the_full_goods_once(self):
        order = self._order()
        self._down_payment(order, 40).action_post()
        final = self._invoice_order(order)
        self.assertEqual(final.amount_total, 60)
        final.action_post()
        self.assertPoints(100)

    def test_paid_later_the_down_payment_counts_as_money_received(self):
        self.program.invoice_earning = "paid"
        order = self._order()
        down = self._down_payment(order, 40)
        down.action_post()
        self._pay(down)
        self.assertFalse(down.points_entry_ids)
        final = self._invoice_order(order)
        final.action_post()
        self.assertFalse(final.points_entry_ids)
        self._pay(final)
        self.assertPoints(100)

    def test_points_take_no_more_than_is_left_after_down_payments(self):
        self._give(20000)
        order = self._order()
        self._down_payment(order, 40).action_post()
        final = self._invoice_order(order)
        self._redeem(final)
        self.assertEqual(final._points_lines().price_total, -60)
        final.action_post()
        self.assertEqual(final.amount_total, 0)
        self.assertEqual((final.points_earned, final.points_redeemed), (40, 6000))
        self.assertProved()

    def test_a_full_credit_note_of_the_final_invoice_takes_everything_back(self):
        order = self._order()
        self._down_payment(order, 40).action_post()
        final = self._invoice_order(order)
        final.action_post()
        self._credit_note(final)
        self.assertPoints(0)

    def _put_in_gold(self, **values):
        """Ana is in a tier that gives this."""
        gold = {"name": "Gold", "points_required": 100, **values}
        self.program.tier_ids = [Command.create(gold)]
        tiers = self.env["points.tiers"]
        tiers._grant(self._give(1000), self.program.tier_ids, "", "Test", str(uuid4()))

    def test_the_price_list_of_a_tier_leaves_the_price_agreed_there(self):
        rule = Command.create({"compute_price": "percentage", "percent_price": 50})
        prices = {"name": "Gold prices", "currency_id": self.currency.id}
        pricelist = self.env["product.pricelist"].create({**prices, "item_ids": [rule]})
        self._put_in_gold(benefit_kind="pricelist", pricelist_id=pricelist.id)
        final = self._invoice_order(self._order())
        self.assertEqual(final.amount_total, 100)
        added = {"product_id": self.espresso.id, "tax_ids": []}
        final.write({"invoice_line_ids": [Command.create(added)]})
        self.assertEqual(final.invoice_line_ids.mapped("price_unit"), [100, 1.5])

    def test_the_invoice_of_a_sales_order_keeps_the_price_agreed_there(self):
        self._put_in_gold(benefit_ids=[Command.create({"percent": 10})])
        final = self._invoice_order(self._order())
        self.assertEqual(final.amount_total, 100)
        added = {"product_id": self.espresso.id, "price_unit": 3.0, "tax_ids": []}
        final.write({"invoice_line_ids": [Command.create(added)]})
        self.assertEqual(final.invoice_line_ids.mapped("discount"), [0, 10])
        down = self._down_payment(self._order(), 40)
        self.assertEqual(down.amount_total, 40)

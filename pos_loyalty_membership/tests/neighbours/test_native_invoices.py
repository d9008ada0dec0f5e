"""Draft invoices beside Odoo's own loyalty: what it sells takes no tier's prices.

Runs where pos_loyalty is installed.
"""

from odoo.fields import Command

from ..invoice_price_list_common import InvoicePriceListCommon
from ..statements_common import StatementsCommon
from .native_common import NativeCommon


class TestNativeInvoices(NativeCommon, StatementsCommon, InvoicePriceListCommon):
    def test_a_gift_card_keeps_its_price_whatever_list_a_tier_has(self):
        card = self._native("gift_card")
        self._set_rules({"compute_price": "percentage", "percent_price": 50})
        goods = [(self.croissant, 1, 2.5, None), (card, 1, 50, None)]
        self.assertPrices(self._invoice(goods), 1.25, 50)

    def test_a_gift_card_takes_no_discount_of_a_tier(self):
        card = self._native("gift_card")
        self.gold.write(
            {
                "benefit_kind": "percent",
                "benefit_ids": [Command.create({"percent": 10})],
            }
        )
        move = self._invoice([(self.croissant, 1, 2.5, None), (card, 1, 50, None)])
        self.assertEqual(move.invoice_line_ids.mapped("discount"), [10, 0])

    def test_gift_cards_are_looked_up_as_often_for_many_drafts_as_for_one(self):
        self._native("gift_card")
        moves = self._invoice()
        for _draft in range(4):
            moves |= self._invoice()
        counts = []
        for some in (moves[:1], moves):
            with self._recorded() as queries:
                some.with_user(self.accountant)._points_benefit_changes()
            counts.append(sum("loyalty_rule" in query for query in queries))
        self.assertEqual(counts[0], counts[1])
        self.assertTrue(counts[0], "gift cards were not looked up")

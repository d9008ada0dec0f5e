"""A tier whose members get a price list on their invoices."""

from odoo.fields import Command

from .invoice_tier_common import InvoiceTierCommon


class InvoicePriceListCommon(InvoiceTierCommon):
    """Gold: a croissant for 2.00, not 2.50; ten espressos for 2.40 each, not 3.00."""

    @classmethod
    def _gold(cls):
        croissant = {"product_tmpl_id": cls.croissant.product_tmpl_id.id}
        espresso = {"product_tmpl_id": cls.espresso.product_tmpl_id.id}
        cls.pricelist = cls.env["product.pricelist"].create(
            {"name": "Gold prices", "currency_id": cls.currency.id}
        )
        cls._set_rules(
            {**croissant, "fixed_price": 2.0},
            {**espresso, "fixed_price": 2.4, "min_quantity": 10},
        )
        return {"benefit_kind": "pricelist", "pricelist_id": cls.pricelist.id}

    @classmethod
    def _set_rules(cls, *rules):
        """The only rules of the price list."""
        cls.pricelist.item_ids = [
            Command.clear(),
            *(Command.create(rule) for rule in rules),
        ]

    def _only_croissants(self, **rule):
        """The only rule of the price list is for croissants."""
        self._set_rules({"product_tmpl_id": self.croissant.product_tmpl_id.id, **rule})

    def _change(self, move, line, **values):
        """Save one line of a draft as the form does."""
        move.write({"invoice_line_ids": [Command.update(line.id, values)]})

    def _texts(self, move):
        return [text or "" for text in move.invoice_line_ids.mapped("points_tier_text")]

    def assertPrices(self, move, *prices):
        """The unit prices of the goods, in order."""
        found = move.invoice_line_ids.mapped("price_unit")
        self.assertEqual(len(found), len(prices))
        for price, wanted in zip(found, prices, strict=True):
            self.assertAlmostEqual(price, wanted)

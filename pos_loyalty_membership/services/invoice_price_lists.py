"""The prices that a tier's price list gives on draft invoices.

Odoo's own price lists decide. What comes before them: a price by hand, which the line
itself knows, and a price list that is set on the contact.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, time

from odoo import api, fields, models


@dataclass(frozen=True, slots=True)
class TierPrice:
    """A price per unit of the line, in the invoice's currency, and who gives it."""

    tier_id: int
    pricelist_id: int
    price: float


class PointsInvoice(models.AbstractModel):
    _inherit = "points.invoice"

    @api.model
    def _tier_prices(self, tiers_of):
        """{line: TierPrice} of the goods of drafts whose customer gets a price list.

        `tiers_of` as `_customer_tiers` returns it. Where no tier has a price list it
        asks nothing; else one query for each list and day, however many lines, and one
        for gift cards beside Odoo's own loyalty.
        """
        # What a member pays must not depend on what the writer of the invoice may read.
        service = self.sudo()
        given = {
            move: gift
            for move, tiers in tiers_of.items()
            if (gift := service._tier_pricelist(move, tiers))
        }
        special = self._special_products_of(given)
        asked = defaultdict(list)
        for move, (tier_id, pricelist) in given.items():
            company = move.company_id
            key = (tier_id, pricelist, company, self._price_moment(move))
            asked[key] += self._priced_lines(move, special[company])
        found = {}
        for (tier_id, pricelist, company, moment), lines in asked.items():
            prices = self._list_prices(pricelist.with_company(company), moment, lines)
            for line, price in zip(lines, prices, strict=True):
                found[line] = TierPrice(tier_id, pricelist.id, price)
        return found

    @api.model
    def _tier_pricelist(self, move, tiers):
        """(tier id, price list) that the customer gets: the first program's, or None.

        None when the contact has a list of its own. An archived one counts as little
        as at the till.
        """
        pricelists = self.env["product.pricelist"]
        having = [tier for tier in tiers if tier.pricelist_id]
        partner = move.sudo().partner_id._origin.with_company(move.company_id)
        if not having or partner._points_own_pricelist():
            return None
        for tier in having:
            pricelist = pricelists.browse(tier.pricelist_id)
            if pricelist.active:
                return tier.id, pricelist
        return None

    @api.model
    def _priced_lines(self, move, special):
        """The goods of a draft; what was read from a document keeps its prices."""
        return [
            line
            for line in move.invoice_line_ids
            if line.product_id
            and not line.is_imported
            and self._takes_benefits(line, special)
        ]

    @api.model
    def _price_moment(self, move):
        """When the price list is asked: now, or at noon of the invoice's other day."""
        day = move._points_price_day()
        if day == fields.Date.context_today(move):
            return fields.Datetime.now()
        return datetime.combine(day, time(12))

    @api.model
    def _list_prices(self, pricelist, moment, lines):
        """The price of each line, its usual one where no rule of the list is for it."""
        products = self.env["product.product"].union(
            *(line.product_id._origin for line in lines)
        )
        rules = pricelist._get_applicable_rules(products, moment) if lines else ()
        return [self._list_price(pricelist, rules, moment, line) for line in lines]

    @api.model
    def _list_price(self, pricelist, rules, moment, line):
        """The price that the first of `rules` which is for the line gives it."""
        product = line.product_id._origin.with_env(pricelist.env)
        unit = line.product_uom_id._origin or product.uom_id
        quantity = unit._compute_quantity(
            line.quantity, product.uom_id, raise_if_failure=False
        )
        for rule in rules:
            if rule._is_applicable_for(product, quantity):
                # A fixed price ignores the currency that is asked for: ask in its own.
                currency = pricelist.currency_id
                price = rule._compute_price(
                    product, line.quantity, unit, date=moment, currency=currency
                )
                return line._points_odoo_price(price, currency)
        return line._points_odoo_price()

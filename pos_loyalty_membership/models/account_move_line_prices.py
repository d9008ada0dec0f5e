from odoo import fields, models
from odoo.tools import float_compare

# Prices are kept as they were computed, whatever a currency or a tax makes of them.
DIGITS = 6


class AccountMoveLine(models.Model):
    """A line remembers the price that a tier's price list gave, and the one before."""

    _inherit = "account.move.line"

    points_price_tier_id = fields.Many2one(
        "points.tier",
        string="Tier of the price",
        index="btree_not_null",
        ondelete="set null",
    )
    points_pricelist_id = fields.Many2one(
        "product.pricelist",
        string="Price list of the tier",
        index="btree_not_null",
        ondelete="set null",
    )
    points_tier_price = fields.Float(
        string="Price of the tier", min_display_digits="Product Price"
    )
    points_usual_price = fields.Float(
        string="Usual price",
        min_display_digits="Product Price",
        help="What the line costs again when its customer is changed.",
    )

    def _points_has_tier_price(self):
        """Whether the price is the tier's: one written over it is by hand."""
        return bool(self.points_price_tier_id) and self._points_costs(
            self.points_tier_price
        )

    def _points_costs(self, price):
        return not float_compare(self.price_unit, price, precision_digits=DIGITS)

    def _points_price_text(self):
        """“Gold: Gold prices”; nothing for a price by hand or the usual one."""
        if not self._points_has_tier_price():
            return ""
        tier, pricelist = self.points_price_tier_id, self.points_pricelist_id
        if not pricelist:
            return tier.name
        return self.env._(
            "%(tier)s: %(pricelist)s", tier=tier.name, pricelist=pricelist.name
        )

    def _points_price_values(self, gift):
        """What to write so that the line has the price of a tier, or its own; or {}.

        `gift` is a TierPrice, None: the customer gets no price list. A price that Odoo
        would not propose for the product is by hand, and stays.
        """
        is_given = self._points_has_tier_price()
        usual = self.points_usual_price if is_given else self.price_unit
        if gift:
            proposed = self._points_odoo_price()
            if is_given or self._points_costs(proposed):
                # Unit, currency or day may be others than when it was remembered.
                usual = proposed
            else:
                gift = None
        if gift and not float_compare(gift.price, usual, precision_digits=DIGITS):
            gift = None
        wanted = {
            "price_unit": gift.price if gift else usual,
            "points_tier_price": gift.price if gift else 0,
            "points_usual_price": usual if gift else 0,
        }
        makers = {
            "points_price_tier_id": gift.tier_id if gift else False,
            "points_pricelist_id": gift.pricelist_id if gift else False,
        }
        return self._points_different(wanted, DIGITS, makers)

    def _points_odoo_price(self, price=None, currency=None):
        """A price as Odoo would put it on the line, by default the product's own.

        `price` is one per unit of the line, in `currency`. Returns it adapted to the
        fiscal position and in the invoice's currency.
        """
        move = self.move_id
        return self.product_id._origin._get_tax_included_unit_price(
            move.company_id,
            move.currency_id,
            move.date,
            "sale",
            # That of a list is in this unit already.
            product_uom=self.product_uom_id._origin if price is None else None,
            product_currency=currency,
            product_price_unit=price,
            fiscal_position=self._points_fiscal_position(),
        )

    def _points_fiscal_position(self):
        """The invoice's fiscal position, once the taxes of the line follow it.

        With another customer Odoo keeps taxes and prices until somebody updates them.
        """
        position = self.move_id.fiscal_position_id
        if not position or self.tax_ids._origin == self._get_computed_taxes()._origin:
            return position
        return position.browse()

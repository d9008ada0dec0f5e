from odoo import api, fields, models
from odoo.exceptions import ValidationError

# More than any sale; the engine counts further, but not without end.
MOST = 1_000_000


class PointsProgramTryLine(models.TransientModel):
    """A line of a basket that is only tried."""

    _name = "points.program.try.line"
    _description = "Line of a Tried Basket"

    try_id = fields.Many2one("points.program.try", required=True, ondelete="cascade")
    currency_id = fields.Many2one(related="try_id.currency_id")
    product_id = fields.Many2one(
        "product.product", required=True, domain=[("sale_ok", "=", True)]
    )
    quantity = fields.Float(default=1.0, digits="Product Unit")
    price_unit = fields.Monetary(
        string="Price", compute="_compute_price_unit", store=True, readonly=False
    )
    discount = fields.Float(string="Discount %", digits="Discount")

    @api.depends("product_id")
    def _compute_price_unit(self):
        for line in self:
            line.price_unit = line.product_id.lst_price

    @api.constrains("quantity", "price_unit", "discount")
    def _check_figures(self):
        for line in self:
            figures = (line.quantity, line.price_unit)
            if min(figures) < 0 or max(figures) > MOST or not 0 <= line.discount <= 100:
                raise ValidationError(
                    self.env._(
                        "Quantities and prices are between 0 and %s, discounts between "
                        "0 and 100 %%.",
                        f"{MOST:,}",
                    )
                )

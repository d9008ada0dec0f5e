from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from .points_assignment_mixin import ASSIGNMENT_FIELDS

# The engine's bound for a price in points.
MAXIMUM_PRICE = 100_000_000
TILL_FIELDS = [
    "points_mode",
    "points_per_unit",
    "points_never_redeemable",
    "points_price",
]


class ProductTemplate(models.Model):
    _name = "product.template"
    _inherit = ["product.template", "points.assignment.mixin"]

    points_price = fields.Float(
        string="Price in points",
        digits=(16, 2),
        help="What one unit costs in points, where a redemption rule gives products "
        "for their own price in points. 0 means not for points.",
    )

    @api.depends_context("lang")
    @api.depends("categ_id", "pos_categ_ids")
    def _compute_points_inherited(self):
        snapshot = self.env["points.snapshot"]
        for template in self:
            template.points_inherited = self._points_inherited_text(
                *snapshot._inherited_from(template)
            )

    @api.constrains("points_price")
    def _check_points_price(self):
        for template in self:
            if not 0 <= template.points_price <= MAXIMUM_PRICE:
                raise ValidationError(
                    self.env._(
                        "The price in points of “%(name)s” is between 0 (not for "
                        "points) and %(most)s.",
                        name=template.display_name,
                        most=f"{MAXIMUM_PRICE:,}",
                    )
                )

    @api.model
    def _points_facts_fields(self):
        moves = {"categ_id", "pos_categ_ids", "points_price"}
        return ASSIGNMENT_FIELDS | moves

    @api.model
    def _load_pos_data_fields(self, config):
        return [*super()._load_pos_data_fields(config), *TILL_FIELDS]

    def write(self, vals):
        """Keep what makes the points product usable on a line."""
        self.product_variant_ids._points_check_kept(vals)
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_points_product(self):
        variants = self.with_context(active_test=False).product_variant_ids
        if variants._points_used():
            raise UserError(variants._points_kept_message())

from odoo import api, models
from odoo.exceptions import UserError


class ProductTemplate(models.Model):
    _inherit = "product.template"

    def write(self, vals):
        """Keep what makes the points product usable on a line."""
        self.product_variant_ids._points_check_kept(vals)
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_points_product(self):
        variants = self.with_context(active_test=False).product_variant_ids
        if variants._points_used():
            raise UserError(variants._points_kept_message())

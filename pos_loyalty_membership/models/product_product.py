from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from .res_company import PRODUCT_FIELDS


class ProductProduct(models.Model):
    _inherit = "product.product"

    def write(self, vals):
        """Keep what makes the points product usable on a line."""
        self._points_check_kept(vals)
        return super().write(vals)

    def _points_check_kept(self, vals):
        """Refuse to archive the points product, or to make it unsaleable or goods."""
        spoils = (
            not vals.get("active", True)
            or not vals.get("sale_ok", True)
            or vals.get("type", "service") != "service"
        )
        if spoils and self._points_used():
            raise UserError(self._points_kept_message())

    @api.ondelete(at_uninstall=False)
    def _unlink_except_points_product(self):
        if self._points_used():
            raise UserError(self._points_kept_message())

    def _points_used(self):
        """Whether a company with a program books its discounts on one of these."""
        if not self.ids:
            return False
        domain = Domain.OR(
            [(name, "in", self.ids)] for name in set(PRODUCT_FIELDS.values())
        )
        companies = self.env["res.company"].sudo().search(domain)
        programs = self.env["points.program"].sudo().with_context(active_test=False)
        return bool(
            companies
            and programs.search_count([("company_id", "in", companies.ids)], limit=1)
        )

    def _points_kept_message(self):
        return self.env._(
            "This product carries the discounts made with points. It stays an active "
            "service that can be sold as long as the company has a loyalty program."
        )

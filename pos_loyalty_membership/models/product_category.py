from odoo import api, models

from .points_assignment_mixin import ASSIGNMENT_FIELDS


class ProductCategory(models.Model):
    _name = "product.category"
    _inherit = ["product.category", "points.assignment.mixin"]

    @api.depends_context("lang")
    @api.depends("parent_id")
    def _compute_points_inherited(self):
        snapshot = self.env["points.snapshot"]
        for category in self:
            category.points_inherited = self._points_inherited_text(
                *snapshot._first_that_say(category.parent_id)
            )

    @api.model
    def _points_facts_fields(self):
        return ASSIGNMENT_FIELDS | {"parent_id"}

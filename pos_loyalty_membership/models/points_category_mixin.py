from odoo import api, models

from .points_assignment_mixin import ASSIGNMENT_FIELDS


class PointsCategoryMixin(models.AbstractModel):
    """A category hands points by the unit on to its products and sub-categories."""

    _name = "points.category.mixin"
    _inherit = ["points.assignment.mixin"]
    _description = "Points of a Category"

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

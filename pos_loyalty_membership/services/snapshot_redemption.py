"""What of a redemption rule counts for its kind, as the engine reads it."""

from odoo import api, models

from .points_snapshot import to_minor, to_points


class PointsSnapshot(models.AbstractModel):
    _inherit = "points.snapshot"

    @api.model
    def _redemption_kind(self, rule, rounding):
        """The fields of the rule's kind; what a form hides has no effect."""
        if rule.kind == "percent":
            return {"percent": round(rule.percent * 100)}
        bounds = {
            "minimum_points": to_points(rule.minimum_points),
            "maximum_points": to_points(rule.maximum_points),
        }
        step = to_points(rule.step)
        if rule.kind == "product":
            return {
                **bounds,
                "step": step if rule.partial else 0,
                "maximum_price": to_minor(rule.maximum_price, rounding),
                "partial": rule.partial,
            }
        return {
            **bounds,
            "step": step,
            "money": to_minor(rule.money, rounding),
            "everything": rule.everything,
            "brackets": [
                {
                    "from_points": to_points(bracket.from_points),
                    "to_points": to_points(bracket.to_points),
                    "points": to_points(bracket.points),
                    "money": to_minor(bracket.money, rounding),
                }
                for bracket in rule.bracket_ids.sorted("from_points")
            ],
        }

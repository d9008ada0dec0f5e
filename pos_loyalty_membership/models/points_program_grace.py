"""How long points live that come back after their last day."""

from odoo import fields, models


class PointsProgram(models.Model):
    _inherit = "points.program"

    grace_days = fields.Integer(
        string="Days of grace",
        required=True,
        default=0,
        help="Points that a return gives back after their last day can be used for "
        "this many days, today included. 0 lets them expire again at once.",
    )

    _grace_days_range = models.Constraint(
        "CHECK (grace_days BETWEEN 0 AND 3660)",
        "Days of grace lie between 0 and 3660.",
    )

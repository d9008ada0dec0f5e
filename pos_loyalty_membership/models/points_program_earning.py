from odoo import api, fields, models
from odoo.exceptions import ValidationError

from .points_earning_rule import MAXIMUM_POINTS

MAXIMUM_WAITING_DAYS = 365


class PointsProgram(models.Model):
    """How the earning rules of a program work together."""

    _inherit = "points.program"

    combine = fields.Selection(
        [
            ("sum", "All rules add up"),
            ("best", "Each product counts for its best rule"),
        ],
        string="When several rules apply",
        required=True,
        default="sum",
        help="Points for a visit are always added.",
    )
    maximum_per_day = fields.Float(
        string="At most per member and day",
        digits=(16, 2),
        help="What a member earns in one day, at most. 0 means no limit.",
    )
    waiting_days = fields.Integer(
        string="Days to wait",
        help="Days between a sale and the day from which its points can be used, for "
        "example as long as goods can be returned. 0 means at once.",
    )
    reward_redeemed = fields.Boolean(
        string="What is paid with points earns too",
        help="Otherwise points are earned only on what is paid with money.",
    )

    _waiting_days_range = models.Constraint(
        f"CHECK (waiting_days BETWEEN 0 AND {MAXIMUM_WAITING_DAYS})",
        f"Points wait between 0 and {MAXIMUM_WAITING_DAYS} days.",
    )

    @api.constrains("maximum_per_day")
    def _check_maximum_per_day(self):
        for program in self:
            if not 0 <= program.maximum_per_day <= MAXIMUM_POINTS:
                raise ValidationError(
                    self.env._(
                        "The most a member earns in a day is between 0 (no limit) and "
                        "%s points.",
                        f"{MAXIMUM_POINTS:,}",
                    )
                )

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from .points_earning_rule import MAXIMUM_POINTS


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
    reward_redeemed = fields.Boolean(
        string="What is paid with points earns too",
        help="Otherwise points are earned only on what is paid with money.",
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

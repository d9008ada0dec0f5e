"""How far an officer may go without a manager."""

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from .points_earning_rule import MAXIMUM_POINTS


class PointsProgram(models.Model):
    _inherit = "points.program"

    adjust_limit = fields.Float(
        string="An officer adjusts at most",
        digits=(16, 2),
        help="Points per member and day, added and taken away together. Managers have "
        "no limit. 0 is no limit for officers either.",
    )

    @api.constrains("adjust_limit")
    def _check_adjust_limit(self):
        for program in self:
            if not 0 <= program.adjust_limit <= MAXIMUM_POINTS:
                raise ValidationError(
                    self.env._(
                        "What an officer adjusts lies between 0 (no limit) and %s "
                        "points.",
                        f"{MAXIMUM_POINTS:,}",
                    )
                )

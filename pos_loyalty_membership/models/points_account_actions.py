"""What an officer does with an account, beyond adjusting it."""

from odoo import models


class PointsAccount(models.Model):
    _inherit = "points.account"

    def action_anonymise(self):
        """Blank who these members are; see `res.partner.action_points_anonymise`."""
        self.check_access("read")
        return self.partner_id.action_points_anonymise()

from odoo import models
from odoo.exceptions import AccessError


class PointsProgram(models.Model):
    _inherit = "points.program"

    def action_prove(self):
        """Prove every account of the program now and show what was found."""
        self.ensure_one()
        if not self.env.user.has_group("pos_loyalty_membership.points_group_officer"):
            raise AccessError(self.env._("Only a points officer may do this."))
        self.check_access("read")
        return self.env["points.proof.show"]._open(program_id=self.id)

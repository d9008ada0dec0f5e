from odoo import api, fields, models
from odoo.exceptions import AccessError


class PointsProgram(models.Model):
    """How points expire is changed with its effect in sight, once members have some."""

    _inherit = "points.program"

    expiry_change_ids = fields.One2many("points.expiry.change", "program_id")
    expiry_change_text = fields.Char(compute="_compute_expiry_change_text")

    @api.depends("expiry_change_ids.state", "expiry_change_ids.done_count")
    def _compute_expiry_change_text(self):
        """How far a change of expiry has come, while it is being written."""
        # Whoever reads the program may know that its points are being changed.
        changes = self.env["points.expiry.change"].sudo()
        running = changes.search(
            [("program_id", "in", self.ids), ("state", "=", "running")]
        )
        texts = {
            change.program_id: self.env._(
                "“%(change)s” is being written: %(done)s of %(all)s members.",
                change=change.name,
                done=change.done_count,
                all=change.member_count,
            )
            for change in running
        }
        for program in self:
            program.expiry_change_text = texts.get(program._origin)

    def action_change_expiry(self):
        """Open the wizard that shows what another expiry would do before it is made."""
        self.ensure_one()
        if not self.env.user.has_group("pos_loyalty_membership.points_group_manager"):
            raise AccessError(
                self.env._("Only a points manager may change when points expire.")
            )
        self.check_access("write")
        return {
            **self.env["ir.actions.act_window"]._for_xml_id(
                "pos_loyalty_membership.points_program_expiry_action"
            ),
            "context": {"default_program_id": self.id},
        }

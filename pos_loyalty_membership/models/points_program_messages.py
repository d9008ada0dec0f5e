"""What a program tells its members."""

from odoo import api, fields, models
from odoo.fields import Domain

from ..services.message_kinds import MESSAGE_KINDS


class PointsProgram(models.Model):
    _inherit = "points.program"

    message_setting_ids = fields.One2many(
        "points.message.setting",
        "program_id",
        string="Messages to members",
        groups="pos_loyalty_membership.points_group_officer",
    )
    failed_message_count = fields.Integer(
        compute="_compute_failed_message_count",
        groups="pos_loyalty_membership.points_group_officer",
    )

    @api.model_create_multi
    def create(self, vals_list):
        """Every program has a setting for each kind of message, all of them off."""
        programs = super().create(vals_list)
        self.env["points.message.setting"].sudo().create(
            [
                {"program_id": program.id, "kind": kind}
                for program in programs
                for kind, _label in MESSAGE_KINDS
                if kind not in program.sudo().message_setting_ids.mapped("kind")
            ]
        )
        return programs

    def unlink(self):
        """Templates of the program's messages go with it."""
        self.sudo().message_setting_ids.unlink()
        return super().unlink()

    def _compute_failed_message_count(self):
        counts = self._count_of("points.message", Domain("state", "=", "failed"))
        for program in self:
            program.failed_message_count = counts.get(program._origin, 0)

    def action_view_messages(self):
        """Open what was sent to the members of the program."""
        return self._action_of_program("points_message_action")

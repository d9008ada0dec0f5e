from odoo import api, fields, models
from odoo.exceptions import AccessError


class PointsProgramClose(models.TransientModel):
    """Show what members lose before a program is closed."""

    _name = "points.program.close"
    _description = "Close a Program"

    program_id = fields.Many2one("points.program", required=True, readonly=True)
    currency_id = fields.Many2one(related="program_id.currency_id")
    member_count = fields.Integer(
        string="Members with points", compute="_compute_effect"
    )
    points_outstanding = fields.Char(string="Their points", compute="_compute_effect")
    points_reserved = fields.Char(
        string="Reserved by open documents",
        compute="_compute_effect",
        help="These can still be used by their document; freed, they expire as well.",
    )
    liability = fields.Monetary(string="Worth today", compute="_compute_effect")

    @api.depends("program_id")
    def _compute_effect(self):
        """Members, their points, and what all of them are worth."""
        for wizard in self:
            program = wizard.program_id
            members, live = program._outstanding().get(program.id, (0, 0))
            wizard.member_count = members
            wizard.points_outstanding = program._points_text(live / 100)
            wizard.points_reserved = wizard._reserved_text()
            wizard.liability = program._liability(live, program._point_value())

    def _reserved_text(self):
        """What open documents reserve, in words; empty where they do not."""
        # A manager sees the sum, whatever companies' accounts he may open.
        accounts = self.env["points.account"].sudo()
        [(held,)] = accounts._read_group(
            [("program_id", "=", self.program_id.id)], aggregates=["held:sum"]
        )
        return self.program_id._points_text(held) if held else ""

    def action_confirm(self):
        """Close the program, now that somebody has seen what members lose."""
        self.ensure_one()
        if not self.env.user.has_group("pos_loyalty_membership.points_group_manager"):
            raise AccessError(self.env._("Only a points manager may close a program."))
        program = self.program_id
        program.check_access("write")
        if program.state != "closed":
            lost = self.points_outstanding
            members = self.member_count
            program.write({"state": "closed"})
            program.message_post(
                body=self.env._(
                    "Closed: %(points)s of %(members)s members expire.",
                    points=lost,
                    members=members,
                )
            )
        return {"type": "ir.actions.act_window_close"}

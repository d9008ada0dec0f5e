from odoo import api, fields, models

from .points_program import LIVE_STATES


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    pos_points_ask = fields.Selection(
        related="pos_config_id.points_ask", readonly=False
    )
    points_program_ids = fields.Many2many(
        "points.program",
        string="Loyalty programs here",
        compute="_compute_points_program_ids",
    )
    points_hint = fields.Char(compute="_compute_points_program_ids")

    @api.depends_context("lang")
    @api.depends("pos_config_id")
    def _compute_points_program_ids(self):
        """Programs that earn or redeem at the till, in the order the cashier sees."""
        for settings in self:
            till = settings.pos_config_id
            programs = self.env["points.program"].search(
                [
                    ("company_id", "=", till.company_id.id),
                    ("state", "in", LIVE_STATES),
                ]
            )
            tills_of = programs._tills_by_program()
            places_of = programs._places_by_program()
            here = programs.filtered(lambda p, t=till, of=tills_of: t in of[p])
            elsewhere = programs.filtered(lambda p, t=till, of=places_of: t in of[p])
            elsewhere -= here
            settings.points_program_ids = here
            settings.points_hint = bool(elsewhere) and self.env._(
                "%(programs)s is not shown here: this till works in %(currency)s.",
                programs=", ".join(elsewhere.mapped("name")),
                currency=till.currency_id.name,
            )

    def action_points_programs(self):
        """Open the loyalty programs."""
        return self.env["ir.actions.act_window"]._for_xml_id(
            "pos_loyalty_membership.points_program_action"
        )

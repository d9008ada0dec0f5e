from odoo import api, fields, models
from odoo.tools.misc import format_date

from .res_partner import POINTS_READERS


class ResPartner(models.Model):
    """What of a contact's points expires next, on the contact."""

    _inherit = "res.partner"

    points_expiring_text = fields.Char(
        compute="_compute_points_expiring_text",
        groups=POINTS_READERS,
        help="Of the first running program of the current company.",
    )

    @api.depends_context("company", "lang")
    @api.depends("points_account_ids.balance", "points_account_ids.program_id.state")
    def _compute_points_expiring_text(self):
        """“120 pts until 31 Dec”: what ends next, two queries for all contacts."""
        program = self._points_first_program()
        # The numbers are those of members whose contact the reader may read.
        accounts = self.env["points.account"].sudo()
        accounts = accounts.search(
            [
                ("program_id", "=", program.id),
                ("partner_id", "in", self.ids),
                ("merged_into_id", "=", False),
            ]
        )
        expiring = self.env["points.expiries"]._expiring(accounts.ids)
        texts = {}
        for account in accounts:
            for day, points in expiring[account.id][:1]:
                texts[account.partner_id.id] = self.env._(
                    "%(points)s until %(day)s",
                    points=program._points_text(points),
                    day=format_date(self.env, day),
                )
        for partner in self:
            partner.points_expiring_text = texts.get(partner._origin.id, False)

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..models.points_program import LIVE_STATES


class PointsAccountEnrol(models.TransientModel):
    """Make contacts members of a program from the back office."""

    _name = "points.account.enrol"
    _description = "Enrol Members"

    program_id = fields.Many2one(
        "points.program",
        required=True,
        domain=[("state", "=", "running")],
        default=lambda self: self._default_program(),
    )
    company_id = fields.Many2one(related="program_id.company_id")
    partner_ids = fields.Many2many("res.partner", string="Contacts", required=True)

    @api.model
    def _default_program(self):
        return self.env["points.program"].search(
            [("state", "=", "running"), ("company_id", "in", self.env.companies.ids)],
            limit=1,
        )

    def action_enrol(self):
        """Open an account for each contact that may be a member; refuse the others.

        Addresses and, where the program says so, people of a company resolve to the
        contact that holds the account. Enrolling a member again changes nothing.
        """
        self.ensure_one()
        if not self.env.user.has_group("pos_loyalty_membership.points_group_officer"):
            raise AccessError(self.env._("Only a points officer may enrol members."))
        program = self.program_id
        program.check_access("read")
        if program.state not in LIVE_STATES:
            raise UserError(self.env._("“%s” is not running.", program.name))
        holders = self.partner_ids._points_members(program)
        refused = self.partner_ids.filtered(lambda partner: not holders[partner.id])
        if refused:
            raise UserError(
                self.env._(
                    "Nobody was enrolled. These cannot be members of “%(program)s”: "
                    "%(contacts)s. They are companies, stand for buyers nobody named, "
                    "or belong to another company.",
                    program=program.name,
                    contacts=", ".join(refused.mapped("display_name")),
                )
            )
        opened = self.env["points.ledger"]._open_accounts(
            [
                (program.id, holder_id, "back_office")
                for holder_id in dict.fromkeys(holder.id for holder in holders.values())
            ]
        )
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "pos_loyalty_membership.points_account_action"
        )
        return {**action, "domain": [("id", "in", list(opened.values()))]}

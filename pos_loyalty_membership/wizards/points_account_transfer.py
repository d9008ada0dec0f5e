from odoo import fields, models
from odoo.exceptions import UserError

from ..services.ledger_operations import Transfer


class PointsAccountTransfer(models.TransientModel):
    """Give a member's points to another member of the program, dates kept."""

    _name = "points.account.transfer"
    _inherit = ["points.account.request"]
    _description = "Transfer Points"

    program_id = fields.Many2one(related="account_id.program_id")
    available = fields.Float(related="account_id.available", digits=(16, 2))
    target_id = fields.Many2one(
        "points.account",
        string="To",
        required=True,
        domain="[('program_id', '=', program_id), ('merged_into_id', '=', False), "
        "('state', '=', 'open'), ('id', '!=', account_id)]",
    )
    points = fields.Float(digits=(16, 2), required=True)

    def action_transfer(self):
        """Move the points; clicking twice moves them once."""
        self.ensure_one()
        self._check_allowed()
        self.target_id.check_access("read")
        if self.target_id.merged_into_id:
            raise UserError(self.env._("This account was merged into another one."))
        operation = Transfer(
            account_id=self.account_id.id,
            target_id=self.target_id.id,
            points=self._hundredths(self.points),
            **self._facts(f"transfer:{self.request_uuid}", self.env._("Transfer")),
        )
        return self._post([operation])

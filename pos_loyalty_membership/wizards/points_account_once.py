"""What wizards on one account share that are to happen once."""

import uuid

from odoo import api, fields, models


class PointsAccountOnce(models.AbstractModel):
    """The uuid is made with the form: clicking twice sends the same request."""

    _name = "points.account.once"
    _description = "Request on a Points Account, Made Once"

    request_uuid = fields.Char(
        required=True, readonly=True, default=lambda self: str(uuid.uuid4())
    )
    account_id = fields.Many2one(
        "points.account",
        string="Member",
        required=True,
        readonly=True,
        default=lambda self: self._default_account(),
    )

    @api.model
    def _default_account(self):
        """The account whose button was pressed."""
        if self.env.context.get("active_model") != "points.account":
            return False
        return self.env.context.get("active_id")

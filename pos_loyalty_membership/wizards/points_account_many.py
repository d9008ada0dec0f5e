"""What wizards on many accounts share."""

import uuid

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError


class PointsAccountMany(models.AbstractModel):
    """The members that were selected; clicking twice sends the same request."""

    _name = "points.account.many"
    _description = "Request on Many Points Accounts"

    request_uuid = fields.Char(
        required=True, readonly=True, default=lambda self: str(uuid.uuid4())
    )
    account_ids = fields.Many2many(
        "points.account",
        string="Members",
        required=True,
        default=lambda self: self._default_accounts(),
    )
    account_count = fields.Integer(compute="_compute_account_count")

    @api.model
    def _default_accounts(self):
        if self.env.context.get("active_model") != "points.account":
            return False
        return self.env.context.get("active_ids")

    @api.depends("account_ids")
    def _compute_account_count(self):
        for wizard in self:
            wizard.account_count = len(wizard.account_ids)

    def _check_members(self, most=None):
        """Buttons are hidden from others; this is what refuses them, and nobody."""
        if not self.env.user.has_group("pos_loyalty_membership.points_group_officer"):
            raise AccessError(self.env._("Only a points officer may do this."))
        self.account_ids.check_access("read")
        if not self.account_ids:
            raise UserError(self.env._("Choose at least one member."))
        if most and len(self.account_ids) > most:
            raise UserError(
                self.env._("Choose at most %s members at a time.", f"{most:,}")
            )

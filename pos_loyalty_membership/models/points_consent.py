"""Who agreed to offers, when and how; and who withdrew it."""

from odoo import api, fields, models
from odoo.exceptions import UserError

CONSENT_SOURCES = [
    ("back_office", "Told to staff"),
    ("till", "Told at the till"),
    ("portal", "Set in the portal"),
    ("link", "Withdrawn by the personal link"),
    ("anonymised", "Personal data removed"),
]


class PointsConsent(models.Model):
    """One decision of a member about offers; rows are added, never changed."""

    _name = "points.consent"
    _description = "Consent to Offers"
    _order = "id desc"

    account_id = fields.Many2one(
        "points.account", required=True, readonly=True, index=True, ondelete="restrict"
    )
    company_id = fields.Many2one(related="account_id.company_id", store=True)
    allowed = fields.Boolean(string="Agreed to offers", readonly=True)
    moment = fields.Datetime(string="Date", required=True, readonly=True)
    source = fields.Selection(
        CONSENT_SOURCES, string="How", required=True, readonly=True
    )
    user_id = fields.Many2one(
        "res.users", string="By", readonly=True, ondelete="restrict"
    )

    def write(self, vals):
        """Refused: a decision is followed by another one."""
        raise UserError(self.env._("What a member decided stays as it was."))

    @api.ondelete(at_uninstall=False)
    def _unlink_except_uninstall(self):
        raise UserError(self.env._("What a member decided stays as it was."))

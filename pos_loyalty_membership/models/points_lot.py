"""What is left of one credit: a projection of entries and allocations."""

from odoo import api, fields, models
from odoo.exceptions import UserError


class PointsLot(models.Model):
    _name = "points.lot"
    _description = "Points Lot"
    _order = "expires_on, id"
    _rec_name = "entry_id"
    # Its entry says who and when.
    _log_access = False

    entry_id = fields.Many2one(
        "points.entry", required=True, readonly=True, index=True, ondelete="restrict"
    )
    account_id = fields.Many2one(
        "points.account", required=True, readonly=True, ondelete="restrict"
    )
    # No index: rows are found by entry, lot or account, never by company alone.
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, ondelete="restrict"
    )
    points = fields.Float(digits=(16, 2), required=True, readonly=True)
    remaining = fields.Float(digits=(16, 2), required=True, readonly=True)
    waiting = fields.Boolean(
        required=True, readonly=True, help="These points cannot be used yet."
    )
    available_on = fields.Date(readonly=True, help="First day they can be used.")
    expires_on = fields.Date(readonly=True, help="Last day they can be used.")
    inactivity_months = fields.Integer(
        readonly=True,
        help="Every sale of the member moves their last day on, to so many months "
        "after it. 0 leaves it.",
    )

    _remaining_bounds = models.Constraint(
        "CHECK (0 <= remaining AND remaining <= points)",
        "What is left of a lot lies between nothing and the lot.",
    )
    _open_idx = models.Index("(account_id, expires_on, id) WHERE remaining > 0")

    @api.model_create_multi
    def create(self, vals_list):
        """Refused: `points.ledger._post` writes lots, together with their entries."""
        raise UserError(self.env._("Lots are written by the points log only."))

    def write(self, vals):
        """Refused: a lot moves only with an entry."""
        raise UserError(self.env._("Lots are written by the points log only."))

    @api.ondelete(at_uninstall=False)
    def _unlink_except_ledger(self):
        raise UserError(self.env._("Lots cannot be deleted."))

"""Which entry consumed, or restored, how much of which lot."""

from odoo import api, fields, models
from odoo.exceptions import UserError


class PointsAllocation(models.Model):
    _name = "points.allocation"
    _description = "Points Allocation"
    _order = "id"
    _rec_name = "entry_id"
    # Its entry says who and when.
    _log_access = False

    entry_id = fields.Many2one(
        "points.entry",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
        help="A negative entry consumes, a positive reversal restores.",
    )
    lot_id = fields.Many2one(
        "points.lot", required=True, readonly=True, index=True, ondelete="restrict"
    )
    # No index: rows are found by entry, lot or account, never by company alone.
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, ondelete="restrict"
    )
    points = fields.Float(digits=(16, 2), required=True, readonly=True)

    _points_positive = models.Constraint(
        "CHECK (points > 0)", "An allocation moves more than nothing."
    )

    def init(self):
        """Protect the allocations in the database, whatever the code above does."""
        self.env["points.ledger"]._install_append_only(
            self._table, ["id", "entry_id", "lot_id", "company_id", "points"]
        )

    @api.model_create_multi
    def create(self, vals_list):
        """Refused: `points.ledger._post` writes allocations, with their entries."""
        raise UserError(self.env._("Allocations are written by the points log only."))

    def write(self, vals):
        """Refused: an allocation is corrected by another entry."""
        raise UserError(self.env._("Allocations cannot be changed."))

    @api.ondelete(at_uninstall=False)
    def _unlink_except_ledger(self):
        raise UserError(self.env._("Allocations cannot be deleted."))

from odoo import api, fields, models
from odoo.fields import Domain


class PointsAccount(models.Model):
    """What the points table shows of an account besides its numbers."""

    _inherit = "points.account"

    held_ids = fields.One2many(
        "points.hold",
        "account_id",
        string="Reserved points",
        domain=[("state", "=", "held")],
    )
    earned_total = fields.Float(
        string="Earned in all",
        digits=(16, 2),
        compute="_compute_earned_total",
        help="Everything earned so far, less what returns took back.",
    )

    @api.depends("entry_ids.points")
    def _compute_earned_total(self):
        """Earnings less their reversals, one query for all accounts."""
        domain = Domain("account_id", "in", self.ids) & (
            Domain("kind", "=", "earn") | Domain("reversed_entry_id.kind", "=", "earn")
        )
        totals = dict(
            self.env["points.entry"]
            .sudo()
            ._read_group(domain, ["account_id"], ["points:sum"])
        )
        for account in self:
            account.earned_total = totals.get(account._origin, 0.0)

from odoo import api, fields, models
from odoo.tools import SQL


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
        """Earnings less their reversals and what undid those, in one query."""
        self.env["points.entry"].flush_model()
        rows = self.env.execute_query(
            SQL(
                """
                WITH RECURSIVE earned AS (
                    SELECT id, account_id, points
                      FROM points_entry
                     WHERE account_id = ANY(%s)
                       AND kind = 'earn'
                     UNION ALL
                    SELECT later.id, later.account_id, later.points
                      FROM earned
                      JOIN points_entry later ON later.reversed_entry_id = earned.id
                )
                SELECT account_id, sum(points) FROM earned GROUP BY account_id
                """,
                self.ids,
            )
        )
        totals = {account_id: float(points) for account_id, points in rows}
        for account in self:
            account.earned_total = totals.get(account._origin.id, 0.0)

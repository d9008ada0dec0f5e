"""The job by which holds time out, waiting points mature and overdue points expire."""

from odoo import api, fields, models
from odoo.tools import SQL

from .ledger_operations import FallDue


class PointsLedger(models.AbstractModel):
    _inherit = "points.ledger"

    @api.model
    def _cron_fall_due(self, limit=500):
        """Let holds time out, waiting points mature and overdue points expire.

        At most `limit` accounts per commit; an account that is being used is left for
        the next run.
        """
        now = fields.Datetime.now()
        progress = self.env["ir.cron"]._commit_progress
        due = self.env["points.account"].search_count([("next_due", "<=", now)])
        left = progress(remaining=due)
        last_id = 0
        while left:
            ids = self._due_accounts(now, last_id, limit)
            if not ids:
                break
            last_id = ids[-1]
            self._post([FallDue(account_id=account_id) for account_id in ids])
            left = progress(len(ids))

    def _due_accounts(self, now, last_id, limit):
        """Ids of accounts where something is due, in id order, locked ones skipped."""
        rows = self.env.execute_query(
            SQL(
                """
                SELECT id FROM points_account
                 WHERE next_due <= %s AND id > %s
                 ORDER BY id LIMIT %s
                   FOR NO KEY UPDATE SKIP LOCKED
                """,
                now,
                last_id,
                limit,
            )
        )
        return [account_id for (account_id,) in rows]

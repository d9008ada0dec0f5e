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
        self.env["points.program"]._close_ended()
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

    @api.model
    def _end_programs(self, programs):
        """Let what members still have of closed programs fall due now.

        Their points expire with the next posting on each account or by the job; what an
        open document reserves, when it is freed.
        """
        self.env["points.program"].flush_model(["state"])
        self.env["points.account"].flush_model()
        self.env.execute_query(
            SQL(
                """
                UPDATE points_account SET next_due = %s
                 WHERE program_id = ANY(%s) AND live > 0
                RETURNING id
                """,
                fields.Datetime.now(),
                programs.ids,
            )
        )
        self._forget_cached_numbers()
        cron = self.env.ref("pos_loyalty_membership.points_fall_due_cron")
        # Whoever may close a program need not be allowed to start jobs.
        cron.sudo()._trigger()

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

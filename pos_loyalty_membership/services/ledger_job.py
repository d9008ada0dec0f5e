"""The job by which holds time out, waiting points mature and overdue points expire."""

from odoo import api, fields, models
from odoo.tools import SQL

from . import ledger_expiry
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
            due = self._due_accounts(now, last_id, limit)
            if not due:
                break
            last_id = due[-1][0]
            self._fall_due([each for each, plain in due if not plain])
            self._expire_plain([each for each, plain in due if plain], now)
            left = progress(len(due))

    def _fall_due(self, account_ids):
        """Step D for accounts on which anything may be due, planned in memory."""
        if account_ids:
            self._post([FallDue(account_id=account_id) for account_id in account_ids])

    def _expire_plain(self, account_ids, now):
        """Step D for accounts on which nothing but lots can be due, all in SQL."""
        if account_ids:
            for model in ("points.program", "points.account"):
                self.env[model].flush_model()
            ledger_expiry.expire_plain(self.env, account_ids, now)
            self._forget_cached_numbers()

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
        """Accounts where something is due, in id order, locked ones skipped.

        Returns [(id, plain)]: on plain ones nothing is reserved, owed or waiting, and
        the program goes on, so that only lots can be overdue, each of them as a whole.
        """
        return self.env.execute_query(
            SQL(
                """
                SELECT account.id,
                       account.held = 0 AND account.debt = 0 AND account.waiting = 0
                       AND program.state != 'closed'
                       AND NOT EXISTS (SELECT FROM points_hold hold
                                        WHERE hold.account_id = account.id
                                          AND hold.state = 'held')
                  FROM points_account account
                  JOIN points_program program ON program.id = account.program_id
                 WHERE account.next_due <= %s AND account.id > %s
                 ORDER BY account.id LIMIT %s
                   FOR NO KEY UPDATE OF account SKIP LOCKED
                """,
                now,
                last_id,
                limit,
            )
        )

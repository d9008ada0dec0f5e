"""Sales that arrive late, after points expired that they would have kept alive.

Points that end with inactivity live on with each sale of their member. A sale made
offline may be told days later, when the job has let them expire: what it would have
kept comes back, by entries that reverse the expiries.
"""

from datetime import date

from odoo import api, fields, models
from odoo.tools import SQL

from ..engine.expiry import prolonged_day
from . import ledger_paths
from .ledger_operations import ReverseDebit


class PointsLedger(models.AbstractModel):
    _inherit = "points.ledger"

    @api.model
    def _activity_moments(self, operations, account_of, context):
        """When this posting's sales with points were made, by account, oldest first."""
        moments = {account_id: [] for account_id in context.accounts}
        for operation in operations:
            account = context.accounts.get(account_of[operation])
            if account and ledger_paths.is_activity(account, operation):
                moments[account.id].append(operation.moment)
        return {account_id: sorted(each) for account_id, each in moments.items()}

    @api.model
    def _revivals(self, operations, account_of, accounts):
        """Reversals of expiries that the sales of this posting would have prevented.

        Asks the database only for sales of an earlier day. They join the posting:
        `account_of` gets their accounts.
        """
        found = []
        now = fields.Datetime.now()
        for operation in operations:
            account = accounts.get(account_of[operation])
            if not account or not ledger_paths.is_activity(account, operation):
                continue
            if account.day_of(operation.moment) < account.day_of(now):
                found += self._revived_by(operation, account, now)
        # One expiry comes back once, whatever sales arrive together.
        found = list({one.entry_id: one for one in found}.values())
        account_of.update({one: one.account_id for one in found})
        return found

    def _revived_by(self, operation, account, now):
        """The reversals of expiries that one late sale would have prevented."""
        sold_on = account.day_of(operation.moment)
        today = account.day_of(now)
        return [
            ReverseDebit(
                entry_id=entry_id,
                account_id=account.id,
                points=points,
                key=f"reverse:{operation.source.uuid or operation.key}:{entry_id}:0",
                source=operation.source,
                moment=now,
                local_day=today,
                explanation={
                    "code": "revived",
                    "sold_on": sold_on.isoformat(),
                    "expired_on": last_day,
                },
            )
            for entry_id, points, months, last_day in self._lost_since(
                account.id, operation.moment, sold_on
            )
            if date.fromisoformat(prolonged_day("", months, sold_on.isoformat()))
            >= today
        ]

    def _lost_since(self, account_id, moment, sold_on):
        """Expiries by inactivity of lots alive on a day, written after a moment.

        Returns [(entry id, points in hundredths, months, last day as ISO text)]; those
        of members who were merged into the account count as its own.
        """
        return self.env.execute_query(
            SQL(
                """
                SELECT entry.id, (-entry.points * 100)::bigint,
                       (entry.explanation->>'inactivity_months')::int,
                       entry.explanation->>'expires_on'
                  FROM points_entry entry
                 WHERE entry.account_id IN (
                       SELECT %(account)s UNION ALL
                       SELECT id FROM points_account WHERE merged_into_id = %(account)s)
                   AND entry.kind = 'expire' AND entry.moment > %(moment)s
                   AND entry.explanation ? 'inactivity_months'
                   AND (entry.explanation->>'expires_on')::date >= %(sold_on)s
                   AND NOT EXISTS (SELECT FROM points_entry back
                                    WHERE back.reversed_entry_id = entry.id)
                 ORDER BY entry.id
                """,
                account=account_id,
                moment=moment,
                sold_on=sold_on,
            )
        )

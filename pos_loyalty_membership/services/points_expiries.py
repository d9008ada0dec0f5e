"""What expires when: of members who are looked at, never from the clock alone."""

from odoo import api, models
from odoo.tools import SQL

from .ledger_rows import LAST_DAY


class PointsExpiries(models.AbstractModel):
    _name = "points.expiries"
    _description = "Days on which points expire"

    @api.model
    def _expiring(self, account_ids):
        """{account id: [(last day, points)]} of points with an end, the next one first.

        Points that cannot be used yet count as well. Where points end with inactivity
        it is their day if no other sale follows.
        """
        found = {account_id: [] for account_id in account_ids}
        if not found:
            return found
        rows = self.env.execute_query(
            SQL(
                """
                SELECT account_id, day, sum(remaining) FROM (
                    SELECT lot.account_id, lot.remaining, %s AS day
                      FROM points_lot lot
                      JOIN points_account account ON account.id = lot.account_id
                      JOIN points_program program ON program.id = account.program_id
                     WHERE lot.account_id = ANY(%s) AND lot.remaining > 0) open_lot
                 WHERE day IS NOT NULL
                 GROUP BY account_id, day
                 ORDER BY day
                """,
                LAST_DAY,
                list(found),
            )
        )
        for account_id, day, points in rows:
            found[account_id].append((day, points))
        return found

    @api.model
    def _last_days(self, entry_ids):
        """{entry id: the first last day of what is left of its points}, if any."""
        if not entry_ids:
            return {}
        rows = self.env.execute_query(
            SQL(
                """
                SELECT lot.entry_id, min(%s)
                  FROM points_lot lot
                  JOIN points_account account ON account.id = lot.account_id
                  JOIN points_program program ON program.id = account.program_id
                 WHERE lot.entry_id = ANY(%s) AND lot.remaining > 0
                 GROUP BY lot.entry_id
                """,
                LAST_DAY,
                list(entry_ids),
            )
        )
        return {entry_id: day for entry_id, day in rows if day}

    @api.model
    def _search_next(self, operator, value):
        """Ids of accounts whose next expiry compares like that with a date, as SQL."""
        comparison = {"<": "<", "<=": "<=", ">": ">", ">=": ">="}[operator]
        return SQL(
            """
            SELECT lot.account_id
              FROM points_lot lot
              JOIN points_account account ON account.id = lot.account_id
              JOIN points_program program ON program.id = account.program_id
             WHERE lot.remaining > 0
             GROUP BY lot.account_id
            HAVING min(%s) %s %s
            """,
            LAST_DAY,
            SQL(comparison),
            value,
        )

"""What expires when: of members who are looked at, never from the clock alone."""

from odoo import api, models
from odoo.tools import SQL


class PointsExpiries(models.AbstractModel):
    _name = "points.expiries"
    _description = "Days on which points expire"

    @api.model
    def _expiring(self, account_ids):
        """{account id: [(last day, points)]} of points with an end, the next one first.

        Points that cannot be used yet count as well. Where points end with inactivity,
        the member's own day counts if it comes before a lot's.
        """
        found = {account_id: [] for account_id in account_ids}
        if not found:
            return found
        rows = self.env.execute_query(
            SQL(
                """
                SELECT lot.account_id, least(lot.expires_on, account.expires_on) AS day,
                       sum(lot.remaining)
                  FROM points_lot lot
                  JOIN points_account account ON account.id = lot.account_id
                 WHERE lot.account_id = ANY(%s) AND lot.remaining > 0
                   AND (lot.expires_on IS NOT NULL OR account.expires_on IS NOT NULL)
                 GROUP BY lot.account_id, day
                 ORDER BY day
                """,
                list(found),
            )
        )
        for account_id, day, points in rows:
            found[account_id].append((day, points))
        return found

    @api.model
    def _search_next(self, operator, value):
        """Ids of accounts whose next expiry compares like that with a date, as SQL."""
        comparison = {"<": "<", "<=": "<=", ">": ">", ">=": ">="}[operator]
        return SQL(
            """
            SELECT lot.account_id
              FROM points_lot lot
              JOIN points_account account ON account.id = lot.account_id
             WHERE lot.remaining > 0
             GROUP BY lot.account_id
            HAVING min(least(lot.expires_on, account.expires_on)) %s %s
            """,
            SQL(comparison),
            value,
        )

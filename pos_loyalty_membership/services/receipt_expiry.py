"""What of a member's points expires soon, on a receipt and again on a reprint."""

from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL

from ..engine.expiry import prolonged_day

# Days ahead of the sale: what ends later has its time on later receipts.
SOON = 60


class PointsReceipt(models.AbstractModel):
    _inherit = "points.receipt"

    @api.model
    def _soon(self, expiring, sold_on):
        """{points (hundredths), date (ISO)} of what ends next, if that is soon.

        `expiring` is the (last day, points) that end next, or None.
        """
        if not expiring or expiring[0] > sold_on + timedelta(days=SOON):
            return None
        return {"date": expiring[0].isoformat(), "points": expiring[1]}

    @api.model
    def _expiring_figures(self, figures):
        """The part of a receipt line that says what expires soon; {} where nothing."""
        expiring = figures.get("expiring")
        return {"expiring": expiring} if expiring else {}

    @api.model
    def _past_expiring(self, rows):
        """{index: what ended soon} right after the orders of receipt rows.

        Read from the log: what was left of each lot then, and its last day as the sales
        until then had moved it. Members whose points never ended cost no query.
        """
        if not any(row["has_dates"] for row in rows):
            return {}
        lots = {}
        for index, day, months, active_on, remaining in self._past_lots(rows):
            last_day = prolonged_day(day, months, active_on)
            if last_day:
                days = lots.setdefault(index, {})
                days[last_day] = days.get(last_day, 0) + remaining
        return {
            index: self._soon(
                (fields.Date.to_date(min(days)), days[min(days)]),
                rows[index]["sold_at"].date(),
            )
            for index, days in lots.items()
        }

    def _past_lots(self, rows):
        """Lots that end some day, as they were right after the orders of receipt rows.

        [(index, last day, months, day of the last sale, points in hundredths)].
        """
        if not rows:
            return []
        return self.env.execute_query(
            SQL(
                """
                SELECT asked.index, coalesce(lot.expires_on::text, ''),
                       coalesce(lot.inactivity_months, 0),
                       coalesce((active.moment AT TIME ZONE 'UTC'
                                 AT TIME ZONE program.tz)::date::text, ''),
                       ((lot.points - coalesce(moved.points, 0)) * 100)::bigint
                  FROM unnest(%s, %s, %s) AS asked(index, account_id, last_id)
                  JOIN points_entry entry ON entry.account_id = asked.account_id
                   AND entry.id <= asked.last_id
                  JOIN points_program program ON program.id = entry.program_id
                  JOIN points_lot lot ON lot.entry_id = entry.id
                   AND (lot.expires_on IS NOT NULL OR lot.inactivity_months IS NOT NULL)
                  LEFT JOIN LATERAL (
                       SELECT sum(CASE WHEN other.points < 0 THEN allocation.points
                                       ELSE -allocation.points END) AS points
                         FROM points_allocation allocation
                         JOIN points_entry other ON other.id = allocation.entry_id
                        WHERE allocation.lot_id = lot.id
                          AND other.id <= asked.last_id) moved ON TRUE
                  LEFT JOIN LATERAL (
                       SELECT max(sale.moment) AS moment FROM points_entry sale
                        WHERE sale.account_id = asked.account_id
                          AND sale.id <= asked.last_id
                          AND sale.kind IN ('earn', 'redeem')) active ON TRUE
                 WHERE lot.points > coalesce(moved.points, 0)
                """,
                list(range(len(rows))),
                [row["account_id"] for row in rows],
                [row["last_id"] for row in rows],
            )
        )

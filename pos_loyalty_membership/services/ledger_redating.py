"""Other last days for points that members have already.

The log is never rewritten: an entry of no points says which lot got which day, and the
proof and a rebuild find it there.
"""

from datetime import date

from odoo import models
from odoo.tools import SQL

from ..engine.expiry import changed_day
from .ledger_drafts import draft_entry
from .ledger_operations import Redate
from .ledger_paths import WRITE_PATHS

# Points of a correction have the day that whoever posted them gave them, or none.
KINDS_LEFT_ALONE = frozenset(["adjust"])


def changed_dates(terms, kind, entry_id, earned_on, available_on):
    """The (last day, months of inactivity) of a lot under these terms.

    None where the lot keeps its own. Days are ISO text, "" is none; `kind` and
    `entry_id` are those of the entry that gave the points.
    """
    if kind in KINDS_LEFT_ALONE or entry_id > terms.last_entry_id:
        return None
    day = changed_day(
        terms.expiry,
        max(earned_on, terms.counted_from),
        available_on,
        terms.not_before,
    )
    months = terms.expiry.number if terms.expiry.mode == "inactivity" else 0
    return day, months


def redate(account, operation, context):
    """Give the open lots the days of the terms; one entry says which got which."""
    dates = {}
    for waiting in (False, True):
        for lot in account.open_lots(waiting=waiting):
            kind, earned_on = context.given[lot.id]
            first = lot.available_on.isoformat() if lot.available_on else ""
            changed = changed_dates(
                operation.terms, kind, lot.entry_id, earned_on, first
            )
            if changed is None:
                continue
            expires_on = date.fromisoformat(changed[0]) if changed[0] else None
            months = changed[1] or None
            if (expires_on, months) == (lot.expires_on, lot.inactivity_months):
                continue
            lot.expires_on, lot.inactivity_months = expires_on, months
            lot.changed = True
            dates[str(lot.id)] = {
                "points": lot.remaining,
                "expires_on": changed[0] or None,
                "inactivity_months": months,
            }
    if dates:
        draft = account.add(draft_entry(account, operation, operation.kind, 0))
        draft.explain(code="expiry_changed", dates=dates)


WRITE_PATHS[Redate] = redate


class PointsLedger(models.AbstractModel):
    _inherit = "points.ledger"

    def _load(self, operations, account_of, context):
        """Read for other last days what gave the points, and on which day."""
        result = super()._load(operations, account_of, context)
        accounts = [account_of[one] for one in operations if isinstance(one, Redate)]
        if accounts:
            rows = self.env.execute_query(
                SQL(
                    """
                    SELECT lot.id, entry.kind,
                           (entry.moment AT TIME ZONE 'UTC'
                            AT TIME ZONE program.tz)::date::text
                      FROM points_lot lot
                      JOIN points_entry entry ON entry.id = lot.entry_id
                      JOIN points_program program ON program.id = entry.program_id
                     WHERE lot.account_id = ANY(%s) AND lot.remaining > 0
                    """,
                    accounts,
                )
            )
            context.given = {lot_id: given for lot_id, *given in rows}
        return result

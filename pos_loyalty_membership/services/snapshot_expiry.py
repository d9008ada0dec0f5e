"""When points end: a program's settings as values, and its dates as records."""

from datetime import date

from odoo import api, models

from ..engine.expiry import last_day
from ..engine.values import Expiry


class PointsSnapshot(models.AbstractModel):
    _inherit = "points.snapshot"

    @api.model
    def _expiry(self, program):
        """The engine's Expiry of a program record."""
        yearly = program.expiry_mode == "yearly"
        return Expiry(
            mode=program.expiry_mode,
            number=program.expiry_free_months if yearly else program.expiry_number,
            month=int(program.expiry_month),
            day=program.expiry_day,
            grace_days=program.grace_days,
        )

    @api.model
    def _ledger_facts(self, program):
        """What the ledger has to know of a TillProgram (`ledger_locks`), unasked."""
        expiry = program.expiry
        return {
            "zone": program.tz or "UTC",
            "grace_days": expiry.grace_days,
            "inactivity_months": (
                expiry.number if expiry.mode == "inactivity" else None
            ),
            "ended": program.state == "closed",
        }

    @api.model
    def _expires_on(self, expiry, earned_on, available_on=None):
        """The last usable day of points as a date, None without end.

        `earned_on` is the calendar day in the program's time zone, as ISO text;
        `available_on` the date from which they can be used, None at once.
        """
        first = available_on.isoformat() if available_on else ""
        day = last_day(expiry, earned_on, first)
        return date.fromisoformat(day) if day else None

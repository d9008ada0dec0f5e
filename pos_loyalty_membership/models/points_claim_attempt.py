"""Codes that were typed and are none: what keeps guessing slow."""

from odoo import api, fields, models

# So many wrong codes a visitor may type in so many minutes.
WRONG_CODES = 10
WINDOW_MINUTES = 60


class PointsClaimAttempt(models.Model):
    _name = "points.claim.attempt"
    _description = "Wrong Code of Points to Collect"
    _log_access = False

    user_id = fields.Many2one(
        "res.users", required=True, readonly=True, ondelete="cascade", index=True
    )
    made_on = fields.Datetime(
        required=True, readonly=True, default=fields.Datetime.now, index=True
    )

    @api.model
    def _exhausted(self, user):
        """Whether this user typed too many wrong codes within the last hour."""
        since = fields.Datetime.subtract(fields.Datetime.now(), minutes=WINDOW_MINUTES)
        domain = [("user_id", "=", user.id), ("made_on", ">", since)]
        return self.search_count(domain, limit=WRONG_CODES) >= WRONG_CODES

    @api.autovacuum
    def _gc_old(self):
        since = fields.Datetime.subtract(fields.Datetime.now(), minutes=WINDOW_MINUTES)
        self.search([("made_on", "<", since)]).unlink()

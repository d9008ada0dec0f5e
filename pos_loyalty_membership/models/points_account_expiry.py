from odoo import fields, models


class PointsAccount(models.Model):
    """What of a member's points expires when."""

    _inherit = "points.account"

    expires_next = fields.Date(
        string="Next points expire on",
        compute="_compute_expires_next",
        search="_search_expires_next",
        help="The last day on which they can be used.",
    )
    expiring_points = fields.Float(
        string="Expiring next", digits=(16, 2), compute="_compute_expires_next"
    )

    def _compute_expires_next(self):
        """The next day and its points, one query for all accounts."""
        # The numbers are the account's own: who may read it may read them.
        expiring = self.env["points.expiries"]._expiring(self.ids)
        for account in self:
            day, points = next(iter(expiring.get(account.id, [])), (False, 0.0))
            account.expires_next = day
            account.expiring_points = points

    def _search_expires_next(self, operator, value):
        """Accounts by the day of their next expiry, before or after a date."""
        if operator not in ("<", "<=", ">", ">="):
            return NotImplemented
        found = self.env["points.expiries"]._search_next(operator, value)
        return [("id", "in", found)]

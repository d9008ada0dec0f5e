from odoo import fields, models


class PointsAccount(models.Model):
    """What the points table shows of an account besides its numbers."""

    _inherit = "points.account"

    held_ids = fields.One2many(
        "points.hold",
        "account_id",
        string="Reserved points",
        domain=[("state", "=", "held")],
    )

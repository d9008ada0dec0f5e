"""The tier of a member, and the periods spent in tiers."""

from odoo import fields, models


class PointsAccount(models.Model):
    _inherit = "points.account"

    tier_id = fields.Many2one("points.tier", readonly=True, ondelete="restrict")
    tier_color = fields.Integer(related="tier_id.color", string="Color of the tier")
    membership_ids = fields.One2many(
        "points.membership", "account_id", string="Memberships", readonly=True
    )

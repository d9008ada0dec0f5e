"""Money bought with points; only the ledger writes it."""

from odoo import api, fields, models
from odoo.exceptions import UserError


class PointsCoupon(models.Model):
    _name = "points.coupon"
    _description = "Points Coupon"
    _order = "id desc"

    uuid = fields.Char(required=True, readonly=True)
    account_id = fields.Many2one(
        "points.account", required=True, readonly=True, index=True, ondelete="restrict"
    )
    program_id = fields.Many2one(
        "points.program", required=True, readonly=True, index=True, ondelete="restrict"
    )
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, index=True, ondelete="restrict"
    )
    entry_id = fields.Many2one(
        "points.entry",
        string="Made by",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
        help="The entry that took the points.",
    )
    currency_id = fields.Many2one(
        "res.currency", required=True, readonly=True, ondelete="restrict"
    )
    value = fields.Monetary(required=True, readonly=True)
    remaining = fields.Monetary(
        string="Left",
        required=True,
        readonly=True,
        help="The value less what was used and what open documents reserve.",
    )
    valid_until = fields.Date(readonly=True, help="Last day it can be used.")
    use_ids = fields.One2many("points.coupon.use", "coupon_id", string="Uses")

    code = fields.Char(
        readonly=True,
        copy=False,
        groups="pos_loyalty_membership.points_group_officer",
        help="Whoever shows it can use the coupon.",
    )
    member_only = fields.Boolean(
        string="Only for the member",
        readonly=True,
        help="The coupon can be used on documents of its own member only.",
    )

    _uuid_uniq = models.Constraint("UNIQUE (uuid)", "This coupon exists.")
    _code_uniq = models.UniqueIndex(
        "(code) WHERE code IS NOT NULL", "Another coupon has this code."
    )
    _remaining_bounds = models.Constraint(
        "CHECK (value > 0 AND 0 <= remaining AND remaining <= value)",
        "What is left of a coupon lies between nothing and its value.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        """Refused: `points.ledger._post` makes coupons, together with their entries."""
        raise UserError(self.env._("Coupons are made from points only."))

    def write(self, vals):
        """Refused: a coupon moves only with a use or a reservation."""
        raise UserError(self.env._("A coupon is used, not changed."))

    @api.ondelete(at_uninstall=False)
    def _unlink_except_ledger(self):
        raise UserError(self.env._("A coupon cannot be deleted."))

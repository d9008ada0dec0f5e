"""Discounts that members of a tier get."""

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from .points_program import TILL_READERS


class PointsTierBenefit(models.Model):
    """A percentage off some goods, for members of one tier."""

    _name = "points.tier.benefit"
    _inherit = ["points.setting.mixin", "points.scope.mixin"]
    _description = "Discount of a Membership Tier"
    _order = "sequence, id"
    _check_company_auto = True

    tier_id = fields.Many2one(
        "points.tier", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="tier_id.company_id", store=True)
    sequence = fields.Integer(default=10)
    percent = fields.Float(string="Percent off", digits=(16, 2), required=True)
    excluded_product_ids = fields.Many2many(
        "product.product",
        "points_tier_benefit_excluded_product_rel",
        string="But not these products",
        check_company=True,
    )
    excluded_category_ids = fields.Many2many(
        "product.category",
        "points_tier_benefit_excluded_category_rel",
        string="But not these product categories",
    )
    excluded_pos_category_ids = fields.Many2many(
        "pos.category",
        "points_tier_benefit_excluded_pos_category_rel",
        string="But not these point of sale categories",
        groups=TILL_READERS,
    )

    @api.constrains("percent")
    def _check_percent(self):
        for benefit in self:
            if not 0 < benefit.percent <= 100:
                raise ValidationError(
                    self.env._(
                        "A discount of a tier is more than 0 and at most 100 percent."
                    )
                )

    def _text(self):
        """The discount in words: “10 % off Bakery, Coffee”."""
        self.ensure_one()
        # Accountants read tiers, and have no right to read categories of tills.
        benefit = self.sudo()
        named = benefit.product_ids or [
            *benefit.category_ids,
            *benefit.pos_category_ids,
        ]
        percent = f"{self.percent:g}"
        if not named:
            return self.env._("%s %% off everything", percent)
        return self.env._(
            "%(percent)s %% off %(goods)s",
            percent=percent,
            goods=", ".join(record.name for record in named),
        )

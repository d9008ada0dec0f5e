"""Discounts that members of a tier get."""

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from .points_program import TILL_READERS
from .points_rule_scope import SCOPE_LISTS


class PointsTierBenefit(models.Model):
    """A percentage off some goods, for members of one tier."""

    _name = "points.tier.benefit"
    _description = "Discount of a Membership Tier"
    _order = "sequence, id"
    _check_company_auto = True

    tier_id = fields.Many2one(
        "points.tier", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="tier_id.company_id", store=True)
    sequence = fields.Integer(default=10)
    percent = fields.Float(string="Percent off", digits=(16, 2), required=True)
    product_ids = fields.Many2many(
        "product.product",
        string="Products",
        check_company=True,
        help="Only these products; the categories do not count then. Empty means what "
        "the categories say.",
    )
    category_ids = fields.Many2many(
        "product.category",
        string="Product categories",
        help="With their sub-categories, together with the point of sale categories. "
        "All empty means everything.",
    )
    pos_category_ids = fields.Many2many(
        "pos.category",
        string="Point of sale categories",
        groups=TILL_READERS,
        help="With their sub-categories, together with the product categories. All "
        "empty means everything.",
    )
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

    @api.constrains(*SCOPE_LISTS, *SCOPE_LISTS.values())
    def _check_scope(self):
        for benefit in self:
            for name, excluded in SCOPE_LISTS.items():
                both = benefit[name] & benefit[excluded]
                if both:
                    raise ValidationError(
                        self.env._(
                            "%s cannot be meant and left out by the same discount.",
                            ", ".join(f"“{each.display_name}”" for each in both),
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

    @api.model_create_multi
    def create(self, vals_list):
        benefits = super().create(vals_list)
        benefits.company_id._points_rules_changed()
        return benefits

    def write(self, vals):
        result = super().write(vals)
        self.company_id._points_rules_changed()
        return result

    def unlink(self):
        companies = self.company_id
        result = super().unlink()
        companies._points_rules_changed()
        return result

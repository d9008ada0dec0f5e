from odoo import api, fields, models
from odoo.exceptions import ValidationError

from .points_program import TILL_READERS

# Name of the list, the same list of what is left out.
SCOPE_LISTS = {
    "product_ids": "excluded_product_ids",
    "category_ids": "excluded_category_ids",
    "pos_category_ids": "excluded_pos_category_ids",
}
SCOPE_FIELDS = (*SCOPE_LISTS, *SCOPE_LISTS.values())


class PointsScopeMixin(models.AbstractModel):
    """Which goods a rule or a benefit is about.

    The lists of what is left out are declared with each model: two lists of the same
    model need tables with names of their own.
    """

    _name = "points.scope.mixin"
    _description = "Goods of a Rule or Benefit"

    # An empty list means everything: what is named is not deleted, and what is archived
    # is still named, or a rule for one product would become one for all.
    product_ids = fields.Many2many(
        "product.product",
        string="Products",
        check_company=True,
        ondelete="restrict",
        context={"active_test": False},
        help="Only these products; the categories below do not count then. Empty means "
        "what the categories say.",
    )
    category_ids = fields.Many2many(
        "product.category",
        string="Product categories",
        ondelete="restrict",
        help="With their sub-categories, together with the point of sale categories. "
        "All empty means everything.",
    )
    pos_category_ids = fields.Many2many(
        "pos.category",
        string="Point of sale categories",
        ondelete="restrict",
        groups=TILL_READERS,
        help="With their sub-categories, together with the product categories. All "
        "empty means everything.",
    )

    @api.constrains(*SCOPE_FIELDS)
    def _check_scope(self):
        for record in self:
            for name, excluded in SCOPE_LISTS.items():
                both = record[name] & record[excluded]
                if both:
                    raise ValidationError(
                        self.env._(
                            "%s cannot be meant and left out at the same time.",
                            ", ".join(f"“{each.display_name}”" for each in both),
                        )
                    )

from odoo import api, models
from odoo.exceptions import ValidationError

from .points_scope_mixin import SCOPE_FIELDS


class PointsRuleMixin(models.AbstractModel):
    """Which goods a rule is about: refusals and words."""

    _inherit = "points.rule.mixin"

    @api.constrains(*SCOPE_FIELDS)
    def _check_scope(self):
        result = super()._check_scope()
        for rule in self:
            rule._check_scope_is_reachable()
        return result

    def _check_scope_is_reachable(self):
        """Refuse a rule whose products or categories are all left out again."""
        named = self.product_ids
        if named:
            left = named.filtered(lambda product: not self._is_left_out(product))
        else:
            named = [*self.category_ids, *self.pos_category_ids]
            left = [
                category
                for category in named
                if not self._with_parents(category)
                & (
                    self.excluded_category_ids
                    if category._name == "product.category"
                    else self.excluded_pos_category_ids
                )
            ]
        if named and not left:
            raise ValidationError(
                self.env._(
                    "Everything this rule is about is left out again, so it would "
                    "never apply."
                )
            )

    def _is_left_out(self, product):
        """Whether a product is in a category that is left out."""
        pos_categories = self.env["pos.category"].union(
            *(self._with_parents(each) for each in product.pos_categ_ids)
        )
        return bool(
            self._with_parents(product.categ_id) & self.excluded_category_ids
            or pos_categories & self.excluded_pos_category_ids
        )

    def _with_parents(self, category):
        """A category and all above it."""
        found = category
        while category.parent_id:
            category = category.parent_id
            found |= category
        return found

    def _scope_texts(self):
        """Say in words which goods the rule is about."""
        self.ensure_one()
        named = self.product_ids or [*self.category_ids, *self.pos_category_ids]
        excluded = [
            *self.excluded_product_ids,
            *self.excluded_category_ids,
            *self.excluded_pos_category_ids,
        ]
        texts = []
        if named:
            texts.append(self.env._("on %s", self._names(named)))
        if excluded:
            texts.append(self.env._("not on %s", self._names(excluded)))
        return texts

    def _names(self, records):
        return ", ".join(record.name for record in records)

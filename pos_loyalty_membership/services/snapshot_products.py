"""Products and categories become engine values: what lines of them earn and may cost.

Category trees are read at once and kept, products are kept one by one; both until one
of the fields they are made of changes.
"""

from dataclasses import dataclass

from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL, ormcache

from ..engine.assignment import assigned
from ..engine.values import Assignment, to_dict
from .points_snapshot import to_points

CATEGORY_FIELDS = [
    "parent_id",
    "points_mode",
    "points_per_unit",
    "points_never_redeemable",
]


@dataclass(frozen=True, slots=True)
class ProductFacts:
    """What of a product decides points; categories with their ancestors, by id.

    `points_per_unit` in hundredths, None: nobody says; `points_price` in hundredths,
    0: not for points.
    """

    points_per_unit: int | None
    earns: bool
    redeemable: bool
    points_price: int
    category_ids: tuple
    pos_category_ids: tuple


@dataclass(frozen=True, slots=True)
class CategoryFacts:
    """A category's ancestors, itself first, and what it says itself."""

    lineage: tuple
    assignment: Assignment


class PointsSnapshot(models.AbstractModel):
    _inherit = "points.snapshot"

    @api.model
    @ormcache("product.id")
    def _product_facts(self, product):
        """The ProductFacts of a product (a variant).

        A caller that has many hands over records of one prefetch: what is not cached
        yet is then read for all of them at once. What is cached costs no query.
        """
        template = product.product_tmpl_id
        trees = {name: self._category_tree(name) for name in self._trees()}
        pos_lineages = [
            self._lineage(trees["pos.category"], category_id)
            for category_id in template.pos_categ_ids.ids
        ]
        lineage = self._lineage(trees["product.category"], template.categ_id.id)
        found = assigned(
            self._assignment(template),
            [[facts.assignment for facts in each] for each in pos_lineages],
            [facts.assignment for facts in lineage],
        )
        return ProductFacts(
            points_per_unit=found.points_per_unit,
            earns=found.earns,
            redeemable=found.redeemable,
            points_price=to_points(template.points_price),
            category_ids=self._sorted_ids(lineage),
            pos_category_ids=self._sorted_ids(f for each in pos_lineages for f in each),
        )

    @api.model
    def _trees(self):
        return ("product.category", "pos.category")

    @api.model
    def _lineage(self, tree, category_id):
        """CategoryFacts of a category and its ancestors, the nearest first."""
        facts = tree.get(category_id)
        return [tree[each] for each in facts.lineage] if facts else []

    @api.model
    def _sorted_ids(self, lineage):
        return tuple(sorted({facts.lineage[0] for facts in lineage}))

    @api.model
    def _assignment(self, record):
        """What a product or category says itself: an Assignment."""
        return Assignment(
            mode=record.points_mode,
            points=to_points(record.points_per_unit),
            never_redeemable=record.points_never_redeemable,
        )

    @api.model
    @ormcache("model_name")
    def _category_tree(self, model_name):
        """{id: CategoryFacts} of all categories of a model."""
        categories = (
            self.env[model_name].sudo().search_fetch(Domain.TRUE, CATEGORY_FIELDS)
        )
        parents = {category.id: category.parent_id.id for category in categories}

        def lineage(category_id):
            found = []
            while category_id and category_id not in found:
                found.append(category_id)
                category_id = parents.get(category_id)
            return tuple(found)

        return {
            category.id: CategoryFacts(lineage(category.id), self._assignment(category))
            for category in categories
        }

    # ------------------------------------------------------------------
    # Who says
    # ------------------------------------------------------------------

    @api.model
    def _inherited_from(self, template):
        """(who decides the points, who decides payment with points) of a product that
        says nothing itself: category records, or empty ones.
        """
        by_pos = [self._first_that_say(each) for each in template.pos_categ_ids]
        by_category = self._first_that_say(template.categ_id)
        points = [points for points, _barred in by_pos if points]
        barred = [barred for _points, barred in by_pos if barred]
        return (
            max(points, key=self._said_points) if points else by_category[0],
            min(barred, key=lambda each: each.points_never_redeemable)
            if barred
            else by_category[1],
        )

    @api.model
    def _said_points(self, category):
        """For comparing what categories say; never is less than any number."""
        never = category.points_mode == "never"
        return -1 if never else category.points_per_unit

    @api.model
    def _first_that_say(self, category):
        """The nearest of a category and its ancestors that say something about points,
        and about payment with points.
        """
        lineage = category
        while category.parent_id and category.parent_id not in lineage:
            category = category.parent_id
            lineage += category
        return (
            lineage.filtered(lambda one: one.points_mode != "inherit")[:1],
            lineage.filtered(lambda one: one.points_never_redeemable != "inherit")[:1],
        )

    # ------------------------------------------------------------------
    # What a till is given
    # ------------------------------------------------------------------

    @api.model
    def _categories_payload(self):
        """Both category trees as the till's JavaScript reads them, ids as text."""
        return {
            name: {
                str(category_id): {
                    "lineage": facts.lineage,
                    **to_dict(facts.assignment),
                }
                for category_id, facts in self._category_tree(name).items()
            }
            for name in self._trees()
        }

    @api.model
    @ormcache()
    def _products_digest(self):
        """Changes with what any product says itself about points."""
        names = [
            "points_mode",
            "points_per_unit",
            "points_never_redeemable",
            "points_price",
        ]
        self.env["product.template"].flush_model(names)
        [[digest]] = self.env.execute_query(
            SQL(
                """
                SELECT md5(string_agg(concat_ws(
                           ':', id, points_mode, points_per_unit,
                           points_never_redeemable, points_price
                       ), ',' ORDER BY id))
                  FROM product_template
                 WHERE points_mode != 'inherit'
                    OR points_never_redeemable != 'inherit'
                    OR points_price > 0
                """
            )
        )
        return digest

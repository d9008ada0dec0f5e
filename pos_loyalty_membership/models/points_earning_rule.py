from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools.misc import format_amount

from .points_program import TILL_READERS
from .points_rule_limits import LIMIT_FIELDS
from .points_scope_mixin import SCOPE_FIELDS

# With these bounds a sale of a million gives at most 10**12 hundredths of a point,
# the largest number the engine takes.
MAXIMUM_POINTS = 1_000_000
MAXIMUM_POINTS_PER_UNIT = 10_000


class PointsEarningRule(models.Model):
    """How members of a program earn points."""

    _name = "points.earning.rule"
    _inherit = ["points.rule.mixin"]
    _description = "Earning Rule"

    name = fields.Char(
        translate=True, help="Shown where a sale says why it earned what it earned."
    )
    kind = fields.Selection(
        [
            ("amount", "For what is paid"),
            ("product", "For products"),
            ("visit", "For a visit"),
        ],
        string="Points are given",
        required=True,
        default="amount",
    )
    points = fields.Float(
        digits=(16, 2),
        required=True,
        default=1.0,
        help="For products: what those get that have no points of their own.",
    )
    per_amount = fields.Monetary(
        string="Per",
        default=1.0,
        help="The amount a member pays to earn these points.",
    )
    step_mode = fields.Selection(
        [
            ("whole", "For every full amount"),
            ("proportional", "In proportion to the amount"),
        ],
        string="Counted",
        required=True,
        default="whole",
    )
    minimum_order = fields.Monetary(
        help="What the order must come to, after discounts and before points.",
    )
    every_sale = fields.Boolean(
        string="Every sale counts",
        help="Otherwise a member gets these points once a day.",
    )
    maximum_points = fields.Float(
        string="At most in one order",
        digits=(16, 2),
        help="The most this rule gives in one order. 0 means no limit.",
    )

    excluded_product_ids = fields.Many2many(
        "product.product",
        "points_earning_rule_excluded_product_rel",
        string="But not these products",
        check_company=True,
    )
    excluded_category_ids = fields.Many2many(
        "product.category",
        "points_earning_rule_excluded_category_rel",
        string="But not these product categories",
    )
    excluded_pos_category_ids = fields.Many2many(
        "pos.category",
        "points_earning_rule_excluded_pos_category_rel",
        string="But not these point of sale categories",
        groups=TILL_READERS,
    )

    @api.depends_context("lang")
    @api.depends(
        "kind",
        "points",
        "per_amount",
        "step_mode",
        "minimum_order",
        "every_sale",
        "maximum_points",
        "date_from",
        "date_to",
        "pos_config_ids",
        *LIMIT_FIELDS,
        *SCOPE_FIELDS,
        "program_id.point_name",
        "program_id.counts_in",
    )
    def _compute_sentence(self):
        for rule in self:
            parts = [rule._what_it_gives()]
            if rule.kind != "visit":
                parts += rule._scope_texts()
            if rule.minimum_order > 0:
                parts.append(
                    self.env._(
                        "from an order of %s",
                        format_amount(self.env, rule.minimum_order, rule.currency_id),
                    )
                )
            if rule.maximum_points > 0:
                most = rule.program_id._points_text(rule.maximum_points)
                parts.append(self.env._("at most %s in one order", most))
            parts += rule.program_id._limit_texts(rule)
            rule.sentence = ", ".join(parts)

    def _what_it_gives(self):
        points = self.program_id._points_text(self.points)
        if self.kind == "visit":
            if self.every_sale:
                return self.env._("%s for every sale", points)
            return self.env._("%s for a visit, once a day", points)
        if self.kind == "product":
            if not self.points:
                return self.env._("the points of each product")
            return self.env._("%s for each unit, or the points of the product", points)
        amount = format_amount(self.env, self.per_amount, self.currency_id)
        if self.program_id._counts_money():
            rate = self.program_id._rate_text(self.points, self.per_amount)
            if self.step_mode == "proportional":
                return self.env._("%s back", rate)
            return self.env._(
                "%(rate)s back, for every full %(amount)s", rate=rate, amount=amount
            )
        if self.step_mode == "proportional":
            return self.env._(
                "%(points)s per %(amount)s, in proportion", points=points, amount=amount
            )
        return self.env._(
            "%(points)s for every full %(amount)s", points=points, amount=amount
        )

    @api.depends("name", "sentence")
    def _compute_display_name(self):
        for rule in self:
            rule.display_name = rule.name or rule.sentence

    @api.constrains("maximum_points")
    def _check_maximum_points(self):
        for rule in self:
            if not 0 <= rule.maximum_points <= MAXIMUM_POINTS:
                raise ValidationError(
                    self.env._(
                        "The most a rule gives in one order is between 0 (no limit) "
                        "and %s points.",
                        f"{MAXIMUM_POINTS:,}",
                    )
                )

    @api.constrains("points", "per_amount", "kind")
    def _check_figures(self):
        for rule in self:
            least = 0 if rule.kind == "product" else 0.01
            if not least <= rule.points <= MAXIMUM_POINTS:
                raise ValidationError(
                    self.env._(
                        "A rule gives more than 0 and at most %s points. Only a rule "
                        "for products may leave the number to them.",
                        f"{MAXIMUM_POINTS:,}",
                    )
                )
            if rule.kind == "amount":
                rule._check_per_amount()

    def _check_per_amount(self):
        if self.currency_id.compare_amounts(self.per_amount, 0) <= 0:
            raise ValidationError(
                self.env._("Points are given per an amount of more than 0.")
            )
        self._check_money(self.per_amount, self.env._("The amount"))
        if self.points > self.per_amount * MAXIMUM_POINTS_PER_UNIT:
            raise ValidationError(
                self.env._(
                    "That is more than %(points)s points per %(amount)s. Use fewer "
                    "points, or a larger amount.",
                    points=f"{MAXIMUM_POINTS_PER_UNIT:,}",
                    amount=format_amount(self.env, 1, self.currency_id),
                )
            )

    def _check_unused(self):
        entries = self.env["points.entry"].sudo()
        if entries.search_count([("earning_rule_id", "in", self.ids)], limit=1):
            raise UserError(
                self.env._(
                    "Members have earned points by this rule. Switch it off instead of "
                    "deleting it."
                )
            )

from fractions import Fraction

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools.misc import format_amount

from .points_earning_rule import MAXIMUM_POINTS
from .points_program import LIVE_STATES, TILL_READERS
from .points_rule_limits import LIMIT_FIELDS
from .points_scope_mixin import SCOPE_FIELDS

# Says, within this file and the wizard that asked, that a change of value was agreed
# to. An object of its own cannot be sent by any client.
VALUE_CONFIRMED = object()


class PointsRedemptionRule(models.Model):
    """How members of a program turn points into a discount."""

    _name = "points.redemption.rule"
    _inherit = ["points.rule.mixin"]
    _description = "Redemption Rule"

    name = fields.Char(
        required=True,
        translate=True,
        default=lambda self: self.env._("Discount"),
        help="What the cashier sees in the points dialog.",
    )
    kind = fields.Selection(
        [
            ("amount", "A discount"),
            ("percent", "A percentage off"),
            ("product", "Products"),
        ],
        string="Points become",
        required=True,
        default="amount",
    )
    points = fields.Float(digits=(16, 2), required=True, default=100.0)
    money = fields.Monetary(
        string="Are worth", required=True, default=1.0, help="Taxes included."
    )
    minimum_balance = fields.Float(
        string="Unlocked with",
        digits=(16, 2),
        help="How many points a member must have before this rule can be used.",
    )
    minimum_points = fields.Float(
        string="At least", digits=(16, 2), help="Points to use at a time, at least."
    )
    maximum_points = fields.Float(
        string="At most",
        digits=(16, 2),
        help="Points to use at a time, at most. 0 means no limit.",
    )
    step = fields.Float(
        string="In steps of",
        digits=(16, 2),
        help="100 means 100, 200, 300 … points. 0 means any number.",
    )
    minimum_order = fields.Monetary(
        help="What there must be to pay, taxes included, before points.",
    )
    maximum_share = fields.Float(
        string="Up to this share of the order",
        digits=(5, 2),
        required=True,
        default=100.0,
        help="In percent of what there is to pay; 100 means the whole order.",
    )
    excluded_product_ids = fields.Many2many(
        "product.product",
        "points_redemption_rule_excluded_product_rel",
        string="But not these products",
        check_company=True,
    )
    excluded_category_ids = fields.Many2many(
        "product.category",
        "points_redemption_rule_excluded_category_rel",
        string="But not these product categories",
    )
    excluded_pos_category_ids = fields.Many2many(
        "pos.category",
        "points_redemption_rule_excluded_pos_category_rel",
        string="But not these point of sale categories",
        groups=TILL_READERS,
    )

    value_locked = fields.Boolean(
        compute="_compute_value_locked",
        help="Members own points: what they are worth changes only after a question.",
    )

    @api.depends("kind", "program_id.state", "program_id.account_ids.live")
    def _compute_value_locked(self):
        outstanding = self.program_id._origin._outstanding()
        for rule in self:
            program = rule.program_id._origin
            _members, live = outstanding.get(program.id, (0, 0))
            rule.value_locked = (
                rule.kind == "amount" and live > 0 and program.state in LIVE_STATES
            )

    @api.depends_context("lang")
    @api.depends(
        "kind",
        "points",
        "money",
        "percent",
        "maximum_price",
        "partial",
        "everything",
        "bracket_ids.from_points",
        "bracket_ids.to_points",
        "bracket_ids.points",
        "bracket_ids.money",
        "minimum_balance",
        "minimum_points",
        "maximum_points",
        "step",
        "minimum_order",
        "maximum_share",
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
            parts = [
                rule._what_it_gives(),
                *rule._scope_texts(),
                *rule._point_limit_texts(),
                *rule._order_limit_texts(),
                *rule.program_id._limit_texts(rule),
            ]
            rule.sentence = ", ".join(parts)

    def _point_limit_texts(self):
        points_text = self.program_id._points_text
        texts = []
        if self.minimum_balance:
            texts.append(
                self.env._("for members with %s", points_text(self.minimum_balance))
            )
        bounded = self.kind != "percent"
        if self.minimum_points and bounded:
            texts.append(self.env._("at least %s", points_text(self.minimum_points)))
        if self.maximum_points and bounded:
            texts.append(self.env._("at most %s", points_text(self.maximum_points)))
        if self.step and (self.kind == "amount" or self.partial):
            texts.append(self.env._("in steps of %s", points_text(self.step)))
        return texts

    def _order_limit_texts(self):
        texts = []
        if self.minimum_order > 0:
            texts.append(
                self.env._(
                    "from an order of %s",
                    format_amount(self.env, self.minimum_order, self.currency_id),
                )
            )
        if self.maximum_share < 100:
            texts.append(
                self.env._("up to %s %% of the order", f"{self.maximum_share:g}")
            )
        return texts

    @api.constrains("minimum_balance", "minimum_points", "maximum_points", "step")
    def _check_point_limits(self):
        for rule in self:
            limits = (
                rule.minimum_balance,
                rule.minimum_points,
                rule.maximum_points,
                rule.step,
            )
            if min(limits) < 0:
                raise ValidationError(
                    self.env._("Limits in points cannot be less than 0.")
                )
            if max(limits) > 10 * MAXIMUM_POINTS:
                raise ValidationError(self.env._("A limit in points is too large."))
            if rule.maximum_points:
                rule._check_maximum_points()

    def _check_maximum_points(self):
        """Refuse limits that no number of points satisfies."""
        points_text = self.program_id._points_text
        if self.minimum_points > self.maximum_points:
            raise ValidationError(
                self.env._(
                    "At least %(minimum)s, at most %(maximum)s: the minimum is above "
                    "the maximum.",
                    minimum=points_text(self.minimum_points),
                    maximum=points_text(self.maximum_points),
                )
            )
        # In hundredths, so that a step of 0.1 fits three times into 0.3.
        step = round(self.step * 100)
        reached = round(self.maximum_points * 100)
        if step:
            reached -= reached % step
        if reached <= 0 or reached < round(self.minimum_points * 100):
            raise ValidationError(
                self.env._(
                    "In steps of %(step)s nobody can use at least %(minimum)s and at "
                    "most %(maximum)s.",
                    step=points_text(self.step),
                    minimum=points_text(self.minimum_points),
                    maximum=points_text(self.maximum_points),
                )
            )

    @api.model_create_multi
    def create(self, vals_list):
        programs = self.env["points.program"].browse(
            {vals.get("program_id") for vals in vals_list} - {None, False}
        )
        values = programs._point_values()
        rules = super().create(vals_list)
        rules.program_id._check_value_agreed(values)
        return rules

    def write(self, vals):
        values = self.program_id._point_values()
        result = super().write(vals)
        self.program_id._check_value_agreed(values)
        return result

    def unlink(self):
        programs = self.program_id
        values = programs._point_values()
        result = super().unlink()
        programs._check_value_agreed(values)
        return result

    def _check_unused(self):
        by_rule = [("redemption_rule_id", "in", self.ids)]
        if any(
            self.env[model].sudo().search_count(by_rule, limit=1)
            for model in ("points.entry", "points.hold")
        ):
            raise UserError(
                self.env._(
                    "Members have used points by this rule. Switch it off instead of "
                    "deleting it."
                )
            )

    def _apply_value(self, vals):
        """Write what a person agreed to after seeing what it changes for members."""
        self.with_context(points_value_confirmed=VALUE_CONFIRMED).write(vals)

    def _is_value_confirmed(self):
        return self.env.context.get("points_value_confirmed") is VALUE_CONFIRMED

    def _point_value(self, figures, today):
        """Return what one hundredth of a point is worth by this rule, in minor units.

        `figures` are the rule itself, or a change of it that is being considered. A
        rule that is not in use on the day `today` gives 0, and so does one that is no
        plain discount.
        """
        self.ensure_one()
        if self.kind != "amount":
            return Fraction(0)
        in_use = self.active if figures == self else figures.in_use
        started = not figures.date_from or figures.date_from <= today
        ended = figures.date_to and figures.date_to < today
        if not in_use or not started or ended or figures.points <= 0:
            return Fraction(0)
        money = round(figures.money / self.currency_id.rounding)
        return Fraction(money, round(figures.points * 100))

    def action_change_value(self):
        """Ask before what a point is worth changes, showing what that means."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Change what points are worth"),
            "res_model": "points.redemption.rule.revalue",
            "view_mode": "form",
            "target": "new",
            "context": {"default_rule_id": self.id},
        }

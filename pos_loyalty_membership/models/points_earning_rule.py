from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools.misc import format_amount

# With these bounds a sale of a million gives at most 10**12 hundredths of a point,
# the largest number the engine takes.
MAXIMUM_POINTS = 1_000_000
MAXIMUM_POINTS_PER_UNIT = 10_000
# The engine's bound for money, in the currency's smallest unit.
MAXIMUM_MINOR_UNITS = 10**12


class PointsEarningRule(models.Model):
    """How members of a program earn points."""

    _name = "points.earning.rule"
    _description = "Earning Rule"
    _order = "sequence, id"
    _check_company_auto = True

    program_id = fields.Many2one(
        "points.program", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="program_id.company_id", store=True)
    currency_id = fields.Many2one(related="program_id.currency_id")
    program_pos_config_ids = fields.Many2many(related="program_id.pos_config_ids")
    name = fields.Char(
        translate=True, help="Shown where a sale says why it earned what it earned."
    )
    active = fields.Boolean(string="In use", default=True)
    sequence = fields.Integer(default=10)
    kind = fields.Selection(
        [("amount", "For what is paid"), ("visit", "For a visit")],
        string="Points are given",
        required=True,
        default="amount",
    )
    points = fields.Float(digits=(16, 2), required=True, default=1.0)
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
        string="From an order of",
        help="What the order must come to, after discounts and before points.",
    )
    every_sale = fields.Boolean(
        string="Every sale counts",
        help="Otherwise a member gets these points once a day.",
    )
    date_from = fields.Date(string="From")
    date_to = fields.Date(string="Until", help="The last day, included.")
    pos_config_ids = fields.Many2many(
        "pos.config",
        string="Points of sale",
        check_company=True,
        context={"active_test": False},
        help="Empty means wherever the program applies.",
    )
    sentence = fields.Char(string="Rule", compute="_compute_sentence")

    @api.depends_context("lang")
    @api.depends(
        "kind",
        "points",
        "per_amount",
        "step_mode",
        "minimum_order",
        "every_sale",
        "date_from",
        "date_to",
        "pos_config_ids",
        "program_id.point_name",
    )
    def _compute_sentence(self):
        for rule in self:
            parts = [rule._what_it_gives()]
            if rule.minimum_order > 0:
                parts.append(
                    self.env._(
                        "from an order of %s",
                        format_amount(
                            self.env, rule.minimum_order, rule.currency_id
                        ),
                    )
                )
            parts += rule.program_id._limit_texts(rule)
            rule.sentence = ", ".join(parts)

    def _what_it_gives(self):
        points = self.program_id._points_text(self.points)
        if self.kind == "visit":
            if self.every_sale:
                return self.env._("%s for every sale", points)
            return self.env._("%s for a visit, once a day", points)
        amount = format_amount(self.env, self.per_amount, self.currency_id)
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

    @api.constrains("points", "per_amount", "minimum_order", "kind")
    def _check_figures(self):
        for rule in self:
            if not 0 < rule.points <= MAXIMUM_POINTS:
                raise ValidationError(
                    self.env._(
                        "A rule gives more than 0 and at most %s points.",
                        f"{MAXIMUM_POINTS:,}",
                    )
                )
            rule._check_money(rule.minimum_order, self.env._("The minimum order"))
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

    def _check_money(self, amount, label):
        """Refuse money below zero or beyond what the engine counts."""
        if amount < 0:
            raise ValidationError(self.env._("%s cannot be less than 0.", label))
        if amount / self.currency_id.rounding > MAXIMUM_MINOR_UNITS:
            raise ValidationError(self.env._("%s is too large.", label))

    @api.constrains("date_from", "date_to")
    def _check_dates(self):
        for rule in self:
            if rule.date_from and rule.date_to and rule.date_from > rule.date_to:
                raise ValidationError(
                    self.env._(
                        "The first day (%(first)s) is after the last day (%(last)s).",
                        first=rule.date_from,
                        last=rule.date_to,
                    )
                )

    @api.constrains("pos_config_ids", "program_id")
    def _check_points_of_sale(self):
        for rule in self:
            rule.program_id._check_rule_tills(rule.pos_config_ids)

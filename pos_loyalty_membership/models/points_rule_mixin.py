from odoo import api, fields, models
from odoo.exceptions import ValidationError

from .points_program import TILL_READERS

# The engine's bound for money, in the currency's smallest unit.
MAXIMUM_MINOR_UNITS = 10**12


class PointsRuleMixin(models.AbstractModel):
    """What earning and redemption rules share: their program, and their limits."""

    _name = "points.rule.mixin"
    _inherit = ["points.setting.mixin", "points.scope.mixin"]
    _description = "Rule of a Loyalty Program"
    _order = "sequence, id"
    _check_company_auto = True

    program_id = fields.Many2one(
        "points.program", required=True, index=True, ondelete="cascade"
    )
    program_state = fields.Selection(related="program_id.state")
    counts_in = fields.Selection(related="program_id.counts_in")
    company_id = fields.Many2one(related="program_id.company_id", store=True)
    currency_id = fields.Many2one(related="program_id.currency_id")
    program_pos_config_ids = fields.Many2many(
        related="program_id.pos_config_ids",
        string="Points of sale of the program",
        groups=TILL_READERS,
    )
    active = fields.Boolean(string="In use", default=True)
    sequence = fields.Integer(default=10)
    minimum_order = fields.Monetary(string="From an order of")
    date_from = fields.Date(string="From")
    date_to = fields.Date(string="Until", help="The last day, included.")
    pos_config_ids = fields.Many2many(
        "pos.config",
        string="Points of sale",
        check_company=True,
        context={"active_test": False},
        groups=TILL_READERS,
        help="Empty means wherever the program applies.",
    )
    sentence = fields.Char(
        string="Rule", compute="_compute_sentence", compute_sudo=True
    )

    def _compute_sentence(self):
        raise NotImplementedError

    def _check_money(self, amount, label):
        """Refuse money below zero or beyond what the engine counts."""
        self.ensure_one()
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

    @api.constrains("minimum_order")
    def _check_minimum_order(self):
        for rule in self:
            rule._check_money(rule.minimum_order, self.env._("The minimum order"))

    @api.constrains("pos_config_ids", "program_id")
    def _check_points_of_sale(self):
        for rule in self:
            rule.program_id._check_rule_tills(rule.pos_config_ids)

    def write(self, vals):
        if "program_id" in vals and self.filtered(
            lambda rule: rule.program_id.id != vals["program_id"]
        ):
            raise ValidationError(
                self.env._("A rule cannot move to another program. Make a new one.")
            )
        return super().write(vals)

    def unlink(self):
        self._check_unused()
        return super().unlink()

    def _check_unused(self):
        """Refuse to delete a rule the points log refers to; it can be switched off."""
        raise NotImplementedError

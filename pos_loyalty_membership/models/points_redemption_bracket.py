from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools.misc import format_amount

from .points_earning_rule import MAXIMUM_POINTS


class PointsRedemptionBracket(models.Model):
    """A range of points that are worth more than the rule says."""

    _name = "points.redemption.bracket"
    _inherit = ["points.setting.mixin"]
    _description = "Range of a Redemption Rule"
    _order = "from_points, id"

    rule_id = fields.Many2one(
        "points.redemption.rule", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="rule_id.company_id", store=True)
    currency_id = fields.Many2one(related="rule_id.currency_id")
    from_points = fields.Float(string="From", digits=(16, 2), required=True)
    to_points = fields.Float(
        string="To", digits=(16, 2), help="Included. 0 means no end."
    )
    points = fields.Float(digits=(16, 2), required=True, default=100.0)
    money = fields.Monetary(string="Are worth", required=True, default=1.0)

    def _text(self):
        """The range in words: “from 2,000 pts: 100 pts = 1.25”."""
        self.ensure_one()
        points_text = self.rule_id.program_id._points_text
        worth = self.env._(
            "%(points)s = %(money)s",
            points=points_text(self.points),
            money=format_amount(self.env, self.money, self.currency_id),
        )
        if self.to_points:
            return self.env._(
                "from %(first)s to %(last)s: %(worth)s",
                first=points_text(self.from_points),
                last=points_text(self.to_points),
                worth=worth,
            )
        return self.env._(
            "from %(first)s: %(worth)s",
            first=points_text(self.from_points),
            worth=worth,
        )

    @api.constrains("from_points", "to_points", "points", "money")
    def _check_figures(self):
        for bracket in self:
            if not 0 <= bracket.from_points <= 10 * MAXIMUM_POINTS:
                raise ValidationError(
                    self.env._("A range starts at 0 points or more, and not too far.")
                )
            if bracket.to_points and bracket.to_points < bracket.from_points:
                raise ValidationError(
                    self.env._("The range “%s” ends before it starts.", bracket._text())
                )
            if not 0 < bracket.points <= MAXIMUM_POINTS:
                raise ValidationError(
                    self.env._("In a range, more than 0 points are worth something.")
                )
            if bracket.currency_id.compare_amounts(bracket.money, 0) <= 0:
                raise ValidationError(self.env._("Points must be worth more than 0."))
            bracket.rule_id._check_money(bracket.money, self.env._("The amount"))
        self.rule_id._check_brackets()

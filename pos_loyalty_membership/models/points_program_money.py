from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools.misc import format_amount


class PointsProgram(models.Model):
    """Programs that count in money: cashback. One point is one unit of the currency."""

    _inherit = "points.program"

    counts_in = fields.Selection(
        [("points", "Points"), ("money", "Money (cashback)")],
        string="Members collect",
        required=True,
        default="points",
        help="With money, one point is one unit of the currency: earning reads as a "
        "percentage, balances read as amounts.",
    )

    def _counts_money(self):
        """Whether balances of this program read as amounts."""
        return self.counts_in == "money"

    @api.onchange("counts_in")
    def _onchange_counts_in(self):
        """Propose what the choice usually goes with."""
        if self._counts_money():
            self.decimals = self._money_decimals()
            self.point_name = self.env._("credit")

    def _money_decimals(self):
        """Decimals of a balance that reads as an amount of the program's currency."""
        return "2" if self.currency_id.decimal_places else "0"

    @api.constrains("counts_in", "decimals", "company_id")
    def _check_money(self):
        for program in self.filtered(lambda one: one._counts_money()):
            if program.currency_id.decimal_places > 2:
                raise ValidationError(
                    self.env._(
                        "%s has more than two decimals: a program in this currency "
                        "counts in points.",
                        program.currency_id.name,
                    )
                )
            if program.decimals != program._money_decimals():
                raise ValidationError(
                    self.env._(
                        "“%(program)s” counts in money: its balances have the decimals "
                        "of %(currency)s.",
                        program=program.name,
                        currency=program.currency_id.name,
                    )
                )
            program.all_redemption_rule_ids._check_is_money()

    def write(self, vals):
        if "counts_in" in vals:
            changed = self.filtered(lambda p: p.counts_in != vals["counts_in"])
            if changed and changed._has_accounts():
                raise UserError(
                    self.env._(
                        "“%s” has members: what they collect cannot change any more.",
                        ", ".join(changed.mapped("name")),
                    )
                )
        return super().write(vals)

    def _points_text(self, points):
        """Points as read by people; a program in money shows “$ 12.40 credit”."""
        if self._counts_money():
            amount = format_amount(self.env, points, self.currency_id)
            return f"{amount} {self.point_name or ''}".strip()
        return super()._points_text(points)

    def _rate_text(self, points, amount):
        """What a member gets back of an amount: “5 %”."""
        rate = round(100 * points / amount, 4) if amount else 0
        return f"{rate:g} %"

"""How members of a program turn points into coupons."""

from odoo import api, fields, models
from odoo.exceptions import ValidationError

MAXIMUM_VALIDITY = 3650


class PointsProgram(models.Model):
    _inherit = "points.program"

    coupons = fields.Boolean(
        string="Points can be turned into coupons",
        help="A coupon is money, used as a discount at the till or on an invoice.",
    )
    coupon_points = fields.Float(
        string="Points of a coupon", digits=(16, 2), required=True, default=100
    )
    coupon_money = fields.Monetary(
        string="Money of a coupon", required=True, default=1.0
    )
    coupon_minimum = fields.Float(
        string="At least",
        digits=(16, 2),
        help="The fewest points that become a coupon. 0 is no minimum.",
    )
    coupon_step = fields.Float(
        string="In steps of",
        digits=(16, 2),
        help="Points are turned into coupons in multiples of this. 0 is any number.",
    )
    coupon_choice = fields.Selection(
        [
            ("chosen", "As many as the member chooses"),
            ("all", "All points at once"),
        ],
        string="How many points",
        required=True,
        default="chosen",
    )
    coupon_validity = fields.Integer(
        string="Valid for", required=True, default=12, help="Counted from the day made."
    )
    coupon_validity_unit = fields.Selection(
        [("never", "No end"), ("days", "Days"), ("months", "Months")],
        string="Unit of validity",
        required=True,
        default="months",
    )
    coupon_bearer = fields.Selection(
        [
            ("bearer", "Whoever shows the code"),
            ("member", "Only the member"),
        ],
        string="Who can use it",
        required=True,
        default="bearer",
        help="Applies to coupons made from now on.",
    )
    coupon_count = fields.Integer(
        string="Coupons made", compute="_compute_coupon_figures"
    )
    coupon_left = fields.Monetary(
        string="Left on coupons",
        compute="_compute_coupon_figures",
        help="What is left on coupons that can still be used: money owed to members.",
    )

    _coupon_rate_positive = models.Constraint(
        "CHECK (coupon_points > 0 AND coupon_money > 0)",
        "Points and money of a coupon are more than 0.",
    )
    _coupon_numbers_not_negative = models.Constraint(
        "CHECK (coupon_minimum >= 0 AND coupon_step >= 0)",
        "Minimum and step of a coupon are never negative.",
    )
    _coupon_validity_range = models.Constraint(
        "CHECK (coupon_validity_unit = 'never' OR "
        f"coupon_validity BETWEEN 1 AND {MAXIMUM_VALIDITY})",
        f"A coupon is valid for 1 up to {MAXIMUM_VALIDITY} days or months.",
    )

    @api.constrains(
        "coupon_points", "coupon_minimum", "coupon_step", "decimals", "coupons"
    )
    def _check_coupon_points(self):
        """Whole points where the program counts whole points."""
        for program in self.filtered(lambda p: p.coupons and p.decimals == "0"):
            numbers = (
                program.coupon_points,
                program.coupon_minimum,
                program.coupon_step,
            )
            if any(round(number * 100) % 100 for number in numbers):
                raise ValidationError(
                    self.env._(
                        "“%s” counts whole points: so do its coupons.", program.name
                    )
                )

    def write(self, vals):
        if vals.get("coupons"):
            for company in self.company_id:
                company._points_make_products()
        return super().write(vals)

    @api.depends_context("uid")
    @api.depends("account_ids")
    def _compute_coupon_figures(self):
        """Coupons made, and the money left on those that can still be used.

        Like the other figures of a program they are those of the company that owes the
        money, whoever looks.
        """
        coupons = self.env["points.coupon"].sudo()
        made = self._count_of("points.coupon")
        left = {}
        for program, remaining in coupons._read_group(
            [("program_id", "in", self._origin.ids), ("is_expired", "=", False)],
            ["program_id"],
            ["remaining:sum"],
        ):
            left[program.id] = remaining
        for program in self:
            program.coupon_count = made.get(program._origin, 0)
            program.coupon_left = left.get(program._origin.id, 0)

    def action_view_coupons(self):
        """Open the coupons of the program, those that can still be used first."""
        return self._action_of_program("points_coupon_action", search_default_open=True)

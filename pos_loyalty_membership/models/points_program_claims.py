from odoo import fields, models

MAXIMUM_CLAIM_DAYS = 365


class PointsProgram(models.Model):
    """Sales at the till that are nobody's yet, or those of its own people."""

    _inherit = "points.program"

    claim_days = fields.Integer(
        string="Codes on receipts collect points for",
        help="Days for which a code on the receipt collects the points of a sale that "
        "named nobody: by the customer in the portal, or by a cashier. 0: not at all.",
    )
    staff_sales = fields.Selection(
        [
            ("earn", "Earn like any other"),
            ("flag", "Earn, and are listed for review"),
            ("never", "Earn nothing"),
        ],
        string="Purchases of employees",
        required=True,
        default="earn",
        help="Sales whose member is an internal user, an employee or the cashier.",
    )

    _claim_days_range = models.Constraint(
        f"CHECK (claim_days BETWEEN 0 AND {MAXIMUM_CLAIM_DAYS})",
        f"Points can be collected for 0 (not at all) up to {MAXIMUM_CLAIM_DAYS} days.",
    )

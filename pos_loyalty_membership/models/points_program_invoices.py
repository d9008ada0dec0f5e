from odoo import fields, models

MAXIMUM_HOLD_DAYS = 365


class PointsProgram(models.Model):
    """What a program does on customer invoices that no till made."""

    _inherit = "points.program"

    invoice_earning = fields.Selection(
        [
            ("paid", "When they are paid in full"),
            ("posted", "When they are confirmed"),
            ("never", "Not at all"),
        ],
        string="Invoices earn points",
        required=True,
        default="paid",
        help="Invoices made from point of sale orders never earn again.",
    )
    invoice_hold_days = fields.Integer(
        string="A draft invoice keeps points for",
        required=True,
        default=30,
        help="Days for which a draft invoice reserves the points used on it. Every "
        "change of the draft starts them again.",
    )
    invoice_benefits = fields.Boolean(
        string="Discounts and prices of tiers on invoices",
        default=True,
        help="A draft gets them when its customer is chosen. Invoices from sales "
        "orders keep the prices that were agreed there.",
    )
    invoice_print = fields.Boolean(
        string="Show points on printed invoices",
        default=True,
        help="Earned and used points, and the balance after them.",
    )

    _invoice_hold_days_range = models.Constraint(
        f"CHECK (invoice_hold_days BETWEEN 1 AND {MAXIMUM_HOLD_DAYS})",
        "A draft invoice can keep points for 1 up to 365 days.",
    )

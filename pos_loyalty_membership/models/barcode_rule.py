from odoo import fields, models


class BarcodeRule(models.Model):
    _inherit = "barcode.rule"

    type = fields.Selection(
        selection_add=[
            ("points_card", "Loyalty Card"),
            ("points_coupon", "Points Coupon"),
        ],
        ondelete={"points_card": "set default", "points_coupon": "set default"},
    )

from odoo import api, fields, models


class PosOrderLine(models.Model):
    _inherit = "pos.order.line"

    points_hold_uuid = fields.Char(
        string="Points reservation",
        copy=False,
        help="The reservation this discount was made with. A claim of the till: the "
        "reservation itself says whose points they are and what they are worth.",
    )
    points_target_uuids = fields.Char(
        string="Goods paid with points",
        copy=False,
        help="The lines that this discount lowers, by their uuid, separated by commas. "
        "Empty: the goods of its taxes. A claim of the till, too.",
    )

    points_reward = fields.Char(
        string="Kind of redemption",
        copy=False,
        help="product, percent, amount or coupon: which redemptions come first when a "
        "return shares the discounts among its goods. A claim of the till, too.",
    )
    points_discount_line_id = fields.Many2one(
        "pos.order.line",
        string="Discount withheld",
        copy=False,
        index="btree_not_null",
        help="The discount line of the sale whose share this line of a return keeps "
        "back. The discount line itself is never returned as a whole.",
    )
    points_withheld_line_ids = fields.One2many(
        "pos.order.line",
        "points_discount_line_id",
        string="Withheld by returns",
        help="Lines of returns that keep back a share of this discount.",
    )

    points_tier_id = fields.Integer(
        string="Tier of the discount",
        copy=False,
        help="The tier that this line's discount is said to come from. A claim of the "
        "till: settlement compares it with the member's tier.",
    )
    points_tier_name = fields.Char(string="Name of the tier", copy=False)
    points_tier_percent = fields.Float(
        string="Discount of the tier (%)", digits="Discount", copy=False
    )
    points_hand_discount = fields.Float(
        string="Discount by hand (%)",
        digits="Discount",
        copy=False,
        help="What the line gets again when the member is removed.",
    )

    @api.model
    def _load_pos_data_fields(self, config):
        names = [
            "points_hold_uuid",
            "points_target_uuids",
            "points_reward",
            "points_discount_line_id",
            "points_withheld_line_ids",
            "points_tier_id",
            "points_tier_name",
            "points_tier_percent",
            "points_hand_discount",
        ]
        return [*super()._load_pos_data_fields(config), *names]

    def _prepare_base_line_for_taxes_computation(self):
        """Keep the exact amounts of our lines where Odoo turns the order's sign.

        It does so for orders whose total is negative, and drops amounts that were kept
        for the other sign: a cent could be lost when the session is closed.
        """
        base_line = super()._prepare_base_line_for_taxes_computation()
        ours = self.points_hold_uuid or self.points_discount_line_id
        if ours and base_line["quantity"] == -self.qty:
            account_tax = self.env["account.tax"]
            turned = account_tax._reverse_quantity_base_line_extra_tax_data(
                self.extra_tax_data
            )
            kept = account_tax._import_base_line_extra_tax_data(base_line, turned)
            base_line.update(kept)
        return base_line

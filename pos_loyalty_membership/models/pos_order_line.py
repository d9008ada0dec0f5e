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
            "points_tier_id",
            "points_tier_name",
            "points_tier_percent",
            "points_hand_discount",
        ]
        return [*super()._load_pos_data_fields(config), *names]

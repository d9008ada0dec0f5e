from odoo import api, fields, models


class PosOrderLine(models.Model):
    _inherit = "pos.order.line"

    points_hold_uuid = fields.Char(
        string="Points reservation",
        copy=False,
        help="The reservation this discount was made with. A claim of the till: the "
        "reservation itself says whose points they are and what they are worth.",
    )

    @api.model
    def _load_pos_data_fields(self, config):
        return [*super()._load_pos_data_fields(config), "points_hold_uuid"]

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

    @api.model
    def _load_pos_data_fields(self, config):
        names = ["points_hold_uuid", "points_target_uuids"]
        return [*super()._load_pos_data_fields(config), *names]

from odoo import api, models


class PosOrder(models.Model):
    _inherit = "pos.order"

    @api.model
    def _process_order(self, order, existing_order):
        """An order made offline may name a contact that was merged: find the other.

        Odoo drops a customer that does not exist, and with it the sale's points.
        """
        survivor = self.env["points.merged.contact"]._survivor(order.get("partner_id"))
        if survivor:
            order["partner_id"] = survivor.id
        return super()._process_order(order, existing_order)

"""The chains that an invoice, or the orders it was made from, started."""

from odoo import api, models


class PointsInvoiceSettlement(models.AbstractModel):
    _inherit = "points.invoice.settlement"

    @api.model
    def _chains(self, move):
        """Chains of what a document earned and redeemed: its own, or its orders'."""
        return self.env["points.reversal.chains"]._read(*self._origin_of(move))

    @api.model
    def _origin_of(self, move):
        """(uuids, model) of the documents whose entries a credit note reverses."""
        orders = move.pos_order_ids
        if orders:
            return orders.mapped("uuid"), "pos.order"
        return [move.points_uuid], "account.move"

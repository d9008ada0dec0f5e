"""What a receipt offers to collect: the code of a sale that named nobody."""

from odoo import api, models

CLAIMS_CACHE = "points.receipt.claims"


class PointsReceipt(models.AbstractModel):
    _inherit = "points.receipt"

    @api.model
    def _remember(self, sale, plan, posted):
        """Keep the claims of a sale that was just settled; see the figures."""
        cache = self.env.cr.cache.setdefault(CLAIMS_CACHE, {})
        cache[sale.order.id] = sale.claims
        return super()._remember(sale, plan, posted)

    @api.model
    def _remember_nothing(self, order):
        self.env.cr.cache.setdefault(CLAIMS_CACHE, {}).setdefault(order.id, [])
        return super()._remember_nothing(order)

    @api.model
    def _forget(self, order):
        """Have the ledger read again: somebody collected the points of this order."""
        for name in (CLAIMS_CACHE, "points.receipt"):
            self.env.cr.cache.get(name, {}).pop(order.id, None)

    @api.model
    def _receipts(self, orders):
        """Receipts with their `claims`: of paid orders that named nobody, if any.

        One query for all of them, none for those settled in this transaction.
        """
        receipts = super()._receipts(orders)
        cache = self.env.cr.cache.get(CLAIMS_CACHE, {})
        unknown = orders.browse()
        for order in orders:
            receipts[order.id]["claims"] = cache.get(order.id, [])
            if (
                order.id not in cache
                and order.state in ("paid", "done")
                and self.env["points.settlement"]._names_nobody(order.partner_id)
            ):
                unknown |= order
        if unknown and self._any_program(unknown):
            shown = self.env["points.claims"]._shown_of(unknown)
            for order_id, claims in shown.items():
                receipts[order_id]["claims"] = claims
        return receipts

"""Returns made in the back office pay out what was paid for the goods."""

from odoo import api, models


class PosOrder(models.Model):
    _inherit = "pos.order"

    @api.depends("lines.points_hold_uuid")
    def _compute_has_refundable_lines(self):
        """A discount of points goes back with its goods, never alone."""
        result = super()._compute_has_refundable_lines()
        for order in self.filtered("has_refundable_lines"):
            goods = order.lines.filtered(lambda line: not line.points_hold_uuid)
            if goods != order.lines:
                order.has_refundable_lines = any(
                    line.refunded_qty < line.qty for line in goods
                )
        return result

    def _refund(self):
        """Keep back the share of the discounts, instead of returning them whole."""
        refunds = super()._refund()
        for refund in refunds:
            refund.env["points.withholding"]._withhold(refund)
        return refunds

    def write(self, vals):
        """Follow changes of an open return's lines in the back office.

        A till keeps its own lines in step: what it sends stays as it was sent.
        """
        result = super().write(vals)
        by_hand = "lines" in vals and not (
            self.env["points.settlement"]._is_storing_for_till()
            or self.env.context.get("points_withholding")
        )
        if by_hand:
            for order in self:
                if order.state == "draft" and order.is_refund:
                    order.env["points.withholding"]._withhold(order)
        return result

    @api.model
    def _process_order(self, order, existing_order):
        with self.env["points.settlement"]._storing_for_till():
            return super()._process_order(order, existing_order)

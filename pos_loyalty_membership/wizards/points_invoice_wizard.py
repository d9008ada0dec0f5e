from odoo import api, fields, models


class PointsInvoiceWizard(models.AbstractModel):
    """What using points and using a coupon on a draft invoice have in common."""

    _name = "points.invoice.wizard"
    _description = "Something Used on an Invoice"

    # Whether reservations of coupons are meant, or those of points.
    _of_coupons = False

    move_id = fields.Many2one("account.move", required=True, readonly=True)
    hold_ids = fields.Many2many("points.hold", compute="_compute_hold_ids")

    @api.depends("move_id")
    def _compute_hold_ids(self):
        """What is used on the invoice already, that which was lost first."""
        for wizard in self:
            wizard.hold_ids = wizard._holds_of(wizard.move_id)

    @api.model
    def _holds_of(self, move):
        uuids = [uuid for uuid in move.line_ids.mapped("points_hold_uuid") if uuid]
        holds = self.env["points.hold"].search(
            [
                ("uuid", "in", uuids),
                ("coupon_id", "!=" if self._of_coupons else "=", False),
            ],
            order="id",
        )
        return holds.sorted(lambda hold: hold.state == "held")

    def action_remove(self):
        """Take what was chosen off the invoice; it is free again."""
        self.ensure_one()
        self.env["points.invoice"]._remove(self.move_id, {self.hold_id.uuid})
        return self._done()

    def _done(self):
        """Close; show the invoice anew where Odoo would not, after "Redeem again"."""
        if self.env.context.get("points_shows_invoice"):
            return {"type": "ir.actions.client", "tag": "soft_reload"}
        return {"type": "ir.actions.act_window_close"}

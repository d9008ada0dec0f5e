from odoo import api, fields, models
from odoo.exceptions import UserError

from ..engine.values import is_refusal


class PointsInvoiceCoupon(models.TransientModel):
    """Use a coupon on a draft invoice, or take one off it."""

    _name = "points.invoice.coupon"
    _description = "Coupon on an Invoice"

    move_id = fields.Many2one("account.move", required=True, readonly=True)
    currency_id = fields.Many2one(related="move_id.currency_id")
    code = fields.Char(string="Coupon code")
    quoted_money = fields.Monetary(string="Discount", compute="_compute_quote")
    new_total = fields.Monetary(compute="_compute_quote")
    refusal = fields.Char(compute="_compute_quote")
    hold_ids = fields.Many2many("points.hold", compute="_compute_hold_ids")
    hold_id = fields.Many2one(
        "points.hold",
        string="On this invoice",
        compute="_compute_hold_id",
        store=True,
        readonly=False,
        domain="[('id', 'in', hold_ids)]",
    )

    @api.depends("move_id")
    def _compute_hold_ids(self):
        for wizard in self:
            uuids = wizard.move_id.line_ids.mapped("points_hold_uuid")
            wizard.hold_ids = self.env["points.hold"].search(
                [
                    ("uuid", "in", [uuid for uuid in uuids if uuid]),
                    ("coupon_id", "!=", False),
                ]
            )

    @api.depends("hold_ids")
    def _compute_hold_id(self):
        for wizard in self:
            wizard.hold_id = wizard.hold_ids._origin[:1]

    @api.depends_context("lang")
    @api.depends("move_id", "code")
    def _compute_quote(self):
        """The discount a coupon would give, or why there is none."""
        service = self.env["points.invoice"]
        for wizard in self:
            move = wizard.move_id
            wizard.quoted_money, wizard.new_total = 0.0, move.amount_total
            wizard.refusal = False
            if not move or not (wizard.code or "").strip():
                continue
            invoice = service._read(move)
            _coupon, program, quote = service._coupon_quote(invoice, wizard.code)
            if is_refusal(quote):
                wizard.refusal = service._refusal_text(quote, program)
                continue
            money = service._in_invoice_currency(move, program, quote.money)
            wizard.quoted_money = money
            wizard.new_total = move.amount_total - money

    def action_use(self):
        """Reserve the coupon and write its discount; raises in words why not."""
        self.ensure_one()
        if not (self.code or "").strip():
            raise UserError(self.env._("Type or scan the code of the coupon."))
        self.env["points.invoice"]._use_coupon(self.move_id, self.code)
        return {"type": "ir.actions.act_window_close"}

    def action_remove(self):
        """Take the chosen coupon off the invoice; its money is free again."""
        self.ensure_one()
        self.env["points.invoice"]._remove(self.move_id, {self.hold_id.uuid})
        return {"type": "ir.actions.act_window_close"}

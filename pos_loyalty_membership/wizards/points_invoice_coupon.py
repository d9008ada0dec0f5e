from odoo import api, fields, models
from odoo.exceptions import UserError

from ..engine.values import is_refusal


class PointsInvoiceCoupon(models.TransientModel):
    """Use a coupon on a draft invoice, or take one off it."""

    _name = "points.invoice.coupon"
    _inherit = "points.invoice.wizard"
    _description = "Coupon on an Invoice"

    _of_coupons = True

    currency_id = fields.Many2one(related="move_id.currency_id")
    code = fields.Char(string="Coupon code")
    quoted_money = fields.Monetary(string="Discount", compute="_compute_quote")
    new_total = fields.Monetary(compute="_compute_quote")
    refusal = fields.Char(compute="_compute_quote")
    lost_text = fields.Char(compute="_compute_lost_text")
    hold_id = fields.Many2one(
        "points.hold",
        string="On this invoice",
        compute="_compute_hold_id",
        store=True,
        readonly=False,
        domain="[('id', 'in', hold_ids)]",
    )

    @api.depends("hold_ids")
    def _compute_hold_id(self):
        for wizard in self:
            wizard.hold_id = wizard.hold_ids._origin[:1]

    @api.depends_context("lang")
    @api.depends("hold_id")
    def _compute_lost_text(self):
        """Why the coupon on the invoice has to be used again; False while it is not."""
        service = self.env["points.invoice"]
        for wizard in self:
            wizard.lost_text = False
            if wizard.hold_id and wizard.move_id:
                invoice = service._read(wizard.move_id)
                trouble = service._hold_trouble(invoice, wizard.hold_id.uuid)
                if trouble:
                    wizard.lost_text = service._trouble_reason(trouble)

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
            coupon = service._coupon_of(invoice, wizard.code)
            program, quote = service._coupon_quote(invoice, coupon)
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
        return self._done()

    def action_use_again(self):
        """Reserve the chosen coupon once more, for what the invoice takes of it now."""
        self.ensure_one()
        self.env["points.invoice"]._use_coupon(self.move_id, replaced=self.hold_id.uuid)
        return self._done()

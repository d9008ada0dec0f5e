from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..engine.values import is_refusal


class PointsCouponConvert(models.TransientModel):
    """Staff turn points of a member into a coupon; clicking twice makes one."""

    _name = "points.coupon.convert"
    _inherit = ["points.account.once"]
    _description = "Turn Points into a Coupon"

    points = fields.Float(
        string="Points to convert",
        digits=(16, 2),
        required=True,
        compute="_compute_points",
        store=True,
        readonly=False,
    )
    available_text = fields.Char(string="Available", compute="_compute_effect")
    effect = fields.Char(string="Becomes", compute="_compute_effect")
    refusal = fields.Char(compute="_compute_effect")

    @api.depends("account_id")
    def _compute_points(self):
        """Start with the largest coupon that can be made."""
        for wizard in self:
            quote = wizard.account_id and self.env["points.coupons"]._quote(
                wizard.account_id
            )
            possible = quote and not is_refusal(quote)
            wizard.points = quote.points / 100 if possible else 0

    @api.depends_context("lang")
    @api.depends("account_id", "points")
    def _compute_effect(self):
        """Say what the coupon will be worth and until when, or why there is none."""
        coupons = self.env["points.coupons"]
        for wizard in self:
            account = wizard.account_id
            wizard.effect = wizard.refusal = wizard.available_text = False
            if not account:
                continue
            program = account.program_id
            wizard.available_text = program._points_text(account.available)
            quote = coupons._quote(account, round(wizard.points * 100))
            if is_refusal(quote):
                wizard.refusal = coupons._message(quote, program)
                continue
            wizard.effect = self.env._(
                "A coupon of %(money)s; %(left)s stay with the member",
                money=program.currency_id.format(
                    quote.money * program.currency_id.rounding
                ),
                left=program._points_text(account.available - quote.points / 100),
            )

    def action_convert(self):
        """Make the coupon and open it. Raises `UserError` in words if refused."""
        self.ensure_one()
        if not self.env.user.has_group("pos_loyalty_membership.points_group_officer"):
            raise AccessError(self.env._("Only a points officer may make coupons."))
        self.account_id.check_access("read")
        if self.points <= 0:
            raise UserError(self.env._("Type more than 0 points."))
        coupon = self.env["points.coupons"]._convert(
            self.account_id, round(self.points * 100), self.request_uuid
        )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Coupon"),
            "res_model": "points.coupon",
            "res_id": coupon.id,
            "view_mode": "form",
        }

"""A coupon on a draft invoice: found by its code, reserved, written as a discount."""

import uuid

from odoo import api, models

from ..engine.coupons import COUPON, coupon_refusal, use_coupon
from ..engine.values import MAX_AMOUNT, Refusal, is_refusal
from .ledger_coupon_operations import HoldCoupon
from .points_snapshot import to_minor


class PointsInvoice(models.AbstractModel):
    _inherit = "points.invoice"

    @api.model
    def _use_coupon(self, move, code):
        """Use as much of a coupon as a draft takes; returns the engine's Redemption.

        Raises `UserError` in words where it is refused, and nothing is changed.
        """
        self._check_allowed(move)
        invoice = self._read(move)
        coupon, program, quote = self._coupon_quote(invoice, code)
        if is_refusal(quote):
            self._refuse(quote, program)
        self._income_account(invoice.move, COUPON)
        if not move.points_uuid:
            invoice.move.points_uuid = str(uuid.uuid4())
        hold_uuid = str(uuid.uuid4())
        self._post([self._coupon_hold(invoice, coupon, quote, hold_uuid)], program)
        self._write_discount(invoice, program, COUPON, quote, hold_uuid, "", 0)
        move._points_lines(hold_uuid).name = self.with_context(
            lang=move.partner_id.lang or self.env.lang
        ).env._("Coupon …%s", coupon.code[-4:])
        return quote

    @api.model
    def _coupon_quote(self, invoice, code):
        """(coupon, its program, the Redemption or a Refusal) for a code on a draft."""
        move = invoice.move
        coupon = self.env["points.coupons"]._by_code(code, move.company_id)
        if not coupon:
            return coupon, None, Refusal("unknown_coupon")
        program = self.env["points.snapshot"]._program_by_id(coupon.program_id.id)
        if coupon.member_only and not self._is_members(invoice, program, coupon):
            return coupon, program, Refusal("coupon_of_other_member")
        left = to_minor(coupon.remaining, program.rounding)
        if not left:
            return coupon, program, Refusal("coupon_empty")
        quote = use_coupon(self._basket(invoice, program), min(left, MAX_AMOUNT))
        return coupon, program, quote

    @api.model
    def _is_members(self, invoice, program, coupon):
        """Whether the invoice is the coupon's member's own."""
        member = self.env["points.snapshot"]._member(invoice.move.partner_id, program)
        return bool(member) and member == coupon.account_id.partner_id

    @api.model
    def _coupon_hold(self, invoice, coupon, quote, hold_uuid):
        """The ledger operation that reserves a coupon's money for a draft."""
        move = invoice.move
        program = self.env["points.snapshot"]._program_by_id(coupon.program_id.id)
        return HoldCoupon(
            uuid=hold_uuid,
            coupon_uuid=coupon.uuid,
            account_id=coupon.account_id.id,
            money=quote.money,
            currency_id=coupon.currency_id.id,
            document_model="account.move",
            document_uuid=move.points_uuid,
            document_name=self._document_name(move),
            expires_at=self._hold_end(move, program),
        )

    @api.model
    def _coupon_trouble(self, invoice, hold):
        """Why a reserved coupon cannot be posted as it is, as a code; "" if it can."""
        move = invoice.move
        program = self.env["points.snapshot"]._program_by_id(hold.program_id)
        # Accountants post coupons they could not open.
        coupon = self.env["points.coupon"].sudo().browse(hold.coupon_id)
        if coupon.member_only and not self._is_members(invoice, program, coupon):
            return "member"
        given = -sum(move._points_lines(hold.uuid).mapped("price_total"))
        wanted = self._in_invoice_currency(move, program, hold.money)
        if move.currency_id.compare_amounts(given, wanted):
            return "money"
        basket = self._basket(invoice, program, moment=hold.made_on)
        return "basket" if coupon_refusal(basket, hold.money, hold.uuid) else ""

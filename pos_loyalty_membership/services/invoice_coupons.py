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
    def _use_coupon(self, move, code="", replaced=""):
        """Use as much of a coupon as a draft takes; returns the engine's Redemption.

        `replaced` is the uuid of a reservation on the draft whose coupon is used once
        more, without its code. Raises `UserError` in words where it is refused, and
        nothing is changed.
        """
        self._check_allowed(move)
        invoice = self._read(move)
        coupon = self._coupon_of(invoice, code, replaced)
        program, quote = self._coupon_quote(invoice, coupon, replaced)
        if is_refusal(quote):
            self._refuse(quote, program)
        self._income_account(invoice.move, COUPON)
        if not move.points_uuid:
            invoice.move.points_uuid = str(uuid.uuid4())
        hold_uuid = str(uuid.uuid4())
        self._post(
            [self._coupon_hold(invoice, coupon, quote, hold_uuid, replaced)], program
        )
        self._write_discount(invoice, program, COUPON, quote, hold_uuid, replaced, 0)
        move._points_lines(hold_uuid).name = self.with_context(
            lang=move.partner_id.lang or self.env.lang
        ).env._("Coupon …%s", coupon.code[-4:])
        return quote

    @api.model
    def _coupon_of(self, invoice, code, replaced=""):
        """The coupon with this code, or that of a reservation; maybe none."""
        hold = invoice.holds.get(replaced)
        if not hold:
            return self.env["points.coupons"]._by_code(code, invoice.move.company_id)
        # Its code was shown when it was used first; an accountant cannot read it.
        return self.env["points.coupon"].sudo().browse(hold.coupon_id)

    @api.model
    def _coupon_quote(self, invoice, coupon, replaced=""):
        """(program of a coupon, the Redemption or a Refusal) on a draft."""
        if not coupon:
            return None, Refusal("unknown_coupon")
        program = self.env["points.snapshot"]._program_by_id(coupon.program_id.id)
        if coupon.member_only and not self._is_members(invoice, program, coupon):
            return program, Refusal("coupon_of_other_member")
        left = to_minor(coupon.remaining, program.rounding)
        hold = invoice.holds.get(replaced)
        if hold and hold.state == "held":
            left += hold.money
        if not left:
            return program, Refusal("coupon_empty")
        basket = self._basket(invoice, program)
        return program, use_coupon(basket, min(left, MAX_AMOUNT), replaced)

    @api.model
    def _is_members(self, invoice, program, coupon):
        """Whether the invoice is the coupon's member's own."""
        member = self.env["points.snapshot"]._member(invoice.move.partner_id, program)
        return bool(member) and member == coupon.account_id.partner_id

    @api.model
    def _coupon_hold(self, invoice, coupon, quote, hold_uuid, replaced=""):
        """The ledger operation that reserves a coupon's money for a draft."""
        move = invoice.move
        old = invoice.holds.get(replaced)
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
            replaces=replaced if old and old.state == "held" else "",
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

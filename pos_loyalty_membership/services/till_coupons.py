"""Coupons at the till: found by their code, and their money reserved for an order."""

from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain

from ..engine.values import MAX_AMOUNT, Refusal
from .ledger_coupon_operations import HoldCoupon
from .points_coupons import MAXIMUM_TYPED
from .points_snapshot import to_minor
from .till_arguments import (
    MAX_ID,
    check_number,
    check_request,
    check_text,
    check_uuid,
)

COUPON_REQUEST = {
    "uuid": check_uuid,
    "replaces": lambda value, name: check_uuid(value, name) if value else "",
    "code": lambda value, name: check_text(value, name, MAXIMUM_TYPED),
    "partner_id": lambda value, name: check_number(value, name, 0, MAX_ID),
    "order_uuid": check_uuid,
    "money": lambda value, name: check_number(value, name, 1, MAX_AMOUNT),
}


class PointsTill(models.AbstractModel):
    _inherit = "points.till"

    @api.model
    def hold_coupon(self, config_id, request):
        """Reserve money of a coupon for an order of this till.

        `request` has uuid (chosen by the till), code (as typed or scanned), replaces
        (the uuid of the reservation it changes, or ""; then code may be "" for the same
        coupon), partner_id (the order's customer, or 0), order_uuid, and money: what
        the order can take. Less is reserved where less is left on the coupon.
        Returns ok with uuid, money, what is left after it, name, program_id,
        partner_id (the only member who may use it, or 0) and the seconds to live; or a
        refusal with code, values and message.
        """
        self._check_till(config_id)
        request = check_request(request, COUPON_REQUEST, {"replaces": "", "code": ""})
        if request["partner_id"]:
            partner = self._check_partner(request["partner_id"])
            request["partner_id"] = partner.id
        return self._in_own_transaction("_hold_coupon_once", config_id, request)

    @api.model
    @api.readonly
    def get_coupon_holds(self, config_id, order_uuid):
        """Active reservations of coupons for an order, as `hold_coupon` answers them.

        For a till that opens an order another one began.
        """
        config = self._check_till(config_id)
        holds = self._coupon_holds(
            config, [("document_uuid", "=", check_uuid(order_uuid, "order_uuid"))]
        )
        now = fields.Datetime.now()
        return [
            self._coupon_answer(hold, int((hold.expires_at - now).total_seconds()))
            for hold in holds
        ]

    @api.model
    def _takes_coupons(self, config):
        """Whether members of a program of this till have coupons, or can make some."""
        # A cashier reads no coupons, and needs to know whether any can be shown here.
        programs = self.env["points.program"].sudo()
        return bool(
            programs.search_count(
                Domain("company_id", "=", config.company_id.id)
                & Domain("state", "!=", "draft")
                & Domain("coupons", "=", True)
                & (
                    Domain("pos_config_ids", "=", False)
                    | Domain("pos_config_ids", "in", config.id)
                ),
                limit=1,
            )
        )

    @api.model
    def _coupon_holds(self, config, domain):
        """Active reservations of coupons for orders of the till's company."""
        return (
            # What may be read or changed is decided here, by company and document.
            self.env["points.hold"]
            .sudo()
            .search(
                Domain(domain)
                & Domain("company_id", "=", config.company_id.id)
                & Domain("document_model", "=", "pos.order")
                & Domain("coupon_id", "!=", False)
                & Domain("state", "=", "held")
                & Domain("expires_at", ">", fields.Datetime.now()),
                order="id",
            )
        )

    @api.model
    def _hold_coupon_once(self, config_id, request):
        """Reserve a coupon in the current transaction; see `hold_coupon`."""
        config = self.env["pos.config"].browse(config_id)
        known = self._coupon_holds(config, [("uuid", "=", request["uuid"])])
        if known:
            if known.document_uuid != request["order_uuid"]:
                return self._coupon_refused(Refusal("hold_of_other_order"), known)
            minutes = self._hold_minutes(known)
            return self._coupon_answer(known, minutes * 60)
        old = self._coupon_holds(config, [("uuid", "=", request["replaces"])])
        if old and old.document_uuid != request["order_uuid"]:
            return self._coupon_refused(Refusal("hold_of_other_order"), old)
        coupon = old.coupon_id
        if request["code"]:
            coupon = self.env["points.coupons"]._by_code(
                request["code"], config.company_id
            )
        refusal = self._coupon_refusal(config, coupon, request)
        money = 0 if refusal else min(request["money"], self._coupon_left(coupon, old))
        if not refusal and not money:
            refusal = Refusal("coupon_empty")
        if not refusal:
            refusal = self._post(self._coupon_hold(config, coupon, request, money, old))
        if refusal:
            return self._coupon_refused(refusal, coupon)
        held = self._coupon_holds(config, [("uuid", "=", request["uuid"])])
        return self._coupon_answer(held, self._hold_minutes(held) * 60)

    @api.model
    def _coupon_hold(self, config, coupon, request, money, old):
        """The ledger operation; a reservation of another coupon is not replaced."""
        program = self.env["points.snapshot"]._program_by_id(coupon.program_id.id)
        same = old.coupon_id == coupon
        return HoldCoupon(
            uuid=request["uuid"],
            coupon_uuid=coupon.uuid,
            account_id=coupon.account_id.id,
            money=money,
            currency_id=coupon.currency_id.id,
            document_model="pos.order",
            document_uuid=request["order_uuid"],
            document_name=config.display_name,
            expires_at=fields.Datetime.now() + timedelta(minutes=program.hold_minutes),
            replaces=old.uuid if old and same else "",
        )

    @api.model
    def _coupon_refusal(self, config, coupon, request):
        """Why a coupon cannot be used at this till at all, or None.

        Its program may have ended: what members bought with points stays good.
        """
        if not coupon:
            return Refusal("unknown_coupon")
        places = coupon.program_id.pos_config_ids
        if coupon.currency_id != config.currency_id or (
            places and config not in places
        ):
            return Refusal("coupon_not_here")
        if coupon.member_only:
            program = self.env["points.snapshot"]._program_by_id(coupon.program_id.id)
            partner = self.env["res.partner"].browse(request["partner_id"])
            holder = self.env["points.snapshot"]._member(partner, program)
            if not holder or holder != coupon.account_id.partner_id:
                return Refusal("coupon_of_other_member")
        return None

    @api.model
    def _coupon_left(self, coupon, old):
        """Money of a coupon that this request may reserve, in minor units.

        Reservations that have timed out end with the next posting; the one that is
        replaced is free for its successor.
        """
        rounding = coupon.currency_id.rounding
        ending = (
            self.env["points.hold"]
            .sudo()
            .search(
                Domain("coupon_id", "=", coupon.id)
                & Domain("state", "=", "held")
                & Domain("expires_at", "<=", fields.Datetime.now())
            )
        )
        if old.coupon_id == coupon:
            ending |= old
        freed = sum(to_minor(hold.money, rounding) for hold in ending)
        return to_minor(coupon.remaining, rounding) + freed

    @api.model
    def _hold_minutes(self, hold):
        program_id = hold.coupon_id.program_id.id
        return self.env["points.snapshot"]._program_by_id(program_id).hold_minutes

    @api.model
    def _coupon_answer(self, hold, expires_in):
        """A reservation of a coupon as the till reads it; the code stays here."""
        coupon = hold.coupon_id
        rounding = coupon.currency_id.rounding
        return {
            "ok": True,
            "uuid": hold.uuid,
            "money": to_minor(hold.money, rounding),
            "left": to_minor(coupon.remaining, rounding),
            "name": (coupon.code or "")[-4:],
            "program_id": coupon.program_id.id,
            "partner_id": coupon.account_id.partner_id.id if coupon.member_only else 0,
            "expires_in": expires_in,
        }

    @api.model
    def _coupon_refused(self, refusal, record):
        """A refusal in words; `record` (a coupon or a hold) says how to count."""
        program = None
        if record:
            coupon = record if record._name == "points.coupon" else record.coupon_id
            program = self.env["points.snapshot"]._program_by_id(coupon.program_id.id)
        messages = self.env["points.refusal.messages"]
        return {
            "ok": False,
            "code": refusal.code,
            "values": refusal.values,
            "message": messages._message(refusal.code, refusal.values, program),
        }

"""Points become coupons, and unused coupons points again.

The one way to make a coupon, for staff and for the portal. The caller decides who may
ask: these methods check what may be done, not by whom. All points are hundredths, all
money is minor units of the program's currency.
"""

import re
import secrets
import uuid

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..engine.coupons import convert, convert_maximum
from ..engine.values import ENGINE_VERSION, Refusal, is_refusal
from .ledger_coupon_operations import IssueCoupon, TurnBackCoupon
from .ledger_operations import LedgerRefusal, Source
from .points_snapshot import to_points

# No letters or digits that look alike; about 59 random bits in 12 of them.
CODE_ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
CODE_LENGTH = 12
CODE_GROUP = 4
CODE_FORMAT = re.compile(f"[{CODE_ALPHABET}]{{{CODE_LENGTH}}}")
# Printed barcodes begin like the barcode rule “Points Coupons”.
BARCODE_PREFIX = "PTC"
TRIES = 20
MAXIMUM_TYPED = 64


def readable_code(code):
    """A code in groups of four: ``readable_code("K7M4Q2ZD93HF")`` is K7M4-Q2ZD-93HF."""
    return "-".join(
        code[place : place + CODE_GROUP] for place in range(0, len(code), CODE_GROUP)
    )


def normal_code(text):
    """A typed or scanned code as it is stored, or "" if it cannot be one.

    Groups, spaces and small letters do not matter, nor the prefix of the barcode.
    """
    if not isinstance(text, str) or len(text) > MAXIMUM_TYPED:
        return ""
    code = re.sub(r"[\s-]", "", text).upper()
    if len(code) == len(BARCODE_PREFIX) + CODE_LENGTH:
        code = code.removeprefix(BARCODE_PREFIX)
    return code if CODE_FORMAT.fullmatch(code) else ""


class PointsCoupons(models.AbstractModel):
    _name = "points.coupons"
    _description = "Coupons made from points"

    # ------------------------------------------------------------------
    # Quotes
    # ------------------------------------------------------------------

    @api.model
    def _quote(self, account, points=None):
        """What points of an account become: an engine Conversion, or a Refusal.

        `points` are hundredths, exactly as many as are to be converted; None asks for
        the largest coupon that can be made.
        """
        account = account.sudo()
        refusal = self._account_refusal(account)
        if refusal:
            return refusal
        rule, unit = self._rule(account.program_id)
        if rule is None:
            return Refusal("no_coupons")
        available = to_points(account.available)
        if points is None:
            return convert_maximum(rule, unit, available)
        return convert(rule, unit, available, points)

    @api.model
    def _rule(self, program):
        """(CouponRule, unit) of a program record; (None, unit) if it makes none now."""
        snapshot = self.env["points.snapshot"]
        unit = snapshot._program_by_id(program.id).engine.unit
        return snapshot._coupon_rule(program.sudo()), unit

    @api.model
    def _account_refusal(self, account):
        """Why a member can make no coupon at all now, or None."""
        if account.merged_into_id or account.state != "open":
            return Refusal("account_not_open", {"state": account.state})
        if account.debt:
            return Refusal("in_debt", {"debt": to_points(account.debt)})
        return None

    @api.model
    def _message(self, refusal, program):
        """A refusal of this service, of the engine or of the ledger, in words."""
        till_program = self.env["points.snapshot"]._program_by_id(program.id)
        messages = self.env["points.refusal.messages"]
        return messages._message(refusal.code, refusal.values, till_program)

    # ------------------------------------------------------------------
    # Writing
    # ------------------------------------------------------------------

    @api.model
    def _convert(self, account, points, request_uuid=None):
        """Turn points (hundredths) of an account into a coupon, and return it.

        `request_uuid` names the request: sent again, it returns the coupon it made.
        Raises `UserError` in words where it is refused, and nothing is changed.
        """
        account = account.sudo()
        request = request_uuid or str(uuid.uuid4())
        made = self._made_by(account, request)
        if made:
            return made
        program = account.program_id
        quote = self._quote(account, points)
        if is_refusal(quote):
            raise UserError(self._message(quote, program))
        now = fields.Datetime.now()
        day = program._business_day(now)
        operation = IssueCoupon(
            account_id=account.id,
            points=quote.points,
            coupon_uuid=request,
            money=quote.money,
            currency_id=program.currency_id.id,
            valid_until=self._valid_until(program, day),
            code=self._new_code(),
            member_only=program.coupon_bearer == "member",
            key=f"convert:{request}",
            source=self._source(account, request),
            moment=now,
            local_day=day,
            user_id=self.env.uid,
            explanation={
                "engine": ENGINE_VERSION,
                "code": "converted",
                "money": quote.money,
                "currency_id": program.currency_id.id,
            },
        )
        self._post(operation, program)
        return self._made_by(account, request)

    @api.model
    def _turn_back(self, coupon):
        """Turn an unused coupon back into the points it was made of.

        Raises `UserError` in words where it was used, is reserved or has expired.
        """
        coupon = coupon.sudo()
        now = fields.Datetime.now()
        operation = TurnBackCoupon(
            coupon_uuid=coupon.uuid,
            entry_id=coupon.entry_id.id,
            account_id=coupon.account_id.id,
            key=f"reverse:{coupon.uuid}:{coupon.entry_id.id}:0",
            source=self._source(coupon.account_id, coupon.uuid),
            moment=now,
            local_day=coupon.program_id._business_day(now),
            user_id=self.env.uid,
            explanation={"engine": ENGINE_VERSION, "code": "turned_back"},
        )
        self._post(operation, coupon.program_id)

    @api.model
    def _made_by(self, account, request):
        """The coupon that a request of this account made, if it did."""
        # A member, or a cashier, may not read coupons by themselves.
        coupons = self.env["points.coupon"].sudo()
        return coupons.search([("uuid", "=", request), ("account_id", "=", account.id)])

    @api.model
    def _by_code(self, text, company):
        """The coupon of a company that has this code, typed or scanned; or none."""
        code = normal_code(text)
        coupons = self.env["points.coupon"].sudo()
        if not code:
            return coupons
        return coupons.search([("code", "=", code), ("company_id", "=", company.id)])

    @api.model
    def _valid_until(self, program, day):
        """The last day of a coupon made on a day, or None; months end where they do."""
        if program.coupon_validity_unit == "never":
            return None
        validity = {program.coupon_validity_unit: program.coupon_validity}
        return day + relativedelta(**validity)

    @api.model
    def _new_code(self):
        """A code that nobody can guess and no coupon has."""
        coupons = self.env["points.coupon"].sudo()
        for _try in range(TRIES):
            code = "".join(
                secrets.choice(CODE_ALPHABET) for _place in range(CODE_LENGTH)
            )
            if not coupons.search_count([("code", "=", code)], limit=1):
                return code
        raise UserError(self.env._("No free code was found. Try again."))

    @api.model
    def _source(self, account, request):
        return Source(
            model="points.account",
            id=account.id,
            uuid=request,
            name=self.env._("Coupon"),
        )

    @api.model
    def _post(self, operation, program):
        """Let the ledger write; its refusal becomes a `UserError` in words."""
        try:
            # Whoever asks may not write the ledger: what is written is decided here.
            return self.sudo().env["points.ledger"]._post([operation])
        except LedgerRefusal as refused:
            refusal = Refusal(refused.code, refused.values)
            raise UserError(self._message(refusal, program)) from refused

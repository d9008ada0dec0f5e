"""What a member sees and does with coupons on the own page."""

from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools.misc import format_date

from ..engine.values import is_refusal
from .points_snapshot import to_points

# Points typed on a page: digits, and a decimal separator of either kind.
MAXIMUM_TYPED = 12


class PointsPortal(models.AbstractModel):
    _inherit = "points.portal"

    @api.model
    def _page(self, account):
        """Values of the page, with the coupons and what can be turned into one."""
        return {
            **super()._page(account),
            "coupons": self._coupons(account),
            "conversion": self._conversion(account),
        }

    @api.model
    def _coupons(self, account):
        """The member's coupons on which money is left, the first to end first."""
        domain = Domain("account_id", "=", account.id) & Domain("remaining", ">", 0)
        # What is shown was decided by the account: members have no right of their own.
        coupons = self.env["points.coupon"].sudo().search(domain)
        coupons = coupons.filtered(lambda one: one.status == "open" and one.code)
        return [
            {
                "id": coupon.id,
                "code": coupon.code_text,
                "barcode": coupon.barcode,
                "left": coupon.currency_id.format(coupon.remaining),
                "until": coupon.valid_until
                and format_date(self.env, coupon.valid_until),
                "unused": not coupon.use_ids and coupon.remaining == coupon.value,
            }
            for coupon in coupons.sorted(
                lambda one: (not one.valid_until, one.valid_until, one.id)
            )
        ]

    @api.model
    def _conversion(self, account):
        """What the form of a conversion needs, or why there is none; None: no coupons.

        Points of the form are in points, with the program's decimals.
        """
        program = account.program_id
        if not program.coupons:
            return None
        quote = self.env["points.coupons"]._quote(account)
        if is_refusal(quote):
            return {"reason": self.env["points.coupons"]._message(quote, program)}
        rule, unit = self.env["points.coupons"]._rule(program)
        step = rule.step or unit
        return {
            "reason": "",
            "everything": rule.everything,
            "least": max(rule.minimum_points, step) / 100,
            "most": quote.points / 100,
            "step": step / 100,
            "points": program._points_text(quote.points / 100),
            "money": program.currency_id.format(
                quote.money * program.currency_id.rounding
            ),
        }

    @api.model
    def _typed_points(self, text):
        """Points typed on a page, in hundredths; `UserError` for anything else."""
        typed = text.strip().replace(",", ".")
        whole, _point, decimals = typed.partition(".")
        digits = f"{whole}{decimals}"
        good = digits.isascii() and digits.isdigit() and len(typed) <= MAXIMUM_TYPED
        if not good or len(decimals) > 2:
            raise UserError(self.env._("“%s” is not a number of points.", text[:40]))
        return int(whole or 0) * 100 + int(decimals.ljust(2, "0"))

    @api.model
    def _quote_coupon(self, account, text):
        """What typed points become: {points, money, until} as texts, hundredths.

        Raises `UserError` in words for what cannot be converted.
        """
        points = self._typed_points(text)
        program = account.program_id
        quote = self.env["points.coupons"]._quote(account, points)
        if is_refusal(quote):
            raise UserError(self.env["points.coupons"]._message(quote, program))
        until = self.env["points.coupons"]._valid_until(program, program._today())
        left = to_points(account.available) - quote.points
        return {
            "typed": text.strip(),
            "points": program._points_text(quote.points / 100),
            "money": program.currency_id.format(
                quote.money * program.currency_id.rounding
            ),
            "left": program._points_text(left / 100),
            "until": until and format_date(self.env, until),
        }

    @api.model
    def _convert(self, account, text, request_uuid):
        """Turn typed points of an account into a coupon; sent again, it is the same."""
        points = self._typed_points(text)
        return self.env["points.coupons"]._convert(account, points, request_uuid)

    @api.model
    def _turn_back(self, account, coupon_id):
        """Turn an unused coupon of the member back into points; False: not theirs."""
        coupon = (
            self.env["points.coupon"]
            .sudo()
            .search([("id", "=", coupon_id), ("account_id", "=", account.id)])
        )
        if coupon:
            self.env["points.coupons"]._turn_back(coupon)
        return bool(coupon)

"""What points become on an invoice, or why not; and whether a draft may be posted."""

from odoo import api, models

from ..engine.redemption import (
    capture_refusal,
    options,
    redeem_maximum,
    redeem_money,
    redeem_points,
)
from ..engine.values import Refusal


class PointsInvoice(models.AbstractModel):
    _inherit = "points.invoice"

    @api.model
    def _member_refusal(self, invoice, program):
        """Why this customer can use no points of a program at all, or None."""
        situation = self.env["points.snapshot"]._invoice_situation(
            program, invoice.moment
        )
        if not program.redeems_on(situation.date):
            return Refusal("not_running")
        if program.id not in invoice.members:
            return Refusal("no_member")
        account = invoice.accounts.get(program.id)
        if account is None:
            enrolled = program.member_policy == "enrolled"
            return Refusal("not_enrolled" if enrolled else "no_points_yet")
        if account["state"] != "open":
            return Refusal("account_not_open")
        if account["debt"]:
            return Refusal("in_debt", {"debt": account["debt"]})
        return None

    @api.model
    def _member(self, invoice, program, hold_uuid):
        """The member as the rules see it from this invoice."""
        own = invoice.held(program.id)
        return self.env["points.snapshot"]._member_value(
            invoice.accounts[program.id],
            own_holds=sum(hold.points for hold in own),
            other_holds=sum(hold.points for hold in own if hold.uuid != hold_uuid),
        )

    @api.model
    def _options(self, invoice, hold_uuid=""):
        """[(program, Option)] of every rule, possible ones first in each program.

        A program that the customer cannot use at all has one Option without a rule.
        """
        found = []
        for program in invoice.programs:
            refusal = self._member_refusal(invoice, program)
            if refusal:
                found.append((program, None, refusal))
                continue
            member = self._member(invoice, program, hold_uuid)
            basket = self._basket(invoice, program)
            for option in options(basket, program.engine, member, hold_uuid):
                found.append((program, option, option.refusal))
        return found

    @api.model
    def _quote(self, invoice, program, rule, wish, hold_uuid="", product_id=0):
        """The Redemption for a wish, or a Refusal.

        `wish` is ("points", hundredths), ("money", minor units) or ("maximum", 0);
        `product_id` chooses where products have prices in points of their own.
        """
        refusal = self._member_refusal(invoice, program)
        if refusal:
            return refusal
        member = self._member(invoice, program, hold_uuid)
        basket = self._basket(invoice, program)
        what, asked = wish
        where = (basket, program.engine, rule, member)
        if what == "maximum":
            return redeem_maximum(*where, hold_uuid, product_id)
        ask = redeem_points if what == "points" else redeem_money
        return ask(*where, asked, hold_uuid, product_id)

    @api.model
    def _hold_trouble(self, invoice, hold_uuid):
        """Why a redemption cannot be posted as it stands, as a code; "" if it can."""
        hold = invoice.holds.get(hold_uuid)
        if hold is None or hold.state != "held":
            return "lost"
        member = invoice.members.get(hold.program_id)
        if hold.document_uuid != invoice.move.points_uuid:
            return "lost"
        if hold.coupon_id:
            return self._coupon_trouble(invoice, hold)
        if not member or hold.partner_id != member.id:
            return "member"
        program = self.env["points.snapshot"]._program_by_id(hold.program_id)
        rule = program.rule(hold.rule_id)
        given = -sum(invoice.move._points_lines(hold_uuid).mapped("price_total"))
        wanted = self._in_invoice_currency(invoice.move, program, hold.money)
        if invoice.move.currency_id.compare_amounts(given, wanted):
            return "money"
        # Limits were looked at when the points were reserved.
        basket = self._basket(invoice, program, moment=hold.made_on)
        refused = rule is None or capture_refusal(
            basket,
            program.engine,
            rule,
            hold.points,
            hold.money,
            hold_uuid,
            self._product_of(invoice, rule, hold_uuid),
        )
        return "basket" if refused else ""

    @api.model
    def _product_of(self, invoice, rule, hold_uuid):
        """The product that a reward at the products' own prices is for, else 0."""
        if rule.kind != "product" or rule.points:
            return 0
        products = self._target_products(invoice, hold_uuid)
        return products[0] if products else 0

    @api.model
    def _target_products(self, invoice, hold_uuid):
        """Ids of the products that a redemption's discount lines name."""
        targets = {
            target
            for amount in invoice.amounts
            if amount.hold_uuid == hold_uuid
            for target in amount.target_uuids
        }
        return sorted({a.product_id for a in invoice.amounts if a.uuid in targets})

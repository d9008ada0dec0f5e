"""A customer invoice becomes a basket of integers, from its tax base lines.

Amounts are in the company's currency, at the invoice's own rate: programs count in it.
A line's uuid is its id; invoice lines keep theirs from draft to credit note.
"""

from dataclasses import replace

from odoo import api, models
from odoo.tools import ormcache

from ..engine.values import Basket
from .points_snapshot import to_minor
from .snapshot_basket import LineAmounts
from .snapshot_products import ProductFacts

# A line without a product says nothing about itself: it earns like any other goods.
NO_PRODUCT = ProductFacts(
    points_per_unit=None,
    earns=True,
    redeemable=True,
    points_price=0,
    category_ids=(),
    pos_category_ids=(),
)


class PointsSnapshot(models.AbstractModel):
    _inherit = "points.snapshot"

    @api.model
    def _invoice_programs(self, company):
        """Programs of a company that run or let members redeem, first by sequence.

        A tuple of TillProgram; cached until a program or a rule changes.
        """
        return self._cached_invoice_programs(company.id, self.env.lang or "en_US")

    @api.model
    @ormcache("company_id", "lang")
    def _cached_invoice_programs(self, company_id, lang):
        programs = self.env["points.program"].sudo().with_context(lang=lang)
        return tuple(
            self._freeze_program(program)
            for program in programs.search(
                [
                    ("company_id", "=", company_id),
                    ("state", "in", ["running", "redeem_only"]),
                ]
            )
        )

    @api.model
    def _invoice_situation(self, program, moment):
        """Time as the engine sees it on an invoice: no till, no sales mode."""
        return replace(self._situation(program, moment, 0), channel="invoice")

    @api.model
    def _invoice_amounts(self, move):
        """The product lines of an invoice as LineAmounts, in the lines' order."""
        company = move.company_id
        special = self._invoice_special_products(company)[company]
        base_lines, _tax_lines = move._get_rounded_base_and_tax_lines()
        return [
            self._invoice_line_amounts(move, base_line, special)
            for base_line in base_lines
            if base_line["record"].display_type == "product"
        ]

    @api.model
    def _invoice_line_amounts(self, move, base_line, special):
        line = base_line["record"]
        rounding = move.company_currency_id.rounding
        details = base_line["tax_details"]
        excluded, included = self._company_totals(details)
        payable, tax_ids = included, [d["tax"].id for d in details["taxes_data"]]
        if not all(d["tax"]._can_be_discounted() for d in details["taxes_data"]):
            payable, tax_ids = self._company_discountable(base_line, move.company_id)
        kind = self._invoice_line_kind(line, included, special)
        product = line.product_id
        facts = self._product_facts(product) if product else NO_PRODUCT
        ordinary = (
            kind == "goods"
            and not line.points_hold_uuid
            and line.product_id.id not in special["never"]
            and not self._is_down_payment_line(line)
        )
        return LineAmounts(
            uuid=str(line.id),
            kind=kind,
            product_id=line.product_id.id or 0,
            quantity=abs(round(line.quantity * 1000)),
            tax_included=to_minor(included, rounding),
            tax_excluded=to_minor(excluded, rounding),
            payable=to_minor(payable, rounding),
            tax_key="_".join(map(str, sorted(set(tax_ids)))),
            ordinary=ordinary,
            earns=ordinary and facts.earns,
            redeemable=ordinary and facts.redeemable,
            hold_uuid=line.points_hold_uuid or "",
            refunded_id=0,
            target_uuids=self._target_uuids(line),
            facts=facts,
        )

    @api.model
    def _company_totals(self, details):
        """(without tax, with tax) in the company's currency, deltas included."""
        excluded = details["total_excluded"] + details["delta_total_excluded"]
        return excluded, excluded + sum(d["tax_amount"] for d in details["taxes_data"])

    @api.model
    def _company_discountable(self, base_line, company):
        """What a discount may lower in the company's currency, and its tax ids."""
        [part] = self.env["account.tax"]._prepare_discountable_base_lines(
            [base_line], company
        )
        details = part["tax_details"]
        tax_ids = [data["tax"].id for data in details["taxes_data"]]
        return self._company_totals(details)[1], tax_ids

    @api.model
    def _invoice_line_kind(self, line, included, special):
        """The engine's kind of a line; "outside": a down payment that is deducted."""
        if included >= 0:
            return "goods"
        if line.points_hold_uuid:
            return "redemption"
        if self._is_down_payment_line(line):
            return "outside"
        if line.quantity < 0 and line.product_id.id not in special["discount"]:
            return "return"
        return "discount"

    @api.model
    def _is_down_payment_line(self, line):
        """Whether a line of the sales application asks for or deducts a deposit."""
        return "is_downpayment" in line._fields and bool(line.is_downpayment)

    @api.model
    def _invoice_special_products(self, companies):
        """{company: ids of products that are no goods on its invoices}.

        As `_special_products`. One query at most, however many companies; none for
        none.
        """
        if not companies:
            return {}
        gift_cards = self._gift_card_products()
        found = {}
        for company in companies:
            special = self._cached_invoice_special_products(company.id)
            found[company] = {**special, "never": special["never"] | gift_cards}
        return found

    @api.model
    @ormcache("company_id")
    def _cached_invoice_special_products(self, company_id):
        company = self.env["res.company"].sudo().browse(company_id)
        products = company._points_products()
        if "sale_discount_product_id" in company._fields:
            products |= company.sale_discount_product_id
        discounts = frozenset(products.ids)
        return {"discount": discounts, "never": discounts}

    @api.model
    def _invoice_basket(self, program, amounts, situation, rewards, received=None):
        """The invoice as `program` sees it: an engine Basket.

        `rewards` as in `_basket`. What is left to pay after deducted down payments
        bounds all redemptions together.
        """
        before = sum(
            amount.tax_included for amount in amounts if amount.kind != "redemption"
        )
        return Basket(
            lines=self._engine_lines(program, amounts, rewards),
            situation=situation,
            received=received,
            residual=max(0, before),
        )

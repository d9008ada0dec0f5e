"""The tax-correct discount lines of a redemption on an invoice.

One line per set of taxes among the goods it is given on; together, tax included, they
are worth exactly the promised money, in the invoice's currency. Odoo's global discount
helper does the taxes; they come from the invoice's lines, so the fiscal position has
mapped them already, once.
"""

from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Command

from ..engine.redemption import redemption_lines
from ..engine.reductions import discount_targets


class PointsInvoice(models.AbstractModel):
    _inherit = "points.invoice"

    @api.model
    def _discount_base_lines(
        self, invoice, program, rule, redemption, hold_uuid, product_id=0
    ):
        """[(Odoo's base line of a discount, uuids of the goods it names)].

        One per set of taxes; for products bought with points one per line of goods.
        """
        move = invoice.move
        basket = self._basket(invoice, program)
        parts = redemption_lines(
            basket, program.engine, rule, redemption, hold_uuid, product_id
        )
        account_tax = self.env["account.tax"]
        reduced = self._reduced_base_lines(move, basket, rule, parts)
        account_tax._add_tax_details_in_base_lines(reduced, move.company_id)
        account_tax._round_base_lines_tax_details(reduced, move.company_id)
        product = move.company_id._points_discount_product(rule.kind)
        discounts = account_tax._prepare_global_discount_lines(
            reduced,
            move.company_id,
            "fixed",
            self._in_invoice_currency(move, program, redemption.money),
            computation_key=f"points,{hold_uuid}",
            grouping_function=lambda base_line: {
                "product_id": product,
                "_points_target": base_line["_points_target"],
            },
        )
        named = discount_targets(rule, parts)
        tax_keys = {line.uuid: line.tax_key for line in basket.lines}
        return [
            (discount, self._targets(discount, named, tax_keys))
            for discount in discounts
        ]

    @api.model
    def _reduced_base_lines(self, move, basket, rule, parts):
        """Odoo's base lines of the goods, each worth its share of the discount."""
        goods, _tax_lines = move._get_rounded_base_and_tax_lines()
        by_uuid = {str(each["record"].id): each for each in goods}
        payable = {line.uuid: line.payable_amount for line in basket.lines}
        copied = ("product_id", "tax_ids", "quantity", "discount", "rate")
        return [
            self.env["account.tax"]._prepare_base_line_for_taxes_computation(
                {"_points_target": part.uuid if rule.kind == "product" else ""},
                price_unit=by_uuid[part.uuid]["price_unit"]
                * (part.money / payable[part.uuid]),
                currency_id=move.currency_id,
                analytic_distribution=by_uuid[part.uuid]["analytic_distribution"],
                **{name: by_uuid[part.uuid][name] for name in copied},
            )
            for part in parts
        ]

    @api.model
    def _targets(self, discount, named, tax_keys):
        """Uuids of the goods that one discount line names, among those of all."""
        if discount["_points_target"]:
            return [discount["_points_target"]]
        key = "_".join(
            map(str, sorted(discount["tax_ids"].flatten_taxes_hierarchy().ids))
        )
        return [uuid for uuid in named if tax_keys[uuid] == key]

    @api.model
    def _in_invoice_currency(self, move, program, money):
        """Minor units of the program's currency as an amount of the invoice's."""
        rate = move.invoice_currency_rate or 1.0
        return move.currency_id.round(money * program.rounding * rate)

    @api.model
    def _discount_taxes(
        self, invoice, program, rule, redemption, hold_uuid, product_id=0
    ):
        """[(tax names, amount without tax, with tax)] of a discount, for a preview."""
        snapshot = self.env["points.snapshot"]
        return [
            (
                ", ".join(discount["tax_ids"].mapped("name")),
                *snapshot._totals(discount["tax_details"]),
            )
            for discount, _targets in self._discount_base_lines(
                invoice, program, rule, redemption, hold_uuid, product_id
            )
        ]

    @api.model
    def _write_discount(
        self, invoice, program, rule, redemption, hold_uuid, replaced, product_id
    ):
        """Write a redemption's lines in place of its old ones: exact, or an error."""
        move = invoice.move
        old = move._points_lines(replaced) if replaced else move.line_ids.browse()
        discounts = self._discount_base_lines(
            invoice, program, rule, redemption, replaced or hold_uuid, product_id
        )
        values = {
            "name": self._line_name(move, program, redemption),
            "account_id": self._income_account(move, rule).id,
            "points_hold_uuid": hold_uuid,
            "sequence": max(move.invoice_line_ids.mapped("sequence"), default=0) + 1,
        }
        commands = [
            Command.create(
                {
                    **values,
                    **self._discount_line_values(move, discount),
                    "points_target_uuids": ",".join(targets) or False,
                }
            )
            for discount, targets in discounts
        ]
        commands += [Command.delete(line.id) for line in old]
        move.with_context(points_keeps_holds=True).write({"invoice_line_ids": commands})
        given = -sum(move._points_lines(hold_uuid).mapped("price_total"))
        wanted = self._in_invoice_currency(move, program, redemption.money)
        if move.currency_id.compare_amounts(given, wanted):
            raise UserError(
                self.env._(
                    "The taxes of this invoice cannot be lowered by exactly %s. Choose "
                    "another amount.",
                    move.currency_id.format(wanted),
                )
            )

    @api.model
    def _discount_line_values(self, move, discount):
        price = discount["price_unit"]
        if not discount["tax_ids"]:
            # Without taxes a line keeps no exact amounts beside its price: round that.
            snapshot = self.env["points.snapshot"]
            price = move.currency_id.round(snapshot._totals(discount["tax_details"])[0])
        return {
            "product_id": discount["product_id"].id,
            "quantity": discount["quantity"],
            "price_unit": price,
            "tax_ids": [Command.set(discount["tax_ids"].ids)],
            "analytic_distribution": discount["analytic_distribution"] or False,
            "extra_tax_data": self.env["account.tax"]._export_base_line_extra_tax_data(
                discount
            ),
        }

    @api.model
    def _line_name(self, move, program, redemption):
        env = self.with_context(lang=move.partner_id.lang or self.env.lang).env
        record = env["points.program"].sudo().browse(program.id)
        points = record._points_text(redemption.points / 100)
        return env._("Points redeemed · %s", points)

    @api.model
    def _income_account(self, move, rule):
        """The account of what a rule gives; an error where none was chosen.

        The income account of the journal is never used instead.
        """
        product = move.company_id._points_discount_product(rule.kind)
        # Whoever may redeem need not read products' properties of the company.
        account = (
            product.sudo().with_company(move.company_id).property_account_income_id
        )
        if not account:
            raise UserError(
                self.env._(
                    "The income account for discounts made with points is not set. "
                    "Choose it in the loyalty program before points are used."
                )
            )
        return move.fiscal_position_id.map_account(account)

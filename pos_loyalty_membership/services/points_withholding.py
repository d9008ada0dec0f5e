"""The discount that a return in the back office keeps back, as lines of the return.

The till writes the same lines itself (`static/src/app/utils/points_withheld.js`): both
ask the engine what each discount line lowered, and what is due of it by now.
"""

from odoo import api, models
from odoo.fields import Command

from ..engine.values import is_refusal
from ..engine.withholding import discount_shares, withheld


class PointsWithholding(models.AbstractModel):
    _name = "points.withholding"
    _description = "Discounts withheld by returns"

    @api.model
    def _withhold(self, refund):
        """Make an open return keep back its share of the discounts of its sale.

        Lines that return a discount line as a whole are replaced; lines that already
        keep back the right money stay. Returns nothing; totals are Odoo's to compute.
        """
        wanted = self._wanted(refund)
        lines = refund.lines.filtered(
            lambda line: (
                line.points_discount_line_id
                or line.refunded_orderline_id.points_hold_uuid
            )
        )
        if not wanted and not lines:
            return
        amounts = self.env["points.snapshot"]._included_amounts(refund, lines)
        commands = []
        for line in lines:
            discount = line.points_discount_line_id
            if discount and wanted.get(discount) == amounts[line.id]:
                del wanted[discount]
            else:
                commands.append(Command.delete(line.id))
        commands += [
            Command.create(self._line_values(refund, discount, money))
            for discount, money in wanted.items()
            if money
        ]
        if commands:
            refund.with_context(points_withholding=True).lines = commands
            refund._compute_prices()

    @api.model
    def _wanted(self, refund):
        """{discount line: money} of what a return has to keep back, in minor units."""
        found = {}
        for sale in refund.lines.refunded_orderline_id.order_id:
            if not any(line.points_hold_uuid for line in sale.lines):
                continue
            by_uuid = {line.uuid: line for line in sale.lines}
            sold = {line.uuid: round(line.qty * 1000) for line in sale.lines}
            back = {
                line.uuid: round(line.refunded_qty * 1000)
                for line in sale.lines
                if line.refunded_qty > 0
            }
            for uuid, shares in discount_shares(self._basket_lines(sale)):
                discount = by_uuid[uuid]
                already = self._kept_back(discount, refund)
                money = withheld(shares, sold, back, already)
                if not is_refusal(money):
                    found[discount] = money
        return found

    @api.model
    def _basket_lines(self, sale):
        """Lines of a sale as the engine has them, each redemption with its kind."""
        snapshot, settlement = (
            self.env["points.snapshot"],
            self.env["points.settlement"],
        )
        uuids = [uuid for uuid in sale.lines.mapped("points_hold_uuid") if uuid]
        # The reservation says which kind a discount is; a cashier may not read it.
        holds = self.env["points.hold"].sudo().search([("uuid", "in", uuids)])
        rewards = {
            hold.uuid: (
                hold.account_id.program_id.id,
                settlement._reward_kind_of(
                    hold.account_id.program_id.id,
                    hold.redemption_rule_id.id,
                    hold.coupon_id.id,
                ),
            )
            for hold in holds
        }
        return snapshot._engine_lines(None, snapshot._line_amounts(sale), rewards)

    @api.model
    def _kept_back(self, discount, refund):
        """Money that other returns keep back of a discount line, in minor units.

        A line counts where goods of the same sale come back in the same return, as when
        points are given back for it (`settlement_reversal`).
        """
        sales = discount.order_id
        honest = discount.points_withheld_line_ids.filtered(
            lambda line: (
                line.qty < 0
                and any(
                    goods.qty < 0 and goods.refunded_orderline_id.order_id in sales
                    for goods in line.order_id.lines
                )
            )
        )
        others = (honest | discount.refund_orderline_ids).filtered(
            lambda line: line.order_id != refund and line.order_id.state != "cancel"
        )
        snapshot = self.env["points.snapshot"]
        return sum(
            max(0, money)
            for order, own in others.grouped("order_id").items()
            for money in snapshot._included_amounts(order, own).values()
        )

    @api.model
    def _line_values(self, refund, discount, money):
        """A line of quantity −1 that keeps back money (minor units) of a discount.

        As with the discount itself, the exact taxes are kept beside the price.
        """
        account_tax = self.env["account.tax"]
        sale, currency = discount.order_id, discount.currency_id
        whole = -self.env["points.snapshot"]._included_amounts(sale, discount)[
            discount.id
        ]
        amount = currency.round(money * currency.rounding)
        price, extra = discount.price_unit * money / whole, False
        if not discount.tax_ids_after_fiscal_position:
            price = -amount
        else:
            reduced = self._reduced(discount, amount)
            reduced["price_unit"] = price
            extra = account_tax._reverse_quantity_base_line_extra_tax_data(
                account_tax._export_base_line_extra_tax_data(reduced)
            )
        values = {
            "product_id": discount.product_id.id,
            "full_product_name": self.env._("Share of the discount"),
            "qty": -1,
            "price_unit": price,
            "price_type": "automatic",
            "tax_ids": [Command.set(discount.tax_ids.ids)],
            "extra_tax_data": extra,
            "points_discount_line_id": discount.id,
            "price_subtotal_incl": amount,
            "price_subtotal": amount,
        }
        if extra:
            values["price_subtotal"] = extra["manual_total_excluded_currency"]
        return values

    @api.model
    def _reduced(self, discount, amount):
        """The base line of a discount of so much money with a discount line's taxes."""
        account_tax, company = self.env["account.tax"], discount.company_id
        base_line = account_tax._prepare_base_line_for_taxes_computation(
            {},
            product_id=discount.product_id,
            tax_ids=discount.tax_ids_after_fiscal_position,
            price_unit=-discount.price_unit * discount.qty,
            quantity=1.0,
            currency_id=discount.currency_id,
            rate=discount.order_id.currency_rate,
            is_refund=False,
        )
        account_tax._add_tax_details_in_base_lines([base_line], company)
        account_tax._round_base_lines_tax_details([base_line], company)
        [reduced] = account_tax._prepare_global_discount_lines(
            [base_line],
            company,
            "fixed",
            amount,
            computation_key=f"points_withheld,{discount.uuid}",
        )
        return reduced

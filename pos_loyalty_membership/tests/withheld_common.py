"""Returns as the till and the back office make them, for tests of what they pay out."""

from odoo.fields import Command

from ..engine.withholding import discount_shares, withheld
from .till_coupon_common import TillCouponCommon


class WithheldCommon(TillCouponCommon):
    """Sales of the café with points or a coupon, returned in parts."""

    def _goods_of(self, order):
        return order.lines.filtered(lambda line: not line.points_hold_uuid)

    def _withheld_lines(self, order, quantities):
        """What the till adds to such a return, from the engine it shares."""
        service = self.env["points.withholding"].sudo()
        nothing = self.env["pos.order"]
        back = {
            line.uuid: round((line.refunded_qty + quantities.get(line, 0)) * 1000)
            for line in self._goods_of(order)
        }
        sold = {line.uuid: round(line.qty * 1000) for line in order.lines}
        by_uuid = {line.uuid: line for line in order.lines}
        found = []
        for uuid, shares in discount_shares(service._basket_lines(order)):
            discount = by_uuid[uuid]
            already = service._kept_back(discount, nothing)
            money = withheld(shares, sold, back, already)
            if money:
                values = service._line_values(nothing, discount, money)
                found.append(self._withheld_line(discount, money, **values))
        return found

    def _withheld_line(self, discount, money, **values):
        """A line that says it keeps back money (minor units) of a discount line."""
        values = {**values, "product_id": discount.product_id}
        product = values.pop("product_id")
        values.setdefault("qty", -1)
        values.setdefault("points_discount_line_id", discount.id)
        price = values.pop("price_unit", -money / 100)
        return self._line(product, price=price, **values)

    def _return_at_till(self, order, quantities=None, **values):
        """Return goods of an order as the till does it; returns the refund."""
        if quantities is None:
            quantities = {line: line.qty for line in self._goods_of(order)}
        lines = self._return_lines(quantities) + self._withheld_lines(order, quantities)
        return self._sell(lines, order.partner_id, is_refund=True, **values)

    def _return_in_office(self, order, quantities=None):
        """The back office's button: everything that is left, or {line: quantity}."""
        refund = self.env["pos.order"].browse(order.refund()["res_id"])
        if quantities is not None:
            refund.lines = [
                Command.update(line.id, {"qty": -quantities[sold]})
                if quantities.get(sold)
                else Command.delete(line.id)
                for line in refund.lines
                if (sold := line.refunded_orderline_id)
            ]
        self._pay_order(refund)
        return refund

    def _pay_order(self, order):
        self.env["pos.make.payment"].with_context(
            active_id=order.id, active_ids=order.ids
        ).create(
            {"amount": order.amount_total, "payment_method_id": self.cash_pm1.id}
        ).check()
        self.assertEqual(order.state, "paid")

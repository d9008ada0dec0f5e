"""What a return will do to somebody's points, before anybody confirms it.

The return is settled for real, by the very code that will settle it later, on an order
that is taken back before anybody can see it: so nothing here can say another number
than the slip.
"""

from uuid import uuid4

from odoo import api, models
from odoo.fields import Command

from .till_arguments import MAX_ID, check_id, check_number, check_uuid

MOST_LINES = 200
# Bounds of what a line may claim, far beyond any sale.
MOST_PIECES = 10**6
MOST_MONEY = 10**9


def check_returned_lines(value, name):
    """Lines of a return: [{sold_id, qty, price_unit}], `qty` below 0."""
    lines = []
    check_number(len(value) if isinstance(value, list) else -1, name, 1, MOST_LINES)
    for line in value:
        if not isinstance(line, dict) or line.keys() != {
            "sold_id",
            "qty",
            "price_unit",
        }:
            check_number(None, name, 0, 0)
        lines.append(
            {
                "sold_id": check_id(line["sold_id"], "sold_id"),
                "qty": _check_float(line["qty"], "qty", -MOST_PIECES, 0),
                "price_unit": _check_float(
                    line["price_unit"], "price_unit", -MOST_MONEY, MOST_MONEY
                ),
            }
        )
    return lines


def _check_float(value, name, low, high):
    if type(value) not in (int, float) or not low <= value <= high:
        check_number(None, name, 0, MAX_ID)
    return float(value)


class PointsTill(models.AbstractModel):
    _inherit = "points.till"

    @api.model
    def quote_return(self, config_id, order_uuid, lines):
        """What settling this return would do: the receipt's figures, nothing is kept.

        `lines` are [{sold_id, qty, price_unit}], the goods of the return with that
        uuid: the line that was sold, pieces below 0, and the price. What the return
        withholds of discounts is added here, as the till does. Returns [figures] by
        account (see `points.receipt`); lines of another company's sales, or of none,
        count for nothing.
        """
        self._check_till(config_id)
        order_uuid = check_uuid(order_uuid, "order_uuid")
        lines = check_returned_lines(lines, "lines")
        return self._in_own_transaction(
            "_quote_return_once", config_id, order_uuid, lines
        )

    @api.model
    def _quote_return_once(self, config_id, order_uuid, lines):
        """Settle a copy and take it back, in the current transaction."""
        config = self.env["pos.config"].browse(config_id)
        session = config.current_session_id
        sold = self._sold_lines(config, [line["sold_id"] for line in lines])
        lines = [line for line in lines if line["sold_id"] in sold.ids]
        if not lines or not session:
            return []
        with self.env.cr.savepoint() as savepoint:
            # A cashier returns goods; this copy is never a sale anybody sees.
            orders = (
                self.env["pos.order"]
                .sudo()
                .with_context(tracking_disable=True, mail_create_nolog=True)
            )
            # The return itself may be stored already, as a draft: it counts once.
            drafts = orders.search([("uuid", "=", order_uuid), ("state", "=", "draft")])
            drafts.write({"state": "cancel"})
            order = orders.create(self._copy_values(session, sold, lines))
            order.env["points.withholding"]._withhold(order)
            self.env["points.settlement"]._settle(order)
            receipts = self.env["points.receipt"].sudo()
            figures = receipts._receipts(order)[order.id]["lines"]
            receipts._forget(order)
            savepoint.rollback()
        return figures

    @api.model
    def _sold_lines(self, config, line_ids):
        """Goods of paid sales of the till's company that this user may read."""
        lines = self.env["pos.order.line"].browse(line_ids).exists()
        lines = lines._filtered_access("read")
        return lines.filtered(
            lambda line: (
                line.order_id.company_id == config.company_id
                and line.order_id.state in ("paid", "done")
                and not line.points_hold_uuid
            )
        )

    @api.model
    def _copy_values(self, session, sold, lines):
        """Values of a paid order with these lines; it takes no number of the shop."""
        by_id = {line.id: line for line in sold}
        return {
            "name": "/",
            "pos_reference": "/",
            "sequence_number": 1,
            "uuid": str(uuid4()),
            "session_id": session.id,
            "company_id": session.company_id.id,
            "state": "paid",
            "is_refund": True,
            "amount_total": 0,
            "amount_tax": 0,
            "amount_paid": 0,
            "amount_return": 0,
            "fiscal_position_id": sold[:1].order_id.fiscal_position_id.id,
            "lines": [
                Command.create(self._copy_line(by_id[line["sold_id"]], line))
                for line in lines
            ],
        }

    @api.model
    def _copy_line(self, sold, line):
        """Values of one line that returns what was sold."""
        return {
            "name": "/",
            "uuid": str(uuid4()),
            "product_id": sold.product_id.id,
            "full_product_name": sold.full_product_name,
            "qty": line["qty"],
            "price_unit": line["price_unit"],
            "discount": sold.discount,
            "tax_ids": [Command.set(sold.tax_ids.ids)],
            "price_subtotal": 0,
            "price_subtotal_incl": 0,
            "refunded_orderline_id": sold.id,
        }

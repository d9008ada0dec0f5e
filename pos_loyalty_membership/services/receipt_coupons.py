"""What a receipt says of coupons: used and given back here, and what was left then."""

from odoo import api, models
from odoo.tools import SQL

from .points_snapshot import to_minor


class PointsReceipt(models.AbstractModel):
    _inherit = "points.receipt"

    @api.model
    def _receipts(self, orders):
        """Receipts with their `coupons`; orders without any cost no query for them."""
        receipts = super()._receipts(orders)
        for receipt in receipts.values():
            receipt["coupons"] = []
        with_coupons = orders.filtered(
            lambda order: order.state in ("paid", "done") and self._has_coupon(order)
        )
        if with_coupons:
            for row in self._coupon_rows(with_coupons):
                order_id = row.pop("order_id")
                receipts[order_id]["coupons"].append(row)
        return receipts

    @api.model
    def _has_coupon(self, order):
        """Whether a coupon was used or refunded, going by the lines it leaves."""
        product = order.company_id.sudo().points_coupon_product_id
        return bool(product) and product in order.lines.product_id

    @api.model
    def _coupon_rows(self, orders):
        """[{order_id, name, used, left}] in minor units; used < 0 was given back.

        What is left is that right after the order, the same on every reprint.
        """
        rows = self.env.execute_query_dict(
            SQL(
                """
                SELECT moved.order_id, coupon.id, coupon.code, moved.money AS used,
                       coupon.value - (SELECT sum(every.money)
                                         FROM points_coupon_use every
                                        WHERE every.coupon_id = coupon.id
                                          AND every.id <= moved.last_id) AS left,
                       currency.rounding
                  FROM (SELECT source_id AS order_id, coupon_id, sum(money) AS money,
                               max(id) AS last_id
                          FROM points_coupon_use
                         WHERE source_model = 'pos.order'
                           AND source_uuid = ANY(%s)
                         GROUP BY source_id, coupon_id) moved
                  JOIN points_coupon coupon ON coupon.id = moved.coupon_id
                  JOIN res_currency currency ON currency.id = coupon.currency_id
                 ORDER BY moved.last_id
                """,
                orders.mapped("uuid"),
            )
        )
        return [
            {
                "order_id": row["order_id"],
                "id": row["id"],
                "name": (row["code"] or "")[-4:],
                "used": to_minor(row["used"], row["rounding"]),
                "left": to_minor(row["left"], row["rounding"]),
            }
            for row in rows
        ]

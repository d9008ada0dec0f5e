"""How a program makes coupons, as the engine reads it."""

from odoo import api, fields, models

from ..engine.values import CouponRule
from .points_snapshot import to_minor, to_points


class PointsSnapshot(models.AbstractModel):
    _inherit = "points.snapshot"

    @api.model
    def _coupon_rule(self, program):
        """The CouponRule of a program record, or None where it makes no coupons.

        Coupons are made as long as points can be used.
        """
        day = self._iso(program._business_day(fields.Datetime.now()))
        if not program.coupons or not self._program_by_id(program.id).redeems_on(day):
            return None
        return CouponRule(
            points=to_points(program.coupon_points),
            money=to_minor(program.coupon_money, program.currency_id.rounding),
            minimum_points=to_points(program.coupon_minimum),
            step=to_points(program.coupon_step),
            everything=program.coupon_choice == "all",
        )

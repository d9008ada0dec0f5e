"""Coupons at a till, for tests of settlement and of the till's questions."""

from uuid import uuid4

from .till_common import TillCommon


class TillCouponCommon(TillCommon):
    """Ana has 500 points and a coupon of 5.00, bearer, made of 500 others."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.program.write({"coupons": True, "coupon_points": 100, "coupon_money": 1})
        cls.account = cls._give(1000)
        cls.coupon = cls.env["points.coupons"]._convert(cls.account, 50_000)

    def _cafe_lines(self):
        """8.50: two espressos and a croissant."""
        return [self._line(self.espresso, 2), self._line(self.croissant)]

    def _coupon_request(self, order_uuid, money, coupon=None, **values):
        return {
            "uuid": str(uuid4()),
            "replaces": "",
            "code": (coupon or self.coupon).code,
            "partner_id": 0,
            "order_uuid": order_uuid,
            "money": round(money * 100),
            **values,
        }

    def _ask_coupon(self, order_uuid, money, coupon=None, **values):
        """What the till is answered when it asks for money of a coupon."""
        till = self.env["points.till"].with_user(self.cashier)
        request = self._coupon_request(order_uuid, money, coupon, **values)
        return till._hold_coupon_once(self.config.id, request)

    def _hold_coupon(self, order_uuid, money, coupon=None, **values):
        """Reserve money of a coupon; returns the hold's uuid."""
        answer = self._ask_coupon(order_uuid, money, coupon, **values)
        self.assertTrue(answer["ok"], answer)
        return answer["uuid"]

    def _coupon_lines(self, lines, money, hold, fiscal_position=None):
        """Discount lines of a coupon: as those of points, on their own product."""
        product = self.company.points_coupon_product_id
        return [
            {**line, "product_id": product.id}
            for line in self._discount_lines(lines, money, hold, fiscal_position)
        ]

    def _sell_with_coupon(self, money, lines=None, partner=None, **values):
        """Sell the café's lines with that much of the coupon; returns (order, hold)."""
        order_uuid = values.pop("uuid", None) or str(uuid4())
        lines = lines or self._cafe_lines()
        hold = self._hold_coupon(order_uuid, money)
        lines = lines + self._coupon_lines(lines, money, hold)
        order = self._sell(lines, partner, uuid=order_uuid, **values)
        return order, hold

    def _refund(self, order, quantities=None, **values):
        """Return lines of an order: {line: quantity}, or everything."""
        lines = self._return_lines(quantities or self._everything(order))
        return self._sell(lines, order.partner_id, is_refund=True, **values)

    def assertLeft(self, money, coupon=None):
        """Money left on the coupon, with nothing reserved, and the ledger proved."""
        coupon = coupon or self.coupon
        self.assertEqual(coupon.remaining, money)
        self.assertEqual(self.env["points.proof"]._prove(), [])

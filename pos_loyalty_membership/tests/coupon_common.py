"""Coupons of a member, issued, held, used and given back."""

from datetime import datetime
from uuid import uuid4

from ..services.ledger_coupon_operations import (
    CaptureCoupon,
    GiveBackCoupon,
    HoldCoupon,
    IssueCoupon,
    TurnBackCoupon,
)
from ..services.ledger_operations import Merge
from .common import PointsCommon, day


class CouponCommon(PointsCommon):
    """Ana has 100 points and, where a test asks for it, a coupon of 5.00 for 50."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.bo = cls.env["res.partner"].create({"name": "Bo"})
        cls.other = cls._open_account(cls.program, cls.bo)
        cls._credit(10_000, expires_on=day("2026-12-31"))

    def _post(self, operation):
        return self.ledger._post([operation])

    def _issue(self, points=5_000, money=500, uuid=None, **values):
        uuid = uuid or str(uuid4())
        values.setdefault("account_id", self.account.id)
        self._post(
            IssueCoupon(
                coupon_uuid=uuid,
                points=points,
                money=money,
                currency_id=self.program.currency_id.id,
                **values,
                **self._facts(f"convert:{uuid}"),
            )
        )
        return self.env["points.coupon"].search([("uuid", "=", uuid)])

    def _hold_money(self, coupon, money, uuid=None, replaces="", **values):
        uuid = uuid or str(uuid4())
        values.setdefault("currency_id", coupon.currency_id.id)
        values.setdefault("expires_at", datetime(2100, 1, 1))
        self._post(
            HoldCoupon(
                uuid=uuid,
                coupon_uuid=coupon.uuid,
                money=money,
                document_model="pos.order",
                document_uuid="order-of-the-test",
                replaces=replaces,
                **values,
            )
        )
        return uuid

    def _use(self, uuid, money, key=None):
        key = key or f"redeem:{uuid}"
        posted = self._post(CaptureCoupon(uuid=uuid, money=money, **self._facts(key)))
        return posted.coupon_uses[key], posted

    def _give_back(self, use, money, key=None):
        key = key or f"reverse:{uuid4()}:{use.id}:0"
        return self._post(
            GiveBackCoupon(use_id=use.id, money=money, **self._facts(key))
        )

    def _turn_back(self, coupon, key=None):
        key = key or f"reverse:{coupon.uuid}:{coupon.entry_id.id}:0"
        return self._post(
            TurnBackCoupon(
                coupon_uuid=coupon.uuid,
                entry_id=coupon.entry_id.id,
                **self._facts(key),
            )
        )

    def _merge(self):
        self._post(
            Merge(
                account_id=self.account.id,
                target_id=self.other.id,
                **self._facts(f"merge:{self.account.id}"),
            )
        )

    def assertProved(self):
        self.assertEqual(self.env["points.proof"]._prove(), [])

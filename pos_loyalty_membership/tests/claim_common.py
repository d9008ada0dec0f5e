"""Sales without a member, and claims without a sale behind them."""

from uuid import uuid4

from odoo import fields

from ..engine.values import Basket, Line, Situation, to_dict
from .till_common import TillCommon


def insert_claim(env, program, money=1000, uuid=None):
    """Write the claim of a sale of `money` (minor units) today; returns its code."""
    frozen = env["points.snapshot"]._program_by_id(program.id)
    today = fields.Date.today()
    line = Line(
        uuid="line",
        kind="goods",
        product_id=1,
        quantity=1000,
        earn_amount=money,
        payable_amount=money,
        tax_key="",
        earns=True,
        redeemable=True,
    )
    basket = Basket(
        lines=(line,),
        received=money,
        situation=Situation(date=today.isoformat(), day=today.isoformat(), place_id=1),
    )
    claims = env["points.claims"]
    code = claims._new_code()
    claims._insert(
        code,
        [
            {
                "program_id": program.id,
                "company_id": program.company_id.id,
                "source_model": "pos.order",
                "source_id": 0,
                "source_uuid": uuid or str(uuid4()),
                "source_name": "Order 0042",
                "moment": fields.Datetime.now().isoformat(),
                "local_day": today.isoformat(),
                "until": fields.Date.add(today, days=14).isoformat(),
                "points": money,
                "quote": {
                    "basket": to_dict(basket),
                    "program": {**to_dict(frozen.engine), "redemption_rules": []},
                    "available_on": None,
                    "expires_on": None,
                },
            }
        ],
    )
    return code


class ClaimCommon(TillCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.program.claim_days = 14
        cls.till = cls.env["points.till"].with_user(cls.cashier)

    def _cafe(self):
        return [self._line(self.espresso, 2), self._line(self.croissant)]

    def _sell_to_nobody(self, lines=None, **values):
        """Sell without a customer; returns (order, the receipt's claims)."""
        order, answer = self._sync(self._order_values(lines or self._cafe(), **values))
        [values] = [each for each in answer["pos.order"] if each["id"] == order.id]
        return order, values["_points_receipt"]["claims"]

    def _claim(self, order):
        return self.env["points.claim"].search([("source_uuid", "=", order.uuid)])

    def _give_to(self, order, partner=None):
        return self.till._claim_order_once(
            self.config.id, order.id, (partner or self.ana).id
        )

    def _collect(self, code, user):
        return self.env["points.portal"].with_user(user)._claim(user, code)

    def _return(self, order, quantities):
        return self._sell(self._return_lines(quantities), is_refund=True)

    def assertRefused(self, code, answer):
        self.assertFalse(answer["ok"])
        self.assertEqual(answer["code"], code)
        self.assertTrue(answer["message"])
        self.assertNotIn(code, answer["message"])

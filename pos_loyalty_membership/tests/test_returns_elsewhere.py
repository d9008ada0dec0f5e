"""Goods come back to somebody else, another day, when their points are long gone."""

from datetime import timedelta

from freezegun import freeze_time

from odoo import fields
from odoo.fields import Command
from odoo.tests import new_test_user

from ..services.ledger_operations import FallDue
from .till_common import TillCommon


class TestReturnsElsewhere(TillCommon):
    def _return(self, order, **values):
        lines = self._return_lines(self._everything(order))
        return self._sell(lines, self.ana, is_refund=True, **values)

    def _fall_due(self):
        """What the nightly job does to Ana's account."""
        operation = FallDue(account_id=self._account().id)
        self.env["points.ledger"]._post([operation])

    def test_another_cashier_takes_goods_back(self):
        order = self._sell([self._line(self.espresso, 2)], self.ana)
        other = new_test_user(
            self.env,
            "second_cashier",
            groups="base.group_user,point_of_sale.group_pos_user",
            company_id=self.company.id,
            company_ids=[Command.set(self.company.ids)],
        )
        lines = self._return_lines(self._everything(order))
        values = self._order_values(lines, self.ana, is_refund=True)
        orders = self.env["pos.order"].with_user(other)
        orders.sync_from_ui([values])
        refund = self.env["pos.order"].search([("uuid", "=", values["uuid"])])
        self.assertEqual(refund.create_uid, other)
        self.assertEqual(refund.points_earned, -6)
        self.assertPoints(0)

    def test_goods_come_back_in_another_session(self):
        self._give(1240)
        order, _hold = self._redeem_and_sell(
            [self._line(self.espresso, 2), self._line(self.croissant)], 500, 5.0
        )
        self.till_session.post_closing_cash_details(order.amount_total)
        self.till_session.close_session_from_ui()
        self.assertEqual(order.state, "done")
        self.config.open_ui()
        session = self.config.current_session_id
        session.set_opening_control(0, "")
        refund = self._return(order, session_id=session.id)
        self.assertEqual(refund.session_id, session)
        self.assertEqual((refund.points_earned, refund.points_redeemed), (-3, -500))
        self.assertPoints(1240)

    def test_points_that_expired_meanwhile_are_not_taken_a_second_time(self):
        self.program.write({"expiry_mode": "days", "expiry_number": 10})
        with freeze_time(fields.Datetime.now() + timedelta(hours=1)) as clock:
            order = self._sell([self._line(self.espresso, 2)], self.ana)
            self.assertPoints(6)
            clock.tick(timedelta(days=20))
            self._fall_due()
            self.assertPoints(0)
            refund = self._return(order)
        self.assertPoints(0)
        self.assertEqual(refund.points_redeemed, 0)

    def test_spent_points_whose_day_has_passed_come_back_for_the_days_of_grace(self):
        self.program.write(
            {"expiry_mode": "days", "expiry_number": 10, "grace_days": 5}
        )
        with freeze_time(fields.Datetime.now() + timedelta(hours=1)) as clock:
            self._sell([self._line(self.espresso, 100)], self.ana)
            order, _hold = self._redeem_and_sell([self._line(self.espresso)], 100, 1.0)
            clock.tick(timedelta(days=20))
            self._return(order)
            account = self._account()
            self.assertEqual((account.balance, account.debt), (100, 0))
            lot = self.env["points.lot"].search(
                [("account_id", "=", account.id), ("remaining", ">", 0)]
            )
            # Five days, today included.
            today = fields.Date.today()
            self.assertEqual(lot.expires_on, today + timedelta(days=4))
            clock.tick(timedelta(days=6))
            self._fall_due()
        self.assertPoints(0)

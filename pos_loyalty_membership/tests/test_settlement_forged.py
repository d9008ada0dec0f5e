"""A modified client forges returns, orders and reservations; honest sales go on."""

from uuid import uuid4

from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tools import mute_logger

from .till_common import TillCommon

SYNC_LOG = "odoo.addons.point_of_sale.models.pos_order"


class TestSettlementForged(TillCommon):
    def _cafe_lines(self):
        return [self._line(self.espresso, 2), self._line(self.croissant)]

    def _return_of(self, line, qty=-1, price=None, **values):
        """A line that claims to return this line."""
        return self._line(
            line.product_id,
            qty=qty,
            price=line.price_unit if price is None else price,
            refunded_orderline_id=line.id,
            **values,
        )

    def _redeemed(self):
        """Ana's order of 8.50 with 500 points; returns (order, goods, discount)."""
        self._give(1240)
        order, _hold = self._redeem_and_sell(self._cafe_lines(), 500, 5.0)
        discount = order.lines.filtered("points_hold_uuid")
        return order, order.lines - discount, discount

    # -------------------------------------------------------------- forged returns

    def test_returning_somebody_elses_order_gives_the_thief_nothing(self):
        _order, goods, discount = self._redeemed()
        thief = self.env["res.partner"].create({"name": "Thief"})
        lines = [self._return_of(line, -line.qty) for line in goods]
        lines.append(self._return_of(discount))
        self._sell(lines, thief, is_refund=True)
        self.assertFalse(self._account(thief), "points go back where they came from")
        self.assertPoints(1240)

    def test_the_discount_alone_returned_again_and_again_gives_its_points_once(self):
        _order, _goods, discount = self._redeemed()
        self.assertPoints(743)
        for _time in range(3):
            lines = [self._return_of(discount), self._line(self.espresso, -2)]
            self._sell(lines, self.ana, is_refund=True)
            self.assertLessEqual(self._account().balance, 1243)

    def test_a_return_with_a_forged_quantity_gives_no_more_than_was_spent(self):
        _order, goods, discount = self._redeemed()
        lines = [self._return_of(line, -line.qty) for line in goods]
        lines.append(self._return_of(discount, qty=-100))
        self._sell(lines, self.ana, is_refund=True)
        self.assertPoints(1240)

    def test_a_return_with_a_forged_price_gives_no_more_than_was_spent(self):
        _order, goods, discount = self._redeemed()
        lines = [self._return_of(line, -line.qty) for line in goods]
        lines.append(self._return_of(discount, price=-500))
        self._sell(lines, self.ana, is_refund=True)
        self.assertPoints(1240)

    def test_a_line_that_sells_what_it_claims_to_return_gives_nothing_back(self):
        _order, goods, discount = self._redeemed()
        self._sell([self._return_of(goods[0], qty=2)], self.ana)
        self.assertLessEqual(self._account().balance, 743 + 6)
        self._sell(
            [self._line(self.espresso, 4), self._return_of(discount, qty=1)], self.ana
        )
        self.assertLessEqual(self._account().balance, 743 + 6 + 12)

    def test_a_return_of_an_order_that_was_never_paid_moves_nothing(self):
        values = self._order_values(self._cafe_lines(), self.ana, state="draft", paid=0)
        draft, _answer = self._sync(values)
        self._give(100)
        self._sell([self._return_of(draft.lines[0])], self.ana, is_refund=True)
        self.assertPoints(100)

    def test_a_return_that_is_not_paid_moves_nothing(self):
        order = self._sell(self._cafe_lines(), self.ana)
        lines = [self._return_of(order.lines[0])]
        values = self._order_values(lines, self.ana, state="draft", paid=0)
        self._sync(values)
        self.assertPoints(8)

    # --------------------------------------------------------------- forged orders

    @mute_logger(SYNC_LOG)
    def test_a_paid_order_sent_again_with_other_contents_changes_no_points(self):
        values = self._order_values(self._cafe_lines(), self.ana)
        order, _answer = self._sync(dict(values))
        forged = self._order_values(
            [self._line(self.espresso, 100)], self.ana, uuid=values["uuid"]
        )
        self._sync({**forged, "id": order.id})
        self.assertPoints(8)

    @mute_logger(SYNC_LOG)
    def test_a_paid_order_sent_again_for_another_customer_changes_no_points(self):
        lines = self._cafe_lines()
        values = self._order_values(lines, self.ana)
        self._sync(dict(values))
        thief = self.env["res.partner"].create({"name": "Thief"})
        self._sync({**values, "partner_id": thief.id})
        self.assertPoints(8)
        self.assertFalse(self._account(thief).balance)

    def test_a_price_nobody_pays_earns_nothing(self):
        line = self._line(self.espresso, 1, price=10_000.0, discount=100)
        order = self._sell([line], self.ana)
        self.assertEqual(order.points_earned, 0)

    def test_change_given_out_does_not_earn(self):
        values = self._order_values([self._line(self.espresso)], self.ana)
        values.update(amount_paid=3.0, amount_return=0.0)
        values["payment_ids"] = [
            Command.create({**values["payment_ids"][0][2], "amount": amount})
            for amount in (1000.0, -997.0)
        ]
        for command in values["payment_ids"]:
            command[2]["uuid"] = str(uuid4())
        order, _answer = self._sync(values)
        self.assertEqual(order.points_earned, 3)

    def test_one_hold_on_two_sets_of_lines_pays_for_one(self):
        self._give(1000)
        uuid = str(uuid4())
        hold = self._hold(uuid, 300, 3.0)
        lines = self._cafe_lines()
        twice = self._discount_lines(lines, 3.0, hold)
        twice += self._discount_lines(lines, 3.0, hold)
        order = self._sell(lines + twice, self.ana, uuid=uuid)
        self.assertEqual(order.points_redeemed, 300)
        self.assertTrue(self._reviews(order, "redemption_mismatch"))

    def test_an_honest_order_after_a_forged_one_in_one_sync_is_not_lost(self):
        self._give(1000)
        lines = self._cafe_lines()
        forged = lines + self._discount_lines(lines, 5.0, str(uuid4()))
        both = [
            self._order_values(forged, self.ana),
            self._order_values(self._cafe_lines(), self.ana),
        ]
        self.env["pos.order"].with_user(self.cashier).sync_from_ui(both)
        orders = self.env["pos.order"].search(
            [("uuid", "in", [values["uuid"] for values in both])], order="id"
        )
        self.assertEqual(orders.mapped("state"), ["paid", "paid"])
        self.assertEqual(orders.mapped("points_earned"), [3, 8])

    # --------------------------------------------------------- forged reservations

    def test_a_hold_for_more_money_than_its_points_are_worth_is_refused(self):
        self._give(1000)
        till = self.env["points.till"].with_user(self.cashier)
        request = self._hold_request(str(uuid4()), 100, 9.0)
        answer = till._hold_once(self.config.id, request)
        self.assertFalse(answer["ok"], answer)
        self.assertPoints(1000)

    def test_a_hold_cannot_replace_the_one_of_another_order(self):
        self._give(1000)
        other = self._hold(str(uuid4()), 900, 9.0)
        till = self.env["points.till"].with_user(self.cashier)
        request = self._hold_request(str(uuid4()), 900, 9.0, replaces=other)
        answer = till._hold_once(self.config.id, request)
        self.assertEqual((answer["ok"], answer["code"]), (False, "hold_of_other_order"))
        self.assertEqual(self._account().held, 900)

    def test_a_cashier_of_another_company_reserves_and_frees_nothing(self):
        self._give(1000)
        hold = self._hold(str(uuid4()), 900, 9.0)
        company = self.env["res.company"].create({"name": "Elsewhere"})
        stranger = self.cashier.copy(
            {
                "login": "stranger",
                "company_id": company.id,
                "company_ids": [Command.set(company.ids)],
            }
        )
        till = self.env["points.till"].with_user(stranger).with_company(company)
        with self.assertRaises(AccessError):
            till.release(self.config.id, [hold])
        with self.assertRaises(AccessError):
            till.hold(self.config.id, self._hold_request(str(uuid4()), 100, 1.0))
        self.assertEqual(self._account().held, 900)

    # -------------------------------------------------- orders that are left, merged

    def test_an_order_that_is_deleted_frees_its_points(self):
        self._give(1000)
        uuid = str(uuid4())
        hold = self._hold(uuid, 500, 5.0)
        lines = self._cafe_lines()
        lines += self._discount_lines(lines, 5.0, hold)
        values = self._order_values(lines, self.ana, uuid, state="draft", paid=0)
        order, _answer = self._sync(values)
        self.assertEqual(self._account().held, 500)
        order.with_user(self.cashier).action_pos_order_cancel()
        self.assertPoints(1000)

    def test_lines_moved_to_another_order_take_no_points_there(self):
        """Merged by a client that did not give the points back first."""
        self._give(1000)
        hold = self._hold(str(uuid4()), 500, 5.0)
        lines = self._cafe_lines() + self._cafe_lines()
        order = self._sell(lines + self._discount_lines(lines, 5.0, hold), self.ana)
        self.assertEqual(order.points_redeemed, 0)
        self.assertTrue(self._reviews(order, "foreign_hold"))

    def test_a_hold_that_timed_out_is_not_renewed_and_says_so(self):
        self._give(1000)
        hold = self._hold(str(uuid4()), 500, 5.0)
        record = self.env["points.hold"].search([("uuid", "=", hold)])
        self.env["points.ledger"]._release_holds([hold])
        till = self.env["points.till"].with_user(self.cashier)
        self.assertEqual(till._renew_once(self.config.id, [hold]), {hold: 0})
        self.assertNotEqual(record.state, "held")
        self.assertPoints(1000)

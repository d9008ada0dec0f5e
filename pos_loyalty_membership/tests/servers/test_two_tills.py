"""Two tills at one server with several workers share a member's points."""

from uuid import uuid4

from ..ledger_connections import together
from .server_common import ServerCase

ROUNDS = 8
# Seconds that two tills may need together.
PATIENCE = 120


class TestTwoTills(ServerCase):
    def test_the_same_points_are_given_once_and_the_second_till_reads_why(self):
        balance = 0
        for _round in range(ROUNDS):
            self._give(500)
            balance += 500
            orders = [str(uuid4()) for _till in self.tills]
            cents = balance - 100
            asked = together(
                [
                    lambda till=till, order=order, cents=cents: till.hold(order, cents)
                    for till, order in zip(self.tills, orders, strict=True)
                ],
                seconds=PATIENCE,
            )
            given = [answer["ok"] for _uuid, answer in asked]
            self.assertEqual(sorted(given), [False, True], asked)
            winner = given.index(True)
            refused = asked[1 - winner][1]
            self.assertEqual(refused["code"], "not_enough_points", refused)
            self.assertIn("100", refused["message"])
            quantity = cents // 300 + 1
            till = self.tills[winner]
            order = till.order(quantity, orders[winner], asked[winner][0], cents)
            till.call("pos.order", "sync_from_ui", [order])
            balance += (quantity * 300 - cents) // 100 - cents
            self.assertPoints(balance)

    def test_sales_at_both_tills_at_once_earn_every_point(self):
        orders = [[till.order(2) for _sale in range(ROUNDS)] for till in self.tills]

        def sell(till, own):
            for order in own:
                till.call("pos.order", "sync_from_ui", [order])

        results = together(
            [
                lambda till=till, own=own: sell(till, own)
                for till, own in zip(self.tills, orders, strict=True)
            ],
            seconds=PATIENCE,
        )
        self.assertEqual(results, [None, None])
        self.assertPoints(6 * 2 * ROUNDS)

    def test_one_order_sent_by_both_at_once_earns_once(self):
        for turn in range(1, ROUNDS + 1):
            order = self.tills[0].order(1)
            together(
                [
                    lambda till=till, order=order: till.insist(
                        "pos.order", "sync_from_ui", [order]
                    )
                    for till in self.tills
                ],
                seconds=PATIENCE,
            )
            self.assertPoints(3 * turn)

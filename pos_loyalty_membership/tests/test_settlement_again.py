"""An order is taken for new until the log refuses its key."""

from unittest.mock import patch

from odoo.exceptions import ConcurrencyError
from odoo.fields import Command

from ..services import ledger_entries
from ..services.ledger_entries import KeyTaken
from .statements_common import StatementsCommon
from .till_common import TillCommon

SETTLEMENT = "odoo.addons.pos_loyalty_membership.services.points_settlement"


class TestSettlementAgain(StatementsCommon, TillCommon):
    def setUp(self):
        super().setUp()
        self._give(100)

    def _cafe_lines(self):
        return [self._line(self.espresso, 2), self._line(self.croissant)]

    def _looking(self, work):
        """How often `work()` looks for keys in the log, and how often it writes it."""
        with self._recorded() as queries:
            work()
        looks = [query for query in queries if "FROM points_entry WHERE key" in query]
        writes = [query for query in queries if "INSERT INTO points_entry" in query]
        return len(looks), len(writes)

    def _settle(self, order):
        self.env["points.settlement"]._settle_order(order)

    def _figures(self, order):
        account = self._account()
        return (
            [account[name] for name in ("live", "waiting", "held", "debt", "balance")],
            account.last_activity,
            order.points_entry_ids.ids,
            self.env["points.lot"].search([("account_id", "=", account.id)]).ids,
            self.env["points.review"].search_count([]),
        )

    def test_a_new_sale_is_written_without_a_look_for_its_key(self):
        values = self._order_values(self._cafe_lines(), self.ana)
        self.assertEqual(self._looking(lambda: self._sync(values)), (0, 1))
        self.assertPoints(108)

    def test_an_order_settled_again_is_looked_for_and_changes_nothing(self):
        order = self._sell(self._cafe_lines(), self.ana)
        before = self._figures(order)
        with self.assertNoLogs(SETTLEMENT, "WARNING"):
            tries = self._looking(lambda: self._settle(order))
        # Written and taken back; found and not written.
        self.assertEqual(tries, (1, 1))
        self.env.invalidate_all()
        self.assertEqual(self._figures(order), before)

    def test_what_else_the_transaction_did_outlives_the_first_try(self):
        order = self._sell(self._cafe_lines(), self.ana)
        self.ana.name = "Ana Renamed"
        self._settle(order)
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertEqual(self.ana.name, "Ana Renamed")

    def test_an_order_settled_again_shows_the_receipt_it_had(self):
        order, answer = self._sync(self._order_values(self._cafe_lines(), self.ana))
        [sent] = answer["pos.order"]
        self._settle(order)
        read = self.env["pos.order"].read_pos_orders([("id", "=", order.id)])
        [again] = read["pos.order"]
        self.assertEqual(again["_points_receipt"], sent["_points_receipt"])

    def test_one_program_settled_before_does_not_keep_the_other_from_it(self):
        order = self._sell(self._cafe_lines(), self.ana)
        visit = Command.create({"kind": "visit", "points": 5})
        other = self._run_program(name="Visits", earning_rule_ids=[visit])
        # Both accounts are locked by the sale's own reading, which looks for no key.
        self.env["points.ledger"]._open_accounts([(other.id, self.ana.id, "till")])
        for _time in range(2):
            self._settle(order)
            self.assertPoints(108)
            self.assertPoints(5, program=other)
        self.assertEqual(len(order.points_entry_ids), 2)

    def test_a_key_that_another_connection_took_has_the_request_replayed(self):
        """Not seen by this snapshot, whoever looks: nothing stays, nothing is noted."""
        order = self._sell(self._cafe_lines(), None)
        order.partner_id = self.ana
        before = self._figures(order)
        with (
            patch.object(ledger_entries, "take_ids", side_effect=KeyTaken("taken")),
            self.assertRaises(ConcurrencyError),
        ):
            self._settle(order)
        self.assertEqual(self._figures(order), before)

    def test_an_error_of_the_first_try_is_noted_and_not_tried_again(self):
        order = self._sell(self._cafe_lines(), None)
        order.partner_id = self.ana
        with (
            patch.object(
                ledger_entries, "take_ids", side_effect=ValueError("broken")
            ) as broken,
            self.assertLogs(SETTLEMENT, "ERROR"),
        ):
            self._settle(order)
        broken.assert_called_once()
        self.assertPoints(100)
        [review] = self.env["points.review"].search([])
        self.assertEqual(review.kind, "unsettled")

"""How many queries points cost a paid order, above the same order without them."""

import logging
from contextlib import contextmanager
from unittest.mock import patch
from uuid import uuid4

from odoo.fields import Command

from .statements_common import StatementsCommon
from .till_common import TillCommon

_logger = logging.getLogger(__name__)
# So many orders of a kind are counted, and the cheapest is compared.
ORDERS = 5


class TestSettlementQueries(StatementsCommon, TillCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        tax = cls._new_tax(10, included=True)
        cls.products = [
            cls._sell_product(f"Product {number}", 3.0 + number, tax)
            for number in range(20)
        ]

    @contextmanager
    def _without_points(self):
        """Orders as `point_of_sale` alone handles them."""
        settlement = type(self.env["points.settlement"])
        receipt = type(self.env["points.receipt"])

        def no_receipts(self, orders):
            return {order.id: {} for order in orders}

        with (
            patch.object(settlement, "_settle_order"),
            patch.object(receipt, "_receipts", no_receipts),
        ):
            yield

    def _lines(self, count=5):
        return [self._line(product) for product in self.products[:count]]

    def _count(self, values):
        """Queries of one sync of an order, up to its commit.

        It begins like a request: an environment that something still refers to
        would know the time zone of its user, which another has to read.
        """
        self.env.flush_all()
        self.env.transaction.reset()
        with self._recorded() as queries:
            self._sync(values)
            self.env.cr.flush()
        self.env.cr.cache.clear()
        return queries

    def _extra(self, bare, make_values):
        """How many queries more than `bare` an order costs, once caches are warm."""
        queries = self._fewest(make_values)
        self.assertAskedTheirOwn(queries)
        extra = len(queries) - len(bare)
        _logger.info("%s: %s extra queries", self._testMethodName, extra)
        for query in queries:
            _logger.debug("%s", " ".join(query.split())[:300])
        return extra

    def _bare(self, count=5):
        """Queries of a sale of `count` lines without points."""
        with self._without_points():
            return self._fewest(
                lambda: self._order_values(self._lines(count), self.ana)
            )

    def _fewest(self, make_values):
        """The queries of such an order where nothing is left over from another.

        The first ones fill caches; Odoo does some things only now and then.
        """
        return min((self._count(make_values()) for _order in range(ORDERS)), key=len)

    def _redeeming_values(self):
        uuid = str(uuid4())
        hold = self._hold(uuid, 500, 5.0)
        lines = self._lines()
        lines += self._discount_lines(lines, 5.0, hold)
        return self._order_values(lines, self.ana, uuid=uuid)

    def _return_of(self, order):
        lines = self._return_lines(self._everything(order))
        return self._order_values(lines, self.ana, is_refund=True)

    def test_a_sale_that_earns_costs_at_most_eight_queries(self):
        bare = self._bare()
        extra = self._extra(bare, lambda: self._order_values(self._lines(), self.ana))
        self.assertLessEqual(extra, 8)

    def test_a_sale_that_also_redeems_costs_at_most_thirteen(self):
        # Odoo numbers every line by a sequence: compare orders of as many lines.
        bare = self._bare(6)
        self._give(5000)
        self.assertLessEqual(self._extra(bare, self._redeeming_values), 13)

    def test_a_return_of_earned_and_spent_points_costs_at_most_fourteen(self):
        self._give(5000)
        sold = [
            self._sync(self._redeeming_values())[0] for _number in range(2 * ORDERS)
        ]
        with self._without_points():
            bare = self._fewest(lambda: self._return_of(sold.pop()))
        extra = self._extra(bare, lambda: self._return_of(sold.pop()))
        self.assertLessEqual(extra, 14)

    def test_a_sale_reads_and_locks_its_accounts_in_one_statement(self):
        self._give(100)
        values = self._order_values(self._lines(), self.ana)
        queries = self._count(values)
        [locking] = [query for query in queries if "points_account" in query][:1]
        self.assertIn("FOR NO KEY UPDATE", locking)
        again = [query for query in queries if "FOR NO KEY UPDATE" in query]
        self.assertEqual(again, [locking])
        written = [query for query in queries if "INSERT INTO points_entry" in query]
        self.assertEqual(len(written), 1)
        self.assertIn("UPDATE points_account", written[0])

    def test_what_tills_hear_goes_to_the_bus_with_odoos_own_message(self):
        self._give(5000)
        for values in (
            self._order_values(self._lines(), self.ana),
            self._redeeming_values(),
        ):
            queries = self._count(values)
            sent = [query for query in queries if 'INSERT INTO "bus_bus"' in query]
            self.assertEqual(len(sent), 1)
            self.assertIn("POINTS_CHANGED", sent[0])

    def test_a_first_sale_that_is_welcomed_costs_two_more_and_later_ones_none(self):
        bare = self._bare()
        self.program.write({"welcome_bonus": True, "welcome_points": 50})
        later = self._extra(bare, lambda: self._order_values(self._lines(), self.ana))
        self.assertLessEqual(later, 8)
        partners = list(
            self.env["res.partner"].create(
                [{"name": f"Member {number}"} for number in range(2 * ORDERS)]
            )
        )
        for partner in partners:
            self.env["points.ledger"]._open_accounts(
                [(self.program.id, partner.id, "till")]
            )
        # What Odoo reads of a contact differs: compare with other new ones.
        with self._without_points():
            bare = self._fewest(
                lambda: self._order_values(self._lines(), partners.pop())
            )
        first = self._extra(
            bare, lambda: self._order_values(self._lines(), partners.pop())
        )
        self.assertEqual(first, later + 2)
        self.assertLessEqual(first, 8)

    def _add_tiers(self, *thresholds):
        self.program.tier_ids = [
            Command.create(
                {
                    "name": f"From {points}",
                    "points_required": points,
                    "benefit_ids": [Command.create({"percent": 10})],
                }
            )
            for points in thresholds
        ]

    def test_a_sale_in_a_program_with_tiers_costs_at_most_eight_as_well(self):
        bare = self._bare()
        self._add_tiers(100000, 200000)
        extra = self._extra(bare, lambda: self._order_values(self._lines(), self.ana))
        self.assertLessEqual(extra, 8)

    def _discounted_values(self):
        """A sale whose lines have what the member's tier gives."""
        tier = self.program.tier_ids[0]
        discounted = [
            {
                **line,
                "discount": 10,
                "points_tier_id": tier.id,
                "points_tier_name": tier.name,
                "points_tier_percent": 10,
            }
            for line in self._lines()
        ]
        return self._order_values(discounted, self.ana)

    def test_a_sale_with_the_discount_of_a_tier_costs_at_most_eight_queries(self):
        bare = self._bare()
        self._add_tiers(5, 200000)
        self._sell(self._lines(), self.ana)
        self.assertEqual(self._account().tier_id, self.program.tier_ids[0])
        extra = self._extra(bare, self._discounted_values)
        self.assertLessEqual(extra, 8)
        self.assertFalse(self.env["points.review"].search([]))

    def test_a_sale_without_customer_costs_nothing(self):
        with self._without_points():
            bare = self._fewest(lambda: self._order_values(self._lines()))
        extra = self._extra(bare, lambda: self._order_values(self._lines()))
        self.assertEqual(extra, 0)

    def test_a_sale_whose_points_can_be_collected_costs_at_most_five(self):
        with self._without_points():
            bare = self._fewest(lambda: self._order_values(self._lines()))
        self.program.claim_days = 14
        extra = self._extra(bare, lambda: self._order_values(self._lines()))
        self.assertLessEqual(extra, 5)

    def test_the_number_of_queries_does_not_depend_on_lines_rules_or_programs(self):
        few = self._extra(
            self._bare(2), lambda: self._order_values(self._lines(2), self.ana)
        )
        for number in range(8):
            self.earning_rule.copy({"name": f"Rule {number}"})
        self._run_program(
            name="Second",
            sequence=20,
            earning_rule_ids=[Command.create({"kind": "visit", "points": 5})],
        )
        many = self._extra(
            self._bare(20), lambda: self._order_values(self._lines(20), self.ana)
        )
        self.assertEqual(many, few)

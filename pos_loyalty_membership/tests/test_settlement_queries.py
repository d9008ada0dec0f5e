"""How many queries points cost a paid order, above an order without any program."""

import threading
from contextlib import contextmanager
from uuid import uuid4

from .till_common import TillCommon


class TestSettlementQueries(TillCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        tax = cls._new_tax(10, included=True)
        cls.products = [
            cls._sell_product(f"Product {number}", 3.0 + number, tax)
            for number in range(20)
        ]

    @contextmanager
    def _recorded(self):
        """Collect the text of the queries of this thread."""
        queries = []

        def record(cr, query, params, start, delay):
            queries.append(str(cr._obj.query.decode()))

        thread = threading.current_thread()
        hooks = getattr(thread, "query_hooks", ())
        thread.query_hooks = (*hooks, record)
        try:
            yield queries
        finally:
            thread.query_hooks = hooks

    def _lines(self, count=5):
        return [self._line(product) for product in self.products[:count]]

    def _count(self, values):
        """Queries of one sync of an order, with everything that is cached warm."""
        self.env.flush_all()
        self.env.invalidate_all()
        with self._recorded() as queries:
            self._sync(values)
            self.env.flush_all()
        self.env.cr.precommit.run()
        self.env.cr.cache.clear()
        return queries

    def _bare(self, count=5):
        """Queries of a sale of `count` lines where no program runs."""
        self.program.active = False
        state = self.program.state
        self.env.cr.execute("UPDATE points_program SET state = 'draft'")
        self.env.registry.clear_cache()
        self.env.invalidate_all()
        for _attempt in range(2):
            queries = self._count(self._order_values(self._lines(count), self.ana))
        self.env.cr.execute("UPDATE points_program SET state = %s", [state])
        self.program.invalidate_recordset()
        self.program.active = True
        return queries

    def _extra(self, bare, queries):
        """What `queries` has beyond `bare`, for a readable failure."""
        return "\n".join(
            [f"{len(queries)} instead of {len(bare)}:"]
            + [" ".join(query.split())[:300] for query in queries]
        )

    def test_a_sale_that_earns_costs_at_most_eight_queries(self):
        bare = self._bare()
        self._count(self._order_values(self._lines(), self.ana))
        queries = self._count(self._order_values(self._lines(), self.ana))
        self.assertLessEqual(len(queries) - len(bare), 8, self._extra(bare, queries))

    def test_a_sale_that_also_redeems_costs_at_most_thirteen(self):
        # Odoo numbers every line by a sequence: compare orders of as many lines.
        bare = self._bare(6)
        self._give(5000)
        for _attempt in range(2):
            uuid = str(uuid4())
            hold = self._hold(uuid, 500, 5.0)
            lines = self._lines()
            lines += self._discount_lines(lines, 5.0, hold)
            queries = self._count(self._order_values(lines, self.ana, uuid=uuid))
        self.assertLessEqual(len(queries) - len(bare), 13, self._extra(bare, queries))

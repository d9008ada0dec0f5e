"""What was asked of the database, and whether it was more than there was to ask."""

import threading
from contextlib import contextmanager


class StatementsCommon:
    """For test cases that look at the statements of a thread."""

    @contextmanager
    def _recorded(self, values=True):
        """Collect the text of the queries of this thread, with values or without."""
        queries = []

        def record(cr, query, params, start, delay):
            queries.append(cr._obj.query.decode() if values else query)

        thread = threading.current_thread()
        hooks = getattr(thread, "query_hooks", ())
        thread.query_hooks = (*hooks, record)
        try:
            yield queries
        finally:
            thread.query_hooks = hooks

    def assertAskedTheirOwn(self, queries):
        """No statement about points has a list without values, or a pattern.

        PostgreSQL may answer an empty list by reading all of some index, and a pattern
        by reading everybody's keys that begin alike, until it learns how many there
        are.
        """
        asked = [query for query in queries if "points_" in query]
        self.assertTrue(asked, "nothing was asked about points")
        for query in asked:
            self.assertNotIn("ANY('{}')", query)
            self.assertNotIn(" LIKE ", query)

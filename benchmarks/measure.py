"""Runs one call as Odoo's server would, and says what it cost.

A call gets a transaction and an environment of its own, like an HTTP request, and is
counted until its commit: every query of the thread, whatever cursor sends it.
"""

import gc
import statistics
import threading
import time
from dataclasses import dataclass, field

from odoo import api
from odoo.orm.registry import Registry

# The user that Odoo creates with every database.
ADMINISTRATOR = 2


@dataclass
class Samples:
    """What the calls of one scenario cost, in queries and seconds."""

    queries: list = field(default_factory=list)
    seconds: list = field(default_factory=list)

    def add(self, queries, seconds):
        """Keep one measurement."""
        self.queries.append(queries)
        self.seconds.append(seconds)

    @property
    def median_queries(self):
        """Median number of queries."""
        return round(statistics.median(self.queries))

    @property
    def median_milliseconds(self):
        """Median time."""
        return statistics.median(self.seconds) * 1000

    @property
    def quiet_milliseconds(self):
        """Time of the fastest quarter's slowest: what a busy machine blurs least."""
        return statistics.quantiles(self.seconds, n=4)[0] * 1000


class Database:
    """One database, called as one user."""

    def __init__(self, name):
        self.name = name
        self.registry = Registry(name)
        self.user_id = ADMINISTRATOR

    def call(self, function):
        """Run `function(env)` in a transaction of its own; returns its result."""
        with self.registry.cursor() as cr:
            env = api.Environment(cr, self.user_id, {"lang": "en_US", "tz": "UTC"})
            return function(env)

    def measured(self, function):
        """The same; returns (result, queries, seconds up to the commit).

        Python's garbage is collected before, not while the clock runs.
        """
        thread = threading.current_thread()
        thread.query_count = 0
        gc.collect()
        gc.disable()
        start = time.perf_counter()
        result = self.call(function)
        seconds = time.perf_counter() - start
        gc.enable()
        queries = thread.query_count
        del thread.query_count
        return result, queries, seconds

"""Runs calls of a till as Odoo's server would, and says what they cost.

A call gets a transaction and an environment of its own and is counted until its commit:
every query of the thread, whatever cursor sends it. As a request it goes through Odoo's
WSGI application, from the body that arrives to the answer that leaves. Beside the clock
stands what it takes of the processors, which varies less: this thread's time and that
of the database's processes it keeps connections to.
"""

import gc
import json
import statistics
import threading
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from werkzeug.test import EnvironBuilder, run_wsgi_app

from odoo import api, http, sql_db
from odoo.orm.registry import Registry
from odoo.service import security
from odoo.service.model import call_kw

# The user that Odoo creates with every database.
ADMINISTRATOR = 2


@dataclass(frozen=True)
class Call:
    """A method of `pos.order` that a till calls.

    `on` are the ids it is called on: None for a method of the model, [] for no order,
    "sold" for the order that a call before stored.
    """

    method: str
    args: list
    on: object = None

    def arguments(self, sold_ids):
        """What the till sends, once it knows the ids of the order it sold."""
        if self.on is None:
            return self.args
        return [sold_ids if self.on == "sold" else self.on, *self.args]

    def run(self, env, sold_ids=()):
        """The call as a function of an environment."""
        return call_kw(env["pos.order"], self.method, self.arguments(sold_ids), {})


@dataclass
class Samples:
    """What the calls of one scenario cost, in queries and seconds.

    `requests` are the seconds of such calls as requests, `processors` what those took
    of the processors.
    """

    queries: list = field(default_factory=list)
    seconds: list = field(default_factory=list)
    requests: list = field(default_factory=list)
    processors: list = field(default_factory=list)

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


def processor_seconds():
    """What this thread and the database's processes of its connections have used.

    The kernel counts the nanoseconds of a process in the first word of `schedstat`.
    """
    used = time.thread_time()
    for connection in sql_db._Pool._connections:
        if not connection.closed:
            path = Path(f"/proc/{connection.info.backend_pid}/schedstat")
            used += int(path.read_text().split()[0]) / 1e9
    return used


@contextmanager
def uncollected():
    """Python's garbage is collected before, not while the clock runs."""
    gc.collect()
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


class Database:
    """One database, called as one user."""

    def __init__(self, name):
        self.name = name
        self.registry = Registry(name)
        self.user_id = ADMINISTRATOR
        self.session_user_id = 0

    def call(self, function):
        """Run `function(env)` in a transaction of its own; returns its result."""
        with self.registry.cursor() as cr:
            env = api.Environment(cr, self.user_id, {"lang": "en_US", "tz": "UTC"})
            return function(env)

    def measured(self, function):
        """The same; returns (result, queries, seconds up to the commit)."""
        thread = threading.current_thread()
        thread.query_count = 0
        with uncollected():
            start = time.perf_counter()
            result = self.call(function)
            seconds = time.perf_counter() - start
        queries = thread.query_count
        del thread.query_count
        return result, queries, seconds

    def called(self, call, sold_ids):
        """A till's call as a function: (result, queries, seconds)."""
        return self.measured(lambda env: call.run(env, sold_ids))

    def requested(self, call, sold_ids):
        """The same call as a request: (result, seconds, seconds of the processors)."""
        params = {
            "model": "pos.order",
            "method": call.method,
            "args": call.arguments(sold_ids),
            "kwargs": {},
        }
        environ = EnvironBuilder(
            path=f"/web/dataset/call_kw/pos.order/{call.method}",
            method="POST",
            content_type="application/json",
            data=json.dumps({"jsonrpc": "2.0", "id": 1, "params": params}),
            headers={"Cookie": f"session_id={self._session_id()}"},
        ).get_environ()
        with uncollected():
            used = processor_seconds()
            start = time.perf_counter()
            answer, status, _headers = run_wsgi_app(http.root, environ, buffered=True)
            body = b"".join(answer)
            seconds = time.perf_counter() - start
            used = processor_seconds() - used
        found = json.loads(body)
        if "result" not in found:
            raise RuntimeError(f"{call.method} answered {status}: {found}")
        return found["result"], seconds, used

    def _session_id(self):
        """The session of the user that the database is called as, opened once."""
        if self.session_user_id != self.user_id:
            self.session = http.root.session_store.new()
            self.session.update(http.get_default_session(), db=self.name)
            self.session.uid = self.user_id
            self.call(self._sign)
            http.root.session_store.save(self.session)
            self.session_user_id = self.user_id
        return self.session.sid

    def _sign(self, env):
        self.session.login = env.user.login
        self.session.session_token = security.compute_session_token(self.session, env)
        self.session.context = dict(env["res.users"].context_get())

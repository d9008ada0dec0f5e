"""Every pair of postings on one account, interleaved at every statement of the first.

The first posting stops before each of its statements in turn, and before its commit,
while the second runs on another connection until it is done or waits for a lock. Both
are replayed as Odoo replays requests. What they leave behind must be what one after the
other leaves, in one of the two orders.
"""

import threading
import time
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import product

from odoo import SUPERUSER_ID, api, fields
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..services.ledger_operations import (
    Capture,
    FallDue,
    LedgerRefusal,
    Merge,
    Release,
    ReverseCredit,
    ReverseDebit,
)
from .ledger_connections import MOST_TRIES, REPLAYED, ConnectionsCase, facts

KINDS = [
    "credit",
    "hold",
    "capture",
    "release",
    "expire",
    "reverse_earn",
    "reverse_redeem",
    "merge",
]
# Beyond every pair of kinds: one key sent twice, and a merge in both directions.
PAIRS = [*product(KINDS, repeat=2), ("same_credit",) * 2]
PAIRS += [("merge", "merge_back"), ("merge_back", "merge")]
SECONDS = 60


@dataclass
class Scene:
    """An account with something to do for every kind, and one to merge it into."""

    account_id: int
    other_id: int
    pair: tuple
    # The statement of the first posting before which it stops; None is one by one.
    stop: int | None = None
    outcome: list = field(default_factory=lambda: [None, None])
    statements: int = 0


class Stop:
    """Lets a posting run up to one of its statements, and wait there."""

    def __init__(self, number):
        self.number = number
        self.count = 0
        self.reached, self.go_on = threading.Event(), threading.Event()

    def watch(self, cr):
        """Count the statements of this cursor."""
        execute = cr.execute

        def counted(*args, **kwargs):
            self.pause()
            self.count += 1
            return execute(*args, **kwargs)

        cr.execute = counted

    def pause(self):
        """Wait here, if this is the statement to stop at; once."""
        if self.count == self.number and not self.reached.is_set():
            self.reached.set()
            self.go_on.wait(SECONDS)


@tagged("post_install", "-at_install")
class TestLedgerInterleaving(ConnectionsCase):
    def _scenes(self, wanted):
        """Prepare all scenes at once; `wanted` are (pair, stop)."""
        ids = self._members(2 * len(wanted))
        scenes = [
            Scene(account_id, other_id, pair, stop)
            for account_id, other_id, (pair, stop) in zip(
                ids[::2], ids[1::2], wanted, strict=True
            )
        ]
        accounts = [scene.account_id for scene in scenes]
        self._post(*[self._credit(10_000, f"i:e:{a}", a) for a in accounts])
        self._post(*[self._hold(3_000, f"i:r:{a}", a) for a in accounts])
        self._post(*[self._take(a, "r", 3_000) for a in accounts])
        self._post(*[self._hold(2_000, f"i:c:{a}", a) for a in accounts])
        self._post(*[self._hold(1_000, f"i:f:{a}", a) for a in accounts])
        self._post(*[self._credit(800, account_id=scene.other_id) for scene in scenes])
        # Last, since it is overdue: the next posting on the account lets it expire.
        past = fields.Date.today() - timedelta(days=2)
        self._post(
            *[self._credit(500, f"i:o:{a}", a, expires_on=past) for a in accounts]
        )
        with self._connection() as env:
            env.cr.execute(
                "SELECT key, id FROM points_entry WHERE program_id = %s",
                [self.program_id],
            )
            self.entry_ids = dict(env.cr.fetchall())
        return scenes

    def _take(self, account_id, hold, points):
        key = f"redeem:i:{hold}:{account_id}"
        return Capture(uuid=f"i:{hold}:{account_id}", points=points, **facts(key))

    def _operation(self, scene, kind, turn):
        """What one side of a scene posts; retries of the same document are equal."""
        account, other = scene.account_id, scene.other_id
        key = f"i:{kind}:{account}:{turn}"
        if kind in ("credit", "same_credit"):
            key = key if kind == "credit" else f"i:{kind}:{account}"
            return self._credit(4_000, key, account)
        if kind == "hold":
            return self._hold(2_500, key, account)
        if kind == "capture":
            return self._take(account, "c", 1_500)
        if kind == "release":
            return Release(uuid=f"i:f:{account}")
        if kind == "expire":
            return FallDue(account_id=account)
        if kind.startswith("reverse"):
            earned = kind == "reverse_earn"
            kind = ReverseCredit if earned else ReverseDebit
            entry = f"i:e:{account}" if earned else f"redeem:i:r:{account}"
            points = 10_000 if earned else 3_000
            return kind(entry_id=self.entry_ids[entry], points=points, **facts(key))
        if kind == "merge_back":
            account, other = other, account
        facts_ = facts(f"merge:{account}")
        return Merge(account_id=account, target_id=other, points=0, **facts_)

    def _run(self, scene, turn, stop=None, pids=None):
        """Post one side as a request would; keeps its refusal or error."""
        operation = self._operation(scene, scene.pair[turn], turn)
        for _try in range(MOST_TRIES):
            try:
                with self.registry.cursor() as cr:
                    if pids is not None:
                        pids[:] = [cr._cnx.get_backend_pid()]
                    if stop:
                        stop.watch(cr)
                    env = api.Environment(cr, SUPERUSER_ID, {})
                    env["points.ledger"]._post([operation])
                    if stop:
                        stop.pause()
                return
            except REPLAYED:
                continue
            except LedgerRefusal as refusal:
                scene.outcome[turn] = refusal.code
                return
            except Exception as error:
                scene.outcome[turn] = repr(error)
                return
        scene.outcome[turn] = "never got through"

    def _interleave(self, scene, watcher):
        """The second posting while the first one waits at its statement."""
        stop, pids = Stop(scene.stop), []
        first = threading.Thread(target=self._run, args=(scene, 0, stop))
        first.start()
        reached = stop.reached.wait(0.005)
        while not reached and first.is_alive():
            reached = stop.reached.wait(0.005)
        second = threading.Thread(target=self._run, args=(scene, 1, None, pids))
        second.start()
        end = time.monotonic() + SECONDS
        while second.is_alive() and time.monotonic() < end:
            second.join(0.002)
            if pids and self._waits(watcher, pids[0]):
                break
        stop.go_on.set()
        for thread in (first, second):
            thread.join(SECONDS)
            if thread.is_alive():
                scene.outcome.append("a posting hangs")

    def _waits(self, watcher, pid):
        """Whether this connection waits for another one's lock."""
        watcher.execute("SELECT cardinality(pg_blocking_pids(%s)) > 0", [pid])
        return watcher.fetchone()[0]

    def _results(self, scenes):
        """{scene position: (outcomes, numbers of both accounts)} after the proof."""
        with self._connection() as env:
            env.cr.execute(
                """
                SELECT id, state, live, waiting, held, debt, merged_into_id IS NOT NULL
                  FROM points_account WHERE program_id = %s
                """,
                [self.program_id],
            )
            numbers = {row[0]: row[1:] for row in env.cr.fetchall()}
        return [
            (
                tuple(scene.outcome),
                numbers[scene.account_id],
                numbers[scene.other_id],
            )
            for scene in scenes
        ]

    @mute_logger("odoo.sql_db")
    def test_two_postings_interleaved_leave_what_one_after_the_other_leaves(self):
        serial = self._scenes([(pair, None) for pair in PAIRS])
        for scene in serial:
            stop = Stop(None)
            self._run(scene, 0, stop)
            self._run(scene, 1)
            scene.statements = stop.count
        after = dict(zip(PAIRS, self._results(serial), strict=True))
        scenes = self._scenes(
            [
                (scene.pair, number)
                for scene in serial
                for number in range(scene.statements + 1)
            ]
        )
        with self.registry.cursor() as watcher:
            watcher._cnx.autocommit = True
            for scene in scenes:
                self._interleave(scene, watcher)
        wrong = []
        for scene, found in zip(scenes, self._results(scenes), strict=True):
            first, second = scene.pair
            (two, one), *numbers = after[second, first]
            if found not in (after[first, second], ((one, two), *numbers)):
                wrong.append((scene.pair, scene.stop, found))
        self.assertEqual(wrong, [])
        self.assertEqual(self._prove(), [])

"""Many connections at random, and processes killed in the middle of a posting.

Short in `make test`; `make soak` asks for more with POINTS_SOAK_SECONDS and
POINTS_SOAK_KILLS. POINTS_SEED plays the same decisions again.
"""

import os
import random
import select
import signal
import time
from uuid import uuid4

from odoo import SUPERUSER_ID, api, sql_db
from odoo.tests import get_db_name, tagged
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
from .ledger_connections import REPLAYED, ConnectionsCase, facts
from .seeds import SEED, say_seed

SECONDS = float(os.environ.get("POINTS_SOAK_SECONDS") or 5)
KILLS = int(os.environ.get("POINTS_SOAK_KILLS") or 24)
CONNECTIONS = 8


class Customer:
    """One connection's random operations; what others did is found in the log."""

    def __init__(self, test, seed, account_ids):
        self.test = test
        self.rng = random.Random(seed)
        self.account_ids = account_ids
        self.holds, self.entries = [], []
        self.posted = 0

    def shop(self, until):
        """Post until the time is over, and twice however slow the machine; a refusal is
        an answer like any other."""
        while time.monotonic() < until or self.posted < 2:
            operations = {}
            for _more in range(self.rng.choice([1, 1, 1, 3])):
                operation = self._any()
                operations[getattr(operation, "key", operation)] = operation
            try:
                posted = self.test._post(*filter(None, operations.values()))
            except LedgerRefusal:
                continue
            self.posted += 1
            for entry in posted.entries.values():
                self.entries.append((entry.id, entry.points))

    def _any(self):
        kinds = ["credit", "hold", "hold", "capture", "release", "due"]
        kinds += ["reverse", "reverse"]
        return getattr(self, f"_{self.rng.choice(kinds)}")()

    def _account(self):
        return self.rng.choice(self.account_ids)

    def _credit(self):
        points = self.rng.randrange(1_000, 9_000)
        return self.test._credit(points, account_id=self._account())

    def _hold(self):
        uuid = str(uuid4())
        self.holds.append(uuid)
        points = self.rng.randrange(500, 4_000)
        return self.test._hold(points, uuid, self._account())

    def _capture(self):
        if self.holds:
            uuid = self.rng.choice(self.holds)
            points = self.rng.randrange(1, 500)
            return Capture(uuid=uuid, points=points, **facts(f"redeem:{uuid}"))

    def _release(self):
        if self.holds:
            return Release(uuid=self.rng.choice(self.holds))

    def _due(self):
        return FallDue(account_id=self._account())

    def _reverse(self):
        if self.entries:
            entry_id, points = self.rng.choice(self.entries[-20:])
            kind = ReverseCredit if points > 0 else ReverseDebit
            part = self.rng.randrange(1, max(2, abs(points)))
            return kind(entry_id=entry_id, points=part, **facts(f"test:{uuid4()}"))


@tagged("post_install", "-at_install")
class TestLedgerEndurance(ConnectionsCase):
    @mute_logger("odoo.sql_db")
    def test_eight_connections_at_random_keep_every_number_right(self):
        say_seed(self)
        accounts = self._members(4)
        with self.subTest(POINTS_SEED=SEED):
            end = time.monotonic() + SECONDS
            customers = [
                Customer(self, SEED + number, accounts) for number in range(CONNECTIONS)
            ]
            shopping = [lambda one=one: one.shop(end) for one in customers]
            works = [*shopping, lambda: self._merge_late(accounts)]
            results = self._in_threads(works, SECONDS + 300)
            self.assertEqual(results, [None] * len(results))
            self.assertGreater(sum(one.posted for one in customers), CONNECTIONS)
            self.assertEqual(self._prove(), [])

    def _merge_late(self, accounts):
        """Half-way one member is merged into another under everybody's eyes."""
        time.sleep(SECONDS / 2)
        source, target = accounts[:2]
        values = {"account_id": source, "target_id": target}
        self._post(Merge(**values, points=0, **facts(f"merge:{source}")))

    # ------------------------------------------------------------ killed processes

    @mute_logger("odoo.sql_db")
    def test_a_process_killed_in_a_posting_loses_and_doubles_nothing(self):
        say_seed(self)
        with self.subTest(POINTS_SEED=SEED):
            rng = random.Random(SEED)
            done = [0, 0]
            for _kill in range(KILLS // 2):
                workers = [self._fork(*item) for item in enumerate(done)]
                # However slow the machine: some die while they connect or in their
                # first round, the others in a later one.
                if rng.random() < 0.6 or not sum(done):
                    select.select([answers for _pid, answers in workers], [], [])
                time.sleep(rng.uniform(0, 0.08))
                for number, (pid, answers) in enumerate(workers):
                    os.kill(pid, signal.SIGKILL)
                    os.waitpid(pid, 0)
                    # What was answered is never posted again by this client; the
                    # round without an answer is tried again under the same keys.
                    done[number] += len(self._read(answers))
            self.assertGreater(sum(done), 0, "no process could post")
            for number, rounds in enumerate(done):
                self._round(number, rounds, self._post)
            self._check_rounds([rounds + 1 for rounds in done])

    def _check_rounds(self, rounds):
        """Every key once, and the points of as many rounds as were answered."""
        keys = [
            f"{what}:kill-{number}-{turn}"
            for number, turns in enumerate(rounds)
            for turn in range(turns)
            for what in ("earn", "redeem", "bonus", "reverse")
        ]
        with self._connection() as env:
            env.cr.execute(
                "SELECT key FROM points_entry WHERE account_id = %s ORDER BY key",
                [self.account_id],
            )
            self.assertEqual([key for (key,) in env.cr.fetchall()], sorted(keys))
        self.assertEqual(self._numbers(), (15 * sum(rounds), 0, 0, 0))
        self.assertEqual(self._prove(), [])

    def _round(self, number, turn, post):
        """Earn 100, redeem 60 and earn 5 more, give 30 back: 15 points a round."""
        name = f"kill-{number}-{turn}"
        earned = post(self._credit(10_000, f"earn:{name}")).entries[f"earn:{name}"]
        try:
            post(self._hold(6_000, name))
        except LedgerRefusal as refusal:
            # Posted before without an answer, and captured since.
            if refusal.code != "hold_not_active":
                raise
        post(
            Capture(uuid=name, points=6_000, **facts(f"redeem:{name}")),
            self._credit(500, f"bonus:{name}"),
        )
        key = f"reverse:{name}"
        post(ReverseCredit(entry_id=earned.id, points=3_000, **facts(key)))

    def _fork(self, number, turn):
        """A process that posts rounds with a connection of its own; answers each."""
        answers, answer = os.pipe()
        pid = os.fork()
        if pid:
            os.close(answer)
            return pid, answers
        try:
            # The parent's connections are its own: a new pool, and nothing closed.
            sql_db._Pool = sql_db._Pool_readonly = None
            database = sql_db.db_connect(get_db_name())
            while True:
                self._round(number, turn, lambda *ops: self._post_in(database, ops))
                os.write(answer, b"x")
                turn += 1
        finally:
            os._exit(1)

    def _post_in(self, database, operations):
        """Post in the forked process, replayed as Odoo replays a request."""
        while True:
            try:
                with database.cursor() as cr:
                    env = api.Environment(cr, SUPERUSER_ID, {})
                    return env["points.ledger"]._post(list(operations))
            except REPLAYED:
                continue

    def _read(self, answers):
        """Everything a killed process has answered."""
        with os.fdopen(answers, "rb") as pipe:
            return pipe.read()

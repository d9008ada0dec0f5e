"""A server killed with SIGKILL at any moment of a sync, while tills keep trying.

Short in `make test`; `make soak` asks for more with POINTS_SOAK_SERVER_KILLS.
POINTS_SEED chooses the same moments again.
"""

import os
import random
import threading
import time
from uuid import uuid4

from ..seeds import SEED, say_seed
from .server_common import START_SECONDS, ServerCase

KILLS = int(os.environ.get("POINTS_SOAK_SERVER_KILLS") or 6)
LONGEST = 0.4


class TestKilledServer(ServerCase):
    def test_a_server_killed_again_and_again_loses_and_doubles_nothing(self):
        say_seed(self)
        rng = random.Random(SEED)
        self._give(100)
        over = threading.Event()
        ledgers = [{}, {}]
        threads = [
            threading.Thread(target=self._sell_until, args=(over, till, sold))
            for till, sold in zip(self.tills, ledgers, strict=True)
        ]
        for thread in threads:
            thread.start()
        try:
            for turn in range(KILLS):
                time.sleep(rng.uniform(0, LONGEST))
                if turn == KILLS // 2:
                    self.server.kill()
                    self.server.start()
                else:
                    self.assertTrue(self.server.kill_workers())
                # The next kill meets a sync under way, not a start.
                self._wait_for_an_answer()
        finally:
            over.set()
            for thread in threads:
                thread.join(timeout=2 * START_SECONDS)
        self._check({**ledgers[0], **ledgers[1]})

    def _wait_for_an_answer(self):
        """The second answer of a till: one may have been under way at the kill."""
        before = [till.answers for till in self.tills]
        end = time.monotonic() + START_SECONDS
        while all(
            till.answers < count + 2
            for till, count in zip(self.tills, before, strict=True)
        ):
            self.assertLess(time.monotonic(), end, "no till gets answers any more")
            time.sleep(0.01)

    def _sell_until(self, over, till, sold):
        """One till: every second order uses 10 points; what was answered is counted."""
        while not over.is_set():
            uuid, hold, cents = str(uuid4()), "", 0
            if len(sold) % 2:
                hold, answer = till.hold(uuid, 10, till.insist)
                if answer["ok"]:
                    cents = 10
                else:
                    hold = ""
            order = till.order(2, uuid, hold, cents)
            till.insist("pos.order", "sync_from_ui", [order])
            till.answers += 1
            sold[uuid] = (600 - cents) // 100 - cents

    def _check(self, sold):
        """Every order is there once, with its points, and nothing else."""
        self.assertGreater(len(sold), KILLS, "too few sales were met by a kill")
        with self._connection() as env:
            orders = env["pos.order"].search(
                [("session_id", "=", self.shop["session"])]
            )
            self.assertEqual(sorted(orders.mapped("uuid")), sorted(sold))
            for order in orders:
                self.assertEqual(
                    order.points_earned - order.points_redeemed, sold[order.uuid]
                )
            reviews = env["points.review"].search([("source_uuid", "in", list(sold))])
            self.assertFalse(reviews, reviews.mapped("kind"))
        self.assertPoints(100 + sum(sold.values()))

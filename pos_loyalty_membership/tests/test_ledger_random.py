"""Random operations on the ledger and on its model: every number agrees, always.

`make test` plays some hundreds of operations; POINTS_SOAK_OPERATIONS asks for more. A
failure prints its steps, shortened; play them with `LedgerPlay` to keep the case. The
seed is printed: POINTS_SEED plays the same examples again.
"""

import logging
import os
from collections import Counter
from itertools import count

from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    rule,
    run_state_machine_as_test,
)

from odoo.tests import tagged

from .ledger_play import SERVICE, LedgerPlay, LedgerPlayCase
from .ledger_steps import ACCOUNTS
from .seeds import SEED, say_seed

_logger = logging.getLogger(__name__)

OPERATIONS = int(os.environ.get("POINTS_SOAK_OPERATIONS") or 600)
SETTINGS = settings(
    max_examples=15,
    stateful_step_count=40,
    deadline=None,
    print_blob=True,
    report_multiple_bugs=False,
    suppress_health_check=list(HealthCheck),
    phases=(Phase.explicit, Phase.generate, Phase.shrink),
)

account = st.integers(0, ACCOUNTS - 1)
# Round numbers meet each other's limits exactly; the others find cents.
points = st.sampled_from([1_000, 3_000, 6_000, 10_000]) | st.integers(1, 12_000)
pick = st.integers(0, 6)
# Percentages: all, a part, and more than there is.
share = st.sampled_from([100, 100, 50, 25, 110]) | st.integers(1, 110)
minutes = st.sampled_from([600, 30, 60_000])
days = st.sampled_from([0, 0, 0, 1, 3, 10])
document = st.sampled_from(["pos.order", "pos.order", "account.move"])
kinds = st.sampled_from(["earn", "earn", "earn", "bonus", "adjust", "import"])
states = st.sampled_from(["open", "open", "open", "open", "blocked"])

# (how often, name, what it is made of)
SINGLE = [
    (16, "credit", account, points, kinds, days, days),
    (6, "debit", account, share, st.sampled_from(["adjust", "join"])),
    (24, "hold", account, share, minutes, document),
    (8, "change", pick, share, minutes),
    (12, "release", pick),
    (24, "capture", pick, share),
    (14, "take_back", pick, share),
    (20, "give_back", pick, share),
]
OTHERS = [
    (16, "pass", st.sampled_from([1, 12, 24, 100])),
    (8, "reopen", pick, share),
    (8, "write_off", account, share),
    (6, "transfer", account, account, share),
    (6, "repeat", pick, st.sampled_from([0, 0, 100])),
    (6, "state", account, states),
    (4, "hold_again", pick, account, share),
    (3, "renew", pick, minutes),
    (2, "release_unknown"),
    (2, "due", account),
    (2, "merge", account, account),
    (1, "forfeit", account),
    (1, "leave", account),
]


def steps_of(kinds):
    """One step of any of these kinds, the frequent ones more often."""
    steps = [
        (often, st.tuples(st.just(name), *values)) for often, name, *values in kinds
    ]
    often = st.sampled_from([step for often, step in steps for _time in range(often)])
    return often.flatmap(lambda step: step)


single = steps_of(SINGLE)
together = st.tuples(
    st.just("together"), st.lists(single, min_size=2, max_size=4).map(tuple)
)
any_step = st.integers(0, 9).flatmap(
    lambda dice: together if dice == 9 else steps_of([*SINGLE, *OTHERS])
)


class LedgerMachine(RuleBasedStateMachine):
    """One example inside a savepoint of the test's transaction."""

    test = None
    played = None

    @initialize(grace_days=st.sampled_from([0, 0, 1, 7]), stocked=st.booleans())
    def begin(self, grace_days, stocked):
        """Members, with points or without."""
        self.savepoint = self.test.cr.savepoint()
        self.game = LedgerPlay(self.test, grace_days)
        for number in range(ACCOUNTS if stocked else 0):
            self.game.play(("credit", number, 10_000, "earn", 0, 0))
            self.game.play(("credit", number, 3_000, "earn", number, 5))

    @rule(step=any_step)
    def step(self, step):
        """Play one step and compare every number."""
        self.game.play(step)

    def teardown(self):
        """Prove what the example wrote, and undo it."""
        if not hasattr(self, "game"):
            return
        try:
            self.game.prove()
        finally:
            self.played.update(self.game.operations)
            self.game.stop()
            self.savepoint.close(rollback=True)


@tagged("post_install", "-at_install")
class TestLedgerRandom(LedgerPlayCase):
    def test_random_operations_agree_with_the_model_and_the_proof(self):
        played = Counter()
        for current in count(SEED):
            if played.total() >= OPERATIONS:
                break
            say_seed(self, current)
            values = {"test": self, "played": played}
            machine = seed(current)(type("Machine", (LedgerMachine,), values))
            try:
                run_state_machine_as_test(machine, settings=SETTINGS)
            except Exception as error:
                error.add_note(f"Play it again with POINTS_SEED={current}")
                raise
        _logger.info("points: %s operations agreed: %s", played.total(), played)
        if OPERATIONS >= 5_000:
            posted = {kind for kind, outcome in played if outcome == "posted"}
            self.assertEqual(posted, set(SERVICE), "operations of every kind")

"""Random operations on the ledger and on its model: every number agrees, always.

`make test` plays some hundreds of operations; POINTS_SOAK_OPERATIONS asks for more. A
failure prints its steps, shortened; play them with `LedgerPlay` to keep the case. The
seed is printed: POINTS_SEED plays the same examples again.
"""

import logging
import os
import random

from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    rule,
    run_state_machine_as_test,
)

from odoo.tests import tagged

from .common import PointsCommon
from .ledger_play import ACCOUNTS, LedgerPlay

_logger = logging.getLogger(__name__)

OPERATIONS = int(os.environ.get("POINTS_SOAK_OPERATIONS") or 600)
SEED = int(os.environ.get("POINTS_SEED") or random.SystemRandom().randrange(10**9))
STEPS, EXAMPLES = 40, 15

account = st.integers(0, ACCOUNTS - 1)
# Round numbers meet each other's limits exactly; the others find cents.
points = st.sampled_from([1_000, 3_000, 6_000, 10_000]) | st.integers(1, 12_000)
pick = st.integers(0, 30)
share = st.sampled_from([100, 50, 25]) | st.integers(1, 100)
minutes = st.sampled_from([30, 600, 60_000])
days = st.sampled_from([0, 0, 1, 3, 10])
document = st.sampled_from(["pos.order", "account.move"])

SINGLE = {
    "credit": (
        account,
        points,
        st.sampled_from(["earn", "earn", "bonus", "adjust", "import"]),
        days,
        days,
    ),
    "debit": (account, points, st.sampled_from(["adjust", "join"])),
    "hold": (account, points, minutes, document),
    "change": (pick, points, minutes),
    "release": (pick,),
    "capture": (pick, share),
    "reverse": (pick, share),
}
OTHERS = {
    "hold_again": (pick, account, points),
    "renew": (pick, minutes),
    "release_unknown": (),
    "reopen": (pick, share),
    "write_off": (account, points),
    "forfeit": (account,),
    "leave": (account,),
    "state": (account, st.sampled_from(["open", "open", "blocked"])),
    "due": (account,),
    "transfer": (account, account, points),
    "merge": (account, account),
    "repeat": (pick, st.sampled_from([0, 0, 100])),
    "pass": (st.sampled_from([1, 12, 24, 100]),),
}


def steps_of(kinds):
    """One step of any of these kinds."""
    return st.one_of(
        [st.tuples(st.just(name), *values) for name, values in kinds.items()]
    )


single = steps_of(SINGLE)
together = st.tuples(
    st.just("together"), st.lists(single, min_size=2, max_size=4).map(tuple)
)


class LedgerMachine(RuleBasedStateMachine):
    """One example inside a savepoint of the test's transaction."""

    test = None
    played = 0

    @initialize(grace_days=st.sampled_from([0, 0, 1, 7]))
    def begin(self, grace_days):
        """A program and four members of its own."""
        self.savepoint = self.test.cr.savepoint()
        self.game = LedgerPlay(self.test, grace_days)

    @rule(step=single | steps_of(OTHERS) | together)
    def step(self, step):
        """Play one step, compare every number, and prove."""
        self.game.play(step)
        self.game.prove()

    def teardown(self):
        """Undo the example."""
        if hasattr(self, "game"):
            type(self).played += self.game.operations
            self.game.stop()
            self.savepoint.close(rollback=True)


@tagged("post_install", "-at_install")
class TestLedgerRandom(PointsCommon):
    def test_random_operations_agree_with_the_model_and_the_proof(self):
        played = round_ = 0
        while played < OPERATIONS:
            current = SEED + round_
            machine = type("Machine", (LedgerMachine,), {"test": self, "played": 0})
            _logger.info("points: POINTS_SEED=%s", current)
            try:
                run_state_machine_as_test(
                    seed(current)(machine),
                    settings=settings(
                        max_examples=EXAMPLES,
                        stateful_step_count=STEPS,
                        deadline=None,
                        print_blob=True,
                        report_multiple_bugs=False,
                        suppress_health_check=list(HealthCheck),
                        phases=(Phase.explicit, Phase.generate, Phase.shrink),
                    ),
                )
            except Exception as error:
                error.add_note(f"Play it again with POINTS_SEED={current}")
                raise
            played += machine.played
            round_ += 1
        _logger.info("points: %s operations agreed", played)

"""The seed of the random tests: printed, so that a run can be played again."""

import os
import random
import sys

SEED = int(os.environ.get("POINTS_SEED") or random.SystemRandom().randrange(10**9))


def say_seed(test, seed=SEED):
    """Print the seed of a test; `make test` repeats it after a run that passes too."""
    sys.stdout.write(f"POINTS_SEED={seed} {test.id().rpartition('.')[2]}\n")

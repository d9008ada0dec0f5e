"""`make soak`: the long runs of the ledger's random tests; not part of `make test`."""

import os

from tools.dev import odoo, place, postgres, report, suite
from tools.dev.progress import say

# What one soak asks of the tests; the environment may ask for other numbers.
WANTED = {
    "POINTS_SOAK_OPERATIONS": "12000",
    "POINTS_SOAK_SECONDS": "180",
    "POINTS_SOAK_KILLS": "400",
}
FILES = ["test_ledger_random.py", "test_ledger_endurance.py"]
FILES += ["test_ledger_interleaving.py"]


def soak(arguments: list[str]) -> int:
    """Run the random tests for long; `arguments` are pytest's own."""
    for name, value in WANTED.items():
        os.environ.setdefault(name, value)
        say(f"  {name}={os.environ[name]}")
    prepared = odoo.prepare()
    files = [f"{place.ADDON_NAME}/tests/{name}" for name in FILES]
    with postgres.running("test", prepared.python, durable=False) as server:
        runner = odoo.Runner(prepared, server, "test")
        return report.show([suite.addon(runner, [*files, *arguments])])

"""`make soak`: the long runs of the random tests; not part of `make test`.

The engine's two languages on random baskets, then the random tests of ledger and sales,
and servers that are killed.
"""

import os

from tools.dev import odoo, place, postgres, report, suite
from tools.dev.progress import say

# What one soak asks of the tests; the environment may ask for other numbers.
WANTED = {
    "POINTS_SOAK_OPERATIONS": "12000",
    "POINTS_SOAK_SECONDS": "180",
    "POINTS_SOAK_KILLS": "400",
    "POINTS_SOAK_SALES": "3000",
    "POINTS_SOAK_SERVER_KILLS": "100",
}
COMPARISON = suite.ENGINE_STEPS[-1]
BASKETS = "20000"
FILES = ["test_ledger_random.py", "test_ledger_endurance.py"]
FILES += ["test_ledger_interleaving.py", "test_settlement_random.py"]


def soak(arguments: list[str]) -> int:
    """Run the random tests for long; `arguments` are pytest's own.

    Where they choose among tests, a part of which they choose none is left out.
    """
    for name, value in WANTED.items():
        os.environ.setdefault(name, value)
        say(f"  {name}={os.environ[name]}")
    prepared = odoo.prepare()
    python = prepared.python
    count = ("--count", BASKETS)
    parts = [suite.engine_part(python, *COMPARISON, *count)] if not arguments else []
    files = [f"{place.ADDON_NAME}/tests/{name}" for name in FILES]
    with postgres.running("test", python, durable=False) as server:
        runner = odoo.Runner(prepared, server, "test")
        parts.append(suite.addon(runner, [*files, *arguments]))
        parts.append(suite.addon(runner, [suite.SERVERS, *arguments]))
    chosen = [part for part in parts if not (arguments and part.is_empty())]
    return report.show(chosen or parts)

"""`make bench` and `make bench-…`: databases, then what measures on them.

`benchmarks/run.py` compares copies of three templates: bare point_of_sale, native
pos_loyalty, ours. `benchmarks/preview.mjs` times the till's preview in node and in
Chromium. `benchmarks/ledger.py` and `benchmarks/expiry.py` fill two copies of ours,
`benchmarks/tiers.py` one.
"""

import contextlib
import datetime
import subprocess
import tempfile
from pathlib import Path

from tools.dev import browser, database, node_packages, odoo, place, postgres, stamps
from tools.dev.progress import Stop, Ticker, foreground, say

NATIVE = "pos_loyalty"
PROCESSES = 6
RESULTS = place.ROOT / "benchmarks" / "results"
# Ten million entries take about this much with their indexes, and as much to load.
LARGE_SPACE = 20 * place.GIBIBYTE
# As a server for so many would be set up: a tenth of the tables in its own memory.
LARGE_SETTINGS = {"shared_buffers": "1GB", "max_wal_size": "8GB"}


def bench(arguments: list[str]) -> int:
    """Run the benchmark in several processes and report; return its exit code.

    Each finds fresh databases in POINTS_BENCH_BARE, POINTS_BENCH_NATIVE and
    POINTS_BENCH_OURS, and Odoo's settings in ODOO_RC. The preview's table is added to
    the file of results that the report writes.
    """
    chromium = browser.prepare()
    with _runner() as runner, tempfile.TemporaryDirectory(dir=place.TEMPORARY) as kept:
        samples = [Path(kept, f"{number}.json") for number in range(PROCESSES)]
        for number, path in enumerate(samples, 1):
            say(f"--- process {number} of {PROCESSES}")
            options = ["--samples", str(path), *arguments]
            if code := _measure(runner, "run.py", databases(runner), options):
                return code
        code = _measure(runner, "run.py", {}, ["--report", *map(str, samples)])
        table = _preview(runner, chromium)
    say(f"\n{table}")
    results = RESULTS / f"{datetime.date.today()}.md"
    with results.open("a", encoding="utf-8") as sink:
        sink.write(f"\n{table}")
    return code


def _preview(runner: odoo.Runner, chromium: str) -> str:
    """The times of the till's preview in node and in Chromium, as Markdown."""
    python = runner.prepared.python
    with odoo.preparing():
        node_packages.prepare(python)
    program = place.ROOT / "benchmarks" / "preview.mjs"
    with Ticker("The till's preview"):
        return subprocess.run(
            [str(node_packages.node(python)), str(program), chromium],
            cwd=place.ROOT,
            env=node_packages.environment(python),
            stdout=subprocess.PIPE,
            text=True,
            check=True,
        ).stdout


def bench_ledger(arguments: list[str]) -> int:
    """Fill a large and a small database and measure postings; return the exit code.

    The benchmark finds them in POINTS_BENCH_LARGE and POINTS_BENCH_SMALL. Both are
    dropped in the end: the large one takes some gigabytes.
    """
    if "--members" not in " ".join(arguments):
        place.require_space(needed=LARGE_SPACE)
    labels = ("large", "small")
    return _on_copies("ledger.py", labels, arguments, LARGE_SETTINGS)


def bench_expiry(arguments: list[str]) -> int:
    """Fill two databases alike and let their points expire; return the exit code.

    The benchmark finds them in POINTS_BENCH_JOB and POINTS_BENCH_BARE. Both are dropped
    in the end.
    """
    if "--lots" not in " ".join(arguments):
        place.require_space(needed=LARGE_SPACE)
    return _on_copies("expiry.py", ("job", "bare"), arguments, LARGE_SETTINGS)


def bench_tiers(arguments: list[str]) -> int:
    """Fill a database with members and review their tiers; return the exit code.

    The benchmark finds it in POINTS_BENCH_LARGE; it is dropped in the end.
    """
    return _on_copies("tiers.py", ("large",), arguments)


def _on_copies(
    program: str, labels: tuple, arguments: list[str], settings: dict | None = None
) -> int:
    """Run a program on copies of ours, in POINTS_BENCH_<label>; dropped in the end."""
    with _runner(settings) as runner:
        names = {
            f"POINTS_BENCH_{label.upper()}": f"{database.PREFIX}_measure_{label}"
            for label in labels
        }
        base = database.ensure_base(runner)
        ours = database.ensure_installed(runner, base, "bench")
        try:
            for name in names.values():
                database.copy(runner, ours, name)
            return _measure(runner, program, names, arguments)
        finally:
            for name in names.values():
                database.drop(runner, name)


@contextlib.contextmanager
def _runner(settings: dict | None = None):
    """A runner on the benchmarks' own server, which nobody else measures on now."""
    prepared = odoo.prepare()
    with (
        stamps.lock("bench", wait=False),
        postgres.running(
            "bench", prepared.python, durable=True, settings=settings
        ) as server,
    ):
        yield odoo.Runner(prepared, server, "bench")


def _measure(runner: odoo.Runner, name: str, found: dict, arguments: list[str]) -> int:
    """Run a program of benchmarks/ on these databases; return its exit code."""
    program = place.ROOT / "benchmarks" / name
    if not program.is_file():
        raise Stop(f"benchmarks/{name} is missing from this checkout.")
    env = {**runner.environment(), **found, "ODOO_RC": str(runner.settings)}
    command = [str(runner.prepared.python), str(program), *arguments]
    return foreground(command, env, place.ROOT)


def databases(runner: odoo.Runner) -> dict:
    """Fresh copies for this run, by the variable that names each."""
    bare = database.ensure_base(runner)
    modules = [*database.manifest_dependencies(), NATIVE]
    native = database.ensure_template(runner, sorted(modules), bare)
    ours = database.ensure_installed(runner, bare, "bench")
    found = {}
    for label, template in (("bare", bare), ("native", native), ("ours", ours)):
        name = f"{database.PREFIX}_measure_{label}"
        database.copy(runner, template, name)
        found[f"POINTS_BENCH_{label.upper()}"] = name
    return found

"""`make bench`: what a paid order costs bare, with native loyalty, and with points.

Databases are named by POINTS_BENCH_BARE, POINTS_BENCH_NATIVE and POINTS_BENCH_OURS,
Odoo's settings by ODOO_RC. Orders of all kinds take turns at random, so that a busy
machine slows all of them. Writes a table to benchmarks/results/ and fails when a budget of queries is
exceeded; times are reported, since they depend on what else the machine does.
"""

import argparse
import datetime
import gc
import os
import platform
import random
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

WARMING = 5
# Extra queries allowed, and the share of native loyalty's extra time.
BUDGETS = {
    "earn": ("bare", 8),
    "redeem": ("bare_six", 13),
    "return": ("bare_return", 14),
}
NATIVE_SHARE = 1 / 3
# Orders whose times are compared are sent this often in each turn.
TIMED = ("bare", "native", "earn")
REPEATS = 3


def main():
    """Measure, print the table, write it; returns the process's exit code."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--orders", type=int, default=40, help="orders of each kind")
    count = options.parse_args().orders
    databases = connect()

    from benchmarks.scenarios import all_scenarios

    scenarios = all_scenarios(*databases)
    for _number in range(WARMING):
        for scenario in scenarios.values():
            scenario.once(keep=False)
    gc.freeze()
    # An order leaves the processor's caches to the next: none always follows another.
    shuffled = random.Random(0)
    for number in range(count):
        progress(f"  order {number + 1} of {count}")
        turn = [*TIMED * REPEATS, *(scenarios.keys() - set(TIMED))]
        shuffled.shuffle(turn)
        for key in turn:
            scenarios[key].once()
    progress("")
    lines = report(scenarios, count)
    say("\n".join(lines))
    path = ROOT / "benchmarks" / "results" / f"{datetime.date.today()}.md"
    path.parent.mkdir(exist_ok=True)
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    say(f"\nWritten to {path.relative_to(ROOT)}")
    return 1 if over_budget(scenarios) else 0


def say(text):
    """Write to the terminal."""
    sys.stdout.write(f"{text}\n")


def progress(text):
    """Show where the run is, on one line of a terminal."""
    if sys.stdout.isatty():
        sys.stdout.write(f"\r{text:30}\r")
        sys.stdout.flush()


def connect():
    """The three databases, with Odoo configured."""
    import odoo.modules.module
    from odoo.tools import config

    from benchmarks.measure import Database

    config.parse_config(["-c", os.environ["ODOO_RC"], "--log-level=warn"])
    odoo.modules.module.initialize_sys_path()
    names = ("POINTS_BENCH_BARE", "POINTS_BENCH_NATIVE", "POINTS_BENCH_OURS")
    return [Database(os.environ[name]) for name in names]


def extra(scenarios, key):
    """Extra queries, median and quiet milliseconds of a scenario above bare."""
    compared = {**{name: bare for name, (bare, _) in BUDGETS.items()}, "native": "bare"}
    samples, bare = scenarios[key].samples, scenarios[compared[key]].samples
    return (
        samples.median_queries - bare.median_queries,
        samples.median_milliseconds - bare.median_milliseconds,
        samples.quiet_milliseconds - bare.quiet_milliseconds,
    )


def share_of_native(scenarios):
    """Extra time of earning here, as a share of native loyalty's."""
    return extra(scenarios, "earn")[2] / extra(scenarios, "native")[2]


def over_budget(scenarios):
    """Sentences for every budget of queries that was exceeded."""
    found = []
    for key, (_bare, budget) in BUDGETS.items():
        queries = extra(scenarios, key)[0]
        if queries > budget:
            label = scenarios[key].label
            found.append(f"{label}: {queries} extra queries, {budget} allowed")
    return found


def report(scenarios, count):
    """The result as lines of Markdown."""
    lines = [
        f"# Paid orders, {datetime.date.today()}",
        "",
        f"{count} orders of each kind ({count * REPEATS} of those whose times are "
        f"compared), in random order; {os.cpu_count()} processors, "
        f"Python {platform.python_version()}.",
        "Time is that of the server, up to the commit. Extra is above the order of",
        "`point_of_sale` alone with as many lines. Quiet is what a quarter of the",
        "orders stay under: other work on the machine blurs it less.",
        "",
        "| order | queries | extra | allowed | median ms | extra | quiet ms | extra |",
        "|---|---:|---:|---:|---:|---:|---:|---:|",
    ]
    for key, scenario in scenarios.items():
        samples = scenario.samples
        queries = median = quiet = ""
        if key in BUDGETS or key == "native":
            numbers = extra(scenarios, key)
            queries = f"{numbers[0]:+d}"
            median, quiet = (f"{number:+.1f}" for number in numbers[1:])
        allowed = BUDGETS[key][1] if key in BUDGETS else ""
        lines.append(
            f"| {scenario.label} | {samples.median_queries} | {queries} | {allowed} "
            f"| {samples.median_milliseconds:.1f} | {median} "
            f"| {samples.quiet_milliseconds:.1f} | {quiet} |"
        )
    lines += [
        "",
        f"Earning takes {share_of_native(scenarios):.2f} of the extra time of native "
        f"loyalty (quiet; allowed: {NATIVE_SHARE:.2f}).",
    ]
    over = over_budget(scenarios)
    return [*lines, *(f"\n**Over budget:** {sentence}." for sentence in over)]


if __name__ == "__main__":
    sys.exit(main())

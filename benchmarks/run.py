"""`make bench`: what a paid order costs bare, with native loyalty, and with points.

Several processes measure, each with databases of its own: `--samples`. They are named
by POINTS_BENCH_BARE, POINTS_BENCH_NATIVE and POINTS_BENCH_OURS, Odoo's settings by
ODOO_RC. Orders of all kinds take turns at random, so that a busy machine slows all of
them. `--report` writes a table to benchmarks/results/ and fails when a budget of
queries is exceeded; times are reported, since they depend on what else the machine
does.
"""

import argparse
import datetime
import gc
import json
import os
import platform
import random
import statistics
import sys
from dataclasses import asdict
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

WARMING = 3
# Extra queries allowed, and the share of native loyalty's extra time.
BUDGETS = {
    "earn": ("bare", 8),
    "redeem": ("bare_six", 13),
    "return": ("bare_return", 14),
}
COMPARED = {**{key: bare for key, (bare, _budget) in BUDGETS.items()}, "native": "bare"}
NATIVE_SHARE = 1 / 3
# Orders whose times are compared have so many turns for one of all others.
TIMED = ("bare", "native", "earn")
REPEATS = 4
# What is timed: calls, requests, and the processors' time of those.
CLOCKS = ("seconds", "requests", "processors")


def main():
    """Measure or report, as the arguments say; returns the process's exit code."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--orders", type=int, default=7, help="orders of each kind")
    options.add_argument("--samples", type=Path, help="file for what was measured")
    options.add_argument("--report", type=Path, nargs="+", help="such files, read")
    chosen = options.parse_args()
    if chosen.samples:
        chosen.samples.write_text(json.dumps(measure(chosen.orders)))
        return 0
    rounds = [json.loads(path.read_text()) for path in chosen.report]
    lines = report(rounds)
    say("\n".join(lines))
    path = ROOT / "benchmarks" / "results" / f"{datetime.date.today()}.md"
    path.parent.mkdir(exist_ok=True)
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    say(f"\nWritten to {path.relative_to(ROOT)}")
    return 1 if over_budget(rounds) else 0


def measure(count):
    """Send `count` orders of each kind; {kind: what Samples hold, and its label}."""
    databases = connect()

    from benchmarks.scenarios import all_scenarios

    scenarios = all_scenarios(*databases)
    for _number in range(WARMING):
        for scenario in scenarios.values():
            scenario.once(keep=False)
    gc.freeze()
    # No kind always follows another: what a busy machine does falls on all of them.
    shuffled = random.Random(0)
    for number in range(count * REPEATS):
        progress(f"  turn {number + 1} of {count * REPEATS}")
        turn = list(TIMED if number % REPEATS else scenarios)
        shuffled.shuffle(turn)
        for key in turn:
            scenarios[key].once()
    progress("")
    return {
        key: {"label": scenario.label, **asdict(scenario.samples)}
        for key, scenario in scenarios.items()
    }


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
    import odoo.http
    from odoo.tools import config

    from benchmarks.measure import Database

    settings = ["-c", os.environ["ODOO_RC"], "--log-level=warn"]
    # A request goes to the database of its session, whichever Odoo was started for.
    config.parse_config([*settings, "--db-filter=.*"])
    odoo.http.root.initialize()
    names = ("POINTS_BENCH_BARE", "POINTS_BENCH_NATIVE", "POINTS_BENCH_OURS")
    return [Database(os.environ[name]) for name in names]


def queries_of(rounds, key):
    """Median number of queries of a kind of order."""
    return round(
        statistics.median(one for each in rounds for one in each[key]["queries"])
    )


def middle(seconds):
    """Milliseconds: the mean without the lowest and the highest fifth.

    Single orders are slow for what else the machine does; the rest all count.
    """
    ordered = sorted(seconds)
    cut = len(ordered) // 5
    return statistics.mean(ordered[cut : len(ordered) - cut]) * 1000


def time_of(rounds, key, what):
    """Milliseconds of an order, the median of the processes."""
    return statistics.median(middle(each[key][what]) for each in rounds)


def extra_queries(rounds, key):
    """Queries of a kind of order above its bare one."""
    return queries_of(rounds, key) - queries_of(rounds, COMPARED[key])


def extra_time(rounds, key, what):
    """Milliseconds above the bare order: the median of the processes' differences.

    Each order is compared with the bare one of its turn, which the machine treated
    alike. Where Python and PostgreSQL put things in memory differs between processes.
    """
    return statistics.median(
        middle(
            seconds - bare
            for seconds, bare in zip(
                each[key][what], each[COMPARED[key]][what], strict=True
            )
        )
        for each in rounds
    )


def share_of_native(rounds, what):
    """Extra time of earning here, as a share of native loyalty's."""
    return extra_time(rounds, "earn", what) / extra_time(rounds, "native", what)


def over_budget(rounds):
    """Sentences for every budget of queries that was exceeded."""
    found = []
    for key, (_bare, budget) in BUDGETS.items():
        queries = extra_queries(rounds, key)
        if queries > budget:
            label = rounds[0][key]["label"]
            found.append(f"{label}: {queries} extra queries, {budget} allowed")
    return found


def report(rounds):
    """The result as lines of Markdown."""
    count = len(rounds[0]["redeem"]["queries"])
    lines = [
        f"# Paid orders, {datetime.date.today()}",
        "",
        f"{len(rounds)} processes, {count} orders of each kind in each "
        f"({count * REPEATS} of those whose times are compared), in random order; "
        f"{os.cpu_count()} processors, Python {platform.python_version()}.",
        "",
        "Calls are the till's, run as functions up to their commit; requests are the",
        "same calls through Odoo's WSGI application, from the body to the answer.",
        "Native loyalty makes three for an order, `point_of_sale` and this addon one.",
        "Extra is above the order of `point_of_sale` alone with as many lines, of the",
        "same turn. Times are means without the lowest and the highest fifth, and the",
        "median of processes.",
        "Processor time is that of the requests, in Python and in PostgreSQL together:",
        "it says what the server does, whatever else delays it.",
        "",
        "| order | queries | extra | allowed | ms, calls | extra | ms, requests "
        "| extra | processor ms | extra |",
        "|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|",
    ]
    for key, first in rounds[0].items():
        cells = [first["label"], queries_of(rounds, key)]
        compared = key in COMPARED
        cells.append(f"{extra_queries(rounds, key):+d}" if compared else "")
        cells.append(BUDGETS[key][1] if key in BUDGETS else "")
        for what in CLOCKS:
            cells.append(f"{time_of(rounds, key, what):.1f}")
            cells.append(f"{extra_time(rounds, key, what):+.1f}" if compared else "")
        lines.append(f"| {' | '.join(map(str, cells))} |")
    calls, requests, processors = (share_of_native(rounds, one) for one in CLOCKS)
    lines += [
        "",
        f"Earning takes {requests:.2f} of native loyalty's extra time in requests, "
        f"{processors:.2f} of their processor time, {calls:.2f} in calls alone "
        f"(allowed: {NATIVE_SHARE:.2f}).",
    ]
    over = over_budget(rounds)
    return [*lines, *(f"\n**Over budget:** {sentence}." for sentence in over)]


if __name__ == "__main__":
    sys.exit(main())

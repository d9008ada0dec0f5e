"""`make bench-ledger`: what a posting costs on large tables, beside small ones.

Fills one database with a million members and ten million entries, and one with just the
members that are measured, all with the same history. Then posts each write path on
both, taking turns, so that a busy machine slows both. Fails when a median is more than
1.2 times that of the small tables, when a statement of a posting or of a till reads a
whole table, or when the proof does not agree with what is left. Databases are named by
POINTS_BENCH_LARGE and POINTS_BENCH_SMALL, Odoo's settings by ODOO_RC.
"""

import argparse
import datetime
import gc
import os
import platform
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

BUDGET = 1.2
WARMING = 10
MEMBERS, ENTRIES = 1_000_000, 10_000_000
# A prime: neighbours in time are far from each other in the tables.
FAR = 7919


def main():
    """Fill, measure, print the table and write it; returns the process's exit code."""
    options = arguments()
    large, small = connect()

    # Only now: the first reads the addon.
    from benchmarks import ledger_reads
    from benchmarks.ledger_paths import BARE, PATHS
    from benchmarks.ledger_tables import fill

    paths = (*PATHS, BARE)

    # Two members for each posting, and one posting more of each path for its plans.
    needed = 2 * len(paths) * (WARMING + options.times + 1)
    members = max(options.members, needed)
    start = time.monotonic()
    big = fill(large, members, members * options.each, progress)
    seconds = time.monotonic() - start
    few = fill(small, needed, needed * options.each, progress)
    samples = measure((large, big), (small, few), paths, options.times)
    scans = plans(large, big, paths, options.times)
    faults = prove(large) + prove(small)
    scans.update(ledger_reads.scans(large, big, environment))
    lines = report(samples, big, few, options.times, seconds, scans, faults)
    print("\n".join(lines))
    path = ROOT / "benchmarks" / "results" / f"{datetime.date.today()}-ledger.md"
    path.parent.mkdir(exist_ok=True)
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    print(f"\nWritten to {path.relative_to(ROOT)}")
    return 1 if over_budget(samples) or scans or faults else 0


def arguments():
    """What the caller asked for."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--members", type=int, default=MEMBERS, help="large database")
    options.add_argument(
        "--each", type=int, default=ENTRIES // MEMBERS, help="entries of each member"
    )
    options.add_argument("--times", type=int, default=200, help="postings of each path")
    return options.parse_args()


def progress(text):
    """Show where the run is, on one line of a terminal."""
    if sys.stdout.isatty():
        print(f"\r{text:40}\r", end=text and "", flush=True)


def connect():
    """The two databases, with Odoo configured."""
    import odoo.modules.module
    from odoo.tools import config

    from benchmarks.measure import Database

    config.parse_config(["-c", os.environ["ODOO_RC"], "--log-level=warn"])
    odoo.modules.module.initialize_sys_path()
    names = ("POINTS_BENCH_LARGE", "POINTS_BENCH_SMALL")
    return [Database(os.environ[name]) for name in names]


def spread(number, filled):
    """A member far from the one before, each number another; pairs stay together."""
    pairs = filled.members // 2
    return 2 * (number * FAR % pairs if pairs % FAR else number % pairs)


def measure(large, small, paths, times):
    """Samples of both databases by path, taken in turns."""
    from benchmarks.measure import Samples

    samples = {path.label: (Samples(), Samples()) for path in paths}
    gc.freeze()
    number = 0
    for turn in range(WARMING + times):
        progress(f"  posting {turn + 1} of {WARMING + times}")
        for path in paths:
            for place, (database, filled) in enumerate((large, small)):
                cost = post(database, filled, path, spread(number, filled))
                if turn >= WARMING:
                    samples[path.label][place].add(*cost)
            number += 1
    progress("")
    return samples


def post(database, filled, path, member):
    """Prepare a member, then post; returns (queries, seconds) of the posting.

    A till, or a form, has shown the member before anybody posts: so does this, since
    the first to read somebody's rows waits for the disk, whatever is done with them.
    """
    state = database.call(lambda env: path.prepare(env, filled, member))
    database.call(lambda env: look(env, filled, member))
    operations = path.operations(filled, member, state)
    _result, queries, seconds = database.measured(
        lambda env: path.post(env, operations)
    )
    return queries, seconds


def look(env, filled, member):
    """Read what a till shows of a member, and of the next one, whom some paths need."""
    ids = [filled.account(member), filled.account(member + 1)]
    env["points.account"].browse(ids).read(["partner_id", "available", "state"])
    env["points.till"]._details(ids)


def plans(database, filled, paths, times):
    """{path: {table: statement}} of statements that read a whole large table."""
    from benchmarks.ledger_plans import Recorder, scanned

    found = {}
    for number, path in enumerate(paths, len(paths) * (WARMING + times)):
        member = spread(number, filled)
        with database.registry.cursor() as cr:
            env = environment(cr, database)
            state = path.prepare(env, filled, member)
            with Recorder(cr) as recorder:
                operations = path.operations(filled, member, state)
                path.post(env, operations)
                cr.flush()
            tables = scanned(cr, recorder.statements)
            cr.rollback()
        if tables:
            found[path.label] = tables
    return found


def environment(cr, database):
    """An environment as the measured calls have it."""
    from odoo import api

    return api.Environment(cr, database.user_id, {"lang": "en_US", "tz": "UTC"})


def prove(database):
    """What the proof finds after all of it."""
    progress("  proof")
    return database.call(lambda env: env["points.proof"]._prove())


def over_budget(samples):
    """Labels of the paths that the size of the tables slows too much."""
    from benchmarks.ledger_paths import PATHS

    return [
        path.label for path in PATHS if slowed(samples, path.label, "median") > BUDGET
    ]


def slowed(samples, label, what):
    """How many times longer a path takes on the large tables."""
    large, small = (
        getattr(sample, f"{what}_milliseconds") for sample in samples[label]
    )
    return large / small


def report(samples, big, few, times, seconds, scans, faults):
    """The result as lines of Markdown."""
    lines = [
        f"# Postings on large tables, {datetime.date.today()}",
        "",
        f"Large: {big.members:,} members, {big.members * big.each:,} entries, loaded "
        f"in {seconds / 60:.0f} minutes.",
        f"Small: {few.members:,} members with the same history each.",
        f"{times} postings of each path, taking turns, each on another member; "
        f"{os.cpu_count()} processors,",
        f"Python {platform.python_version()}. Time is that of the server, up to the "
        "commit.",
        "",
        "| write path | queries | small ms | large ms | times | quiet times |",
        "|---|---:|---:|---:|---:|---:|",
    ]
    for label, (large, small) in samples.items():
        lines.append(
            f"| {label} | {large.median_queries} | {small.median_milliseconds:.1f} "
            f"| {large.median_milliseconds:.1f} "
            f"| {slowed(samples, label, 'median'):.2f} "
            f"| {slowed(samples, label, 'quiet'):.2f} |"
        )
    lines += [
        "",
        f"Allowed: {BUDGET} times. Bare SQL is no posting: it shows how much slower",
        "PostgreSQL itself is on large tables.",
    ]
    for label in over_budget(samples):
        lines.append(f"\n**Over budget:** {label}.")
    for label, tables in scans.items():
        for table, statement in tables.items():
            text = " ".join(statement.split())[:300]
            lines.append(f"\n**Reads all of {table}:** {label}: `{text}`")
    lines.append("")
    lines.append("No statement reads a whole table." if not scans else "")
    lines.append(
        f"**The proof found {len(faults)} faults:** {faults[:5]}"
        if faults
        else "The proof agrees on both databases afterwards."
    )
    return lines


if __name__ == "__main__":
    sys.exit(main())

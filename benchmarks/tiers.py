"""`make bench-tiers`: what the nightly review of memberships costs.

Fills a database with 100,000 members of ten entries each, all of them in a tier whose
last day was yesterday, and has the job review them: half keep their tier, half go one
tier down. Fails when a batch needs more queries for more members, or when somebody is
left. The database is named by POINTS_BENCH_LARGE, Odoo's settings by ODOO_RC.
"""

import argparse
import datetime
import os
import platform
import sys
import threading
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

MEMBERS, EACH = 100_000, 10
BATCHES = (100, 500, 2000)
# What a member of `ledger_tables` earned in the look-back: eight entries of 100 points.
EARNED = 800


def main():
    """Fill, review, print the table and write it; returns the process's exit code."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--members", type=int, default=MEMBERS)
    options = options.parse_args()
    database = connect()

    # Only now: it reads the addon.
    from benchmarks.ledger_tables import fill

    filled = fill(database, options.members, options.members * EACH, progress)
    tiers = database.call(lambda env: make_tiers(env, filled))
    samples = [review(database, filled, tiers, limit) for limit in BATCHES]
    left = database.call(count_due)
    lines = report(options.members, samples, left)
    print("\n".join(lines))
    path = ROOT / "benchmarks" / "results" / f"{datetime.date.today()}-tiers.md"
    path.parent.mkdir(exist_ok=True)
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    print(f"\nWritten to {path.relative_to(ROOT)}")
    return 1 if left or grows(samples) else 0


def progress(text):
    """Show where the run is, on one line of a terminal."""
    if sys.stdout.isatty():
        print(f"\r{text:40}\r", end=text and "", flush=True)


def connect():
    """The database, with Odoo configured."""
    import odoo.modules.module
    from odoo.tools import config

    from benchmarks.measure import Database

    config.parse_config(["-c", os.environ["ODOO_RC"], "--log-level=warn"])
    odoo.modules.module.initialize_sys_path()
    return Database(os.environ["POINTS_BENCH_LARGE"])


def make_tiers(env, filled):
    """Two low tiers, and two high ones: one that members reach, one they do not."""
    program = env["points.program"].browse(filled.program_id)
    program.write(
        {
            "tier_ids": [
                (0, 0, {"name": name, "sequence": place, "points_required": points})
                for place, (name, points) in enumerate(
                    [
                        ("Silver", 10),
                        ("Gold", EARNED // 2),
                        ("Platinum", EARNED * 10),
                    ]
                )
            ]
        }
    )
    return program.tier_ids.ids


def make_due(env, filled, tiers):
    """Put every member into a tier that ended yesterday, in turns into one of two."""
    env.cr.execute("DELETE FROM points_membership")
    env.cr.execute(
        """
        WITH begun AS (
            INSERT INTO points_membership (
                   account_id, program_id, company_id, tier_id, uuid, state, source,
                   date_from, date_to, review_on, started_at, join_cost)
            SELECT id, program_id, company_id,
                   CASE WHEN id %% 2 = 0 THEN %(kept)s ELSE %(lost)s END,
                   'bench-' || id, 'active', 'reached', current_date - 366,
                   current_date - 1, current_date, now(), 0
              FROM points_account WHERE program_id = %(program)s
            RETURNING account_id, tier_id
        )
        UPDATE points_account account SET tier_id = begun.tier_id
          FROM begun WHERE begun.account_id = account.id
        """,
        {"kept": tiers[1], "lost": tiers[2], "program": filled.program_id},
    )


def review(database, filled, tiers, limit):
    """Run the job on all members with batches of `limit`; returns what it cost."""
    database.call(lambda env: make_due(env, filled, tiers))
    vacuum(database)
    queries = []
    thread = threading.current_thread()
    start = time.perf_counter()
    with Counted(database, queries, thread):
        database.call(lambda env: env["points.tiers"]._cron_review(limit=limit))
    seconds = time.perf_counter() - start
    # The last batch may be smaller; the first reads what is cached afterwards.
    return limit, queries[1:-1] or queries, seconds


class Counted:
    """Counts the queries of each batch: from one commit of the job to the next."""

    def __init__(self, database, queries, thread):
        self.job = type(database.call(lambda env: env["ir.cron"]))
        self.queries = queries
        self.thread = thread

    def __enter__(self):
        original = self.original = self.job._commit_progress
        counted = self

        def commit_progress(job, processed=0, **options):
            left = original(job, processed, **options)
            if processed:
                counted.queries.append(counted.thread.query_count)
            counted.thread.query_count = 0
            progress(f"  batch {len(counted.queries)}")
            return left

        self.thread.query_count = 0
        self.job._commit_progress = commit_progress

    def __exit__(self, *exception):
        self.job._commit_progress = self.original
        del self.thread.query_count
        progress("")


def vacuum(database):
    """Let the planner know the tables as they are."""
    with database.registry.cursor() as cr:
        cr.commit()
        cr._cnx.autocommit = True
        cr.execute("VACUUM ANALYZE points_membership, points_account, points_entry")
        cr._cnx.autocommit = False


def count_due(env):
    """Memberships that the job left unreviewed."""
    domain = [("state", "!=", "ended"), ("review_on", "<=", datetime.date.today())]
    return env["points.membership"].search_count(domain)


def grows(samples):
    """Whether a larger batch needs more queries."""
    most = [max(queries) for _limit, queries, _seconds in samples]
    return max(most) > most[0]


def report(members, samples, left):
    """The result as lines of Markdown."""
    lines = [
        f"# Review of memberships, {datetime.date.today()}",
        "",
        f"{members:,} members of {EACH} entries each, every one due; half are renewed, "
        "half go one tier down.",
        f"{os.cpu_count()} processors, Python {platform.python_version()}. Time is "
        "that of the job, commits included.",
        "",
        "| members per batch | queries per batch | seconds in all | members a second |",
        "|---:|---:|---:|---:|",
    ]
    for limit, queries, seconds in samples:
        counts = sorted(set(queries))
        shown = f"{counts[0]}" if len(counts) == 1 else f"{counts[0]}–{counts[-1]}"
        lines.append(
            f"| {limit:,} | {shown} | {seconds:.1f} | {members / seconds:,.0f} |"
        )
    lines.append("")
    if grows(samples):
        lines.append("**The number of queries grows with the members per batch.**")
    else:
        lines.append("The number of queries does not grow with the members per batch.")
    lines.append(f"Left unreviewed: {left}.")
    return lines


if __name__ == "__main__":
    sys.exit(main())

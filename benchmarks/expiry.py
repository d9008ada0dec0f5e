"""`make bench-expiry`: what it costs to let 1,000,000 lots expire.

Two databases get the same members; on one the job lets their lots expire, on the other
bare SQL writes the same rows, batch by batch in turns, so that a busy machine slows
both. Fails when the job takes more than twice the time of the bare SQL, when it needs
more memory the longer it runs, when a lot is left, or when the proof does not agree.
Databases are named by POINTS_BENCH_JOB and POINTS_BENCH_BARE, Odoo's settings by
ODOO_RC.
"""

import argparse
import datetime
import os
import platform
import resource
import sys
import time
from pathlib import Path
from unittest.mock import patch

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

LOTS = 1_000_000
# Of the history in `ledger_tables`: ten entries leave five lots with points.
EACH, OPEN = 10, 5
BATCH = 500
BUDGET = 2
# What a member of `ledger_tables` can use until: two years, and a day.
TIME_TRAVEL = datetime.timedelta(days=732)
# Batches until everything is loaded and cached, and what may come after that.
WARM = 20
GROWTH = 64 * 1024


def main():
    """Fill, expire, print the table and write it; returns the process's exit code."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--lots", type=int, default=LOTS)
    members = -(-options.parse_args().lots // OPEN)
    job, bare = connect()

    # Only now: it reads the addon.
    from benchmarks.ledger_tables import fill

    for database in (job, bare):
        fill(database, members, members * EACH, progress)
    race = Race(job, bare)
    race.run()
    faults = [database.call(prove) for database in (job, bare)]
    left = [database.call(count_left) for database in (job, bare)]
    lines = report(members, race, left, faults)
    print("\n".join(lines))
    path = ROOT / "benchmarks" / "results" / f"{datetime.date.today()}-expiry.md"
    path.parent.mkdir(exist_ok=True)
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    print(f"\nWritten to {path.relative_to(ROOT)}")
    return 1 if race.problems() or any(left) or any(faults) else 0


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
    return [
        Database(os.environ[name]) for name in ("POINTS_BENCH_JOB", "POINTS_BENCH_BARE")
    ]


class Race:
    """The job and the bare SQL, a batch each in turn."""

    def __init__(self, job, bare):
        self.job, self.bare = job, bare
        self.job_seconds = self.bare_seconds = 0.0
        self.batches = 0
        self.warm = self.most = 0
        self.last_id = 0
        self.now = datetime.datetime.now().replace(microsecond=0) + TIME_TRAVEL

    def run(self):
        """Run the job to its end; after each of its commits the bare SQL has a turn."""
        from odoo import fields

        cron = type(self.job.call(lambda env: env["ir.cron"]))
        commit_progress = cron._commit_progress
        race = self

        def take_turns(job, processed=0, **options):
            left = commit_progress(job, processed, **options)
            race.job_seconds += time.perf_counter() - race.start
            if processed:
                race.note_memory()
                race.bare_turn()
            race.start = time.perf_counter()
            return left

        moment = patch.object(fields.Datetime, "now", staticmethod(lambda: self.now))
        turns = patch.object(cron, "_commit_progress", take_turns)
        with moment, turns:
            self.start = time.perf_counter()
            self.job.call(lambda env: env["points.ledger"]._cron_fall_due(limit=BATCH))
        while self.bare_turn():
            pass
        progress("")

    def note_memory(self):
        """Remember what the process needed once warm, and at most."""
        self.batches += 1
        self.most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        if self.batches <= WARM:
            self.warm = self.most
        progress(f"  batch {self.batches}")

    def bare_turn(self):
        """Let bare SQL write the rows of one batch; how many members it was."""
        start = time.perf_counter()
        ids = self.bare.call(self.bare_batch)
        self.bare_seconds += time.perf_counter() - start
        self.last_id = ids[-1] if ids else self.last_id
        return len(ids)

    def bare_batch(self, env):
        """The next members, locked, and the rows of their expiries."""
        env.cr.execute(NEXT, [self.now, self.last_id, BATCH])
        ids = [account_id for (account_id,) in env.cr.fetchall()]
        if ids:
            values = {"ids": ids, "now": self.now, "today": self.now.date()}
            env.cr.execute(BARE, values)
        return ids

    @property
    def times(self):
        """How many times the bare SQL's time the job took."""
        return self.job_seconds / self.bare_seconds

    def problems(self):
        """Sentences for what is over budget."""
        found = []
        if self.times > BUDGET:
            found.append(f"{self.times:.2f} times the bare SQL, {BUDGET} allowed")
        if self.most - self.warm > GROWTH:
            found.append("it needs more memory the longer it runs")
        return found


NEXT = """
    SELECT id FROM points_account WHERE next_due <= %s AND id > %s
     ORDER BY id LIMIT %s FOR NO KEY UPDATE SKIP LOCKED
"""
# The rows that the job writes, by one statement with nothing decided on the way.
BARE = """
    WITH due AS (
        SELECT lot.id, lot.account_id, lot.company_id, lot.remaining, lot.expires_on,
               account.program_id
          FROM points_lot lot JOIN points_account account ON account.id = lot.account_id
         WHERE lot.account_id = ANY(%(ids)s) AND lot.remaining > 0
           AND lot.expires_on < %(today)s
    ), entry AS (
        INSERT INTO points_entry (
               account_id, program_id, company_id, kind, points, moment, local_day, key,
               unallocated, source_model, source_id, user_id, explanation,
               create_date)
        SELECT account_id, program_id, company_id, 'expire', -remaining, %(now)s,
               %(today)s, 'expire:' || id || ':0', 0, 'points.lot', id, 2,
               jsonb_build_object('code', 'expired', 'expires_on', expires_on), now()
          FROM due
        RETURNING id, source_id
    ), allocation AS (
        INSERT INTO points_allocation (entry_id, lot_id, company_id, points)
        SELECT entry.id, due.id, due.company_id, due.remaining
          FROM entry JOIN due ON due.id = entry.source_id
    ), lot AS (
        UPDATE points_lot lot SET remaining = 0
          FROM due WHERE lot.id = due.id
    )
    UPDATE points_account account
       SET live = live - lost.points, balance = balance - lost.points, next_due = NULL,
           write_uid = 2, write_date = now()
      FROM (SELECT account_id, sum(remaining) AS points FROM due GROUP BY 1) lost
     WHERE account.id = lost.account_id
"""


def prove(env):
    """What the proof finds after all of it."""
    progress("  proof")
    return env["points.proof"]._prove()


def count_left(env):
    """Lots with points that should have expired."""
    return env["points.lot"].search_count([("remaining", ">", 0)])


def report(members, race, left, faults):
    """The result as lines of Markdown."""
    lots = members * OPEN
    lines = [
        f"# Expiry of {lots:,} lots, {datetime.date.today()}",
        "",
        f"{members:,} members with {OPEN} lots that are over, {BATCH} members per "
        f"commit; {os.cpu_count()} processors,",
        f"Python {platform.python_version()}. The job and the bare SQL take turns, a "
        "batch each, on two databases with the same rows. Time is up to the commit.",
        "",
        "| | seconds | lots a second |",
        "|---|---:|---:|",
    ]
    for label, seconds in (
        ("bare SQL that writes the same rows", race.bare_seconds),
        ("the job", race.job_seconds),
    ):
        lines.append(f"| {label} | {seconds:.1f} | {lots / seconds:,.0f} |")
    lines += [
        "",
        f"The job takes {race.times:.2f} times as long (allowed: {BUDGET}).",
        f"Memory of the process: {race.warm // 1024} MB after {WARM} batches, at most "
        f"{race.most // 1024} MB in {race.batches:,}.",
        f"Lots left: {left[0]} by the job, {left[1]} by the bare SQL.",
    ]
    if any(faults):
        lines.append(f"**The proof found faults:** {[each[:5] for each in faults]}")
    else:
        lines.append("The proof agrees on both databases afterwards.")
    return [*lines, *(f"\n**Over budget:** {each}." for each in race.problems())]


if __name__ == "__main__":
    sys.exit(main())

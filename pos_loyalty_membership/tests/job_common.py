"""Jobs that are killed: what was not committed is gone, and they are run again."""

from unittest.mock import patch


class Killed(Exception):
    """The process ended here."""


class KilledJobs:
    """For tests in one transaction: a commit is a savepoint that is kept.

    `_kill(job, at)` runs a job until its commit number `at`, which does not happen any
    more (`before`), or was the last thing that did.
    """

    def _kill(self, job, at, before):
        """Run a job and kill it; whether it came to its end before that."""
        cr, env = self.env.cr, self.env
        state = {"commits": 0, "savepoint": cr.savepoint()}

        def commit(_cron, processed=0, **_options):
            state["commits"] += 1
            if before and state["commits"] == at:
                raise Killed()
            state["savepoint"].close(rollback=False)
            state["savepoint"] = cr.savepoint()
            if state["commits"] == at:
                raise Killed()
            return 1000.0

        with patch.object(type(env["ir.cron"]), "_commit_progress", commit):
            try:
                job()
            except Killed:
                state["savepoint"].close(rollback=True)
                env.clear()
                return False
        state["savepoint"].close(rollback=False)
        return True

    def _kill_everywhere(self, job):
        """Kill a job at its first, second … commit, each time going on; the runs."""
        runs = 0
        for before in (True, False):
            at = 1
            while not self._kill(job, at, before):
                at += 1
                runs += 1
        return runs

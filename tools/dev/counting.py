"""A pytest plugin that records what was collected and how each test ended.

The result file is written after collection and again at the end, so that a run which
dies half-way is seen as one that ran fewer tests than it collected.
"""

import json
import os
import re
from pathlib import Path

RESULT = "POINTS_TEST_RESULT"
# A test has three phases and may have sub-tests; the worst outcome is the test's.
ORDER = ["passed", "skipped", "failed"]
# What a random test prints to be played again.
SEED = re.compile(r"^POINTS_SEED=\d+ .*$", re.MULTILINE)


class Counting:
    """Collects outcomes by test; `broken` are files that could not be collected."""

    def __init__(self, path: Path):
        self.path = path
        self.collected: list[str] = []
        self.outcomes: dict[str, str] = {}
        self.seconds: dict[str, float] = {}
        self.broken: list[str] = []
        self.seeds: list[str] = []
        self._started = 0.0

    def pytest_collectreport(self, report):
        """Remember files that cannot be imported."""
        if report.failed:
            self.broken.append(report.nodeid)

    def pytest_collection_finish(self, session):
        """Remember what there is to run."""
        self.collected = [item.nodeid for item in session.items]
        self._write()

    def pytest_runtest_logstart(self, nodeid):
        """Start the test's clock: one that a test which freezes time cannot stop."""
        self._started = os.times().elapsed

    def pytest_runtest_logfinish(self, nodeid):
        """Stop the test's clock."""
        self.seconds[nodeid] = os.times().elapsed - self._started

    def pytest_runtest_logreport(self, report):
        """Keep the worst outcome of a test's phases."""
        name = report.nodeid
        if report.when == "call":
            self.seeds += SEED.findall(report.capstdout)
        if report.when != "call" and report.outcome == "passed":
            return
        known = self.outcomes.get(name, ORDER[0])
        outcome = max(known, report.outcome, key=ORDER.index)
        # An expected failure is a test that does not prove anything.
        self.outcomes[name] = "skipped" if hasattr(report, "wasxfail") else outcome

    def pytest_terminal_summary(self, terminalreporter):
        """Repeat the seeds that random tests printed, whether they passed or not."""
        for line in dict.fromkeys(self.seeds):
            terminalreporter.write_line(line)

    def pytest_sessionfinish(self):
        """Write the result."""
        self._write()

    def _write(self):
        result = {
            "collected": self.collected,
            "outcomes": self.outcomes,
            "seconds": self.seconds,
            "broken": self.broken,
        }
        self.path.write_text(json.dumps(result, indent=1))


def pytest_configure(config):
    """Register the recorder when a result file is asked for."""
    path = os.environ.get(RESULT)
    if path:
        config.pluginmanager.register(Counting(Path(path)), "points-counting")

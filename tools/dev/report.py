"""Adds up the parts of a test run and says how it went, the counts in the last line."""

import json
import re
from collections import Counter
from dataclasses import asdict, dataclass, field
from pathlib import Path
from subprocess import CompletedProcess

from tools.dev.progress import duration, say

# How the engine's checks say what they did.
CASES = re.compile(r"(\d+) cases, (\d+) wrong")


@dataclass(slots=True)
class Part:
    """One part of a run. `problems` are sentences that make the run fail."""

    name: str
    passed: int = 0
    failed: int = 0
    seconds: float = 0.0
    files: dict = field(default_factory=dict)
    failures: list = field(default_factory=list)
    problems: list = field(default_factory=list)

    def is_empty(self) -> bool:
        """Whether it had no test at all, and that is all there is to say about it."""
        return not self.passed + self.failed and self.problems == [no_test(self.name)]


def no_test(name: str) -> str:
    """The sentence about a part without a test."""
    return f"{name}: there is no test."


def from_command(
    name: str, finished: CompletedProcess, seconds: float, advice: str
) -> Part:
    """A part that is one command: as many tests as the cases it names, else one."""
    part = Part(name, seconds=seconds)
    counted = CASES.search(finished.stdout)
    total, wrong = map(int, counted.groups()) if counted else (1, 0)
    part.failed = max(wrong, 1) if finished.returncode else 0
    part.passed = max(total - part.failed, 0)
    if part.failed:
        part.failures.append(f"{name}: {advice}")
    return part


def from_pytest(name: str, code: int, seconds: float, result: Path) -> Part:
    """A part that pytest ran, from its exit code and the file that `counting` wrote."""
    part = Part(name, seconds=seconds)
    if not result.exists():
        part.problems.append(
            f"{name}: pytest ended with code {code} before collecting tests."
        )
        return part
    found = json.loads(result.read_text())
    outcomes = found["outcomes"]
    for nodeid, outcome in outcomes.items():
        part.passed += outcome == "passed"
        part.failed += outcome == "failed"
        count = part.files.setdefault(nodeid.partition("::")[0], [0, 0, 0.0])
        count[0] += outcome == "passed"
        count[1] += outcome == "failed"
        count[2] += found["seconds"].get(nodeid, 0.0)
        if outcome == "failed":
            part.failures.append(nodeid)
    part.failed += len(found["broken"])
    part.failures += [f"{nodeid} (cannot be imported)" for nodeid in found["broken"]]
    missing = len(found["collected"]) - Counter(outcomes.values())["passed"]
    missing -= Counter(outcomes.values())["failed"]
    if missing > 0:
        skipped = [
            nodeid for nodeid, outcome in outcomes.items() if outcome == "skipped"
        ]
        unrun = [nodeid for nodeid in found["collected"] if nodeid not in outcomes]
        part.problems.append(
            f"{name}: {missing} of {len(found['collected'])} collected tests did not"
            f" run: {', '.join((skipped + unrun)[:5])}."
        )
    if not found["collected"] and not found["broken"]:
        part.problems.append(no_test(name))
    if code and not part.failed and not part.problems:
        part.problems.append(
            f"{name}: pytest ended with code {code} though no test failed."
        )
    return part


def save(parts: list[Part], path: Path) -> None:
    """Write parts into a file, for `load` in another process."""
    path.write_text(json.dumps([asdict(part) for part in parts]))


def load(path: Path) -> list[Part]:
    """The parts that another process saved."""
    return [Part(**values) for values in json.loads(path.read_text())]


def show(parts: list[Part]) -> int:
    """Print the summary, ending with `N passed, N failed`; return the exit code."""
    passed = sum(part.passed for part in parts)
    failed = sum(part.failed for part in parts)
    problems = [problem for part in parts for problem in part.problems]
    say()
    say(f"{'':52}{'passed':>8}{'failed':>8}  time")
    for part in parts:
        say(f"{part.name:52}{part.passed:8}{part.failed:8}  {duration(part.seconds)}")
        if len(part.files) > 1:
            for file, (good, bad, seconds) in sorted(part.files.items()):
                label = file.rpartition("/")[2]
                say(f"    {label:48}{good:8}{bad:8}  {duration(seconds)}")
    failures = [failure for part in parts for failure in part.failures]
    if failures:
        say()
        say("Failed:")
        for failure in failures:
            say(f"  {failure}")
    for problem in problems:
        say(f"Not in order: {problem}")
    say()
    say(f"{passed} passed, {failed} failed")
    return 1 if failed or problems or not passed else 0

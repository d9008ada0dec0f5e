"""`make mutation`: every broken copy of the ledger is noticed by a test that is named.

Each copy is made from the addon as it is, in a folder of its own, and runs its one test
on a prepared database. A copy that survives, or whose change no longer fits the code,
makes the run fail.
"""

import json
import os
import shutil
import subprocess
from pathlib import Path

from tools.dev import database, odoo, place, postgres, stamps
from tools.dev.counting import RESULT
from tools.dev.progress import Ticker, say
from tools.mutation.mutants import MUTANTS, Mutant

# A broken copy may wait for itself; a test that never ends has noticed it.
LONGEST = 180
CAUGHT, SURVIVED = "caught", "SURVIVED"


def mutation(arguments: list[str]) -> int:
    """Run all mutants, or those whose names contain one of the words given."""
    wanted = [
        mutant
        for mutant in MUTANTS
        if not arguments or any(word in mutant.name for word in arguments)
    ]
    prepared = odoo.prepare()
    with postgres.running("test", prepared.python, durable=False) as server:
        runner = odoo.Runner(prepared, server, "test")
        scratch = database.scratch_name()
        with stamps.lock("database", wait=True):
            database.drop_leftovers(runner)
            base = database.ensure_base(runner)
            installed = database.ensure_installed(runner, base, "test")
            database.copy(runner, installed, scratch)
        folder = place.TEMPORARY / f"mutation-{os.getpid()}"
        try:
            laboratory = Laboratory(runner, scratch, folder)
            results = [(mutant, laboratory.examine(mutant)) for mutant in wanted]
        finally:
            shutil.rmtree(folder, ignore_errors=True)
            database.drop(runner, scratch)
    return show(results)


class Laboratory:
    """A copy of the addon that is broken and mended again, and its database."""

    def __init__(self, runner: odoo.Runner, name: str, folder: Path):
        self.runner, self.name, self.folder = runner, name, folder
        self.addon = folder / place.ADDON_NAME
        self.settings = folder / "odoo.conf"
        aside = shutil.ignore_patterns("__pycache__")
        shutil.copytree(place.ADDON, self.addon, ignore=aside)
        lines = [
            line if not line.startswith("addons_path") else self._addons_path()
            for line in runner.settings.read_text().splitlines()
        ]
        self.settings.write_text("\n".join(lines) + "\n")

    def _addons_path(self) -> str:
        paths = [*self.runner.prepared.odoo.addons, self.folder]
        return f"addons_path = {','.join(map(str, paths))}"

    def examine(self, mutant: Mutant) -> str:
        """What became of this mutant: caught, survived, or why it could not be run."""
        with Ticker(mutant.name) as ticker:
            verdict = self._examine(mutant)
            ticker.failed = verdict != CAUGHT
        return verdict

    def _examine(self, mutant: Mutant) -> str:
        healthy = {}
        try:
            for file, old, new in mutant.changes:
                path = self.addon / "services" / file
                healthy.setdefault(path, path.read_text())
                text = path.read_text()
                if text.count(old) != 1:
                    return (
                        f"its change fits {text.count(old)} places of {file}, not one"
                    )
                path.write_text(text.replace(old, new))
            outcome = self.run(mutant.test)
            return {"failed": CAUGHT, "passed": SURVIVED}.get(outcome, outcome)
        finally:
            for path, text in healthy.items():
                path.write_text(text)

    def run(self, test: str) -> str:
        """Outcome of one test on the copy as it is now."""
        result = self.folder / "result.json"
        result.unlink(missing_ok=True)
        env = {**self.runner.environment(), RESULT: str(result)}
        env["PYTHONPATH"] += f"{os.pathsep}{place.ROOT}"
        command = [str(self.runner.prepared.python), "-m", "pytest", "-x", "-q"]
        command += ["-p", "tools.dev.counting", "-p", "no:cacheprovider"]
        command += [f"--odoo-config={self.settings}", f"--odoo-database={self.name}"]
        command += ["--odoo-log-level=critical"]
        command += [f"{place.ADDON_NAME}/tests/{test}"]
        log = place.LOGS / "mutation.log"
        with log.open("a", encoding="utf-8") as sink:
            try:
                subprocess.run(
                    command,
                    cwd=self.folder,
                    env=env,
                    stdin=subprocess.DEVNULL,
                    stdout=sink,
                    stderr=sink,
                    timeout=LONGEST,
                )
            except subprocess.TimeoutExpired:
                return "failed"
        return outcome_of(result)


def outcome_of(result: Path) -> str:
    """How the only test of a run ended, or a sentence if it was not run."""
    if not result.exists():
        return "pytest did not start: see .cache/log/mutation.log"
    found = json.loads(result.read_text())
    outcomes = list(found["outcomes"].values())
    if found["broken"]:
        return "the copy cannot be imported"
    return outcomes[0] if len(outcomes) == 1 else "its test is not there"


def show(results: list) -> int:
    """Print which test caught which mutant; return the exit code."""
    say()
    for mutant, verdict in results:
        say(f"{mutant.name:34}{verdict:10}  {mutant.test.rpartition('::')[2]}")
    caught = sum(verdict == CAUGHT for _mutant, verdict in results)
    say()
    say(f"{caught} caught, {len(results) - caught} not")
    return 0 if results and caught == len(results) else 1

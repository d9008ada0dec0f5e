"""`make mutation`, the engine's part: mutmut breaks it token by token, cases notice.

A copy of the engine, its cases and their runner is made below the cache, and mutmut
(tools/requirements-mutation.txt, in an environment of its own) runs the cases against
every broken copy. Nine of ten must be noticed; the others are explained in
docs/engine-survivors.md.
"""

import json
import os
import shutil
import subprocess
from pathlib import Path

from tools.dev import place, python_packages
from tools.dev.odoo import preparing
from tools.dev.progress import Stop, foreground, say

WANTED = 90
SETTINGS = """\
[tool.mutmut]
source_paths = ["engine"]
also_copy = ["static"]
pytest_add_cli_args_test_selection = ["tests"]
"""


def mutation(arguments: list[str]) -> int:
    """Run all broken copies, or those whose names match a pattern (engine.limits*)."""
    with preparing():
        python = python_packages.prepare_mutation()
    folder = laboratory()
    program = str(python.parent / "mutmut")
    env = place.base_environment()
    env["PATH"] = f"{python.parent}{os.pathsep}{env.get('PATH', os.defpath)}"
    command = [program, "run", "--max-children", str(os.cpu_count() or 1), *arguments]
    say("--- the engine, broken token by token")
    code = foreground(command, env, folder, stdin=subprocess.DEVNULL)
    if code:
        raise Stop(f"mutmut ended with {code}: see its last lines above.")
    exported = [program, "export-cicd-stats"]
    subprocess.run(exported, cwd=folder, env=env, stdout=subprocess.DEVNULL, check=True)
    stats = json.loads((folder / "mutants" / "mutmut-cicd-stats.json").read_text())
    results = subprocess.run(
        [program, "results"], cwd=folder, env=env, stdout=subprocess.PIPE, text=True
    )
    return show(stats, results.stdout)


def laboratory() -> Path:
    """A fresh folder with the engine, its cases and what runs them."""
    folder = place.CACHE / "engine-mutation"
    shutil.rmtree(folder, ignore_errors=True)
    tests = folder / "tests"
    tests.mkdir(parents=True)
    vectors = Path("static", "tests", "vectors")
    shutil.copytree(place.ADDON / vectors, folder / vectors)
    aside = shutil.ignore_patterns("__pycache__")
    shutil.copytree(place.ADDON / "engine", folder / "engine", ignore=aside)
    shutil.copy(place.ADDON / "tests" / "engine_vectors.py", tests)
    cases = place.TOOLS / "mutation" / "engine_cases.py"
    shutil.copy(cases, tests / "test_engine_cases.py")
    (folder / "pyproject.toml").write_text(SETTINGS)
    return folder


def show(stats: dict, results: str) -> int:
    """Print what survived and the share that was noticed; return the exit code."""
    survivors = [line.strip() for line in results.splitlines() if "survived" in line]
    say("\n".join(survivors))
    noticed = stats["killed"] + stats["timeout"]
    tried = noticed + stats["survived"] + stats["no_tests"] + stats["suspicious"]
    share = 100 * noticed / tried if tried else 0
    say(f"{noticed} of {tried} broken copies were noticed: {share:.1f} %")
    return 0 if share >= WANTED else 1

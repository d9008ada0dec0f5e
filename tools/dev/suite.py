"""`make test` and `make engine`: every test of the project, and what they need."""

import os
import subprocess
import time
from pathlib import Path

from tools.dev import (
    browser,
    database,
    lifecycle,
    odoo,
    place,
    postgres,
    report,
    stamps,
)
from tools.dev.counting import RESULT
from tools.dev.node_packages import node
from tools.dev.progress import Stop, foreground, say

NEIGHBOURS = f"{place.ADDON_NAME}/tests/neighbours"
SERVERS = f"{place.ADDON_NAME}/tests/servers"
ENGINE_STEPS = [
    ("engine in Python", "engine_check.py"),
    ("engine in JavaScript", "engine_check.mjs"),
    ("engine, both languages on random cases", "engine_compare.py"),
]


def engine(_arguments: list[str]) -> int:
    """Run the engine's checks alone."""
    return report.show(engine_parts(odoo.prepare_python()))


def test(arguments: list[str]) -> int:
    """Run every test; `arguments` (pytest's own) narrow it to tests of the addon."""
    prepared = odoo.prepare()
    parts = [] if arguments else [*engine_parts(prepared.python), tools(prepared)]
    say(f"  Browser: {browser.prepare()}")
    with postgres.running("test", prepared.python, durable=False) as server:
        runner = odoo.Runner(prepared, server, "test")
        parts.append(addon(runner, arguments))
        if not arguments:
            parts.append(addon(runner, [SERVERS]))
            parts.append(addon(runner, [NEIGHBOURS]))
            say("--- life of the addon")
            parts += lifecycle.parts(runner)
    return report.show(parts)


def engine_parts(python: Path) -> list[report.Part]:
    """The engine in Python, in JavaScript, and both on the same random cases."""
    return [engine_part(python, name, file) for name, file in ENGINE_STEPS]


def engine_part(python: Path, name: str, file: str, *arguments: str) -> report.Part:
    """One of the engine's checks: a program of tools/ and its arguments."""
    env = place.base_environment()
    env["PATH"] = f"{python.parent}{os.pathsep}{env.get('PATH', os.defpath)}"
    interpreters = {".py": str(python), ".mjs": str(node(python))}
    path = place.TOOLS / file
    say(f"--- {name}")
    start = time.monotonic()
    command = [interpreters[path.suffix], str(path), *arguments]
    finished = subprocess.run(
        command, cwd=place.ROOT, env=env, stdout=subprocess.PIPE, encoding="utf-8"
    )
    say(finished.stdout.rstrip())
    advice = f"run `tools/{file}` alone to see the first difference"
    return report.from_command(name, finished, time.monotonic() - start, advice)


def tools(prepared: odoo.Prepared) -> report.Part:
    """Tests of the commands and checks, and of the engine in plain pytest."""
    say("--- tools and checks")
    env = place.base_environment()
    return _pytest(
        "tools and checks", prepared.python, env, ["-p", "no:odoo", "tools/tests"]
    )


def addon(runner: odoo.Runner, arguments: list[str]) -> report.Part:
    """Tests of the addon inside Odoo: models, tours and browser tests.

    Tests below NEIGHBOURS run where other modules are installed as well; those below
    SERVERS start servers, and leave behind what these stored.
    """
    beside = any(NEIGHBOURS in argument for argument in arguments)
    served = any(SERVERS in argument for argument in arguments)
    name = "addon in Odoo"
    if beside or served:
        name = "addon beside others" if beside else "addon in servers of its own"

    def template() -> str:
        if beside:
            base = lifecycle.ensure_neighbours(runner)
        else:
            base = database.ensure_base(runner)
        return database.ensure_installed(runner, base, "beside" if beside else "test")

    apart = [f"--ignore={NEIGHBOURS}", f"--ignore={SERVERS}"]
    wanted = arguments or [f"{place.ADDON_NAME}/tests", *apart]
    return in_copy(runner, name, template, wanted)


def in_copy(runner: odoo.Runner, name: str, template, wanted: list[str]) -> report.Part:
    """Run tests in a copy of the database whose name `template()` returns."""
    say(f"--- {name}")
    scratch = database.scratch_name()
    with stamps.lock("database", wait=True):
        database.drop_leftovers(runner)
        try:
            database.copy(runner, template(), scratch)
        except Stop as stop:
            return report.Part(name, failed=1, failures=[str(stop)])
    options = [f"--odoo-config={runner.settings}", f"--odoo-database={scratch}"]
    options += ["--odoo-http", "--odoo-log-level=error"]
    part = _pytest(
        name,
        runner.prepared.python,
        runner.environment(),
        [*options, *wanted],
    )
    database.drop(runner, scratch)
    return part


def _pytest(name: str, python: Path, env: dict, options: list[str]) -> report.Part:
    result = place.TEMPORARY / f"tests-{os.getpid()}.json"
    result.unlink(missing_ok=True)
    env = {**env, RESULT: str(result)}
    command = [str(python), "-m", "pytest", "-p", "tools.dev.counting", *options]
    start = time.monotonic()
    code = foreground(command, env, place.ROOT, stdin=subprocess.DEVNULL)
    part = report.from_pytest(name, code, time.monotonic() - start, result)
    result.unlink(missing_ok=True)
    return part

"""`make test` and `make engine`: every test of the project, and what they need."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from tools.dev import (
    browser,
    database,
    division,
    lanes,
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

NEIGHBOURS, SERVERS = division.NEIGHBOURS, division.SERVERS
ENGINE_STEPS = [
    ("engine in Python", "engine_check.py"),
    ("engine in JavaScript", "engine_check.mjs"),
    ("engine, both languages on random cases", "engine_compare.py"),
]


def engine(_arguments: list[str]) -> int:
    """Run the engine's checks alone."""
    return report.show(engine_parts(odoo.prepare_python()))


def test(arguments: list[str]) -> int:
    """Run every test, in two lanes; `arguments` (pytest's own) narrow it to tests of
    the addon, in this process alone.

    Tests below SERVERS that are named among others run after them, apart.
    """
    prepared = odoo.prepare()
    say(f"  Browser: {browser.prepare()}")
    with postgres.running("test", prepared.python, durable=False) as server:
        if arguments:
            runner = odoo.Runner(prepared, server, "test")
            return report.show([addon(runner, some) for some in apart(arguments)])
        command = (sys.executable, "-m", "tools.dev", "test-part")
        tasks = [lanes.Task(name, (*command, name), name in BROWSING) for name in QUEUE]
        done = lanes.run(tasks)
    return report.show([part for name in PARTS for part in done[name]])


def part(arguments: list[str]) -> int:
    """Run the part of `test` that is named first; its counts go to the file named then.

    `lanes` starts this. It ends with 0 also when tests fail: their counts say so.
    """
    name, result = arguments
    # Where a shell started us in the background it had Ctrl-C ignored, and pytest would
    # inherit that; but Ctrl-C is how we end it.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    if name not in BROWSING:
        os.nice(YIELDING)
    prepared = odoo.prepare()
    with postgres.running("test", prepared.python, durable=False) as server:
        parts = PARTS[name](odoo.Runner(prepared, server, "test"))
    report.save(parts, Path(result))
    return 0


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


def apart(arguments: list[str]) -> list[list[str]]:
    """`arguments` of pytest, once for each database that the tests they name need.

    What tests below SERVERS store stays there, and other tests would find it.
    """
    places = named(arguments)
    served = [word for word in places if SERVERS in word]
    if not served or served == places:
        return [arguments]
    return [
        [word for word in arguments if word not in served],
        [word for word in arguments if word in served or word not in places],
    ]


def named(arguments: list[str]) -> list[str]:
    """The folders, files and tests among `arguments` of pytest.

    Options may name folders as well: as those to be left out. Their words name none.
    """
    words = [word for word in arguments if not word.startswith("-")]
    return [word for word in words if "/" in word or (place.ROOT / word).exists()]


def addon(
    runner: odoo.Runner, arguments: list[str], name: str = "addon in Odoo"
) -> report.Part:
    """Tests of the addon inside Odoo: models, tours and browser tests.

    Tests below NEIGHBOURS run where other modules are installed as well; those below
    SERVERS start servers, and leave behind what these stored.
    """
    places = named(arguments)
    beside = any(NEIGHBOURS in word for word in places)
    served = any(SERVERS in word for word in places)
    if beside or served:
        name = "addon beside others" if beside else "addon in servers of its own"

    def template() -> str:
        if beside:
            base = lifecycle.ensure_neighbours(runner)
        else:
            base = database.ensure_base(runner)
        return database.ensure_installed(runner, base, "beside" if beside else "test")

    return in_copy(runner, name, template, arguments)


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


# What `make test` runs, in the order of its summary; each in a process of its own.
PARTS = {
    "tools": lambda runner: [
        *engine_parts(runner.prepared.python),
        tools(runner.prepared),
    ],
    "browsers": lambda runner: [
        addon(runner, division.browsers(), "addon in Odoo, in browsers")
    ],
    "others": lambda runner: [
        addon(runner, division.others(), "addon in Odoo, without browsers")
    ],
    "servers": lambda runner: [addon(runner, [SERVERS])],
    "neighbours": lambda runner: [addon(runner, [NEIGHBOURS])],
    "life": lambda runner: lifecycle.parts(runner),
}
# In which order lanes take them: what is long comes first, and what is short fills up.
QUEUE = ("browsers", "tools", "others", "neighbours", "life", "servers")
BROWSING = ("browsers", "neighbours")
# Of the processor, parts without browsers take what a browser leaves: only its tests
# are held to a time.
YIELDING = 5

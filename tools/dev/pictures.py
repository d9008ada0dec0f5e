"""`make pictures`: a picture of every main screen, taken from the demo café.

The café is made anew in a database of its own, so that its numbers are those the texts
speak of; server and database are gone when the pictures are there.
"""

import socket
import subprocess

from tools.dev import (
    browser,
    database,
    node_packages,
    odoo,
    place,
    postgres,
    serve,
    stamps,
)
from tools.dev.progress import Stop, Ticker, foreground, run, say

FOLDER = place.ROOT / "docs" / "pictures"
TAKEN = place.TEMPORARY / "pictures"


def pictures(_arguments: list[str]) -> int:
    """Take every picture into docs/pictures; return the exit code."""
    prepared = odoo.prepare()
    chromium = browser.prepare()
    with odoo.preparing():
        node_packages.prepare(prepared.python)
    with (
        stamps.lock("pictures", wait=False),
        postgres.running("test", prepared.python, durable=False) as server,
    ):
        runner = odoo.Runner(prepared, server, "test")
        name = database.scratch_name()
        try:
            open_cafe(runner, name)
            take(runner, name, chromium)
        finally:
            database.drop(runner, name)
    pack(prepared)
    return 0


def open_cafe(runner: odoo.Runner, name: str) -> None:
    """Make the café in a database of that name, from a template without the addon."""
    modules = database.manifest_dependencies()
    with stamps.lock("database", wait=True):
        database.drop_leftovers(runner)
        template = database.ensure_template(runner, modules, demo=True)
        database.copy(runner, template, name)
    runner.change("The café", name, "--with-demo", "-i", place.ADDON_NAME)


def take(runner: odoo.Runner, name: str, chromium: str) -> None:
    """Serve the database on a free port and photograph it."""
    port = free_port()
    log = place.LOGS / "odoo-pictures-server.log"
    command = runner.command("server", "-d", name, f"--http-port={port}")
    with log.open("w") as sink:
        process = subprocess.Popen(
            command, stdout=sink, stderr=subprocess.STDOUT, env=runner.environment()
        )
        try:
            with Ticker("Starting Odoo"):
                serve.wait_for_answer(process, port, log)
            photograph(runner, f"http://localhost:{port}", chromium)
        finally:
            serve.stop(process)


def photograph(runner: odoo.Runner, address: str, chromium: str) -> None:
    """Drive the browser through the screens; the pictures are in TAKEN then."""
    TAKEN.mkdir(parents=True, exist_ok=True)
    for old in TAKEN.glob("*.png"):
        old.unlink()
    python = runner.prepared.python
    command = [str(node_packages.node(python)), str(place.TOOLS / "pictures.mjs")]
    command += [address, chromium, str(TAKEN)]
    if foreground(command, node_packages.environment(python), place.ROOT):
        raise Stop(f"A picture could not be taken; what the browser saw is in {TAKEN}.")


def pack(prepared: odoo.Prepared) -> None:
    """Replace docs/pictures by what was taken, small enough to keep."""
    command = [prepared.python, place.TOOLS / "pictures_pack.py", TAKEN, FOLDER]
    run(command, "Making them small", place.LOGS / "pictures.log")
    say(f"  {len(list(FOLDER.glob('*.png')))} pictures in {FOLDER}")


def free_port() -> int:
    """A port that nobody listens on now."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]

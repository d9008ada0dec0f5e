"""What a command needs to run Odoo: source, Python, server and settings."""

import contextlib
import os
import re
from dataclasses import dataclass
from pathlib import Path

from tools.dev import odoo_source, place, python_packages, stamps
from tools.dev.odoo_source import Odoo
from tools.dev.postgres import Server
from tools.dev.progress import Finished, Stop, failure, run

# What Odoo logs at these levels while it installs or updates is a failure of ours.
BAD_LEVELS = (" ERROR ", " CRITICAL ")


@dataclass(frozen=True, slots=True)
class Prepared:
    """What the cache holds before any database exists."""

    odoo: Odoo
    python: Path


def prepare() -> Prepared:
    """Fetch what is missing: Odoo and the packages it runs on."""
    with preparing():
        return Prepared(odoo_source.prepare(), python_packages.prepare_runtime())


def prepare_python() -> Path:
    """Fetch the packages alone; return their Python."""
    with preparing():
        return python_packages.prepare_runtime()


@contextlib.contextmanager
def preparing():
    """The one process of this checkout that may fill the cache now."""
    place.make_folders()
    with stamps.lock("prepare", wait=True):
        if not (place.CACHE / "stamps" / "odoo").exists():
            place.require_space()
        yield


@dataclass(frozen=True, slots=True)
class Runner:
    """Runs Odoo of this checkout against one PostgreSQL server."""

    prepared: Prepared
    server: Server
    name: str
    # Serves people: runs scheduled jobs too.
    serves: bool = False

    @property
    def data(self) -> Path:
        """Odoo's data folder: attachments and sessions of this runner's databases."""
        return place.CACHE / "data" / self.name

    @property
    def settings(self) -> Path:
        """Path of the configuration file, whole whenever another Odoo reads it."""
        folder = place.CACHE / "data"
        folder.mkdir(parents=True, exist_ok=True)
        addons = [*self.prepared.odoo.addons, place.ROOT]
        lines = [
            "[options]",
            f"addons_path = {','.join(map(str, addons))}",
            f"data_dir = {self.data}",
            f"screenshots = {place.CACHE / 'screenshots'}",
            "admin_passwd = admin",
            "list_db = False",
            "http_interface = 127.0.0.1",
            f"max_cron_threads = {1 if self.serves else 0}",
            "limit_time_real = 0",
            "limit_time_cpu = 0",
        ]
        path = folder / f"{self.name}.conf"
        partial = folder / f".{self.name}-{os.getpid()}.conf"
        partial.write_text("\n".join(lines) + "\n")
        return partial.replace(path)

    def environment(self) -> dict:
        """Environment of a process that imports Odoo."""
        env = {**place.base_environment(), **self.server.environment}
        env["PYTHONPATH"] = str(self.prepared.odoo.python_path)
        # Barcodes of cards and coupons: the one way to draw them that is a wheel.
        env["RL_renderPMBackend"] = "_renderPM"
        env["XDG_CACHE_HOME"] = env["XDG_CONFIG_HOME"] = str(place.CACHE / "xdg")
        env["PATH"] = f"{self.server.programs}{os.pathsep}{env.get('PATH', os.defpath)}"
        return env

    def command(self, *arguments: str) -> list[str]:
        """The command line of Odoo with this runner's settings."""
        program = [str(self.prepared.python), "-m", "odoo"]
        return [*program, *arguments[:1], "-c", str(self.settings), *arguments[1:]]

    def change(self, title: str, database: str, *arguments: str) -> str:
        """Install or update modules in a database; return what Odoo logged.

        Raises Stop when Odoo fails or logs an error.
        """
        command = self.command("server", "-d", database, *arguments)
        return self._logged(title, [*command, "--stop-after-init", "--no-http"])

    def uninstall(self, title: str, database: str, module: str) -> str:
        """Uninstall a module from a database; otherwise like `change`."""
        program = [str(self.prepared.python), "-m", "odoo", "module", "uninstall"]
        settings = ["-c", str(self.settings), "-d", database]
        return self._logged(title, [*program, *settings, module])

    def export(self, title: str, database: str, module: str, target) -> str:
        """Write a module's translation template to `target`, or raise Stop."""
        program = [str(self.prepared.python), "-m", "odoo", "i18n", "export"]
        settings = ["-c", str(self.settings), "-d", database, "-l", "pot"]
        return self._logged(title, [*program, *settings, "-o", str(target), module])

    def _logged(self, title: str, command: list[str]) -> str:
        log = place.LOGS / f"odoo-{self.name}.log"
        finished = run(command, title, log, env=self.environment(), must=False)
        # Not from the log: another Odoo may write into it at the same time.
        logged = finished.output
        bad = [
            line
            for line in logged.splitlines()
            if any(level in line for level in BAD_LEVELS)
        ]
        if finished.code or bad:
            words = cause(logged) or "".join(bad[-1:]) or finished.tail
            raise Stop(failure(title, Finished(finished.code, 0.0, words), log))
        return logged


def cause(tail: str) -> str:
    """The exception that the end of Odoo's log names, in its own words; or nothing."""
    found = re.findall(r"^[\w.]+(?:Error|Exception|Warning|Violation)\b.*", tail, re.M)
    return found[-1] if found else ""

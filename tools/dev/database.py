"""Creates, copies and drops databases with their attachments.

A database that takes long to make is made under another name and renamed when it is
complete: if it exists under its own name, it is whole.
"""

import ast
import os
import shutil
import time

from tools.dev import place
from tools.dev.odoo import Runner

PREFIX = f"points_{place.CHECKOUT_ID}"
# How often, and after how many seconds, a busy database is dropped again.
DROP_TRIES = 30
DROP_PAUSE = 1
SCRATCH = f"{PREFIX}_run_"


def manifest_dependencies() -> list[str]:
    """Names of the modules that the addon depends on."""
    manifest = ast.literal_eval((place.ADDON / "__manifest__.py").read_text())
    return sorted(manifest["depends"])


def exists(runner: Runner, name: str) -> bool:
    """Whether the server has this database."""
    return bool(
        runner.server.psql(f"SELECT 1 FROM pg_database WHERE datname = '{name}'")
    )


def names(runner: Runner, prefix: str) -> list[str]:
    """This checkout's databases whose names start so."""
    found = runner.server.psql("SELECT datname FROM pg_database ORDER BY datname")
    return [name for name in found.splitlines() if name.startswith(prefix)]


def create(runner: Runner, name: str) -> None:
    """Make an empty database, in place of one of that name."""
    drop(runner, name)
    runner.server.program("createdb", "--template=template0", "--encoding=UTF8", name)


def copy(runner: Runner, source: str, name: str) -> None:
    """Make a copy of a database, in place of one of that name.

    Attachments are immutable files named by their content: the copy shares them.
    """
    drop(runner, name)
    runner.server.program("createdb", f"--template={source}", name)
    files = runner.data / "filestore" / source
    if files.is_dir():
        shutil.copytree(files, runner.data / "filestore" / name, copy_function=os.link)


def rename(runner: Runner, source: str, name: str) -> None:
    """Give a finished database its own name."""
    drop(runner, name)
    files = runner.data / "filestore"
    if (files / source).is_dir():
        (files / source).rename(files / name)
    runner.server.psql(f'ALTER DATABASE "{source}" RENAME TO "{name}"')


def drop(runner: Runner, name: str) -> None:
    """Remove a database of this checkout and its attachments, if there is one."""
    if not name.startswith(PREFIX):
        raise ValueError(f"{name} is not a database of this checkout")
    for _try in range(DROP_TRIES):
        finished = runner.server.attempt("dropdb", "--if-exists", "--force", name)
        if "permission denied to terminate" not in finished.stderr:
            break
        # PostgreSQL's own clean-up is at work in it, and may not be interrupted by us.
        time.sleep(DROP_PAUSE)
    if finished.returncode:
        runner.server.program("dropdb", "--if-exists", "--force", name)
    shutil.rmtree(runner.data / "filestore" / name, ignore_errors=True)


def ensure_template(
    runner: Runner, modules: list[str], base: str = "", demo: bool = False
) -> str:
    """Name of a database with these modules, without or with their demo data; made once
    per Odoo version and list of modules, from a copy of `base` when that has some of
    them."""
    key = place.content_hash([], runner.prepared.odoo.version, *modules)
    name = f"{PREFIX}_{'shown' if demo else 'base'}_{key}"
    data = "--with-demo" if demo else "--without-demo"
    if not exists(runner, name):
        partial = f"{PREFIX}_part"
        if base:
            copy(runner, base, partial)
        else:
            create(runner, partial)
        title = f"Template database with {', '.join(modules)}"
        runner.change(title, partial, data, "-i", ",".join(modules))
        rename(runner, partial, name)
    return name


def ensure_base(runner: Runner) -> str:
    """Name of a database with the modules that the addon depends on."""
    return ensure_template(runner, manifest_dependencies())


def scratch_name() -> str:
    """Name of the database that this process may change as it likes."""
    return f"{SCRATCH}{os.getpid()}"


def drop_leftovers(runner: Runner) -> None:
    """Drop the scratch databases of processes that were killed."""
    for name in names(runner, SCRATCH):
        try:
            os.kill(int(name.removeprefix(SCRATCH)), 0)
        except ProcessLookupError:
            drop(runner, name)
        except PermissionError:
            continue


def ensure_installed(runner: Runner, template: str, label: str) -> str:
    """Name of a copy of the template with the addon installed; made once per content of
    the addon. Copies made from older contents are dropped."""
    key = place.content_hash([place.ADDON], template)
    prefix = f"{PREFIX}_{label}_"
    name = prefix + key
    if not exists(runner, name):
        for old in names(runner, prefix):
            drop(runner, old)
        partial = f"{PREFIX}_part"
        copy(runner, template, partial)
        title = f"Installing {place.ADDON_NAME}"
        runner.change(title, partial, "--without-demo", "-i", place.ADDON_NAME)
        rename(runner, partial, name)
    return name

"""A step of the cache counts as done only when its stamp says so.

A stamp is written last, with a key of everything the step was made from. A step without
its stamp, or with another key, is done again from nothing: a run that was cut off, a
changed pin or a hand-deleted folder repairs itself.
"""

import contextlib
import fcntl
import os
import shutil
import time
from pathlib import Path

from tools.dev.place import CACHE
from tools.dev.progress import Stop, say

STAMPS = CACHE / "stamps"


def is_done(name: str, key: str, folder: Path) -> bool:
    """Whether the step's folder exists and was finished with this key."""
    stamp = STAMPS / name
    return folder.exists() and stamp.is_file() and stamp.read_text() == key


def begin(name: str, folder: Path) -> None:
    """Forget the step and remove what an earlier or unfinished run left."""
    (STAMPS / name).unlink(missing_ok=True)
    if folder.exists():
        shutil.rmtree(folder)


def finish(name: str, key: str) -> None:
    """Record that the step is complete."""
    STAMPS.mkdir(parents=True, exist_ok=True)
    partial = STAMPS / f".{name}"
    partial.write_text(key)
    partial.replace(STAMPS / name)


@contextlib.contextmanager
def lock(name: str, *, wait: bool):
    """Hold the checkout's lock of that name.

    With `wait`, a second run waits for the first; else it stops with a sentence.
    """
    CACHE.mkdir(parents=True, exist_ok=True)
    path = CACHE / f"{name}.lock"
    with path.open("a+") as handle:
        said = False
        while True:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                other = path.read_text().strip() or "unknown"
                if not wait:
                    raise Stop(
                        f"`make {name}` already runs in this checkout (process"
                        f" {other}): wait for it, or stop it first."
                    ) from None
                if not said:
                    say(f"  ...  waiting for process {other}, which prepares the cache")
                    said = True
                time.sleep(0.5)
        handle.truncate(0)
        handle.write(str(os.getpid()))
        handle.flush()
        yield

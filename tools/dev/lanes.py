"""Runs the parts of a test run two at a time, each in a process of its own.

A process writes the counts of its part into the file that its last argument names; what
it prints is shown line by line behind its name.
"""

import contextlib
import os
import re
import select
import shutil
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from tools.dev import place, report
from tools.dev.progress import Stop, duration, say

# Two, and not one per processor: browsers need more than one as it is.
MOST = 2
# Seconds: how often ended processes are looked for, and how long they may clean up.
PAUSE = 0.2
PATIENCE = 60
CHUNK = 65536
# The variable that tells a lane's processes, however deep, from all others.
MARK = "POINTS_LANE"
# From here on pytest only explains: in one piece, when the part is over.
EXPLANATION = re.compile(r"^=+ (FAILURES|ERRORS) =+$")
COLOURS = re.compile(r"\x1b\[[\d;]*m")


@dataclass(frozen=True, slots=True)
class Task:
    """A part to be run: its short name and its command line.

    Of those that open a browser one runs at a time: Odoo gives the steps of a tour some
    seconds each.
    """

    name: str
    command: tuple
    has_browser: bool = False


def run(tasks: list[Task], width: int | None = None) -> dict[str, list[report.Part]]:
    """Run all tasks, `width` at a time, begun in their order; what each said it did.

    Raises Stop when one ends without saying so; whatever ends this early, no process of
    a task is left.
    """
    width = width or min(MOST, len(os.sched_getaffinity(0)))
    columns = max(len(task.name) for task in tasks)
    waiting, running, done = list(tasks), [], {}
    try:
        while waiting or running:
            while len(running) < width and (task := _next(waiting, running)):
                waiting.remove(task)
                running.append(Lane(task, columns))
            listen(running)
            for lane in [lane for lane in running if lane.has_ended()]:
                done[lane.task.name] = lane.finish()
                running.remove(lane)
    finally:
        stop(running)
    return done


def _next(waiting: list[Task], running: list["Lane"]) -> Task | None:
    """The first task that may begin beside those that run."""
    is_taken = any(lane.task.has_browser for lane in running)
    free = (task for task in waiting if not (task.has_browser and is_taken))
    return next(free, None)


def listen(lanes: list["Lane"]) -> None:
    """Show what the lanes print within the next moment."""
    pipes = [lane.pipe for lane in lanes if lane.is_open]
    ready, _, _ = select.select(pipes, [], [], PAUSE)
    for lane in lanes:
        if lane.pipe in ready:
            lane.read()


def stop(lanes: list["Lane"]) -> None:
    """End lanes, politely at first: then tests end their browsers and servers."""
    try:
        for lane in lanes:
            lane.process.terminate()
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end and not all(lane.has_ended() for lane in lanes):
            # Whoever read what we print may be gone: that is no reason to hurry.
            with contextlib.suppress(BrokenPipeError):
                listen(lanes)
    finally:
        for lane in lanes:
            with contextlib.suppress(BrokenPipeError):
                lane.close()
            lane.result.unlink(missing_ok=True)


class Lane:
    """A running task: its process, and what of its output is not shown yet."""

    def __init__(self, task: Task, columns: int):
        self.task = task
        self.prefix = f"{task.name:{columns}} | "
        self.mark = f"{os.getpid()}-{task.name}"
        self.result = place.TEMPORARY / f"part-{self.mark}.json"
        self.result.unlink(missing_ok=True)
        self.started = time.monotonic()
        # A session of its own: Ctrl-C in the terminal reaches us alone, and whatever
        # the process leaves behind can be ended with it.
        self.process = subprocess.Popen(
            [*task.command, str(self.result)],
            cwd=place.ROOT,
            env=_environment(self.mark, len(self.prefix)),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        self.pipe = self.process.stdout.fileno()
        os.set_blocking(self.pipe, False)
        self.is_open = True
        self.rest = b""
        self.last = ""
        self.kept: list[str] = []

    def has_ended(self) -> bool:
        """Whether the process is over; it stays known to the system until `close`."""
        if self.process.returncode is not None:
            return True
        options = os.WEXITED | os.WNOHANG | os.WNOWAIT
        return os.waitid(os.P_PID, self.process.pid, options) is not None

    def read(self) -> bool:
        """Show the whole lines that can be read now; whether there was anything."""
        try:
            chunk = os.read(self.pipe, CHUNK)
        except BlockingIOError:
            return False
        self.is_open = bool(chunk)
        *lines, self.rest = (self.rest + chunk).split(b"\n")
        self._show(lines)
        return self.is_open

    def _show(self, lines: list[bytes]) -> None:
        shown = []
        for line in lines:
            text = line.decode("utf-8", "replace").rstrip("\r")
            self.last = text.strip() or self.last
            if self.kept or EXPLANATION.match(COLOURS.sub("", text)):
                self.kept.append(self.prefix + text)
            else:
                shown.append(self.prefix + text)
        if shown:
            say("\n".join(shown))

    def close(self) -> None:
        """End whatever the process left running and show all that it printed."""
        # Its number is not given to another group before it is waited for.
        if self.process.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
        for pid in marked(self.mark):
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        while self.is_open and self.read():
            pass
        self.process.stdout.close()
        self.is_open = False
        self._show([self.rest] if self.rest else [])
        if self.kept:
            say("\n".join(self.kept))
        self.rest, self.kept = b"", []

    def finish(self) -> list[report.Part]:
        """Close the ended lane; return what it says it did, or raise Stop."""
        self.close()
        code = self.process.returncode
        if code or not self.result.exists():
            how = f"was killed by signal {-code}" if code < 0 else f"ended with {code}"
            words = f": {self.last.rstrip('.')}" if self.last else ""
            raise Stop(f"The part `{self.task.name}` {how} before its end{words}.")
        parts = report.load(self.result)
        self.result.unlink()
        passed = sum(part.passed for part in parts)
        failed = sum(part.failed for part in parts)
        took = duration(time.monotonic() - self.started)
        say(f"--- {self.task.name}: {passed} passed, {failed} failed ({took})")
        return parts


def marked(mark: str) -> list[int]:
    """Processes of ours that were started with this mark in their environment.

    Servers that tests start have a session of their own, and outlive a killed pytest.
    """
    found = []
    wanted = f"{MARK}={mark}".encode()
    for folder in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            if wanted in (folder / "environ").read_bytes().split(b"\0"):
                found.append(int(folder.name))
    return found


def _environment(mark: str, prefix: int) -> dict:
    """Environment of a lane: pytest shows colours and fits its lines beside a prefix
    as it would on the terminal."""
    env = {**os.environ, MARK: mark}
    if sys.stdout.isatty():
        env["PY_COLORS"] = "1"
        env["COLUMNS"] = str(shutil.get_terminal_size().columns - prefix)
    return env

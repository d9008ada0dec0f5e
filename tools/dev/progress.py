"""What the person at the terminal sees: one line per step, with the time it takes.

Every long command runs through `run`: its output goes to a log file, its last line
and the elapsed time are shown while it works, and a known cause of failure becomes a
sentence.
"""

import os
import re
import shutil
import signal
import subprocess
import sys
import threading
import time
from dataclasses import dataclass
from pathlib import Path

# What Odoo's log puts before the message: moment, process, level, database, logger.
LOG_PREFIX = re.compile(r"^[\d-]{10} [\d:,]{12} \d+ [A-Z]+ \S+ \S+: ")
TICK_TERMINAL = 0.3
TICK_PLAIN = 10.0
# Lines at the end of an output that may say why a command failed.
TAIL = 60

# (what the output says, what it means for the person reading)
KNOWN_CAUSES = [
    (
        r"No space left on device|Disk quota exceeded|not enough free space",
        "the disk is full: free some space and run the same command again",
    ),
    (
        r"name resolution|Could not resolve|Name or service not known|ENOTFOUND"
        r"|EAI_AGAIN|Network is unreachable|Failed to establish a new connection"
        r"|ECONNREFUSED|ETIMEDOUT|Connection (refused|timed out|reset)"
        r"|Could not connect|Unable to connect|ReadTimeout|Failed to fetch"
        r"|from versions: none",
        "the download failed: check this machine's network (or the mirror and proxy its"
        " package tools are set to) and run the same command again",
    ),
    (
        r"No matching distribution found",
        "a pinned package is not made for this Python: try Python 3.11 with"
        " `make PYTHON=python3.11 ...`",
    ),
    (
        r"Permission denied|EACCES",
        "a file of the checkout belongs to someone else: give the checkout to your"
        " user, or clone it again",
    ),
    (
        r"ensurepip is not available|No module named (ensurepip|venv)",
        "this Python has no venv module: install it (Debian: the package python3-venv)",
    ),
]


class Stop(Exception):
    """Ends the command; its text is the one sentence the person gets to read."""


@dataclass(frozen=True, slots=True)
class Finished:
    """How a command ended: its exit code, its seconds, the end of its output, and all
    of it."""

    code: int
    seconds: float
    tail: str
    output: str = ""


def say(text: str = "") -> None:
    """Print one line at once."""
    print(text, flush=True)


def explain(output: str) -> str | None:
    """The cause of a failure in words, when the output shows a known one."""
    for pattern, sentence in KNOWN_CAUSES:
        if re.search(pattern, output):
            return sentence
    return None


def duration(seconds: float) -> str:
    """Seconds as a person says them: `4.2 s`, `31 s`, `2 min 05 s`."""
    if seconds < 9.95:
        return f"{seconds:.1f} s"
    whole = round(seconds)
    return f"{whole} s" if whole < 120 else f"{whole // 60} min {whole % 60:02d} s"


class Ticker:
    """Shows the elapsed time and the last line of output while a step works."""

    def __init__(self, title: str):
        self.title = title
        self.line = ""
        self.failed = False
        self._done = threading.Event()
        self._terminal = sys.stdout.isatty()
        self._thread = threading.Thread(target=self._show, daemon=True)
        self._start = time.monotonic()

    def __enter__(self):
        self._thread.start()
        return self

    def __exit__(self, kind, _error, _trace):
        self._done.set()
        self._thread.join()
        if self._terminal:
            print("\r\x1b[K", end="")
        mark = "NO " if kind or self.failed else "ok "
        say(f"  {mark}  {self.title} ({duration(self.seconds)})")

    @property
    def seconds(self) -> float:
        """Seconds since the step began."""
        return time.monotonic() - self._start

    def _show(self):
        while not self._done.wait(TICK_TERMINAL if self._terminal else TICK_PLAIN):
            text = f"  ...  {self.title}: {duration(self.seconds)}  {self.line}"
            if self._terminal:
                width = shutil.get_terminal_size().columns
                print("\r\x1b[K" + text[: width - 1], end="", flush=True)
            else:
                say(text[:160])


def run(
    argv: list,
    title: str,
    log: Path,
    *,
    env: dict | None = None,
    cwd: Path | None = None,
    must: bool = True,
) -> Finished:
    """Run a command with its progress visible and its output in `log`.

    With `must`, a failure raises Stop with its cause in words and the log's place.
    """
    log.parent.mkdir(parents=True, exist_ok=True)
    lines: list[str] = []
    with Ticker(title) as ticker:
        # Line by line: another command may write into the same file now.
        with log.open("a", encoding="utf-8", buffering=1) as sink:
            sink.write(f"$ {' '.join(map(str, argv))}\n")
            code = _stream(argv, env, cwd, sink, lines, ticker)
        ticker.failed = bool(code)
        tail = "\n".join(lines[-TAIL:])
        finished = Finished(code, ticker.seconds, tail, "\n".join(lines))
        if must and code:
            raise Stop(failure(title, finished, log))
    return finished


def foreground(argv: list, env: dict, cwd: Path | None = None, **streams) -> int:
    """Run a command that talks to the terminal itself; return its exit code.

    When this process is interrupted, so is the command, and it gets time to clean up:
    pytest closes its browser, Odoo's shell its connection.
    """
    with subprocess.Popen(argv, env=env, cwd=cwd, **streams) as process:
        try:
            return process.wait()
        except BaseException:
            process.send_signal(signal.SIGINT)
            try:
                process.wait(30)
            except subprocess.TimeoutExpired:
                process.kill()
            raise


def failure(title: str, finished: Finished, log: Path) -> str:
    """The sentence for a step that failed."""
    cause = explain(finished.tail)
    if not cause:
        lines = [line for line in finished.tail.splitlines() if line.strip()]
        cause = lines[-1].strip()[:200] if lines else f"exit code {finished.code}"
    shown = os.path.relpath(log)
    return f"{title} did not work: {cause}. (The whole output is in {shown}.)"


def _stream(argv, env, cwd, sink, lines, ticker) -> int:
    try:
        process = subprocess.Popen(
            [str(part) for part in argv],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            env=env,
            cwd=cwd,
            encoding="utf-8",
            errors="replace",
        )
    except FileNotFoundError as error:
        raise Stop(
            f"The program {error.filename} is missing on this machine."
        ) from None
    with process:
        try:
            for line in process.stdout:
                sink.write(line)
                ticker.line = LOG_PREFIX.sub("", line.strip())
                lines.append(line.rstrip())
        except BaseException:
            process.terminate()
            raise
    return process.returncode

"""Maps a command's name to what it does, and ends every bad case in one sentence."""

import errno
import importlib
import signal
import sys

from tools.dev.progress import Stop, explain

# name -> (module, function); imported when asked for, so that each command starts fast.
COMMANDS = {
    "demo": ("serve", "demo"),
    "demo-reset": ("serve", "reset"),
    "shell": ("serve", "shell"),
    "test": ("suite", "test"),
    "test-part": ("suite", "part"),
    "test-accounting": ("accounting", "accounting"),
    "engine": ("suite", "engine"),
    "lint": ("lint", "lint"),
    "pictures": ("pictures", "pictures"),
    "bench": ("bench", "bench"),
    "bench-ledger": ("bench", "bench_ledger"),
    "bench-tiers": ("bench", "bench_tiers"),
    "bench-expiry": ("bench", "bench_expiry"),
    "mutation": ("mutation", "mutation"),
    "engine-mutation": ("engine_mutation", "mutation"),
    "soak": ("soak", "soak"),
    "translations": ("translations", "translations"),
}


def main(arguments: list[str]) -> int:
    """Run the command named first; return the exit code."""
    if not arguments or arguments[0] not in COMMANDS:
        print(f"Commands: {', '.join(COMMANDS)}. See `make help`.", file=sys.stderr)
        return 2
    module, function = COMMANDS[arguments[0]]
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _interrupt)
    try:
        return getattr(importlib.import_module(f"tools.dev.{module}"), function)(
            arguments[1:]
        )
    except Stop as stop:
        print(f"\n{stop}", file=sys.stderr)
    except OSError as error:
        if error.errno not in (errno.ENOSPC, errno.EACCES, errno.EROFS, errno.EDQUOT):
            raise
        cause = (
            explain(str(error)) or "the file system can only be read: clone elsewhere"
        )
        print(f"\n{error.filename or 'The checkout'}: {cause}.", file=sys.stderr)
    except KeyboardInterrupt:
        print("\nStopped.", file=sys.stderr)
        return 130
    return 1


def _interrupt(_number, _frame):
    """A polite kill ends a command as Ctrl-C does: servers it started are stopped."""
    raise KeyboardInterrupt

"""Entry of every make target: find a Python that Odoo 19 accepts, then run the command.

This one file must be readable by any Python 3, so that a wrong one gets a sentence and
not a syntax error.
"""

import os
import shutil
import sys

OLDEST = (3, 10)
NEWEST = (3, 13)


def accepted(version):
    """Whether Odoo 19.0 runs on this Python version (a pair)."""
    return OLDEST <= tuple(version[:2]) <= NEWEST


def other_python(which=None):
    """Path of an accepted Python found by name on the PATH, or None."""
    which = which or getattr(shutil, "which", lambda name: None)
    for minor in range(NEWEST[1], OLDEST[1] - 1, -1):
        path = which("python3.%d" % minor)
        if path and os.path.realpath(path) != os.path.realpath(sys.executable):
            return path
    return None


def main():
    """Run the command with an accepted Python, or say in a sentence what is missing."""
    if accepted(sys.version_info):
        from tools.dev import cli

        return cli.main(sys.argv[1:])
    found = None if os.environ.get("POINTS_PYTHON_TRIED") else other_python()
    if not found:
        sys.stderr.write(
            "Odoo 19 needs Python 3.10 to 3.13, this is Python %d.%d: install one of"
            " them, or name it with `make PYTHON=python3.12 ...`.\n"
            % sys.version_info[:2]
        )
        return 2
    os.environ["POINTS_PYTHON_TRIED"] = "1"
    os.execv(found, [found, "-m", "tools.dev"] + sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())

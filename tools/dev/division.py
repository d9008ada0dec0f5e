"""Divides the addon's tests inside Odoo into two parts that take about as long.

One part is the files that open a browser, the other is whatever else pytest finds: a
new file is in exactly one of them without being entered anywhere.
"""

import re
from pathlib import Path

from tools.dev import place

TESTS = Path(place.ADDON_NAME, "tests")
NEIGHBOURS = str(TESTS / "neighbours")
SERVERS = str(TESTS / "servers")
# What a test calls in the end to open a browser.
OPENS_BROWSER = re.compile(r"\b(start_tour|start_pos_tour|browser_js)\(")
# Read as text: a file that Python cannot read is for pytest to complain about.
IMPORT = re.compile(r"^from (\.+)([\w.]*) import (.+)$", re.M)


def browsers(root: Path = place.ROOT) -> list[str]:
    """Files of the addon's tests that open a browser, relative to `root`, sorted.

    They do so themselves, or by a module of the tests that they import from.
    """
    files = sorted((root / TESTS).rglob("test_*.py"))
    known: dict[Path, bool] = {}
    return [
        str(path.relative_to(root))
        for path in files
        if not _is_apart(path.relative_to(root)) and _opens_browser(path, known)
    ]


def others(root: Path = place.ROOT) -> list[str]:
    """Arguments with which pytest runs the addon's tests, but not those of `browsers`
    and of the two folders apart."""
    left_out = [NEIGHBOURS, SERVERS, *browsers(root)]
    return [str(TESTS), *(f"--ignore={path}" for path in left_out)]


def _is_apart(path: Path) -> bool:
    return any(path.is_relative_to(folder) for folder in (NEIGHBOURS, SERVERS))


def _opens_browser(path: Path, known: dict[Path, bool]) -> bool:
    """Whether a module opens a browser; `known` remembers what was found out."""
    if path not in known:
        # Also the answer for modules that import each other, until there is a better.
        known[path] = False
        text = path.read_text(encoding="utf-8", errors="replace")
        known[path] = bool(OPENS_BROWSER.search(text)) or any(
            _opens_browser(module, known) for module in _imported(path, text)
        )
    return known[path]


def _imported(path: Path, text: str) -> list[Path]:
    """Files that a module imports from by a relative import, where they exist."""
    found = []
    for dots, dotted, names in IMPORT.findall(text):
        folder = path.parents[len(dots) - 1]
        modules = [dotted] if dotted else re.findall(r"\w+", names)
        found += [folder / f"{name.replace('.', '/')}.py" for name in modules]
    return [file for file in found if file.is_file()]

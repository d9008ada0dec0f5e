"""Names and words that do not belong into the repository.

The patterns are written so that they do not match this file.
"""

import re
from pathlib import Path

from tools.checks.project import ADDON, Fault, Project

NAMELESS = {"utils", "util", "helpers", "helper", "misc", "shared", "common_functions"}
# Folders that mirror Odoo's own: files there have Odoo's names.
MIRRORS = (f"{ADDON}/static/src/app/utils/", f"{ADDON}/static/tests/")
WORDS = [
    (
        r"\bTO[D]O\b|\bFIX[M]E\b|\bXX[X]\b|\bHA[C]K\b",
        "unfinished work: do it, or leave it",
    ),
    (
        r"@(?:unittest\.)?ski[p]|mark\.ski[p]|\bski[p]Test\(|\b(?:test|describe)\.ski[p]\b"
        r"|mark\.xfai[l]|\b(?:test|describe)\.(?:onl[y]|debu[g]|tod[o])\(|expectedFailur[e]",
        "a test that does not always run: every test runs",
    ),
    (
        r"(?<![\w.:])/(?:wor[k]|far[m]|hom[e]|roo[t]|tm[p]|User[s])/",
        "a path of one machine: use a path in the checkout, or a temporary folder",
    ),
    (
        r"\bpyp[i]\.org|pythonhoste[d]\.org|registry\.np[m]js|np[m]js\.com|yarnpk[g]\.com"
        r"|\bdeb\.debia[n]\.org|ftp\.\w*\.?debia[n]\.org|debia[n]\.org/debia[n]"
        r"|archive\.ubunt[u]\.com",
        "the host of a package registry: clients know their own",
    ),
    (r"\bdebu[g]ger\b|\bpd[b]\.set_trace|\bbreakpoin[t]\(", "a left-over of debugging"),
]
PATTERNS = [(re.compile(pattern), sentence) for pattern, sentence in WORDS]
UNREAD = {"LICENSE", "tools/package-lock.json"}


def check(project: Project) -> list[Fault]:
    """Faults in names of files and in their text."""
    faults = []
    for path in project.files:
        if str(path) in UNREAD:
            continue
        faults += name_faults(path)
        for number, line in enumerate(project.text(path).splitlines(), 1):
            for pattern, sentence in PATTERNS:
                found = pattern.search(line)
                if found:
                    faults.append(
                        Fault(str(path), number, f"`{found[0]}` is {sentence}")
                    )
    return faults


def name_faults(path: Path) -> list[Fault]:
    """A file or folder whose name says nothing about what is in it."""
    if str(path).startswith(MIRRORS):
        return []
    return [
        Fault(str(path), 1, f"`{part}` names no subject: say what the file is about")
        for part in path.with_suffix("").parts
        if part in NAMELESS
    ]

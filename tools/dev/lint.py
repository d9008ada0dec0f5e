"""`make lint`: formatters, linters and the project's own checks, with verdicts."""

import importlib
import os
import subprocess
import time
from pathlib import Path

from tools.checks.project import Project
from tools.dev import node_packages, odoo_source, place, python_packages
from tools.dev.odoo import preparing
from tools.dev.progress import duration, say

OWN_CHECKS = {
    "layer imports": "layers",
    "single writer": "single_writer",
    "twin functions": "twins",
    "size of functions and files": "size",
    "names and words": "words",
    "tests that Odoo imports": "imported_tests",
    "patched Point of Sale paths": "pos_paths",
}
JAVASCRIPT = [
    f"{place.ADDON_NAME}/static/**/*.js",
    "tools/*.mjs",
    "benchmarks/**/*.mjs",
]
CONFIGURATION = ["eslint.config.cjs", "prettier.config.cjs"]
# A model has a file per subject; models that refuse every direct write call no super().
PYLINT_OFF = "--disable=consider-merging-classes-inherited,method-required-super"
# Odoo's own files write the XML header and plain numbers in another way than OCA's.
# READMEs are Markdown, as the repository's other texts are.
OCA_OFF = "--disable=xml-header-wrong,xml-field-numeric-without-eval,prefer-readme-rst"
PYTHON = [place.ADDON_NAME, "tools", "benchmarks"]


def lint(arguments: list[str]) -> int:
    """Run everything, also after a fault; `--fix` formats and mends what it can."""
    fix = "--fix" in arguments
    with preparing():
        python = python_packages.prepare_runtime()
        lint_python = python_packages.prepare_lint()
        modules = node_packages.prepare(python)
        odoo = odoo_source.prepare()
    verdicts = [
        _command(name, command, env)
        for name, command, env in commands(lint_python.parent, python, modules, fix)
    ]
    project = Project(place.ROOT, odoo.addons)
    verdicts += [_own(title, module, project) for title, module in OWN_CHECKS.items()]
    bad = verdicts.count(False)
    say()
    if bad:
        say(f"Lint: {bad} of {len(verdicts)} checks found something to mend.")
        say("`make lint FIX=1` formats and mends what a program can.")
        return 1
    say(f"Lint: all {len(verdicts)} checks are content.")
    return 0


def commands(programs: Path, python: Path, modules: Path, fix: bool) -> list[tuple]:
    """(name, command line, environment) of every linter that is a program."""
    env = place.base_environment()
    env["PATH"] = f"{programs}{os.pathsep}{env.get('PATH', os.defpath)}"
    rows = [(*row, env) for row in python_commands(programs, fix)]
    env = node_packages.environment(python)
    node = str(node_packages.node(python))
    return rows + [(*row, env) for row in javascript_commands(node, modules, fix)]


def python_commands(programs: Path, fix: bool) -> list[tuple]:
    """(name, command line) of the linters of Python, XML, CSV and catalogues."""
    ruff = str(programs / "ruff")
    folders = [name for name in PYTHON if (place.ROOT / name).is_dir()]
    look = ["--check", "--output-format=concise"]
    mend = ["--fix", "--output-format=concise"]
    pylint = str(programs / "pylint")
    checker = str(programs / "oca-checks-odoo-module")
    rows = [
        ("ruff format", [ruff, "format", *([] if fix else look), *folders]),
        ("ruff check", [ruff, "check", *(mend if fix else look[1:]), *folders]),
        ("pylint-odoo", [pylint, PYLINT_OFF, place.ADDON_NAME]),
        ("oca-checks-odoo-module", [checker, OCA_OFF, str(place.ADDON)]),
    ]
    catalogues = sorted(map(str, place.ADDON.glob("i18n/*.po*")))
    if catalogues:
        checker = str(programs / "oca-checks-po")
        command = [checker, "--disable=po-pretty-format", *catalogues]
        rows.append(("oca-checks-po", command))
    return rows


def javascript_commands(node: str, modules: Path, fix: bool) -> list[tuple]:
    """(name, command line) of the linters of JavaScript and style sheets."""
    prettier = [node, str(modules / "prettier" / "bin" / "prettier.cjs")]
    prettier += ["--write" if fix else "--check", "--log-level=warn"]
    eslint = [node, str(modules / "eslint" / "bin" / "eslint.js"), "--max-warnings=0"]
    eslint += ["--fix"] if fix else []
    none = "--no-error-on-unmatched-pattern"
    styles = f"{place.ADDON_NAME}/static/**/*.scss"
    # Not the till's templates: there the plugin makes twice the lines that Odoo has.
    views = f"{place.ADDON_NAME}/!(static)/**/*.xml"
    return [
        ("prettier", [*prettier, none, *JAVASCRIPT, *CONFIGURATION, styles, views]),
        ("eslint", [*eslint, none, *JAVASCRIPT]),
    ]


def _command(name: str, command: list[str], env: dict) -> bool:
    start = time.monotonic()
    finished = subprocess.run(
        command,
        cwd=place.ROOT,
        env=env,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
    )
    return _verdict(name, finished.returncode == 0, start, finished.stdout)


def _own(title: str, module: str, project: Project) -> bool:
    start = time.monotonic()
    check = importlib.import_module(f"tools.checks.{module}").check
    try:
        faults = check(project)
    except SyntaxError as error:
        faults = [f"{error.filename}:{error.lineno}: cannot be read: {error.msg}"]
    return _verdict(title, not faults, start, "\n".join(map(str, sorted(faults))))


def _verdict(name: str, good: bool, start: float, output: str) -> bool:
    mark = "ok " if good else "NO "
    say(f"  {mark}  {name} ({duration(time.monotonic() - start)})")
    if not good:
        say("\n".join(f"       {line}" for line in output.strip().splitlines()))
    return good

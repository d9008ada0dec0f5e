"""`make lint`: formatters, linters and the project's own checks, with verdicts."""

import importlib
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
    env["PATH"] = f"{programs}:{env['PATH']}"
    node_env = node_packages.environment(python)
    node = str(node_packages.node(python))
    prettier = [node, str(modules / "prettier" / "bin" / "prettier.cjs")]
    eslint = [node, str(modules / "eslint" / "bin" / "eslint.js")]
    ruff = str(programs / "ruff")
    folders = [name for name in PYTHON if (place.ROOT / name).is_dir()]
    catalogues = sorted(map(str, place.ADDON.glob("i18n/*.po*")))
    rows = [
        (
            "ruff format",
            [
                ruff,
                "format",
                *([] if fix else ["--check", "--output-format=concise"]),
                *folders,
            ],
            env,
        ),
        (
            "ruff check",
            [
                ruff,
                "check",
                "--output-format=concise",
                *(["--fix"] if fix else []),
                *folders,
            ],
            env,
        ),
        (
            "pylint-odoo",
            [str(programs / "pylint"), "-sn", "-rn", place.ADDON_NAME],
            env,
        ),
        (
            "oca-checks-odoo-module",
            [str(programs / "oca-checks-odoo-module"), str(place.ADDON)],
            env,
        ),
        (
            "prettier",
            [
                *prettier,
                "--write" if fix else "--check",
                "--log-level=warn",
                "--no-error-on-unmatched-pattern",
                *JAVASCRIPT,
                *CONFIGURATION,
                f"{place.ADDON_NAME}/static/**/*.scss",
            ],
            node_env,
        ),
        (
            "eslint",
            [
                *eslint,
                "--no-error-on-unmatched-pattern",
                "--max-warnings=0",
                *(["--fix"] if fix else []),
                *JAVASCRIPT,
            ],
            node_env,
        ),
    ]
    if catalogues:
        checker = str(programs / "oca-checks-po")
        rows.append(
            ("oca-checks-po", [checker, "--disable=po-pretty-format", *catalogues], env)
        )
    return rows


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

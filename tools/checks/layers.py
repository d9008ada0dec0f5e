"""Imports only go up the picture of docs/architecture.md, and the engine is pure.

engine <- services <- models <- controllers, wizards, reports.
"""

import ast
import re
from pathlib import Path

from tools.checks.project import ADDON, Fault, Project, line_of

RANKS = {"engine": 0, "services": 1, "models": 2}
RANKS |= {"controllers": 3, "wizards": 3, "reports": 3}
# What the engine may use of the standard library: nothing with a clock, chance, locale
# or the outside world.
PURE = {"__future__", "bisect", "collections", "dataclasses", "datetime", "enum"}
PURE |= {"functools", "itertools", "math", "operator", "typing"}
CLOCK = {"now", "today", "utcnow"}
IMPURE_JS = re.compile(
    r"\bnew Date\(\s*\)|\bDate\.now\b|\bMath\.random\b|\bperformance\b|\bIntl\b"
    r"|\bcrypto\b|\btoLocale\w*|\bwindow\b|\bdocument\b|\blocalStorage\b|\bluxon\b|\bconsole\."
)
IMPORT_JS = re.compile(
    r"""(?:^|\n)\s*(?:import|export)\b[^;'"]*?from\s*["']([^"']+)["']"""
)


def check(project: Project) -> list[Fault]:
    """Faults in the direction of imports and in the purity of the engine."""
    faults = []
    for path in project.below(ADDON, ".py"):
        layer = path.parts[1] if len(path.parts) > 2 else ""
        if layer in RANKS:
            faults += _python(project, path, layer)
    for path in project.below(f"{ADDON}/static/src/engine", ".js"):
        faults += _javascript(project, path)
    return faults


def _python(project: Project, path: Path, layer: str) -> list[Fault]:
    faults = []
    for node in ast.walk(ast.parse(project.text(path))):
        for module, place in _imports(node, path):
            sentence = _import_fault(module, place, layer)
            if sentence:
                faults.append(Fault(str(path), node.lineno, sentence))
        if layer == "engine" and isinstance(node, ast.Attribute) and node.attr in CLOCK:
            sentence = (
                f"the engine has no clock: hand the moment in instead of .{node.attr}"
            )
            faults.append(Fault(str(path), node.lineno, sentence))
    return faults


def _imports(node: ast.AST, path: Path) -> list[tuple[str, str]]:
    """(module, layer of this addon or "") for each import of a statement."""
    if isinstance(node, ast.Import):
        return [_located(alias.name) for alias in node.names]
    if not isinstance(node, ast.ImportFrom):
        return []
    if not node.level:
        return [_located(node.module)]
    folder = list(path.parts[: -node.level])
    target = folder + (node.module.split(".") if node.module else [])
    if len(target) > 1:
        return [(".".join(target), target[1])]
    return [(f"{ADDON}.{alias.name}", alias.name) for alias in node.names]


def _located(module: str) -> tuple[str, str]:
    prefix = f"odoo.addons.{ADDON}."
    if module.startswith(prefix):
        return module, module.removeprefix(prefix).partition(".")[0]
    return module, ""


def _import_fault(module: str, target: str, layer: str) -> str | None:
    if target in RANKS:
        if RANKS[target] > RANKS[layer]:
            return f"{layer}/ may not import {target}/: imports only go up the picture"
        return None
    if layer == "engine" and module.partition(".")[0] not in PURE:
        return (
            f"the engine may not import {module}: it is pure, without Odoo or a clock"
        )
    return None


def _javascript(project: Project, path: Path) -> list[Fault]:
    text = project.text(path)
    faults = []
    for found in IMPORT_JS.finditer(text):
        if not re.fullmatch(r"\./[a-z_]+(\.js)?", found[1]):
            sentence = f"the engine may only import its own files, not {found[1]}"
            faults.append(Fault(str(path), line_of(text, found.start(1)), sentence))
    for number, line in enumerate(text.splitlines(), 1):
        code = line.partition("//")[0]
        impure = IMPURE_JS.search(code)
        if impure and not code.lstrip().startswith(("*", "/*")):
            sentence = (
                f"the engine is pure: {impure[0]} is clock, chance, locale or page"
            )
            faults.append(Fault(str(path), number, sentence))
    return faults

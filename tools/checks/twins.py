"""The engine's two languages have the same files, with the same public functions."""

import ast
import re

from tools.checks.project import ADDON, Fault, Project

PYTHON = f"{ADDON}/engine"
JAVASCRIPT = f"{ADDON}/static/src/engine"
EXPORTED = re.compile(r"^export\s+(?:async\s+)?function\s*\*?\s*(\w+)", re.MULTILINE)


def check(project: Project) -> list[Fault]:
    """Files without a twin, and public functions that only one twin has."""
    python = {
        path.stem: path
        for path in project.below(PYTHON, ".py")
        if path.stem != "__init__"
    }
    javascript = {path.stem: path for path in project.below(JAVASCRIPT, ".js")}
    faults = []
    for name in sorted(python.keys() | javascript.keys()):
        if name not in javascript:
            sentence = f"has no twin {JAVASCRIPT}/{name}.js"
            faults.append(Fault(str(python[name]), 1, sentence))
        elif name not in python:
            sentence = f"has no twin {PYTHON}/{name}.py"
            faults.append(Fault(str(javascript[name]), 1, sentence))
        else:
            faults += _compare(project, python[name], javascript[name])
    return faults


def python_functions(text: str) -> dict[str, int]:
    """Line of each public function of a module."""
    return {
        node.name: node.lineno
        for node in ast.parse(text).body
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_")
    }


def javascript_functions(text: str) -> dict[str, int]:
    """Line of each exported function of a module, but for constructors of values.

    A value is a class in Python and a function with a capital letter in JavaScript.
    """
    return {
        found[1]: text.count("\n", 0, found.start()) + 1
        for found in EXPORTED.finditer(text)
        if not found[1][0].isupper()
    }


def _compare(project: Project, python, javascript) -> list[Fault]:
    left = python_functions(project.text(python))
    right = javascript_functions(project.text(javascript))
    faults = [
        Fault(str(python), left[name], f"{name} has no twin in {javascript.name}")
        for name in left.keys() - right.keys()
    ]
    faults += [
        Fault(str(javascript), right[name], f"{name} has no twin in {python.name}")
        for name in right.keys() - left.keys()
    ]
    return sorted(faults)

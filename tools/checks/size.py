"""Functions and files stay short enough to read at once.

The length of a Python function leaves out its docstring. JavaScript functions are
measured by eslint's max-lines-per-function with the same limits.
"""

import ast

from tools.checks.project import ADDON, Fault, Project

ENGINE = f"{ADDON}/engine"
LONGEST = 60
LONGEST_IN_ENGINE = 40
LONGEST_FILE = 400
MEASURED = {".py", ".js", ".mjs", ".xml", ".scss"}


def check(project: Project) -> list[Fault]:
    """Python functions and code files over their limit."""
    faults = []
    for path in project.files:
        if path.suffix not in MEASURED:
            continue
        text = project.text(path)
        lines = text.count("\n")
        if lines > LONGEST_FILE:
            sentence = f"{lines} lines: at most {LONGEST_FILE}, divide it by subject"
            faults.append(Fault(str(path), LONGEST_FILE + 1, sentence))
        if path.suffix == ".py":
            limit = LONGEST_IN_ENGINE if path.is_relative_to(ENGINE) else LONGEST
            faults += functions_over(str(path), text, limit)
    return faults


def functions_over(path: str, text: str, limit: int) -> list[Fault]:
    """Functions with more lines than the limit."""
    faults = []
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            length = _length(node)
            if length > limit:
                sentence = f"{node.name} has {length} lines: at most {limit}"
                faults.append(Fault(path, node.lineno, sentence))
    return faults


def _length(node) -> int:
    length = node.end_lineno - node.lineno + 1
    if ast.get_docstring(node, clean=False) is not None:
        docstring = node.body[0]
        length -= docstring.end_lineno - docstring.lineno + 1
    return length

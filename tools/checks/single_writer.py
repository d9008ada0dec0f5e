"""Only the ledger service writes entries, lots, allocations, holds, coupon uses and the
numbers of an account."""

import ast
import re
from pathlib import Path

from tools.checks.project import ADDON, Fault, Project, line_of

MODELS = ["points.entry", "points.lot", "points.allocation", "points.hold"]
MODELS += ["points.coupon", "points.coupon.use", "points.account"]
TABLES = "|".join(model.replace(".", "_") for model in MODELS)
SQL_WRITE = re.compile(
    rf"\b(INSERT\s+INTO|UPDATE|DELETE\s+FROM|MERGE\s+INTO|TRUNCATE(?:\s+TABLE)?)\s+"
    rf"(?:ONLY\s+)?\"?({TABLES})\b",
    re.IGNORECASE,
)
COPY_WRITE = re.compile(rf"\bCOPY\s+\"?({TABLES})\b[^;]*\bFROM\b", re.IGNORECASE)
ORM_WRITES = {"create", "write", "unlink", "copy", "_write", "_create", "update"}
# Numbers that only the ledger knows how to keep: of the account, the entry and the lot.
NUMBERS = {"live", "waiting", "held", "debt", "unallocated", "remaining"}
LEDGER = re.compile(rf"^{ADDON}/services/(points_ledger|ledger_)\w*\.py$")
EXEMPT = (f"{ADDON}/tests/", f"{ADDON}/static/")
ADVICE = (
    "only services/points_ledger and services/ledger_* may: post an operation instead"
)


def check(project: Project) -> list[Fault]:
    """Faults in Python, SQL and data files of the addon, outside the ledger service."""
    faults = []
    for path in project.below(ADDON, ".py", ".xml", ".csv"):
        if LEDGER.match(str(path)) or str(path).startswith(EXEMPT):
            continue
        text = project.text(path)
        for pattern in (SQL_WRITE, COPY_WRITE):
            for found in pattern.finditer(text):
                sentence = f"SQL that writes {found[found.lastindex]}; {ADVICE}"
                faults.append(Fault(str(path), line_of(text, found.start()), sentence))
        if path.suffix == ".py":
            faults += _python(path, text)
        elif path.suffix == ".xml":
            faults += _records(path, text)
    return faults


def _records(path: Path, text: str) -> list[Fault]:
    models = "|".join(map(re.escape, MODELS))
    return [
        Fault(
            str(path), line_of(text, found.start()), f"a record of {found[1]}; {ADVICE}"
        )
        for found in re.finditer(rf"<record\b[^>]*\bmodel=[\"']({models})[\"']", text)
    ]


def _python(path: Path, text: str) -> list[Fault]:
    faults = []
    tree = ast.parse(text)
    for function in _functions(tree):
        bound = _bound_names(function)
        for node in ast.walk(function):
            if not isinstance(node, ast.Call) or not isinstance(
                node.func, ast.Attribute
            ):
                continue
            if node.func.attr not in ORM_WRITES:
                continue
            sentence = _call_fault(node, bound)
            if sentence:
                faults.append(Fault(str(path), node.lineno, f"{sentence}; {ADVICE}"))
    return sorted(set(faults))


def _functions(tree: ast.AST) -> list[ast.AST]:
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef)
    return [node for node in ast.walk(tree) if isinstance(node, kinds)] or [tree]


def _named_model(node: ast.AST) -> str | None:
    """The ledger model that `self.env["points.lot"].sudo()` and the like name."""
    while isinstance(node, (ast.Attribute, ast.Call)):
        node = node.value if isinstance(node, ast.Attribute) else node.func
    if isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Constant):
        return node.slice.value if node.slice.value in MODELS else None
    return None


def _bound_names(function: ast.AST) -> dict[str, str]:
    """Local names that hold records of a ledger model, as far as assignments show."""
    bound = {}
    for node in ast.walk(function):
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            model = _named_model(node.value)
            if model:
                bound[node.targets[0].id] = model
    return bound


def _call_fault(node: ast.Call, bound: dict[str, str]) -> str | None:
    receiver = node.func.value
    model = _named_model(receiver)
    root = receiver
    while isinstance(root, (ast.Attribute, ast.Call)):
        root = root.value if isinstance(root, ast.Attribute) else root.func
    if not model and isinstance(root, ast.Name):
        model = bound.get(root.id)
    if model and (model != "points.account" or node.func.attr != "write"):
        return f".{node.func.attr}() on {model}"
    keys = {
        key.value
        for argument in node.args
        for part in ast.walk(argument)
        if isinstance(part, ast.Dict)
        for key in part.keys
        if isinstance(key, ast.Constant)
    }
    if node.func.attr in ("write", "_write") and keys & NUMBERS:
        return f".write() of {', '.join(sorted(keys & NUMBERS))}"
    return None

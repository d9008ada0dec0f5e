"""Every test file is one that Odoo runs: tests/__init__.py imports it."""

import ast

from tools.checks.project import ADDON, Fault, Project

INIT = f"{ADDON}/tests/__init__.py"
# They need other modules, or a database of their own: `make test` runs them where they
# have that.
APART = {"neighbours", "servers"}


def check(project: Project) -> list[Fault]:
    """Test modules that tests/__init__.py does not import."""
    files = {
        path.stem: path
        for path in project.below(f"{ADDON}/tests", ".py")
        if not APART.intersection(path.parts)
    }
    init = [path for path in project.files if str(path) == INIT]
    imported = set()
    for path in init:
        for node in ast.walk(ast.parse(project.text(path))):
            if isinstance(node, ast.ImportFrom):
                imported |= {alias.name for alias in node.names}
    return [
        Fault(str(path), 1, f"tests/__init__.py does not import {name}: Odoo skips it")
        for name, path in sorted(files.items())
        if name.startswith("test_") and name not in imported
    ]

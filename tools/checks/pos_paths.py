"""A patch of a Point of Sale class or template sits at that file's own path, and what
it patches or imports exists in the Odoo that is installed."""

import re
from pathlib import Path

from tools.checks.project import ADDON, Fault, Project, line_of

APP = f"{ADDON}/static/src/app"
IMPORT = re.compile(
    r"""import\s+(?:(\w+)\s*,?\s*)?(?:\{([^}]*)\})?\s*from\s*["']@(\w+)/([^"']+)["']""",
    re.DOTALL,
)
PATCH = re.compile(r"\bpatch\(\s*([A-Za-z_]\w*)")
INHERIT = re.compile(r"""t-inherit=["'](\w+)\.([\w.]+)["']""")
POS = "point_of_sale"


def check(project: Project) -> list[Fault]:
    """Faults in imports, patches and inherited templates of the till."""
    if not project.odoo_addons:
        raise ValueError("this check needs Odoo's addons")
    faults = []
    for path in project.below(f"{ADDON}/static", ".js"):
        faults += _javascript(project, path)
    for path in project.below(APP, ".xml"):
        faults += _templates(project, path)
    return faults


def _addon(project: Project, module: str) -> Path | None:
    if module == ADDON:
        return project.root / ADDON
    found = (path / module for path in project.odoo_addons)
    return next((path for path in found if path.is_dir()), None)


def _target(addon: Path, place: str) -> Path:
    """The file that `@module/place` means, as Odoo's asset bundler reads it."""
    name = place if place.endswith(".js") else f"{place}.js"
    if place.startswith("../"):
        return addon / "static" / name.removeprefix("../")
    return addon / "static" / "src" / name


def _javascript(project: Project, path: Path) -> list[Fault]:
    text = project.text(path)
    faults, origins = [], {}
    for found in IMPORT.finditer(text):
        default, names, module, place = found.groups()
        addon = _addon(project, module)
        if not addon or module == "odoo":
            continue
        if not _target(addon, place).is_file():
            sentence = f"@{module}/{place} does not exist in this Odoo"
            faults.append(Fault(str(path), line_of(text, found.start()), sentence))
        for name in [default, *(names or "").split(",")]:
            if name and name.strip():
                origins[name.strip().split()[-1]] = (module, place)
    if path.is_relative_to(APP):
        faults += _patches(path, text, origins)
    return faults


def _patches(path: Path, text: str, origins: dict) -> list[Fault]:
    faults = []
    own = str(path.relative_to(f"{ADDON}/static/src").with_suffix(""))
    for found in PATCH.finditer(text):
        module, place = origins.get(found[1], (None, None))
        if module == POS and place != own:
            sentence = f"the patch of {found[1]} belongs to static/src/{place}.js"
            faults.append(Fault(str(path), line_of(text, found.start()), sentence))
    return faults


def _templates(project: Project, path: Path) -> list[Fault]:
    text = project.text(path)
    faults = []
    for found in INHERIT.finditer(text):
        module, name = found.groups()
        addon = _addon(project, module)
        if not addon or module == ADDON:
            continue
        line = line_of(text, found.start())
        wanted = re.compile(rf"""t-name=["']{module}\.{re.escape(name)}["']""")
        folder = addon / "static" / "src"
        files = [
            file for file in folder.rglob("*.xml") if wanted.search(file.read_text())
        ]
        if not files:
            sentence = f"the template {module}.{name} does not exist in this Odoo"
            faults.append(Fault(str(path), line, sentence))
        elif module == POS:
            place = files[0].relative_to(folder)
            if place != path.relative_to(f"{ADDON}/static/src"):
                sentence = (
                    f"the change of {module}.{name} belongs to static/src/{place}"
                )
                faults.append(Fault(str(path), line, sentence))
    return faults

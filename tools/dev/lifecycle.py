"""The addon installs, updates, uninstalls and installs again, alone and beside others.

After uninstalling, the database's tables, columns, functions and triggers are those of
before; Odoo itself would not notice what is left.
"""

import time

from tools.dev import database, place, stamps
from tools.dev.odoo import Runner
from tools.dev.progress import Stop
from tools.dev.report import Part

NEIGHBOURS = ["pos_discount", "pos_hr", "pos_loyalty", "pos_restaurant", "pos_sale"]
INVENTORY = """
    SELECT 'table ' || relname FROM pg_class
     WHERE relkind IN ('r', 'v', 'm', 'S', 'i')
       AND relnamespace = 'public'::regnamespace
    UNION ALL
    SELECT 'column ' || table_name || '.' || column_name FROM information_schema.columns
     WHERE table_schema = 'public'
    UNION ALL
    SELECT 'function ' || proname FROM pg_proc
     WHERE pronamespace = 'public'::regnamespace
    UNION ALL
    SELECT 'trigger ' || tgname FROM pg_trigger WHERE NOT tgisinternal
    UNION ALL
    SELECT 'record ' || model || ' ' || name FROM ir_model_data WHERE module = '{addon}'
"""


def parts(runner: Runner) -> list[Part]:
    """The addon's life in both settings."""
    with stamps.lock("database", wait=True):
        alone = database.ensure_base(runner)
        beside = ensure_neighbours(runner)
    return [
        life(runner, "life of the addon, alone", alone),
        life(runner, f"life of the addon, beside {', '.join(NEIGHBOURS)}", beside),
    ]


def ensure_neighbours(runner: Runner) -> str:
    """Name of a database with the modules that shops often have beside the addon."""
    modules = sorted({*database.manifest_dependencies(), *NEIGHBOURS})
    return database.ensure_template(runner, modules, database.ensure_base(runner))


def life(runner: Runner, name: str, template: str) -> Part:
    """One setting: each step is a test; one that cannot be done ends it."""
    part = Part(name)
    start = time.monotonic()
    scratch = database.scratch_name()
    with stamps.lock("database", wait=True):
        database.copy(runner, template, scratch)
    # Not of the template: nobody can copy that while someone is connected to it.
    before = inventory(runner, scratch)
    steps = {
        "installs": lambda title: install(runner, title, scratch),
        "updates": lambda title: update(runner, title, scratch),
        "uninstalls": lambda title: uninstall(runner, title, scratch, before),
        "installs again": lambda title: install(runner, title, scratch),
    }
    for step, act in steps.items():
        title = f"{name}: {step}"
        try:
            complaint = act(title)
        except Stop as stop:
            part.failed += 1
            part.failures.append(str(stop))
            break
        part.passed += not complaint
        part.failed += bool(complaint)
        part.failures += [f"{title}: {complaint}"] if complaint else []
    part.seconds = time.monotonic() - start
    database.drop(runner, scratch)
    return part


def install(runner: Runner, title: str, name: str) -> str:
    """Install the addon; return what Odoo complains about."""
    arguments = ["--without-demo", "-i", place.ADDON_NAME]
    return warnings(runner.change(title, name, *arguments))


def update(runner: Runner, title: str, name: str) -> str:
    """Update the addon; return what Odoo complains about."""
    return warnings(runner.change(title, name, "-u", place.ADDON_NAME))


def uninstall(runner: Runner, title: str, name: str, before: set[str]) -> str:
    """Uninstall the addon; return what of it stays, beside what was there `before`."""
    runner.uninstall(title, name, place.ADDON_NAME)
    left = sorted(inventory(runner, name) - before)
    return f"{len(left)} things stay behind: {', '.join(left[:8])}." if left else ""


def inventory(runner: Runner, name: str) -> set[str]:
    """What a database has in its schema, and the addon's records."""
    sql = INVENTORY.format(addon=place.ADDON_NAME)
    return set(runner.server.psql(sql, name).splitlines())


def warnings(logged: str) -> str:
    """What Odoo warned about this addon, in one sentence; or nothing."""
    found = complaints(logged)
    return f"Odoo warns: {'; '.join(found[:5])}." if found else ""


def complaints(logged: str) -> list[str]:
    """Messages of Odoo's log that warn about this addon or its models, each once."""
    messages = [
        line.partition(" WARNING ")[2].partition(": ")[2].strip()
        for line in logged.splitlines()
        if " WARNING " in line
    ]
    ours = (place.ADDON_NAME, "points.", "points_")
    return sorted({text for text in messages if any(word in text for word in ours)})

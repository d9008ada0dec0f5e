"""The addon installs, updates, uninstalls and installs again, alone and beside others.

After uninstalling, the database's tables, columns, functions and triggers are those of
before; Odoo itself would not notice what is left.
"""

import time

from tools.dev import database, place, stamps
from tools.dev.odoo import Runner
from tools.dev.progress import Stop
from tools.dev.report import Part

NEIGHBOURS = ["pos_discount", "pos_loyalty", "pos_restaurant"]
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
        modules = sorted({*database.manifest_dependencies(), *NEIGHBOURS})
        beside = database.ensure_template(runner, modules, alone)
    return [
        life(runner, "life of the addon, alone", alone),
        life(runner, f"life of the addon, beside {', '.join(NEIGHBOURS)}", beside),
    ]


def life(runner: Runner, name: str, template: str) -> Part:
    """One setting: each step is a test; the first that fails ends it."""
    part = Part(name)
    start = time.monotonic()
    scratch = database.scratch_name()
    database.copy(runner, template, scratch)
    steps = {
        "installs": lambda title: install(runner, title, scratch),
        "updates": lambda title: update(runner, title, scratch),
        "uninstalls": lambda title: uninstall(runner, title, scratch, template),
        "installs again": lambda title: install(runner, title, scratch),
    }
    for step, act in steps.items():
        try:
            act(f"{name}: {step}")
        except Stop as stop:
            part.failed += 1
            part.failures.append(str(stop))
            break
        part.passed += 1
    part.seconds = time.monotonic() - start
    database.drop(runner, scratch)
    return part


def install(runner: Runner, title: str, name: str) -> None:
    """Install the addon; raise Stop when Odoo complains about it."""
    logged = runner.change(title, name, "--without-demo", "-i", place.ADDON_NAME)
    require_silence(title, logged)


def update(runner: Runner, title: str, name: str) -> None:
    """Update the addon; raise Stop when Odoo complains about it."""
    require_silence(title, runner.change(title, name, "-u", place.ADDON_NAME))


def uninstall(runner: Runner, title: str, name: str, template: str) -> None:
    """Uninstall the addon; raise Stop when something of it stays in the database."""
    before = inventory(runner, template)
    runner.uninstall(title, name, place.ADDON_NAME)
    left = sorted(inventory(runner, name) - before)
    if left:
        raise Stop(f"{title}: {len(left)} things stay behind: {', '.join(left[:8])}.")


def inventory(runner: Runner, name: str) -> set[str]:
    """What a database has in its schema, and the addon's records."""
    sql = INVENTORY.format(addon=place.ADDON_NAME)
    return set(runner.server.psql(sql, name).splitlines())


def require_silence(title: str, logged: str) -> None:
    """Raise Stop when Odoo warned about this addon."""
    found = complaints(logged)
    if found:
        raise Stop(f"{title}: Odoo warns: {'; '.join(found[:5])}.")


def complaints(logged: str) -> list[str]:
    """Messages of Odoo's log that warn about this addon or its models, each once."""
    messages = [
        line.partition(" WARNING ")[2].partition(": ")[2].strip()
        for line in logged.splitlines()
        if " WARNING " in line
    ]
    ours = (place.ADDON_NAME, "points.", "points_")
    return sorted({text for text in messages if any(word in text for word in ours)})

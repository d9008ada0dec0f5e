"""`make translations`: the addon's translation template, written anew."""

from tools.dev import database, odoo, place, postgres, stamps
from tools.dev.progress import say

TEMPLATE = place.ADDON / "i18n" / f"{place.ADDON_NAME}.pot"


def translations(_arguments: list[str]) -> int:
    """Export every text of the addon; return the exit code."""
    prepared = odoo.prepare()
    with postgres.running("test", prepared.python, durable=False) as server:
        runner = odoo.Runner(prepared, server, "test")
        name = database.scratch_name()
        try:
            with stamps.lock("database", wait=True):
                base = database.ensure_base(runner)
                database.copy(runner, base, name)
            runner.change(
                "Installing the addon", name, "--without-demo", "-i", place.ADDON_NAME
            )
            runner.export("Its texts", name, place.ADDON_NAME, TEMPLATE)
        finally:
            database.drop(runner, name)
    say(f"  {TEMPLATE.relative_to(place.ROOT)}")
    return 0

"""`make bench`: the databases that the benchmark compares, then benchmarks/run.py.

Each database is a copy of one template: bare point_of_sale, native pos_loyalty, ours.
"""

from tools.dev import database, odoo, place, postgres, stamps
from tools.dev.progress import Stop, foreground

NATIVE = "pos_loyalty"


def bench(arguments: list[str]) -> int:
    """Prepare the three databases and run the benchmark; return its exit code.

    The benchmark finds them in POINTS_BENCH_BARE, POINTS_BENCH_NATIVE and
    POINTS_BENCH_OURS, and Odoo's settings in ODOO_RC.
    """
    program = place.ROOT / "benchmarks" / "run.py"
    if not program.is_file():
        raise Stop("benchmarks/run.py is missing from this checkout.")
    prepared = odoo.prepare()
    with postgres.running("bench", prepared.python, durable=True) as server:
        runner = odoo.Runner(prepared, server, "bench")
        with stamps.lock("bench", wait=False):
            env = {**runner.environment(), **databases(runner)}
            env["ODOO_RC"] = str(runner.settings)
            command = [str(prepared.python), str(program), *arguments]
            return foreground(command, env, place.ROOT)


def databases(runner: odoo.Runner) -> dict:
    """Fresh copies for this run, by the variable that names each."""
    bare = database.ensure_base(runner)
    modules = [*database.manifest_dependencies(), NATIVE]
    native = database.ensure_template(runner, sorted(modules), bare)
    ours = database.ensure_installed(runner, bare, "bench")
    found = {}
    for label, template in (("bare", bare), ("native", native), ("ours", ours)):
        name = f"{database.PREFIX}_measure_{label}"
        database.copy(runner, template, name)
        found[f"POINTS_BENCH_{label.upper()}"] = name
    return found

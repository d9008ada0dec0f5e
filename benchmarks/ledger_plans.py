"""Which statements of a posting read a whole table of the ledger."""

import json

from benchmarks.ledger_tables import TABLES

# A table of fewer rows may well be read in full.
LARGE = 10_000
READS = ("select", "with", "insert", "update")


class Recorder:
    """A cursor's `execute` that also keeps what it was asked, as the server saw it."""

    def __init__(self, cr):
        self.cr = cr
        self.statements = []
        self.execute = cr.execute

    def __enter__(self):
        self.cr.execute = self._execute
        return self

    def __exit__(self, *_error):
        del self.cr.execute

    def _execute(self, query, params=None, **options):
        result = self.execute(query, params, **options)
        text = self.cr._obj.query.decode()
        if text.strip().lower().startswith(READS) and "points_" in text:
            self.statements.append(text)
        return result


def scanned(cr, statements):
    """{table: statement} of the large tables that these statements read in full."""
    found = {}
    cr.execute(
        "SELECT relname FROM pg_class WHERE relname = ANY(%s) AND reltuples > %s",
        [list(TABLES), LARGE],
    )
    large = {name for (name,) in cr.fetchall()}
    for statement in statements:
        cr.execute("SAVEPOINT plan")
        cr._obj.execute("EXPLAIN (FORMAT JSON) " + statement)
        [[plan]] = cr._obj.fetchall()
        cr.execute("ROLLBACK TO SAVEPOINT plan")
        plans = json.loads(plan) if isinstance(plan, str) else plan
        for node in _nodes(plans[0]["Plan"]):
            table = node.get("Relation Name")
            if node["Node Type"] == "Seq Scan" and table in large:
                found.setdefault(table, statement)
    return found


def _nodes(plan):
    """Every node of a plan."""
    yield plan
    for child in plan.get("Plans", ()):
        yield from _nodes(child)

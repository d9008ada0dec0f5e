"""Which statements of a posting read a whole table of the ledger, or a whole index."""

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
    """{table: statement} of the large tables that these statements read in full.

    An index that is read without a condition counts as the table it belongs to.
    """
    found = {}
    cr.execute(
        "SELECT relname FROM pg_class WHERE relname = ANY(%s) AND reltuples > %s",
        [list(TABLES), LARGE],
    )
    large = {name for (name,) in cr.fetchall()}
    cr.execute(
        "SELECT indexname, tablename FROM pg_indexes WHERE tablename = ANY(%s)",
        [list(TABLES)],
    )
    tables = dict(cr.fetchall())
    for statement in statements:
        cr.execute("SAVEPOINT plan")
        cr._obj.execute("EXPLAIN (FORMAT JSON) " + statement)
        [[plan]] = cr._obj.fetchall()
        cr.execute("ROLLBACK TO SAVEPOINT plan")
        plans = json.loads(plan) if isinstance(plan, str) else plan
        for node in _nodes(plans[0]["Plan"]):
            name = _read_in_full(node)
            if name in large or tables.get(name) in large:
                found.setdefault(tables.get(name, name), statement)
    return found


def _read_in_full(node):
    """The table or index that a node of a plan reads from end to end, or None."""
    if node["Node Type"] == "Seq Scan":
        return node["Relation Name"]
    if "Index Name" in node and "Index Cond" not in node:
        return node["Index Name"]
    return None


def _nodes(plan):
    """Every node of a plan."""
    yield plan
    for child in plan.get("Plans", ()):
        yield from _nodes(child)

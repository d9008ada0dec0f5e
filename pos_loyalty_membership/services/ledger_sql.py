"""Parts of the ledger's statements: what they ask for, and rows that they read.

PostgreSQL plans each statement of a request anew, which for a sale takes longer than
running it. One row given as VALUES is planned like constants, and one that is inserted
or updated costs least where it is nothing else; hundreds travel as one JSON parameter,
so that the statement does not grow with them.
"""

import json
from decimal import Decimal

from odoo.tools import SQL

# As many rows are given as VALUES.
FEW = 3


def as_json(rows):
    """Rows as one JSON parameter; dates and moments as ISO text."""
    return json.dumps(rows, default=str)


def as_points(hundredths):
    """Points as their columns store them, of a whole number of hundredths."""
    return Decimal(hundredths).scaleb(-2)


def either(*asked):
    """Rows of which any of these conditions holds, each a (condition, values) pair.

    A condition without values is left out, since it holds for nothing: PostgreSQL takes
    an `OR` with an empty list for proof of anything, and may then read all of a partial
    index whose condition the statement never mentioned.
    """
    parts = [SQL(f"({text})", list(values)) for text, values in asked if values]
    return SQL("(%s)", SQL(" OR ").join(parts)) if parts else SQL("FALSE")


class Rows:
    """A kind of rows: the columns a statement reads of them, as `name type, …`."""

    def __init__(self, columns):
        pairs = [column.split() for column in columns.split(",")]
        self.names = tuple(name for name, _type in pairs)
        # All of these are made of the constants of a module, once.
        self.columns = SQL(columns)
        self.aliases = SQL(", ".join(self.names))
        self.values = f"({', '.join(f'%s::{kind}' for _name, kind in pairs)})"
        self.plain = ", ".join("%s" for _name in pairs)
        changed = self.names[1:]
        self.assigned = ", ".join(f"{name} = %s" for name in changed)
        self.copied = SQL(", ".join(f"{name} = r.{name}" for name in changed))

    def table(self, rows, alias="r"):
        """`r(columns…)`, to be read from; `rows` are dicts, what they lack is NULL."""
        name = SQL.identifier(alias)
        if len(rows) > FEW:
            return SQL(
                "jsonb_to_recordset(%s::jsonb) AS %s(%s)",
                as_json(rows),
                name,
                self.columns,
            )
        values = [SQL(self.values, *self._cells(row)) for row in rows]
        return SQL("(VALUES %s) AS %s(%s)", SQL(", ").join(values), name, self.aliases)

    def listed(self, row):
        """The values of one row, in the order of the columns, as SELECT takes them."""
        return SQL(self.plain, *self._cells(row))

    def inserted(self, rows, last):
        """What follows `INSERT INTO table (names, one column more)`, in their order.

        `last` is the SQL of that last column, the same for all of them.
        """
        if len(rows) > FEW:
            return SQL(
                """
                SELECT %s, %s
                  FROM ROWS FROM (jsonb_to_recordset(%s::jsonb) AS (%s))
                       WITH ORDINALITY AS r(%s, ordinality)
                 ORDER BY ordinality
                """,
                self.aliases,
                last,
                as_json(rows),
                self.columns,
                self.aliases,
            )
        values = [SQL("(%s, %s)", self.listed(row), last) for row in rows]
        return SQL("VALUES %s", SQL(", ").join(values))

    def updated(self, rows):
        """What follows `UPDATE table t SET`, and which rows: a dict of two SQL.

        The first column is the id; `values` assign all others.
        """
        ids = [row["id"] for row in rows]
        if len(rows) == 1:
            [_id, *cells] = self._cells(rows[0])
            return {
                "values": SQL(self.assigned, *cells),
                "which": SQL("WHERE t.id = %s", ids[0]),
            }
        # Named once more: the planner takes a JSON parameter for a hundred rows, and
        # would rather read a table of some thousands than look that many up.
        which = SQL(
            "FROM %s WHERE t.id = r.id AND t.id = ANY(%s)", self.table(rows), ids
        )
        return {"values": self.copied, "which": which}

    def _cells(self, row):
        """The values of one row, in the order of the columns."""
        cells = [row.get(name) for name in self.names]
        return [
            as_json(cell) if isinstance(cell, dict | list | tuple) else cell
            for cell in cells
        ]

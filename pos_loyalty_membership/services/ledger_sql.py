"""Parts of the ledger's statements: what they ask for, and rows that they read.

PostgreSQL plans each statement of a request anew, which for a sale takes longer than
running it. One row given as VALUES is planned like constants; hundreds travel as one
JSON parameter, so that the statement does not grow with them.
"""

import json

from odoo.tools import SQL

# As many rows are given as VALUES.
FEW = 3


def as_json(rows):
    """Rows as one JSON parameter; dates and moments as ISO text."""
    return json.dumps(rows, default=str)


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
        # All three are made of the constants of a module, once.
        self.columns = SQL(columns)
        self.aliases = SQL(", ".join(self.names))
        self.values = f"({', '.join(f'%s::{kind}' for _name, kind in pairs)})"

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

    def _cells(self, row):
        """The values of one row, in the order of the columns."""
        cells = [row.get(name) for name in self.names]
        return [
            as_json(cell) if isinstance(cell, dict | list | tuple) else cell
            for cell in cells
        ]

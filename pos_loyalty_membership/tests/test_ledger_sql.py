"""Rows read the same whether they are given as VALUES or as one JSON parameter."""

from datetime import date, datetime
from decimal import Decimal

from odoo.tests import TransactionCase, tagged
from odoo.tools import SQL

from ..services.ledger_sql import FEW, Rows, as_points, either

THINGS = Rows(
    """
    place int, points bigint, name varchar, day date, moment timestamp,
    waiting boolean, facts jsonb, lines jsonb
    """
)


@tagged("post_install", "-at_install")
class TestLedgerSql(TransactionCase):
    def _read(self, rows):
        found = self.env.execute_query_dict(
            SQL("SELECT * FROM %s ORDER BY place", THINGS.table(rows))
        )
        return [dict(row) for row in found]

    def _things(self, count):
        return [
            {
                "place": place,
                "points": 10**12 + place,
                "name": 'O\'Hara, 50 % \\ "Gold"',
                "day": date(2026, 2, 28),
                "moment": datetime(2026, 2, 28, 23, 59, 59),
                "waiting": bool(place % 2),
                "facts": {"rules": [{"points": 1}], "word": "%s"},
                "lines": [],
            }
            for place in range(count)
        ]

    def test_few_and_many_rows_are_read_as_they_were_given(self):
        for count in (1, FEW, FEW + 1, 50):
            with self.subTest(count=count):
                self.assertEqual(self._read(self._things(count)), self._things(count))

    def test_what_a_row_lacks_is_nothing(self):
        nothing = dict.fromkeys(THINGS.names)
        for count in (1, FEW + 1):
            with self.subTest(count=count):
                rows = [{"place": place} for place in range(count)]
                expected = [{**nothing, **row} for row in rows]
                self.assertEqual(self._read(rows), expected)

    def test_dates_may_be_given_as_text(self):
        for count in (1, FEW + 1):
            with self.subTest(count=count):
                rows = [{**thing, "day": "2026-02-28"} for thing in self._things(count)]
                self.assertEqual(self._read(rows), self._things(count))

    def test_rows_are_read_under_the_name_that_is_asked_for(self):
        table = THINGS.table([{"place": 7}], alias="wanted")
        self.assertEqual(
            self.env.execute_query(SQL("SELECT wanted.place FROM %s", table)), [(7,)]
        )

    def _stored(self, *statements):
        """What a table of things holds after these statements, in the order of rows."""
        self.env.cr.execute(
            SQL("CREATE TEMP TABLE things (%s, made varchar)", THINGS.columns)
        )
        for statement in statements:
            self.env.cr.execute(statement)
        self.env.cr.execute(SQL("SELECT *, place AS id FROM things ORDER BY ctid"))
        found = self.env.cr.dictfetchall()
        self.env.cr.execute(SQL("DROP TABLE things"))
        return found

    def _inserted(self, rows):
        return SQL(
            "INSERT INTO things (%s, made) %s",
            THINGS.aliases,
            THINGS.inserted(rows, SQL("%s", "here")),
        )

    def test_few_and_many_rows_are_inserted_in_their_order(self):
        for count in (1, FEW, FEW + 1, 50):
            with self.subTest(count=count):
                rows = self._things(count)[::-1]
                expected = [{**row, "made": "here", "id": row["place"]} for row in rows]
                self.assertEqual(self._stored(self._inserted(rows)), expected)

    def test_what_an_inserted_row_lacks_is_nothing(self):
        nothing = {**dict.fromkeys(THINGS.names), "made": "here"}
        for count in (1, 2, FEW + 1):
            with self.subTest(count=count):
                rows = self._things(1) + [{"place": place} for place in range(1, count)]
                expected = [{**nothing, **row, "id": row["place"]} for row in rows]
                self.assertEqual(self._stored(self._inserted(rows)), expected)

    def test_one_few_and_many_rows_are_updated_and_no_other(self):
        kept = {"place": 99, "points": 7}
        for count in (1, 2, FEW + 1):
            with self.subTest(count=count):
                rows = [{"place": place} for place in range(count)]
                changes = [
                    {"id": row["place"], "points": 10**12, "name": "It's", "day": None}
                    for row in rows
                ]
                changed = Rows("id int, points bigint, name varchar, day date")
                statement = SQL(
                    "UPDATE things_by_id t SET %(values)s %(which)s",
                    **changed.updated(changes),
                )
                view = SQL(
                    "CREATE TEMP VIEW things_by_id AS "
                    "SELECT place AS id, points, name, day FROM things"
                )
                gone = SQL("DROP VIEW things_by_id")
                found = self._stored(
                    self._inserted([*rows, kept]), view, statement, gone
                )
                self.assertEqual(
                    [(one["id"], one["points"], one["name"]) for one in found],
                    [(99, 7, None)] + [(row["place"], 10**12, "It's") for row in rows],
                )

    def test_hundredths_become_points_exactly(self):
        for hundredths in (0, 1, -1, 100, 250, 10**15 + 1, -(10**15) - 1):
            with self.subTest(hundredths=hundredths):
                given = as_points(hundredths)
                self.assertEqual(given * 100, hundredths)
                query = SQL("SELECT (%s::numeric(16, 2) * 100)::bigint", given)
                self.assertEqual(self.env.execute_query(query), [(hundredths,)])
                self.assertIsInstance(given, Decimal)

    def _found(self, *asked):
        return self.env.execute_query(
            SQL(
                "SELECT n FROM generate_series(1, 9) AS s(n) WHERE n < 8 AND %s",
                either(*asked),
            )
        )

    def test_any_of_several_conditions_is_enough(self):
        found = self._found(("n = ANY(%s)", [2, 9]), ("n > ALL(%s) AND n < 7", {5}))
        self.assertEqual(found, [(2,), (6,)])

    def test_a_condition_without_values_holds_for_nothing(self):
        self.assertEqual(self._found(("n = ANY(%s)", [2]), ("n > ALL(%s)", [])), [(2,)])
        self.assertEqual(self._found(("n = ANY(%s)", ()), ("n > ALL(%s)", ())), [])
        self.assertEqual(self._found(), [])

"""Rows read the same whether they are given as VALUES or as one JSON parameter."""

from datetime import date, datetime

from odoo.tests import TransactionCase, tagged
from odoo.tools import SQL

from ..services.ledger_sql import FEW, Rows, either

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

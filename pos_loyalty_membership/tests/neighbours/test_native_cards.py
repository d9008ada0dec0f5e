"""Cards of Odoo's own loyalty programs become opening balances, each once.

Runs where pos_loyalty is installed.
"""

from psycopg2 import IntegrityError

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests.common import freeze_time
from odoo.tools import mute_logger

from ..opening_common import OpeningCommon


@freeze_time("2026-05-10 12:00:00")
class TestNativeCards(OpeningCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.native = cls.env["loyalty.program"].create(
            {
                "name": "Old stamps",
                "program_type": "loyalty",
                "trigger": "auto",
                "applies_on": "both",
                "rule_ids": [fields.Command.create({"reward_point_amount": 1})],
            }
        )

    def _card(self, partner, points, **values):
        return self.env["loyalty.card"].create(
            {
                "program_id": self.native.id,
                "partner_id": partner and partner.id,
                "points": points,
                **values,
            }
        )

    def _opening(self, **values):
        openings = self.env["points.opening"].with_user(self.manager)
        return openings.create(
            {
                "program_id": self.program.id,
                "origin": "cards",
                "native_program": str(self.native.id),
                **values,
            }
        )

    def _import(self, **values):
        opening = self._opening(**values)
        opening.action_check()
        opening.action_import()
        return opening

    def test_cards_become_balances_at_the_rate_with_code_and_date(self):
        card = self._card(self.ana, 50.5, expiration_date="2027-03-31")
        self._card(self.ana, 0)
        opening = self._opening(rate=3)
        self.assertTrue(opening.has_native_cards)
        opening.action_check()
        self.assertEqual(opening.line_ids.points, 151)
        self.assertFalse(self.account.balance)
        opening.action_import()
        self.assertEqual((opening.state, opening.name), ("done", "Old stamps"))
        self.assertEqual(self.account.balance, 151)
        self.assertEqual(self.account.card_number, card.code)
        self.assertEqual(self.account.expires_next, fields.Date.to_date("2027-03-31"))
        self.assertEqual(self.account.entry_ids.key, f"import:card:{card.id}")
        self.assertEqual(card.points, 50.5)
        self.assertProven()

    def test_each_card_is_imported_once(self):
        self._card(self.ana, 50)
        self._import()
        again = self._opening()
        again.action_check()
        self.assertFalse(again.line_ids)
        with self.assertRaisesRegex(UserError, "nothing to import"):
            again.action_import()
        second = self._card(self.ana, 20)
        other = self._import()
        self.assertEqual(other.line_ids.row, second.id)
        self.assertEqual(self.account.balance, 70)

    def test_two_imports_checked_at_once_write_a_card_once(self):
        self._card(self.ana, 50)
        first, second = self._opening(), self._opening()
        for opening in (first, second):
            opening.action_check()
        for opening in (first, second):
            opening.action_import()
        self.assertEqual(self.account.balance, 50)

    def test_a_card_that_was_taken_back_may_be_imported_again(self):
        card = self._card(self.ana, 50)
        self._import().action_undo()
        self.assertEqual(self.account.balance, 0)
        self._import()
        self.assertEqual(self.account.balance, 50)
        keys = self.account.entry_ids.filtered(lambda one: one.kind == "import")
        self.assertEqual(
            set(keys.mapped("key")),
            {f"import:card:{card.id}", f"import:card1:{card.id}"},
        )
        self.assertProven()

    def test_cards_that_cannot_be_imported_are_named_and_left_out(self):
        firm = self.env["res.partner"].create({"name": "Firm", "is_company": True})
        self._card(self.ana, 50)
        for partner, points, values, words in (
            (None, 5, {}, "belongs to nobody"),
            (firm, 5, {}, "cannot be a member"),
            (self.ana, 5, {"expiration_date": "2026-05-09"}, "expired on"),
            (self.ana, 0.5, {}, "less than one"),
            (self.ana, 9_999_999, {}, "can only be an error"),
        ):
            card = self._card(partner, points, **values)
            opening = self._opening()
            opening.action_check()
            line = opening.line_ids.filtered(lambda one, card=card: one.row == card.id)
            self.assertIn(words, line.problem)
        opening.action_import()
        self.assertEqual((opening.done_count, opening.problem_count), (1, 5))
        self.assertEqual(self.account.balance, 50)

    def test_a_code_that_is_taken_or_not_wanted_is_not_taken_over(self):
        bo = self.env["res.partner"].create({"name": "Bo"})
        card = self._card(bo, 5)
        self.account.card_number = card.code
        self._card(self.ana, 5)
        self._import()
        self.assertFalse(self._member("Bo").card_number)
        self.assertEqual(self.account.card_number, card.code)
        cy = self.env["res.partner"].create({"name": "Cy"})
        self._card(cy, 5)
        self._import(take_codes=False)
        self.assertFalse(self._member("Cy").card_number)

    def test_a_rate_that_cannot_be_meant_is_refused(self):
        opening = self._opening()
        for rate in (0, -1, 10_001):
            with (
                self.assertRaises(IntegrityError),
                mute_logger("odoo.sql_db"),
                self.env.cr.savepoint(),
            ):
                opening.rate = rate
                self.env.flush_all()

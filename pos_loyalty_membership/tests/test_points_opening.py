"""Opening balances by spreadsheet: what is read, what is wrong, what is written."""

import io
from datetime import date

import openpyxl

from odoo.exceptions import UserError
from odoo.tests import HttpCase, new_test_user, tagged
from odoo.tests.common import freeze_time

from ..services.ledger_operations import SetState
from .common import day
from .opening_common import TITLES, OpeningCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-05-10 12:00:00")
class TestPointsOpening(OpeningCommon):
    def _state(self):
        """What an import changes: contacts, accounts, entries."""
        counts = {
            model: self.env[model].search_count([])
            for model in ("res.partner", "points.account", "points.entry", "points.lot")
        }
        return {
            **counts,
            "cards": self.env["points.account"].search([]).mapped("card_number"),
        }

    def _problem(self, *row, before=()):
        """What is wrong with a row, which comes after those of `before`."""
        opening = self._checked(*before, row)
        line = opening.line_ids.filtered(lambda one: one.row == len(before) + 2)
        self.assertEqual(line.state == "problem", bool(line.problem))
        return line.problem or ""

    # ------------------------------------------------------------- what is written

    def test_known_members_are_found_and_new_ones_made(self):
        self.account.card_number = "0451234567890"
        opening = self._imported(
            ["", "600 123 456", "", "", "500", "2027-12-31"],
            ["Bo Berg", "+34 611 222 333", "bo@example.com", "CARD-1", "1200", ""],
            ["", "", "cy@example.com", "", "7", ""],
        )
        self.assertEqual((opening.state, opening.done_count), ("done", 3))
        self.assertEqual(self.account.balance, 500)
        bo = self._member("Bo Berg")
        self.assertEqual((bo.balance, bo.card_number), (1200, "CARD-1"))
        self.assertEqual(
            (bo.joined_source, bo.partner_id.phone), ("import", "+34611222333")
        )
        self.assertEqual(self._member("cy@example.com").balance, 7)
        [entry] = self.account.entry_ids
        self.assertEqual((entry.kind, entry.points), ("import", 500))
        self.assertEqual(entry.key, f"import:{opening.batch}:2")
        lot = self.env["points.lot"].search([("entry_id", "=", entry.id)])
        self.assertEqual(lot.expires_on, day("2027-12-31"))
        self.assertEqual(entry.user_id, self.manager)
        self.assertProven()

    def test_a_card_or_an_email_finds_its_member_too(self):
        self.account.card_number = "0451234567890"
        self._imported(["", "", "", "0451234567890", "10", ""])
        self.assertEqual(self.account.balance, 10)
        bo = self.env["res.partner"].create({"name": "Bo", "email": "BO@example.com"})
        self._imported(["Somebody", "", "bo@Example.com", "", "20", ""])
        self.assertEqual(self._member("Bo").partner_id, bo)
        self.assertEqual(self._member("Bo").balance, 20)

    def test_points_without_a_day_end_as_the_program_says(self):
        self.program.write({"expiry_mode": "months", "expiry_number": 6})
        self._imported(["", "600123456", "", "", "500", ""])
        self.assertEqual(self.account.expires_next, day("2026-11-10"))
        self.program.write({"expiry_mode": "inactivity", "expiry_number": 3})
        self._imported(["Bo", "611222333", "", "", "500", ""])
        self.assertEqual(self._member("Bo").expires_next, day("2026-08-10"))

    def test_an_excel_file_with_numbers_dates_and_columns_in_any_order(self):
        content = self._xlsx(
            [1234, date(2027, 1, 31), 34600123456, None],
            [],
            [5.0, None, "611222333", "Bo"],
            titles=["points", "Expires on", "Phone", "name"],
        )
        self.program.decimals = "2"
        opening = self._opening(content, "balances.xlsx")
        opening.action_check()
        self.assertEqual(opening.line_ids.mapped("row"), [2, 4])
        opening.action_import()
        self.assertEqual(self.account.balance, 1234)
        self.assertEqual(self.account.expires_next, day("2027-01-31"))
        self.assertEqual(self._member("Bo").balance, 5)

    def test_files_of_other_separators_and_encodings_are_read(self):
        text = "Name;Phone;Points\nJosé Ñandú;611222333;1.234,5\n"
        self.env["res.lang"]._lang_get("en_US").write(
            {"decimal_point": ",", "thousands_sep": "."}
        )
        self.program.decimals = "2"
        opening = self._opening(text.encode("latin-1"))
        opening.action_check()
        opening.action_import()
        self.assertEqual(self._member("José Ñandú").balance, 1234.5)

    def test_a_contact_without_an_account_becomes_a_member(self):
        bo = self.env["res.partner"].create({"name": "Bo", "phone": "+34611222333"})
        self._imported(["", "611222333", "", "", "5", ""])
        self.assertEqual(self._member("Bo").partner_id, bo)
        self.assertEqual(self._member("Bo").joined_source, "import")

    # ------------------------------------------------------------------ the check

    def test_a_check_changes_nothing_and_names_every_bad_row(self):
        before = self._state()
        opening = self._checked(
            ["", "600123456", "", "", "500", ""],
            ["Bo", "123", "", "", "abc", "31/31/2027"],
            ["Cy", "", "", "", "5", ""],
            ["Di", "611222333", "", "", "5", ""],
        )
        self.assertEqual(self._state(), before)
        self.assertEqual((opening.row_count, opening.problem_count), (4, 2))
        self.assertEqual(opening.new_count, 1)
        bad = {line.row: line.problem for line in opening.line_ids if line.problem}
        self.assertEqual(sorted(bad), [3, 4])
        for words in (
            "Phone: “123” is no phone number",
            "Points: “abc” is no number",
            "Expires on: “31/31/2027” is no date",
        ):
            self.assertIn(words, bad[3])
        self.assertIn("who is meant?", bad[4])
        with self.assertRaisesRegex(UserError, "2 rows have to be corrected"):
            opening.action_import()
        self.assertEqual(self._state(), before)

    def test_points_that_cannot_be_meant_are_refused_in_words(self):
        for points, words in (
            ("", "they are missing"),
            ("many", "is no number"),
            ("1e99", "typing error"),
            ("nan", "is no number"),
            ("inf", "is no number"),
            ("-5", "is negative"),
            ("0", "0 brings nothing"),
            ("1000001", "typing error"),
            ("1.5", "whole points"),
        ):
            self.assertIn(
                words, self._problem("", "600123456", "", "", points, ""), points
            )
        self.program.decimals = "2"
        self.assertFalse(self._problem("", "600123456", "", "", "1.55", ""))
        self.assertIn(
            "two decimals", self._problem("", "600123456", "", "", "1.555", "")
        )

    def test_days_that_cannot_be_meant_are_refused_in_words(self):
        for text, words in (
            ("2026-05-09", "has passed"),
            ("2026-02-30", "is no date"),
            ("soon", "is no date"),
            ("9999-12-31", "too far away"),
        ):
            self.assertIn(words, self._problem("", "600123456", "", "", "5", text))
        for text in ("2026-05-10", "12/31/2026"):
            self.assertFalse(self._problem("", "600123456", "", "", "5", text))

    def test_cards_that_cannot_be_meant_are_refused_in_words(self):
        self.account.card_number = "ANA-1"
        other = self.env["res.partner"].create({"name": "Bo", "phone": "+34611222333"})
        self._open_account(self.program, other).card_number = "BO-1"
        for row, words in (
            (["", "", "", "NOBODY", "5", ""], "nobody has the card"),
            (["", "", "", "!!", "5", ""], "is no card number"),
            (["", "600123456", "", "BO-1", "5", ""], "the card to Bo"),
            (["", "600123456", "", "NEW-1", "5", ""], "has the card ANA-1"),
        ):
            self.assertIn(words, self._problem(*row))
        self.assertFalse(self._problem("", "600123456", "", "ANA-1", "5", ""))

    def test_everything_that_is_wrong_with_a_row_is_said_at_once(self):
        problem = self._problem("", "", "", "NOBODY", "-1", "2020-01-01")
        for words in ("nobody has the card", "is negative", "has passed"):
            self.assertIn(words, problem)

    def test_two_contacts_that_could_be_meant_are_named(self):
        partners = self.env["res.partner"].create(
            [
                {"name": "Bo", "phone": "+34611222333"},
                {"name": "Bea", "phone": "+34611222333", "email": "bea@example.com"},
            ]
        )
        row = ["", "611222333", "", "", "5", ""]
        problem = self._problem(*row)
        self.assertIn("several contacts have it: Bo, Bea", problem)
        self.assertFalse(self._problem("", "611222333", "bea@example.com", "", "5", ""))
        self.assertIn(
            "to Bo", self._problem("", "611222333", "ana@example.com", "", "5", "")
        )
        # The one who is a member is meant.
        self._open_account(self.program, partners[1])
        self.assertFalse(self._problem(*row))

    def test_the_same_member_twice_is_said_with_the_row(self):
        before = (["", "600123456", "", "", "5", ""],)
        for row in (
            ["", "+34 600 12 34 56", "", "", "7", ""],
            ["", "", "ana@example.com", "", "7", ""],
        ):
            self.assertIn("Row 2 is", self._problem(*row, before=before))
        new = (["Bo", "611222333", "", "NEW-1", "5", ""],)
        for row in (
            ["Bo B.", "611222333", "", "", "7", ""],
            ["Bea", "644555666", "", "NEW-1", "7", ""],
        ):
            self.assertIn("Row 2 is", self._problem(*row, before=new))

    def test_who_cannot_be_a_member_is_refused_in_words(self):
        company = self.env["res.partner"].create(
            {"name": "Firm", "is_company": True, "email": "firm@example.com"}
        )
        row = ["", "", "firm@example.com", "", "5", ""]
        self.assertIn("cannot be a member", self._problem(*row))
        self.program.companies_allowed = True
        self.assertFalse(self._problem(*row))
        self.assertTrue(company.exists())
        for state in ("blocked", "left"):
            self.ledger._post([SetState(account_id=self.account.id, state=state)])
            self.assertIn(
                "is blocked or has left",
                self._problem("", "600123456", "", "", "5", ""),
            )

    def test_a_contact_of_another_company_is_nobody_here(self):
        other = self.env["res.company"].create({"name": "Elsewhere"})
        self.ana.company_id = other
        opening = self._checked(["Bo", "600123456", "", "", "5", ""])
        self.assertFalse(opening.line_ids.partner_id)

    def test_files_that_cannot_be_read_are_refused_in_words(self):
        for content, name, words in (
            (b"%PDF-1.4", "balances.pdf", "xlsx or .csv"),
            (b"PK\x03\x04 no", "balances.xlsx", "cannot be read"),
            (b"", "balances.csv", "Choose a file"),
            (b"Name,Phone,Points\n", "balances.csv", "no members"),
            (b"\n\n", "balances.csv", "no members"),
            (b"Name,Colour,Points\nA,b,1\n", "balances.csv", "“Colour”"),
            (b"Phone,Phone,Points\n1,2,3\n", "balances.csv", "there twice"),
            (b"Name,Points\nAna,5\n", "balances.csv", "one of Phone"),
            (b"Name,Phone\nAna,5\n", "balances.csv", "Points"),
        ):
            opening = self._opening(content, name)
            with self.assertRaisesRegex(UserError, words, msg=name):
                opening.action_check()
            self.assertFalse(opening.line_ids)


@tagged("post_install", "-at_install")
class TestOpeningTemplate(HttpCase):
    def test_the_empty_spreadsheet_has_the_columns_the_import_knows(self):
        new_test_user(
            self.env,
            "template_manager",
            groups="base.group_user,pos_loyalty_membership.points_group_manager",
        )
        self.authenticate("template_manager", "template_manager")
        answer = self.url_open("/points/opening/template")
        self.assertEqual(answer.status_code, 200)
        book = openpyxl.load_workbook(io.BytesIO(answer.content))
        [row] = book.active.iter_rows(values_only=True)
        self.assertEqual(row, TITLES)

    def test_nobody_else_gets_it(self):
        new_test_user(self.env, "template_other", groups="base.group_user")
        self.authenticate("template_other", "template_other")
        self.assertEqual(self.url_open("/points/opening/template").status_code, 404)

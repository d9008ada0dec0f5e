"""The log is append-only, in the ORM and in the database."""

from datetime import datetime

from psycopg2 import errors

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from ..services.ledger_operations import Credit
from .common import PointsCommon


@tagged("post_install", "-at_install")
class TestLogIsAppendOnly(PointsCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._credit(10_000)
        cls._debit(4_000)
        cls.entry = cls.env["points.entry"].search(
            [("account_id", "=", cls.account.id)], limit=1
        )
        cls.allocation = cls.env["points.allocation"].search(
            [("entry_id.account_id", "=", cls.account.id)], limit=1
        )

    def test_the_orm_refuses_to_create_change_or_delete_ledger_rows(self):
        lot = self.env["points.lot"].search([("account_id", "=", self.account.id)])
        self._hold(100)
        hold = self.env["points.hold"].search([("account_id", "=", self.account.id)])
        for record in (self.entry, self.allocation, lot, hold):
            with self.assertRaises(UserError):
                record.write({"points": 1})
            with self.assertRaises(UserError):
                record.unlink()
            with self.assertRaises(UserError):
                record.create({"points": 1})
        with self.assertRaises(UserError):
            self.account.write({"live": 1})
        with self.assertRaises(UserError):
            self.account.unlink()
        with self.assertRaises(UserError):
            self.account.create({"partner_id": self.ana.id})

    @mute_logger("odoo.sql_db")
    def test_the_database_refuses_update_delete_and_truncate_of_the_log(self):
        statements = [
            "UPDATE points_entry SET points = points + 1",
            "UPDATE points_entry SET key = 'x' || key",
            "UPDATE points_entry SET create_date = NULL",
            "DELETE FROM points_entry",
            "TRUNCATE points_entry CASCADE",
            "UPDATE points_allocation SET points = 1",
            "DELETE FROM points_allocation",
            "TRUNCATE points_allocation CASCADE",
        ]
        for statement in statements:
            with (
                self.subTest(statement),
                self.assertRaises(errors.RestrictViolation),
                self.cr.savepoint(),
            ):
                self.cr.execute(statement)

    def test_the_database_lets_what_is_no_part_of_the_log_be_written(self):
        self.cr.execute(
            "ALTER TABLE points_entry ADD COLUMN column_of_another_addon int"
        )
        self.cr.execute("UPDATE points_entry SET column_of_another_addon = 1")
        self.cr.execute("SELECT DISTINCT column_of_another_addon FROM points_entry")
        self.assertEqual(self.cr.fetchall(), [(1,)])

    def test_an_entry_says_when_it_was_posted_whenever_its_document_was_made(self):
        made = datetime(2026, 1, 2, 3, 4, 5)
        [posted] = self._credit(100, moment=made).entries.values()
        entry = self.env["points.entry"].browse(posted.id)
        self.assertEqual(entry.moment, made)
        self.env.cr.execute("SELECT now() AT TIME ZONE 'UTC'")
        [now] = self.env.cr.fetchone()
        self.assertEqual(entry.create_date, now)
        shown = fields.Datetime.to_datetime(Form(entry).create_date)
        self.assertEqual(shown, now.replace(microsecond=0))

    def test_who_and_when_stand_in_the_log_once(self):
        self.cr.execute(
            "SELECT table_name, column_name FROM information_schema.columns "
            "WHERE table_name IN %s AND column_name IN %s",
            [
                (
                    "points_entry",
                    "points_lot",
                    "points_allocation",
                    "points_coupon_use",
                ),
                ("create_uid", "create_date", "write_uid", "write_date"),
            ],
        )
        self.assertEqual(
            sorted(self.cr.fetchall()),
            [("points_coupon_use", "create_date"), ("points_entry", "create_date")],
        )

    @mute_logger("odoo.sql_db")
    def test_the_database_refuses_impossible_numbers_of_an_account(self):
        for change in (
            "live = -1, balance = -1",
            "held = live + 1",
            "balance = live + 1",
            "debt = 5, balance = live - 5",
        ):
            with (
                self.subTest(change),
                self.assertRaises(errors.CheckViolation),
                self.cr.savepoint(),
            ):
                self.cr.execute(
                    f"UPDATE points_account SET {change} WHERE id = %s",  # noqa: S608
                    [self.account.id],
                )

    def test_contacts_and_users_in_the_log_can_be_archived(self):
        user = self.env["res.users"].create({"name": "U", "login": "points-u"})
        self.ledger.with_user(user)._post(
            [
                Credit(
                    account_id=self.account.id,
                    kind="earn",
                    points=100,
                    **self._facts("by-user"),
                )
            ]
        )
        user.active = False
        self.ana.active = False
        entry = self.env["points.entry"].search([("key", "=", "by-user")])
        self.assertEqual(entry.user_id, user)
        self.assertEqual(entry.account_id.partner_id, self.ana)

"""The job's statement for plain accounts writes what the planned way writes."""

import random
from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.tests import tagged
from odoo.tests.common import freeze_time
from odoo.tools import SQL

from ..services.ledger_operations import FallDue, ReverseDebit
from .expiry_common import run_job
from .ledger_common import LedgerCommon
from .seeds import SEED, say_seed

ZONES = ["UTC", "Pacific/Kiritimati", "America/Los_Angeles", "Europe/Madrid"]
MEMBERS = 30


@tagged("post_install", "-at_install")
@freeze_time("2026-05-10 12:00:00")
class TestLedgerExpiry(LedgerCommon):
    def _rows(self, accounts):
        """What stands of these accounts, without ids and the times of writing."""
        self.env.flush_all()
        rows = {}
        for name, statement in {
            "account": "SELECT id, live, waiting, held, debt, balance, next_due,"
            " last_activity FROM points_account WHERE id = ANY(%s) ORDER BY id",
            "lot": "SELECT id, remaining, waiting, expires_on, inactivity_months"
            " FROM points_lot WHERE account_id = ANY(%s) ORDER BY id",
            "entry": "SELECT account_id, program_id, company_id, kind, points, moment,"
            " local_day, key, unallocated, source_model, source_id, source_uuid,"
            " user_id, reason, explanation, lines FROM points_entry"
            " WHERE account_id = ANY(%s) ORDER BY key",
            "allocation": "SELECT e.key, a.lot_id, a.company_id, a.points"
            " FROM points_allocation a JOIN points_entry e ON e.id = a.entry_id"
            " WHERE e.account_id = ANY(%s) ORDER BY e.key, a.lot_id",
        }.items():
            rows[name] = self.env.execute_query(SQL(statement, accounts.ids))
        return rows

    def _after(self, accounts, function):
        """The rows after a function, which is then undone."""
        with self.env.cr.savepoint() as savepoint:
            function()
            rows = self._rows(accounts)
            savepoint.rollback()
        self.env.invalidate_all()
        return rows

    def _member(self, program, number, chance):
        """A member with lots that end on days around now, some by inactivity."""
        partner = self.env["res.partner"].create({"name": f"Member {number}"})
        account = self._open_account(program, partner)
        today = fields.Date.today()
        for _lot in range(chance.randint(0, 4)):
            mode = chance.choice(["never", "months", "inactivity"])
            program.write(
                {"expiry_mode": mode, "expiry_number": chance.choice([1, 2, 6])}
            )
            last = today + timedelta(days=chance.randint(0, 60))
            moment = fields.Datetime.now() - timedelta(hours=chance.randint(0, 900))
            self._credit(
                chance.randint(1, 9_999),
                account,
                kind=chance.choice(["earn", "bonus", "adjust"]),
                expires_on=None if mode == "never" else last,
                moment=moment,
            )
        # East of here a lot may be over already.
        self.ledger._post([FallDue(account_id=account.id)])
        if account.available >= 1 and chance.random() < 0.5:
            self._debit(chance.randint(1, round(account.available * 100)), account)
        return account

    def test_a_plain_account_is_written_as_if_it_were_planned(self):
        say_seed(self)
        chance = random.Random(SEED)
        programs = [self._create_program(zone, tz=zone) for zone in ZONES]
        accounts = self.env["points.account"]
        for number in range(MEMBERS):
            accounts |= self._member(chance.choice(programs), number, chance)
        for days in (0, 1, 20, 40, 61, 300):
            with freeze_time(fields.Datetime.now() + timedelta(days=days, hours=11)):
                now = fields.Datetime.now()
                due = accounts.filtered(
                    lambda one, now=now: one.next_due and one.next_due <= now
                )
                if not due:
                    continue
                planned = self._after(
                    due,
                    lambda due=due: self.ledger._post(
                        [FallDue(account_id=each) for each in due.ids]
                    ),
                )
                plain = self._after(
                    due,
                    lambda due=due, now=now: self.ledger._expire_plain(due.ids, now),
                )
                self.assertEqual(plain, planned)
                self.ledger._expire_plain(due.ids, now)
                self.assertEqual(self.env["points.proof"]._prove(accounts), [])
        self.assertTrue(
            self.env["points.entry"].search_count(
                [("account_id", "in", accounts.ids), ("kind", "=", "expire")]
            )
        )

    def test_the_job_looks_once_where_nothing_is_due_any_more(self):
        today = fields.Date.today()
        self._credit(10_000, expires_on=today)
        self._credit(5_000, expires_on=today + timedelta(days=10))
        self._debit(10_000)
        self._hold(1_000)
        with freeze_time("2026-05-11 12:00:00"):
            run_job(self.env)
            self.assertGreater(self.account.next_due, fields.Datetime.now())
        self.assertNumbers(50, held=10)

    def test_a_lot_that_comes_back_expires_again_under_a_key_of_its_own(self):
        self._credit(10_000, expires_on=fields.Date.today())
        with freeze_time("2026-05-11 12:00:00"):
            run_job(self.env)
            [entry] = self.account.entry_ids.filtered(lambda one: one.points < 0)
            self.program.grace_days = 2
            self._reverse(ReverseDebit, entry.id, 4_000)
        with freeze_time("2026-05-13 12:00:00"):
            run_job(self.env)
        lot = self._lots()
        keys = self.account.entry_ids.filtered(lambda one: one.kind == "expire")
        self.assertEqual(
            sorted(keys.mapped("key")), [f"expire:{lot.id}:0", f"expire:{lot.id}:1"]
        )
        self.assertNumbers(0)
        self.assertEqual(self.env["points.proof"]._prove(self.account), [])

    def test_what_is_reserved_owed_or_waiting_is_planned(self):
        ledger = type(self.ledger)
        today = fields.Date.today()
        reserved = self._open_account(
            self.program, self.env["res.partner"].create({"name": "Reserved"})
        )
        waiting = self._open_account(
            self.program, self.env["res.partner"].create({"name": "Waiting"})
        )
        self._credit(10_000, reserved, expires_on=today)
        self._hold(6_000, reserved)
        self._credit(10_000, waiting, available_on=today + timedelta(days=1))
        self._credit(10_000, expires_on=today)
        with freeze_time("2026-05-11 12:00:00"):
            with patch.object(
                ledger, "_expire_plain", autospec=True, side_effect=ledger._expire_plain
            ) as plain:
                run_job(self.env)
            [call] = [call.args[1] for call in plain.call_args_list if call.args[1]]
            self.assertEqual(call, self.account.ids)
        self.assertNumbers(0)
        self.assertNumbers(60, held=60, account=reserved)
        self.assertNumbers(100, account=waiting)
        self.assertEqual(self.env["points.proof"]._prove(programs=self.program), [])

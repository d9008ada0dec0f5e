"""Real database connections for tests of the ledger: committed, and removed again."""

import threading
from contextlib import contextmanager, nullcontext
from datetime import datetime
from unittest.mock import patch
from uuid import uuid4

from psycopg2 import errors

from odoo import SUPERUSER_ID, api, fields
from odoo.exceptions import ConcurrencyError
from odoo.modules.registry import Registry
from odoo.tests import BaseCase, get_db_name

from ..services.ledger_operations import Credit, Hold, Source

REPLAYED = (
    errors.SerializationFailure,
    errors.DeadlockDetected,
    errors.LockNotAvailable,
    ConcurrencyError,
)
# Far above what a few connections need; a posting that never gets through is a bug.
MOST_TRIES = 500
LOG = ("points_allocation", "points_entry")


def facts(key):
    """What every entry needs besides its points."""
    now = fields.Datetime.now()
    return {
        "key": key,
        "source": Source(model="res.partner", name="Test"),
        "moment": now,
        "local_day": now.date(),
    }


def together(functions, seconds=300):
    """Run functions at the same moment; returns their results or exceptions.

    One that is not over after so many seconds is a TimeoutError among them.
    """
    results = [None] * len(functions)
    start = threading.Barrier(len(functions))

    def run(position, function):
        try:
            start.wait(timeout=seconds)
            results[position] = function()
        except Exception as error:
            results[position] = error

    threads = [threading.Thread(target=run, args=item) for item in enumerate(functions)]
    for thread in threads:
        thread.start()
    for position, thread in enumerate(threads):
        thread.join(timeout=seconds)
        if thread.is_alive():
            results[position] = TimeoutError("it hangs")
    return results


class CommittingCase(BaseCase):
    """Connections of their own, whose postings are committed for real."""

    def setUp(self):
        super().setUp()
        self.registry = Registry(get_db_name())
        # The test runner may keep the registry locked, and threads need it.
        unlocked = patch.object(Registry, "_lock", nullcontext())
        unlocked.start()
        self.addCleanup(unlocked.stop)

    @contextmanager
    def _connection(self):
        """A connection of its own, committed at the end."""
        with self.registry.cursor() as cr:
            yield api.Environment(cr, SUPERUSER_ID, {})

    def _post(self, *operations):
        """Post on a connection of its own, replayed as Odoo replays a request."""
        for _try in range(MOST_TRIES):
            try:
                with self._connection() as env:
                    return env["points.ledger"]._post(list(operations))
            except REPLAYED:
                continue
        self.fail("a posting did not get through")


class ConnectionsCase(CommittingCase):
    """A program and a member; the triggers are lifted once to take them away again."""

    def setUp(self):
        super().setUp()
        self.partner_ids = []
        self.addCleanup(self._delete_everything)
        with self._connection() as env:
            program = env["points.program"].create({"name": "Concurrent", "tz": "UTC"})
            rule = env["points.redemption.rule"].create(
                {"program_id": program.id, "name": "R", "points": 100, "money": 1}
            )
            self.program_id, self.rule_id = program.id, rule.id
            self.currency_id = program.currency_id.id
        [self.account_id] = self._members(1)

    def _members(self, number):
        """Ids of the accounts of so many new members."""
        with self._connection() as env:
            partners = env["res.partner"].create(
                [{"name": f"Concurrent member {count}"} for count in range(number)]
            )
            self.partner_ids += partners.ids
            opened = env["points.ledger"]._open_accounts(
                [(self.program_id, key, "back_office") for key in partners.ids]
            )
            return [opened[self.program_id, key] for key in partners.ids]

    def _delete_everything(self):
        """Take the program with all its rows out of the database again."""
        mine = "(SELECT id FROM points_account WHERE program_id = %s)"
        statements = [
            f"DELETE FROM points_allocation USING points_entry e"
            f" WHERE e.id = entry_id AND e.account_id IN {mine}",
            f"DELETE FROM points_lot WHERE account_id IN {mine}",
            f"DELETE FROM points_hold WHERE account_id IN {mine}",
            f"UPDATE points_entry SET reversed_entry_id = NULL"
            f" WHERE account_id IN {mine}",
            f"DELETE FROM points_entry WHERE account_id IN {mine}",
            "DELETE FROM points_account WHERE program_id = %s",
        ]
        with self._connection() as env:
            for table in LOG:
                env.cr.execute(
                    f"ALTER TABLE {table} DISABLE TRIGGER points_append_only"
                )
            for statement in statements:
                env.cr.execute(statement, [self.program_id])
            for table in LOG:
                env.cr.execute(f"ALTER TABLE {table} ENABLE TRIGGER points_append_only")
            env["points.program"].browse(self.program_id).unlink()
            env["res.partner"].browse(self.partner_ids).unlink()

    def _credit(self, points, key=None, account_id=None, **values):
        return Credit(
            account_id=account_id or self.account_id,
            kind="earn",
            points=points,
            **facts(key or f"test:{uuid4()}"),
            **values,
        )

    def _hold(self, points, uuid=None, account_id=None, **values):
        return Hold(
            uuid=uuid or str(uuid4()),
            account_id=account_id or self.account_id,
            points=points,
            money=points // 100,
            currency_id=self.currency_id,
            document_model="pos.order",
            document_uuid="d",
            redemption_rule_id=self.rule_id,
            expires_at=datetime(2100, 1, 1),
            **values,
        )

    def _numbers(self, account_id=None):
        with self._connection() as env:
            account = env["points.account"].browse(account_id or self.account_id)
            return (account.live, account.waiting, account.held, account.debt)

    def _in_threads(self, functions, seconds=300):
        """Run functions at the same moment; returns their results or exceptions."""
        return together(functions, seconds)

    def _prove(self):
        """What the proof finds on the accounts of this test."""
        with self._connection() as env:
            accounts = env["points.account"].search(
                [("program_id", "=", self.program_id)]
            )
            return env["points.proof"]._prove(accounts)

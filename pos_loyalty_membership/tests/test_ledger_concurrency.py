"""Postings from several real database connections at once."""

import random
import threading
from contextlib import contextmanager, nullcontext
from datetime import datetime
from unittest.mock import patch
from uuid import uuid4

from psycopg2 import IntegrityError, OperationalError, errors

from odoo import SUPERUSER_ID, api, fields
from odoo.exceptions import ConcurrencyError
from odoo.modules.registry import Registry
from odoo.tests import BaseCase, get_db_name, tagged
from odoo.tools import mute_logger

from ..services.ledger_operations import (
    Capture,
    Credit,
    Hold,
    LedgerRefusal,
    Release,
    ReverseCredit,
    Source,
)

REPLAYED = (
    errors.SerializationFailure,
    errors.DeadlockDetected,
    errors.LockNotAvailable,
    ConcurrencyError,
)
# Far above what two connections need; a posting that never gets through is a bug.
MOST_TRIES = 500


def facts(key):
    """What every entry needs besides its points."""
    now = fields.Datetime.now()
    return {
        "key": key,
        "source": Source(model="res.partner", name="Test"),
        "moment": now,
        "local_day": now.date(),
    }


@tagged("post_install", "-at_install")
class TestLedgerConcurrency(BaseCase):
    """Data is committed for real; the trigger is lifted once to take it away again."""

    def setUp(self):
        super().setUp()
        self.registry = Registry(get_db_name())
        # The test runner may keep the registry locked, and threads need it.
        unlocked = patch.object(Registry, "_lock", nullcontext())
        unlocked.start()
        self.addCleanup(unlocked.stop)
        self.addCleanup(self._delete_everything)
        with self._connection() as env:
            program = env["points.program"].create({"name": "Concurrent", "tz": "UTC"})
            rule = env["points.redemption.rule"].create(
                {"program_id": program.id, "name": "R", "points": 100, "money": 1}
            )
            partner = env["res.partner"].create({"name": "Concurrent member"})
            self.program_id, self.partner_ids = program.id, [partner.id]
            self.rule_id, self.currency_id = rule.id, program.currency_id.id
            opened = env["points.ledger"]._open_accounts(
                [(program.id, partner.id, "back_office")]
            )
            self.account_id = opened[program.id, partner.id]

    @contextmanager
    def _connection(self):
        """A connection of its own, committed at the end."""
        with self.registry.cursor() as cr:
            yield api.Environment(cr, SUPERUSER_ID, {})

    def _delete_everything(self):
        with self._connection() as env:
            cr = env.cr
            for table in ("points_allocation", "points_entry"):
                cr.execute(f"ALTER TABLE {table} DISABLE TRIGGER points_append_only")
            account = [self.program_id]
            cr.execute(
                "DELETE FROM points_allocation WHERE entry_id IN "
                "(SELECT id FROM points_entry WHERE program_id = %s)",
                account,
            )
            cr.execute(
                "DELETE FROM points_lot WHERE entry_id IN "
                "(SELECT id FROM points_entry WHERE program_id = %s)",
                account,
            )
            cr.execute(
                "DELETE FROM points_hold WHERE account_id = %s", [self.account_id]
            )
            cr.execute(
                "UPDATE points_entry SET reversed_entry_id = NULL "
                "WHERE program_id = %s",
                account,
            )
            cr.execute("DELETE FROM points_entry WHERE program_id = %s", account)
            cr.execute("DELETE FROM points_account WHERE program_id = %s", account)
            for table in ("points_allocation", "points_entry"):
                cr.execute(f"ALTER TABLE {table} ENABLE TRIGGER points_append_only")
            env["points.program"].browse(self.program_id).unlink()
            env["res.partner"].browse(self.partner_ids).unlink()

    def _post(self, *operations):
        """Post on a connection of its own, replayed as Odoo replays a request."""
        for _try in range(MOST_TRIES):
            try:
                with self._connection() as env:
                    return env["points.ledger"]._post(list(operations))
            except REPLAYED:
                continue
        self.fail("a posting did not get through")

    def _credit(self, points, key=None):
        return Credit(
            account_id=self.account_id,
            kind="earn",
            points=points,
            **facts(key or f"test:{uuid4()}"),
        )

    def _hold(self, points, uuid=None):
        return Hold(
            uuid=uuid or str(uuid4()),
            account_id=self.account_id,
            points=points,
            money=points // 100,
            currency_id=self.currency_id,
            document_model="pos.order",
            document_uuid="d",
            redemption_rule_id=self.rule_id,
            expires_at=datetime(2100, 1, 1),
        )

    def _numbers(self):
        with self._connection() as env:
            account = env["points.account"].browse(self.account_id)
            return (account.live, account.waiting, account.held, account.debt)

    def _in_threads(self, functions):
        """Run functions at the same moment; returns their results or exceptions."""
        results = [None] * len(functions)
        start = threading.Barrier(len(functions))

        def run(position, function):
            start.wait(timeout=30)
            try:
                results[position] = function()
            except Exception as error:
                results[position] = error

        threads = [
            threading.Thread(target=run, args=item) for item in enumerate(functions)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(timeout=60)
        return results

    @mute_logger("odoo.sql_db")
    def test_a_posting_that_waited_for_another_is_replayed_with_fresh_numbers(self):
        self._post(self._credit(10_000))
        waiting = threading.Event()
        outcome = []

        def second():
            with self._connection() as env:
                env.cr.execute("SELECT 1")  # the snapshot is taken here
                waiting.set()
                try:
                    env["points.ledger"]._post([self._hold(6_000)])
                except OperationalError as error:
                    outcome.append(type(error))
                    env.cr.rollback()

        with self._connection() as env:
            env["points.ledger"]._post([self._hold(6_000)])
            thread = threading.Thread(target=second)
            thread.start()
            waiting.wait(timeout=30)
        thread.join(timeout=60)
        self.assertEqual(outcome, [errors.SerializationFailure])
        self.assertEqual(self._numbers(), (100, 0, 60, 0))

    @mute_logger("odoo.sql_db")
    def test_two_tills_never_reserve_the_same_points(self):
        self._post(self._credit(10_000))
        results = self._in_threads([lambda: self._post(self._hold(6_000))] * 2)
        refused = [r for r in results if isinstance(r, LedgerRefusal)]
        self.assertEqual([r.code for r in refused], ["not_enough_points"])
        self.assertFalse([r for r in results if isinstance(r, IntegrityError)])
        self.assertEqual(self._numbers(), (100, 0, 60, 0))

    @mute_logger("odoo.sql_db")
    def test_eight_tills_drain_an_account_to_the_last_point_and_no_further(self):
        self._post(self._credit(10_000))
        results = self._in_threads([lambda: self._post(self._hold(1_500))] * 8)
        refused = [r for r in results if isinstance(r, LedgerRefusal)]
        self.assertEqual(len(refused), 2, results)
        self.assertFalse(
            [r for r in results if isinstance(r, Exception) and r not in refused]
        )
        self.assertEqual(self._numbers(), (100, 0, 90, 0))

    @mute_logger("odoo.sql_db")
    def test_one_key_posted_by_two_connections_gives_one_entry(self):
        results = self._in_threads(
            [lambda: self._post(self._credit(10_000, key="earn:same"))] * 2
        )
        entries = [result.entries["earn:same"] for result in results]
        self.assertEqual(entries[0].id, entries[1].id)
        self.assertEqual(sorted(e.created for e in entries), [False, True])
        self.assertEqual(self._numbers(), (100, 0, 0, 0))

    @mute_logger("odoo.sql_db")
    def test_one_hold_captured_by_two_connections_is_taken_once(self):
        self._post(self._credit(10_000))
        hold = self._hold(6_000)
        self._post(hold)
        results = self._in_threads(
            [
                lambda: self._post(
                    Capture(uuid=hold.uuid, points=6_000, **facts("redeem:one"))
                )
            ]
            * 2
        )
        self.assertFalse([r for r in results if isinstance(r, Exception)], results)
        self.assertEqual(self._numbers(), (40, 0, 0, 0))

    @mute_logger("odoo.sql_db")
    def test_a_member_enrolled_twice_at_once_gets_one_account(self):
        with self._connection() as env:
            partner_id = env["res.partner"].create({"name": "New"}).id
            self.partner_ids.append(partner_id)

        def enrol():
            for _try in range(MOST_TRIES):
                try:
                    with self._connection() as env:
                        return env["points.ledger"]._open_accounts(
                            [(self.program_id, partner_id, "till")]
                        )
                except REPLAYED:
                    continue

        results = self._in_threads([enrol] * 4)
        self.assertEqual(len({str(result) for result in results}), 1, results)

    @mute_logger("odoo.sql_db")
    def test_a_posting_killed_half_way_leaves_nothing(self):
        with self.assertRaises(ZeroDivisionError), self._connection() as env:
            env["points.ledger"]._post([self._credit(10_000, key="earn:killed")])
            raise ZeroDivisionError
        self.assertEqual(self._numbers(), (0, 0, 0, 0))
        with self._connection() as env:
            self.assertFalse(env["points.entry"].search([("key", "=", "earn:killed")]))
        cr = self.registry.cursor()
        env = api.Environment(cr, SUPERUSER_ID, {})
        env["points.ledger"]._post([self._credit(10_000, key="earn:killed")])
        cr._cnx.close()
        self.assertEqual(self._numbers(), (0, 0, 0, 0))
        self._post(self._credit(10_000, key="earn:killed"))
        self.assertEqual(self._numbers(), (100, 0, 0, 0))

    @mute_logger("odoo.sql_db")
    def test_random_postings_of_several_connections_keep_every_number_right(self):
        self._post(self._credit(50_000))
        seed = random.SystemRandom().randrange(10**6)

        def work(number):
            rng = random.Random(seed + number)
            for turn in range(8):
                key = f"{number}-{turn}-{uuid4()}"
                points = rng.randrange(100, 9_000)
                hold = self._hold(points, uuid=key)
                try:
                    choice = rng.randrange(4)
                    if choice == 0:
                        self._post(self._credit(points, key=key))
                        continue
                    if choice == 1:
                        earned = self._post(self._credit(points, key=key))
                        [entry] = earned.entries.values()
                        self._post(
                            ReverseCredit(
                                entry_id=entry.id, points=points, **facts(f"r{key}")
                            )
                        )
                        continue
                    self._post(hold)
                    if choice == 2:
                        self._post(Release(uuid=key))
                    else:
                        self._post(Capture(uuid=key, points=points, **facts(f"c{key}")))
                except LedgerRefusal:
                    continue

        results = self._in_threads([lambda n=n: work(n) for n in range(4)])
        self.assertEqual(results, [None] * 4, f"seed {seed}")
        with self._connection() as env:
            self._assert_numbers_agree(env, f"seed {seed}")

    def _assert_numbers_agree(self, env, message):
        env.cr.execute(
            """
            SELECT a.balance = (SELECT coalesce(sum(points), 0) FROM points_entry
                                 WHERE account_id = a.id)
               AND a.live = (SELECT coalesce(sum(remaining), 0) FROM points_lot
                              WHERE account_id = a.id)
               AND a.held = (SELECT coalesce(sum(points), 0) FROM points_hold
                              WHERE account_id = a.id AND state = 'held')
               AND a.debt = (SELECT coalesce(sum(unallocated), 0) FROM points_entry
                              WHERE account_id = a.id)
              FROM points_account a WHERE id = %s
            """,
            [self.account_id],
        )
        self.assertTrue(env.cr.fetchone()[0], message)

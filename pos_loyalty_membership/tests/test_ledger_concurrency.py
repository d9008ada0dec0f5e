"""Postings from several real database connections at once."""

import random
import threading
from datetime import datetime
from uuid import uuid4

from psycopg2 import IntegrityError, OperationalError, errors

from odoo import SUPERUSER_ID, api
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..services.ledger_operations import (
    Capture,
    LedgerRefusal,
    Release,
    Renew,
    ReverseCredit,
)
from .ledger_connections import MOST_TRIES, REPLAYED, ConnectionsCase, facts


@tagged("post_install", "-at_install")
class TestLedgerConcurrency(ConnectionsCase):
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

    def _statements(self, env):
        """A list that takes the statements of this connection from here on."""
        statements, execute = [], env.cr.execute

        def listed(query, *args, **kwargs):
            statements.append(str(getattr(query, "code", query)))
            return execute(query, *args, **kwargs)

        env.cr.execute = listed
        return statements

    @mute_logger("odoo.sql_db")
    def test_a_posting_waits_for_its_account_before_it_reads_anything(self):
        with self._connection() as env:
            env["points.ledger"]._post([self._credit(10_000)])
            with self.registry.cursor() as cr:
                cr.execute("SET LOCAL lock_timeout = '50ms'")
                other = api.Environment(cr, SUPERUSER_ID, {})
                statements = self._statements(other)
                with self.assertRaises(errors.LockNotAvailable):
                    other["points.ledger"]._post([self._credit(10_000)])
                cr.rollback()
        self.assertEqual(len(statements), 1, statements)
        self.assertIn("FOR NO KEY UPDATE", statements[0])

    @mute_logger("odoo.sql_db")
    def test_every_posting_writes_its_account(self):
        def version():
            with self._connection() as env:
                env.cr.execute(
                    "SELECT xmin::text FROM points_account WHERE id = %s",
                    [self.account_id],
                )
                return env.cr.fetchone()[0]

        hold = self._hold(100)
        later = Renew(uuid=hold.uuid, expires_at=datetime(2101, 1, 1))
        for operation in (
            self._credit(10_000),
            self._credit(0),
            hold,
            later,
            Release(uuid=hold.uuid),
        ):
            before = version()
            self._post(operation)
            self.assertNotEqual(version(), before, operation)

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
                        self._post(
                            Capture(uuid=key, points=points, **facts(f"redeem:{key}"))
                        )
                except LedgerRefusal:
                    continue

        results = self._in_threads([lambda n=n: work(n) for n in range(4)])
        self.assertEqual(results, [None] * 4, f"seed {seed}")
        self.assertEqual(self._prove(), [], f"seed {seed}")

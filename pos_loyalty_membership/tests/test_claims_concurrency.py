"""One receipt, several connections at the same moment."""

from uuid import uuid4

from odoo.tests import tagged
from odoo.tools import mute_logger

from .claim_common import insert_claim
from .ledger_connections import MOST_TRIES, REPLAYED, ConnectionsCase


@tagged("post_install", "-at_install")
class TestClaimsConcurrency(ConnectionsCase):
    def setUp(self):
        super().setUp()
        self.addCleanup(self._delete_claims)
        self.uuid = str(uuid4())
        with self._connection() as env:
            program = env["points.program"].browse(self.program_id)
            env["points.earning.rule"].create(
                {
                    "program_id": program.id,
                    "kind": "amount",
                    "points": 1,
                    "per_amount": 1,
                }
            )
            env["points.redemption.rule"].search(
                [("program_id", "=", program.id)]
            ).flush_recordset()
            env.cr.execute(
                "UPDATE points_program SET state = 'running' WHERE id = %s",
                [program.id],
            )
            program.invalidate_recordset()
            env.registry.clear_cache()
            self.code = insert_claim(env, program, uuid=self.uuid)

    def _delete_claims(self):
        with self._connection() as env:
            env.cr.execute(
                "DELETE FROM points_claim WHERE program_id = %s", [self.program_id]
            )
            env.cr.execute(
                "UPDATE points_program SET state = 'draft' WHERE id = %s",
                [self.program_id],
            )

    def _replayed(self, work):
        """Run on a connection of its own, again as Odoo replays a request."""
        for _try in range(MOST_TRIES):
            try:
                with self._connection() as env:
                    return work(env)
            except REPLAYED:
                continue
        self.fail("a claim did not get through")

    def _collect(self, partner_id):
        def work(env):
            partner = env["res.partner"].browse(partner_id)
            accounts, refusal = env["points.claims"]._collect_code(
                self.code, partner, env["res.company"].search([]), "portal"
            )
            return accounts.ids if refusal is None else refusal.code

        return lambda: self._replayed(work)

    @mute_logger("odoo.sql_db")
    def test_of_several_who_collect_at_once_one_gets_the_points(self):
        self._members(3)
        results = self._in_threads([self._collect(key) for key in self.partner_ids])
        self.assertEqual(sorted(map(str, results))[1:], ["claim_used"] * 3)
        with self._connection() as env:
            earned = env["points.entry"].search(
                [("program_id", "=", self.program_id), ("kind", "=", "earn")]
            )
            self.assertEqual(earned.mapped("points"), [10])
        self.assertFalse(self._prove())

    @mute_logger("odoo.sql_db")
    def test_a_return_at_the_same_moment_is_seen_by_who_comes_second(self):
        """The row that both write makes one of them start over."""

        def returned(env):
            env["points.claims"]._note_returned([self.uuid])

        results = self._in_threads(
            [self._collect(self.partner_ids[0]), lambda: self._replayed(returned)]
        )
        self.assertIsInstance(results[0], list)
        with self._connection() as env:
            claim = env["points.claim"].search([("source_uuid", "=", self.uuid)])
            self.assertEqual(claim.state, "claimed")

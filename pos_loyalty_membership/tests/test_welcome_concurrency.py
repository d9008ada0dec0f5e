"""Two contacts with one phone number, served at two tills in the same moment."""

from odoo import fields
from odoo.tests import tagged

from ..services.ledger_operations import Source
from .ledger_connections import MOST_TRIES, REPLAYED, ConnectionsCase, together


@tagged("post_install", "-at_install")
class TestWelcomeConcurrency(ConnectionsCase):
    def setUp(self):
        super().setUp()
        with self._connection() as env:
            program = env["points.program"].browse(self.program_id)
            program.write({"welcome_bonus": True, "welcome_points": 50})
            # What a program needs to start plays no part here.
            env.cr.execute(
                "UPDATE points_program SET state = 'running' WHERE id = %s",
                [self.program_id],
            )
            env.registry.clear_cache()

    def _share_a_number(self, account_ids):
        with self._connection() as env:
            accounts = env["points.account"].browse(account_ids)
            accounts.partner_id.write({"phone": "+34 600 123 456"})

    def _welcome(self, account_id):
        """A first sale's welcome on a connection of its own, replayed as by Odoo."""
        for _try in range(MOST_TRIES):
            try:
                with self._connection() as env:
                    return self._welcome_once(env, account_id)
            except REPLAYED:
                continue
        self.fail("a welcome did not get through")

    def _welcome_once(self, env, account_id):
        snapshot, bonuses = env["points.snapshot"], env["points.bonuses"]
        program = snapshot._program_by_id(self.program_id)
        partner = env["points.account"].browse(account_id).partner_id
        now = fields.Datetime.now()
        situation = snapshot._situation(program, now, 0)
        found = snapshot._accounts_of([(program.id, partner.id, situation.day, [])])
        keys = bonuses._welcome_keys(
            [program],
            {program.id: partner},
            {program.id: found[program.id, partner.id]},
        )
        for key in keys.values():
            sale = (Source(model="pos.order", name="Test"), now, situation)
            credit = bonuses._welcome_credit(program, account_id, key, sale, None)
            env["points.ledger"]._post([credit])
        return len(keys)

    def _welcomes(self):
        with self._connection() as env:
            return env["points.entry"].search_count(
                [("program_id", "=", self.program_id), ("kind", "=", "bonus")]
            )

    def test_only_one_of_many_contacts_with_one_number_is_welcomed(self):
        account_ids = self._members(4)
        self._share_a_number(account_ids)
        results = together([lambda key=key: self._welcome(key) for key in account_ids])
        self.assertFalse([one for one in results if isinstance(one, Exception)])
        self.assertEqual(self._welcomes(), 1)

    def test_one_member_at_four_tills_is_welcomed_once(self):
        results = together([lambda: self._welcome(self.account_id)] * 4)
        self.assertFalse([one for one in results if isinstance(one, Exception)])
        self.assertEqual(self._welcomes(), 1)
        self.assertEqual(self._numbers()[0], 50)

    def test_members_with_numbers_of_their_own_are_all_welcomed(self):
        account_ids = self._members(4)
        results = together([lambda key=key: self._welcome(key) for key in account_ids])
        self.assertFalse([one for one in results if isinstance(one, Exception)])
        self.assertEqual(self._welcomes(), 4)

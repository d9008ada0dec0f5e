"""The proof compares every member's tier with the membership in force."""

from uuid import uuid4

from odoo import fields

from .tier_common import TierCommon


class TestTierProof(TierCommon):
    def setUp(self):
        super().setUp()
        today = fields.Date.to_string(fields.Date.today())
        self._earn_on(today, 600)
        self.other = self._open_account(self.program, self._new_partner("Luis"))

    def _new_partner(self, name):
        return self.env["res.partner"].create({"name": name})

    def _proved(self, accounts=None):
        faults = self.env["points.proof"]._prove(accounts or self.account | self.other)
        return [(fault.check, fault.account_id) for fault in faults]

    def _plant(self, query, *params):
        self.env.flush_all()
        self.env.cr.execute(query, params)
        self.env.invalidate_all()

    def test_members_in_a_tier_and_in_none_agree(self):
        self.assertEqual(self.account.tier_id, self.gold)
        self.assertFalse(self.other.tier_id)
        self.assertEqual(self._proved(), [])

    def test_another_tier_on_the_account_is_named(self):
        for tier_id in (self.platinum.id, None):
            with self.subTest(tier_id):
                self._plant(
                    "UPDATE points_account SET tier_id = %s WHERE id = %s",
                    tier_id,
                    self.account.id,
                )
                self.assertEqual(self._proved(), [("tier_in_force", self.account.id)])

    def test_a_tier_that_no_membership_gives_is_named(self):
        self._plant(
            "UPDATE points_account SET tier_id = %s WHERE id = %s",
            self.silver.id,
            self.other.id,
        )
        self.assertEqual(self._proved(), [("tier_in_force", self.other.id)])
        self.assertEqual(self._proved(self.account), [])

    def test_a_membership_of_another_program_is_named(self):
        program = self.program.copy({"name": "Another"})
        self._plant(
            "UPDATE points_membership SET program_id = %s WHERE account_id = %s",
            program.id,
            self.account.id,
        )
        self.assertEqual(
            self._proved(), [("membership_of_its_account", self.account.id)]
        )

    def test_a_membership_that_was_paid_for_without_an_entry_is_named(self):
        self._plant(
            "UPDATE points_membership SET join_cost = 50 WHERE account_id = %s",
            self.account.id,
        )
        self.assertEqual(
            self._proved(), [("paid_membership_has_its_entry", self.account.id)]
        )

    def test_one_that_was_paid_for_and_one_given_by_hand_agree(self):
        self.platinum.write({"join_cost": 50, "points_required": 500})
        tiers = self.env["points.tiers"]
        self.assertIsNone(tiers._choose(self.account, self.platinum.id, str(uuid4())))
        tiers._grant(self.other, self.silver, "", "Test", str(uuid4()))
        self.assertEqual(self._proved(), [])

    def test_rebuilding_brings_the_tier_back(self):
        self._plant(
            "UPDATE points_account SET tier_id = %s WHERE id = %s",
            self.platinum.id,
            self.account.id,
        )
        changed = self.env["points.ledger"]._rebuild_lots(self.account)
        self.assertGreaterEqual(changed, 1)
        self.assertEqual(self.account.tier_id, self.gold)
        self.assertEqual(self._proved(), [])

    def test_every_check_of_tiers_has_a_name_a_manager_reads(self):
        proof = self.env["points.proof"]
        for check in ("tier_in_force", "membership_of_its_account"):
            self.assertNotEqual(proof._check_name(check), check)

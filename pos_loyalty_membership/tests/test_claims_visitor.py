"""A visitor of the portal collects by code, and guessing does not pay."""

from datetime import timedelta

from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import new_test_user

from .claim_common import ClaimCommon


class TestClaimsInPortal(ClaimCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.user = new_test_user(
            cls.env,
            "ana.portal",
            groups="base.group_portal",
            company_id=cls.company.id,
            company_ids=[Command.set(cls.company.ids)],
        )

    def test_a_visitor_collects_by_code_once(self):
        order, [shown] = self._sell_to_nobody()
        accounts, reason = self._collect(shown["code"], self.user)
        self.assertEqual(reason, "")
        self.assertEqual(accounts.partner_id, self.user.partner_id)
        self.assertPoints(8, self.user.partner_id)
        self.assertEqual(accounts.joined_source, "portal")
        self.assertEqual(self._claim(order).claimed_through, "portal")
        self.assertFalse(order.partner_id, "the visitor does not change the sale")
        accounts, reason = self._collect(shown["code"], self.user)
        self.assertFalse(accounts)
        self.assertIn("already", reason)
        self.assertPoints(8, self.user.partner_id)

    def test_a_code_is_read_however_it_is_typed(self):
        _order, [shown] = self._sell_to_nobody()
        typed = f" {shown['code'].lower().replace('-', ' ')} "
        accounts, _reason = self._collect(typed, self.user)
        self.assertTrue(accounts)

    def test_wrong_codes_are_refused_and_guessing_stops(self):
        _order, [shown] = self._sell_to_nobody()
        for wrong in (
            "",
            "x",
            "0000-0000",
            "AAAA-AAAA",
            "'; --",
            "é" * 8,
            shown["code"][:-1],
        ):
            accounts, reason = self._collect(wrong, self.user)
            self.assertFalse(accounts)
            self.assertIn("No receipt", reason)
        for _time in range(3):
            self._collect("AAAA-AAAA", self.user)
        accounts, reason = self._collect(shown["code"], self.user)
        self.assertFalse(accounts)
        self.assertIn("Too many", reason)
        other = new_test_user(
            self.env,
            "bo.portal",
            groups="base.group_portal",
            company_id=self.company.id,
            company_ids=[Command.set(self.company.ids)],
        )
        self.assertTrue(self._collect(shown["code"], other)[0])
        with freeze_time(fields.Datetime.now() + timedelta(minutes=61)):
            _accounts, reason = self._collect(shown["code"], self.user)
            self.assertIn("already", reason)
            self.env["points.claim.attempt"].sudo()._gc_old()
        self.assertFalse(
            self.env["points.claim.attempt"].search_count(
                [("user_id", "=", self.user.id)]
            )
        )

    def test_a_code_of_another_company_is_unknown(self):
        _order, [shown] = self._sell_to_nobody()
        other = self.env["res.company"].create({"name": "Other company"})
        stranger = new_test_user(
            self.env,
            "stranger",
            groups="base.group_portal",
            company_id=other.id,
            company_ids=[Command.set(other.ids)],
        )
        accounts, reason = self._collect(shown["code"], stranger)
        self.assertFalse(accounts)
        self.assertIn("No receipt", reason)

    def test_a_program_for_those_enrolled_lets_in_whom_it_lets_join(self):
        self.program.write({"member_policy": "enrolled", "portal_join": False})
        _order, [shown] = self._sell_to_nobody()
        accounts, reason = self._collect(shown["code"], self.user)
        self.assertFalse(accounts)
        self.assertIn("not enrolled", reason)
        self.program.portal_join = True
        self.assertTrue(self._collect(shown["code"], self.user)[0])

    def test_a_closed_program_gives_nothing_and_one_that_redeems_only_does(self):
        self._give(1, self.user.partner_id)
        _order, [shown] = self._sell_to_nobody()
        self.program.action_redeem_only()
        self.assertTrue(self._collect(shown["code"], self.user)[0])

    def test_a_receipt_of_a_program_not_shown_names_no_portal(self):
        self.program.portal_shown = False
        _order, [shown] = self._sell_to_nobody()
        self.assertFalse(shown["portal"])

    def test_the_visitor_reads_no_claim_and_no_attempt(self):
        self._sell_to_nobody()
        for name in ("points.claim", "points.claim.attempt"):
            with self.assertRaises(AccessError):
                self.env[name].with_user(self.user).search([])

"""Contacts that are merged, deleted, archived or anonymised keep their points log."""

from uuid import uuid4

import psycopg2.errors

from odoo.exceptions import AccessError, ConcurrencyError, UserError
from odoo.fields import Command
from odoo.tests import new_test_user, tagged
from odoo.tests.common import freeze_time
from odoo.tools import mute_logger

from ..services.ledger_operations import Capture, SetState
from .common import day
from .configuration_common import ACCOUNTANT, CASHIER, MANAGER, OFFICER
from .coupon_common import CouponCommon
from .till_common import TillCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-05-10 12:00:00")
class TestMergeContacts(CouponCommon):
    """Ana (100 points) is merged into Bo, through Odoo's own wizard."""

    def _merge_contacts(self, *merged, into=None):
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        contacts = self.env["res.partner"].union(*merged) | (into or self.bo)
        wizard._merge(contacts.ids, into or self.bo)

    def _open_accounts_of(self, partner):
        return self.env["points.account"].search(
            [("partner_id", "=", partner.id), ("merged_into_id", "=", False)]
        )

    def test_two_accounts_become_one_lot_by_lot(self):
        self._credit(2_000, account=self.other)
        self._credit(3_000, available_on=day("2026-06-01"))
        log = self.account.entry_ids
        self._merge_contacts(self.ana)
        self.assertFalse(self.ana.exists())
        self.assertEqual(self._open_accounts_of(self.bo), self.other)
        self.assertNumbers(150, waiting=30, account=self.other)
        lots = self.env["points.lot"].search(
            [("account_id", "=", self.other.id)], order="id"
        )
        self.assertEqual(
            set(lots.mapped(lambda lot: (lot.remaining, lot.expires_on))),
            {(20, False), (100, day("2026-12-31")), (30, False)},
        )
        self.assertEqual(self.account.merged_into_id, self.other)
        self.assertEqual(self.account.entry_ids & log, log, "the log is kept")
        self.assertEqual(self.account.partner_id, self.bo)
        self.assertProved()

    def test_an_account_only_the_merged_contact_has_changes_owner(self):
        second = self._create_program("Bakery")
        account = self._open_account(second, self.ana)
        self._credit(700, account=account)
        entries = account.entry_ids
        self._merge_contacts(self.ana)
        self.assertEqual(self._open_accounts_of(self.bo), self.other | account)
        self.assertEqual(account.entry_ids, entries, "nothing was moved")
        self.assertNumbers(7, account=account)
        self.assertProved()

    def test_three_contacts_leave_one_account_in_each_program(self):
        cy = self.env["res.partner"].create({"name": "Cy"})
        second = self._create_program("Bakery")
        accounts = [self._open_account(second, one) for one in (self.ana, cy)]
        for account in accounts:
            self._credit(500, account=account)
        self._credit(100, account=self._open_account(self.program, cy))
        self._merge_contacts(self.ana, cy)
        found = self._open_accounts_of(self.bo)
        self.assertEqual(len(found), 2)
        self.assertEqual(
            {account.program_id: account.live for account in found},
            {self.program: 101, second: 10},
        )
        self.assertProved()

    def test_reserved_points_stay_reserved_and_are_used_after_the_merge(self):
        uuid = self._hold(4_000)
        self._merge_contacts(self.ana)
        self.assertNumbers(100, held=40, account=self.other)
        key = f"redeem:{uuid}"
        self._post(Capture(uuid=uuid, points=4_000, **self._facts(key)))
        self.assertNumbers(60, account=self.other)
        self.assertProved()

    def test_coupons_follow_their_member(self):
        coupon = self._issue()
        self._hold_money(coupon, 100)
        self._merge_contacts(self.ana)
        self.assertEqual(coupon.account_id, self.other)
        self.assertNumbers(50, account=self.other)
        self.assertProved()

    def test_a_blocked_member_is_still_blocked_after_the_merge(self):
        self._post(SetState(account_id=self.account.id, state="blocked"))
        self._merge_contacts(self.ana)
        self.assertEqual(self.other.state, "blocked")

    def test_a_member_who_left_under_one_name_is_one_under_the_other(self):
        self._post(SetState(account_id=self.other.id, state="left"))
        self._merge_contacts(self.ana)
        self.assertEqual(self.other.state, "open")
        self.assertNumbers(100, account=self.other)

    def test_a_card_and_the_day_of_joining_are_kept(self):
        self.account.card_number = "4711"
        with freeze_time("2025-01-01"):
            cy = self.env["res.partner"].create({"name": "Cy"})
            self._open_account(self.program, cy)
        self._merge_contacts(self.ana, cy)
        self.assertEqual(self.other.card_number, "4711")
        self.assertEqual(self.other.joined_on, day("2025-01-01"))

    def test_a_merge_after_a_merge_leads_to_the_last_contact(self):
        ana_id = self.ana.id
        cy = self.env["res.partner"].create({"name": "Cy"})
        self._merge_contacts(self.ana)
        bo_id = self.bo.id
        self._merge_contacts(self.bo, into=cy)
        survivor = self.env["points.merged.contact"]._survivor
        self.assertEqual((survivor(ana_id), survivor(bo_id)), (cy, cy))
        self.assertFalse(survivor(cy.id))
        self.assertNumbers(100, account=self._open_accounts_of(cy))
        self.assertProved()

    def test_contacts_without_points_merge_as_ever(self):
        cy, di = self.env["res.partner"].create([{"name": "Cy"}, {"name": "Di"}])
        self._merge_contacts(cy, into=di)
        self.assertFalse(cy.exists())
        self.assertFalse(self._open_accounts_of(di))

    @mute_logger("odoo.sql_db")
    def test_somebody_who_enrols_the_contact_meanwhile_makes_the_merge_run_again(self):
        second = self._create_program("Bakery")
        account = self._open_account(second, self.ana)
        self._open_account(second, self.bo)
        with self.assertRaises(ConcurrencyError):
            self.ledger._change_owner(account, self.bo)
        self.assertEqual(account.partner_id, self.ana)

    def test_one_who_may_merge_contacts_needs_no_right_to_points(self):
        clerk = new_test_user(
            self.env, "clerk", "base.group_user,base.group_partner_manager"
        )
        self.ana.email = self.bo.email = "same@example.com"
        wizard = self.env["base.partner.merge.automatic.wizard"].with_user(clerk)
        wizard.create({})._merge((self.ana | self.bo).ids, self.bo.with_user(clerk))
        self.assertNumbers(100, account=self.other)
        entry = self.other.entry_ids[:1]
        self.assertEqual((entry.kind, entry.user_id), ("transfer", clerk))


@tagged("post_install", "-at_install")
class TestKeepTheLog(CouponCommon):
    """Deleting is refused; archiving changes nothing; anonymising keeps the log."""

    @mute_logger("odoo.sql_db")
    def test_a_member_is_not_deleted_and_the_way_out_is_named(self):
        with self.assertRaisesRegex(UserError, "Archive.*Anonymise"):
            self.ana.unlink()
        with self.assertRaises(psycopg2.errors.RestrictViolation), self.cr.savepoint():
            self.cr.execute("DELETE FROM res_partner WHERE id = %s", [self.ana.id])
        self.assertTrue(self.ana.exists())

    def test_a_contact_whose_account_was_merged_away_is_not_deleted_either(self):
        self._merge()
        with self.assertRaises(UserError):
            self.ana.unlink()

    def test_a_contact_without_points_is_deleted_as_ever(self):
        cy = self.env["res.partner"].create({"name": "Cy"})
        cy.unlink()
        self.assertFalse(cy.exists())

    def test_archiving_a_contact_changes_nothing(self):
        self.ana.active = False
        self._credit(1_000)
        uuid = self._hold(2_000)
        self._post(Capture(uuid=uuid, points=2_000, **self._facts(f"redeem:{uuid}")))
        self.assertNumbers(90)
        self.assertEqual(self.ana._points_member(self.program), self.ana)
        self.assertEqual(self._open_account(self.program, self.ana), self.account)

    def _with_personal_data(self):
        self.account.card_number = "4711"
        self.ana.write(
            {
                "email": "ana@example.com",
                "phone": "+34 600 000 000",
                "street": "Calle Mayor 1",
                "zip": "28013",
                "city": "Madrid",
                "comment": "Likes cats",
                "child_ids": [
                    Command.create(
                        {"type": "delivery", "name": "Ana's mother", "street": "Sol 2"}
                    )
                ],
            }
        )
        self.env.flush_all()
        self.cr.precommit.run()

    def test_a_manager_anonymises_a_member_and_the_log_stays(self):
        self._with_personal_data()
        manager = new_test_user(self.env, "points_manager", MANAGER)
        self.account.with_user(manager).action_anonymise()
        self.env.flush_all()
        self.cr.precommit.run()
        names = self.ana.read(["name", "email", "phone", "street", "zip", "city"])[0]
        names.pop("id")
        self.assertEqual(names.pop("name"), f"Anonymised {self.ana.id}")
        self.assertEqual(set(names.values()), {False})
        self.assertFalse(self.ana.child_ids.street)
        self.assertNotIn("mother", self.ana.child_ids.name)
        self.assertFalse(self.account.card_number)
        messages = self.ana.message_ids
        self.assertFalse(messages.tracking_value_ids)
        self.assertIn("Personal data was removed", messages[0].body)
        self.assertNumbers(100)
        self.assertTrue(self.account.entry_ids)

    def test_only_a_points_manager_anonymises(self):
        for number, groups in enumerate((CASHIER, ACCOUNTANT, OFFICER)):
            user = new_test_user(self.env, f"user{number}", groups)
            with self.assertRaises(AccessError):
                self.ana.with_user(user).action_points_anonymise()
        portal = new_test_user(self.env, "portal_user", "base.group_portal")
        with self.assertRaises(AccessError):
            self.ana.with_user(portal).action_points_anonymise()
        self.assertEqual(self.ana.name, "Ana Ruiz")

    def test_who_can_log_in_or_has_no_points_is_not_anonymised(self):
        manager = new_test_user(self.env, "points_manager", MANAGER)
        cy = self.env["res.partner"].create({"name": "Cy"})
        with self.assertRaisesRegex(UserError, "no points log"):
            cy.with_user(manager).action_points_anonymise()
        self._open_account(self.program, manager.partner_id)
        with self.assertRaisesRegex(UserError, "log in"):
            manager.partner_id.with_user(manager).action_points_anonymise()


class TestMergedAtTheTill(TillCommon):
    """A till that was offline still names a contact that was merged."""

    def _merge_contacts(self, merged, contact):
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        wizard._merge((merged | contact).ids, contact)

    def setUp(self):
        super().setUp()
        self.bo = self.env["res.partner"].create({"name": "Bo"})

    def test_an_offline_order_finds_its_member(self):
        self._give(100)
        values = self._order_values([self._line(self.espresso)], self.ana)
        values["to_invoice"] = False
        self._merge_contacts(self.ana, self.bo)
        order, _answer = self._sync(values)
        self.assertEqual(order.partner_id, self.bo)
        self.assertPoints(103, partner=self.bo)

    def test_an_offline_order_with_reserved_points_uses_them(self):
        self._give(500)
        uuid = str(uuid4())
        hold = self._hold(uuid, 200, 2.0)
        lines = [self._line(self.espresso)]
        lines += self._discount_lines(lines, 2.0, hold)
        values = self._order_values(lines, self.ana, uuid=uuid)
        self._merge_contacts(self.ana, self.bo)
        order, _answer = self._sync(values)
        self.assertPoints(301, partner=self.bo)
        self.assertFalse(self._reviews(order))

    def test_the_till_is_given_the_member_under_the_old_contact(self):
        self._give(100)
        ana_id = self.ana.id
        self._merge_contacts(self.ana, self.bo)
        till = self.env["points.till"].with_user(self.cashier)
        member = till.get_member(self.config.id, ana_id)
        self.assertEqual(member["partner_id"], self.bo.id)
        self.assertEqual(member["accounts"][0]["available"], 10_000)

    def test_a_return_after_a_merge_takes_back_from_the_member(self):
        order = self._sell([self._line(self.espresso, 2)], self.ana)
        self.assertPoints(6)
        self._merge_contacts(self.ana, self.bo)
        back = self._line(self.espresso, -2)
        back["refunded_orderline_id"] = order.lines.id
        self._sell([back], self.bo)
        self.assertPoints(0, partner=self.bo)

    def test_a_contact_that_was_deleted_without_a_merge_is_nobody(self):
        cy = self.env["res.partner"].create({"name": "Cy"})
        values = self._order_values([self._line(self.espresso)], cy)
        cy.unlink()
        order, _answer = self._sync(values)
        self.assertFalse(order.partner_id)
        self.assertFalse(order.points_entry_ids)

    def test_a_coupon_line_of_a_sale_needs_its_use(self):
        account = self._give(100)
        uuid = str(uuid4())
        hold = self._hold(uuid, 50, 0.5)
        lines = [self._line(self.espresso)]
        lines += self._discount_lines(lines, 0.5, hold)
        self._sell(lines, self.ana, uuid=uuid)
        self.assertEqual(self.env["points.proof"]._prove(account), [])
        self.cr.execute(
            """
            WITH made AS (
                INSERT INTO points_coupon (uuid, account_id, program_id, company_id,
                            entry_id, currency_id, value, remaining)
                SELECT 'planted', account_id, program_id, company_id, id, %s, 1, 1
                  FROM points_entry WHERE key = %s RETURNING id)
            UPDATE points_hold SET coupon_id = (SELECT id FROM made), points = 0
             WHERE uuid = %s
            """,
            [self.currency.id, f"redeem:{hold}", hold],
        )
        faults = {fault.check for fault in self.env["points.proof"]._prove(account)}
        self.assertIn("coupon_line_has_its_use", faults)
        self.assertIn("coupon_hold_has_its_use", faults)

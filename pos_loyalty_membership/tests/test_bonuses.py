"""The welcome bonus, once per contact and phone, and the settings of bonuses."""

from odoo import fields
from odoo.exceptions import ValidationError
from odoo.fields import Command
from odoo.tests import tagged
from odoo.tests.common import freeze_time

from .claim_common import ClaimCommon
from .common import day
from .invoice_common import InvoiceCommon
from .till_common import TillCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-05-10 12:00:00")
class TestWelcomeBonus(TillCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.program.write({"welcome_bonus": True, "welcome_points": 50})
        cls.ana.phone = "+34 600 123 456"

    def _buy(self, partner=None, price=3.0, **values):
        values.setdefault("date_order", fields.Datetime.now())
        return self._sell(
            [self._line(self.espresso, price=price)], partner or self.ana, **values
        )

    def _bonuses(self, partner=None):
        account = self._account(partner)
        return account.entry_ids.filtered(lambda one: one.kind == "bonus")

    def test_the_first_paid_sale_brings_the_bonus_and_later_ones_do_not(self):
        order = self._buy()
        self.assertPoints(53)
        bonus = self._bonuses()
        self.assertEqual((bonus.points, bonus.source_name), (50, order.name))
        self.assertIn("Welcome bonus", bonus.why_text)
        self.assertEqual(order.points_earned, 3, "a bonus is nothing the sale earned")
        self._buy()
        self.assertPoints(56)

    def test_settling_the_sale_again_changes_nothing(self):
        order = self._buy()
        self.env["points.settlement"]._settle(order)
        self.assertPoints(53)

    def test_the_receipt_says_it_and_the_reprint_too(self):
        order, answer = self._sync(
            self._order_values([self._line(self.espresso)], self.ana)
        )
        [line] = answer["pos.order"][0]["_points_receipt"]["lines"]
        self.assertEqual(
            (line["earned"], line["bonus"], line["balance"]), (300, 5000, 5300)
        )
        self.env.cr.cache.clear()
        receipts = self.env["points.receipt"]._receipts(order)
        self.assertEqual(receipts[order.id]["lines"], [line])

    def test_it_cannot_be_used_in_the_sale_that_brings_it(self):
        account = self.ledger_account()
        till = self.env["points.till"].with_user(self.cashier)
        request = self._hold_request("the-first-order", 50, 0.5)
        answer = till._hold_once(self.config.id, request)
        self.assertFalse(answer["ok"])
        self._buy()
        self.assertEqual(account.available, 53)

    def ledger_account(self):
        """Ana, enrolled at the till before she buys anything."""
        opened = self.env["points.ledger"]._open_accounts(
            [(self.program.id, self.ana.id, "till")]
        )
        return self.env["points.account"].browse(opened[self.program.id, self.ana.id])

    def test_who_was_enrolled_gets_it_with_the_first_sale_after(self):
        self.program.member_policy = "enrolled"
        self._buy()
        self.assertFalse(self._account(), "nobody is enrolled by buying")
        self.ledger_account()
        self.assertFalse(self._bonuses())
        self._buy()
        self.assertPoints(53)

    def test_a_member_who_bought_before_it_was_given_gets_none(self):
        self.program.welcome_bonus = False
        self._buy()
        self.program.welcome_bonus = True
        self._buy()
        self.assertPoints(6)

    def test_imported_members_get_none(self):
        self.env["points.ledger"]._open_accounts(
            [(self.program.id, self.ana.id, "import")]
        )
        self._buy()
        self.assertPoints(3)

    def test_one_phone_number_is_welcomed_once_however_it_is_written(self):
        self._buy()
        twin = self.env["res.partner"].create(
            {"name": "Ana again", "phone": "+34600123456"}
        )
        self.assertEqual(twin.phone_sanitized, self.ana.phone_sanitized)
        self._buy(twin)
        self.assertPoints(3, twin)

    def test_a_number_that_is_added_later_is_known_as_well(self):
        self.ana.phone = False
        self._buy()
        self.ana.phone = "+34 600 123 456"
        twin = self.env["res.partner"].create({"name": "Ana", "phone": "+34600123456"})
        self._buy(twin)
        self.assertPoints(3, twin)

    def test_two_contacts_with_one_number_in_one_moment_have_one_key(self):
        twin = self.env["res.partner"].create({"name": "Ana", "phone": "+34600123456"})
        bonuses = self.env["points.bonuses"]
        program = self.env["points.snapshot"]._program_by_id(self.program.id)
        keys = [
            bonuses._welcome_keys([program], {program.id: one}, {})[program.id]
            for one in (self.ana, twin)
        ]
        self.assertEqual(keys[0], keys[1])
        self.assertNotIn("600123456", keys[0])

    def test_others_are_welcomed_with_and_without_a_phone(self):
        self._buy()
        for phone in ("+34 600 999 999", False):
            partner = self.env["res.partner"].create({"name": "Bea", "phone": phone})
            self._buy(partner)
            self.assertPoints(53, partner)

    def test_a_merged_contact_is_not_welcomed_again(self):
        self._buy()
        bea = self.env["res.partner"].create({"name": "Bea"})
        self.env["points.ledger"]._open_accounts([(self.program.id, bea.id, "till")])
        self.env["base.partner.merge.automatic.wizard"].create({})._merge(
            [self.ana.id, bea.id], bea
        )
        self.env.invalidate_all()
        self._buy(bea)
        self.assertPoints(56, bea)

    def test_each_program_welcomes_for_itself(self):
        other = self._run_program(
            name="Second", sequence=20, welcome_bonus=True, welcome_points=5
        )
        self._buy()
        self.assertPoints(53)
        self.assertPoints(8, program=other)

    def test_a_sale_nobody_paid_and_a_return_bring_none(self):
        self._buy(price=0.0)
        self.assertFalse(self._account())
        self._sell([self._line(self.espresso, qty=-1)], self.ana)
        self.assertFalse(self._account())

    def test_a_sale_that_earns_nothing_brings_it_all_the_same(self):
        self.earning_rule.minimum_order = 100
        self._buy()
        self.assertPoints(50)
        self._buy()
        self.assertPoints(50)

    def test_it_waits_and_ends_like_the_points_of_the_sale(self):
        self.program.write(
            {"waiting_days": 14, "expiry_mode": "months", "expiry_number": 1}
        )
        self._buy()
        lot = self.env["points.lot"].search([("entry_id", "in", self._bonuses().ids)])
        self.assertEqual(
            (lot.available_on, lot.expires_on), (day("2026-05-24"), day("2026-06-10"))
        )

    def test_a_blocked_member_gets_it_with_the_first_sale_after(self):
        account = self.ledger_account()
        account.action_block()
        self._buy()
        self.assertPoints(0)
        account.action_unblock()
        self._buy()
        self.assertPoints(53)

    def test_a_program_that_no_longer_earns_welcomes_nobody(self):
        self.program.state = "redeem_only"
        self._buy()
        self.assertFalse(self._account())


@tagged("post_install", "-at_install")
@freeze_time("2026-05-10 12:00:00")
class TestWelcomeOnInvoices(InvoiceCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.program.write({"welcome_bonus": True, "welcome_points": 50})

    def test_the_first_invoice_brings_it_once(self):
        move = self._invoice(post=True)
        self.assertPoints(58)
        self.assertEqual(move.points_earned, 8)
        move.button_draft()
        move.action_post()
        self._invoice(post=True)
        self.assertPoints(66)
        self.assertProved()

    def test_where_paid_invoices_earn_it_comes_when_it_is_paid(self):
        self.program.invoice_earning = "paid"
        move = self._invoice(post=True)
        self.assertFalse(self._account())
        self._pay(move)
        self.assertPoints(58)

    def test_a_member_known_at_the_till_is_not_welcomed_by_an_invoice(self):
        self._sell([self._line(self.espresso)], self.ana)
        self._invoice(post=True)
        self.assertPoints(61)


@tagged("post_install", "-at_install")
class TestWelcomeAfterClaim(ClaimCommon):
    def test_who_joined_with_a_receipt_is_welcomed_by_it_and_not_by_later_sales(self):
        self.program.write({"welcome_bonus": True, "welcome_points": 50})
        order, _claims = self._sell_to_nobody()
        self.assertTrue(self._give_to(order)["ok"])
        self.assertPoints(58)
        self._sell([self._line(self.espresso)], self.ana)
        self.assertPoints(61)
        other, _claims = self._sell_to_nobody()
        self._give_to(other)
        self.assertPoints(69)


@tagged("post_install", "-at_install")
class TestBonusSettings(TillCommon):
    def test_the_program_says_what_it_gives(self):
        self.assertNotIn("first sale", self.program.sentence)
        self.program.write({"welcome_bonus": True, "birthday_bonus": True})
        self.assertIn(
            "New members get 50 pts with their first sale, and every member 20 pts on "
            "the birthday.",
            self.program.sentence,
        )
        self.program.birthday_bonus = False
        self.assertIn("New members get 50 pts with their", self.program.sentence)
        self.program.write({"welcome_bonus": False, "birthday_bonus": True})
        self.assertIn("Members get 20 pts on their birthday.", self.program.sentence)

    def test_points_that_make_no_sense_are_refused(self):
        for values, message in (
            ({"welcome_bonus": True, "welcome_points": 0}, "more than 0"),
            ({"welcome_bonus": True, "welcome_points": -5}, "more than 0"),
            ({"birthday_bonus": True, "birthday_points": 10**7}, "at most"),
            ({"birthday_bonus": True, "birthday_points": 1.5}, "whole points"),
        ):
            with (
                self.subTest(values),
                self.assertRaisesRegex(ValidationError, message),
                self.env.cr.savepoint(),
            ):
                self.program.write(values)
        self.program.write({"decimals": "2", "birthday_points": 1.5})
        self.program.birthday_bonus = True

    def test_an_unused_figure_is_not_checked(self):
        self.program.write({"welcome_points": 0})
        self.assertFalse(self.program.welcome_bonus)
        self.program.tier_ids = [Command.create({"name": "A", "points_required": 1})]

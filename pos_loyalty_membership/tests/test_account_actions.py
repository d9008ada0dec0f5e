"""What officers do with a member: block, transfer, write off, leave, take back."""

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged
from odoo.tests.common import freeze_time

from .actions_common import ActionsCommon
from .common import day

WIZARDS = (
    "points.account.leave",
    "points.account.transfer",
    "points.account.write.off",
    "points.proof.show",
)


@tagged("post_install", "-at_install")
@freeze_time("2026-05-10 12:00:00")
class TestAccountActions(ActionsCommon):
    # --------------------------------------------------------------------- block

    def test_an_officer_blocks_and_unblocks_a_member(self):
        account = self.account.with_user(self.officer)
        account.action_block()
        account.action_block()
        self.assertEqual(account.state, "blocked")
        self.assertRefused("account_not_open", self._hold, 100)
        self.assertEqual(len(self._credit(500).refusals), 1)
        note = self.ana.message_ids[0]
        self.assertIn("Points blocked", note.body)
        self.assertEqual(note.author_id, self.officer.partner_id)
        account.action_unblock()
        self._hold(100)
        self.assertNumbers(100, held=1)

    def test_a_member_who_left_is_neither_blocked_nor_unblocked(self):
        self._wizard("leave").action_leave()
        for method in ("action_block", "action_unblock"):
            with self.assertRaises(UserError):
                getattr(self.account.with_user(self.officer), method)()
        self.assertEqual(self.account.state, "left")

    # ----------------------------------------------------------------- write off

    def test_a_debt_is_written_off_once_however_often_it_is_clicked(self):
        self._owe(4_000)
        wizard = self._wizard("write.off")
        self.assertEqual((wizard.debt, wizard.points), (40, 40))
        wizard.points = 30
        wizard.action_write_off()
        wizard.action_write_off()
        self.assertNumbers(0, debt=10)
        entry = self.account.entry_ids.sorted("id")[-1]
        self.assertEqual((entry.points, entry.reason), (30, "Asked by phone"))
        self.assertEqual(entry.user_id, self.officer)

    def test_no_more_than_the_debt_is_written_off(self):
        self._owe(4_000)
        wizard = self._wizard("write.off", points=41)
        with self.assertRaisesRegex(UserError, "owes only 40 pts"):
            wizard.action_write_off()
        wizard.points = 0.5
        with self.assertRaisesRegex(UserError, "whole points"):
            wizard.action_write_off()
        wizard.points = -1
        with self.assertRaisesRegex(UserError, "more than 0"):
            wizard.action_write_off()
        self.assertNumbers(0, debt=40)

    # ------------------------------------------------------------------ transfer

    def test_points_are_transferred_once_however_often_it_is_clicked(self):
        wizard = self._wizard("transfer", target_id=self.other, points=30)
        wizard.action_transfer()
        wizard.action_transfer()
        self.assertNumbers(70)
        self.assertNumbers(30, account=self.other)

    def test_what_cannot_be_transferred_is_refused_in_words(self):
        second = self._create_program("Bakery")
        elsewhere = self._open_account(second, self.bo)
        cases = (
            ({"target_id": self.other, "points": 101}, "100 pts can be used"),
            ({"target_id": self.other, "points": 0}, "more than 0"),
            ({"target_id": self.account, "points": 1}, "another member"),
            ({"target_id": elsewhere, "points": 1}, "different programs"),
            ({"target_id": self.other, "points": 1, "reason": " "}, "reason"),
        )
        for values, words in cases:
            with self.subTest(words), self.assertRaisesRegex(UserError, words):
                self._wizard("transfer", **values).action_transfer()
        self.other.with_user(self.officer).action_block()
        with self.assertRaisesRegex(UserError, "blocked"):
            self._wizard("transfer", target_id=self.other, points=1).action_transfer()
        self.assertNumbers(100)

    # --------------------------------------------------------------------- leave

    def test_leaving_says_first_what_is_forfeited(self):
        self._credit(3_000, available_on=day("2026-06-01"))
        wizard = self._wizard("leave")
        self.assertIn("130 pts are forfeited", wizard.effect)
        self.assertIn("30 pts still wait", wizard.effect)
        self.assertNotIn("reserved", wizard.effect)
        self.assertNumbers(130, waiting=30)

    def test_a_member_leaves_once_however_often_it_is_clicked(self):
        wizard = self._wizard("leave")
        wizard.action_leave()
        entries = self._count_entries()
        wizard.action_leave()
        self.assertEqual(self._count_entries(), entries)
        self.assertNumbers(0)
        self.assertEqual(self.account.state, "left")

    def test_nobody_leaves_while_a_till_holds_points(self):
        self._hold(1_000)
        wizard = self._wizard("leave")
        self.assertIn("10 pts are reserved", wizard.effect)
        with self.assertRaisesRegex(UserError, "till has reserved 10 pts"):
            wizard.action_leave()
        self.assertEqual(self.account.state, "open")
        self.assertNumbers(100, held=10)

    def test_what_is_owed_stays_owed_after_leaving(self):
        self._owe(4_000)
        wizard = self._wizard("leave")
        self.assertIn("40 pts stay owed", wizard.effect)
        wizard.action_leave()
        self.assertNumbers(0, debt=40)

    def test_who_left_is_taken_back_with_the_points_of_30_days(self):
        self._credit(2_000, expires_on=day("2026-05-20"))
        self._wizard("leave").action_leave()
        account = self.account.with_user(self.officer)
        with freeze_time("2026-06-05 12:00:00"):
            account.action_rejoin()
            account.action_rejoin()
            self.assertEqual(account.state, "open")
            self.assertNumbers(100)
            self._wizard("leave").action_leave()
        with freeze_time("2026-07-20 12:00:00"):
            account.action_rejoin()
        self.assertEqual(account.state, "open")
        self.assertNumbers(0)
        self.assertEqual(self.env["points.proof"]._prove(self.account), [])

    def test_the_same_points_do_not_come_back_twice(self):
        self._wizard("leave").action_leave()
        account = self.account.with_user(self.officer)
        account.action_rejoin()
        self._wizard("leave").action_leave()
        account.action_rejoin()
        self.assertNumbers(100)

    # -------------------------------------------------------------------- rights

    def test_nobody_else_does_what_officers_do(self):
        for user in (self.cashier, self.accountant, self.portal):
            account = self.account.with_user(user)
            for method in (
                "action_block",
                "action_unblock",
                "action_rejoin",
                "action_prove",
                "action_anonymise",
            ):
                with self.subTest(method), self.assertRaises(AccessError):
                    getattr(account, method)()
            with self.assertRaises(AccessError):
                self.program.with_user(user).action_prove()
            for wizard in WIZARDS:
                self.assertFalse(self.env[wizard].with_user(user).has_access("create"))
        self.assertEqual(self.account.state, "open")

    def test_a_wizard_made_for_an_officer_does_not_serve_others(self):
        leave = self._wizard("leave")
        transfer = self._wizard("transfer", target_id=self.other, points=1)
        off = self._wizard("write.off", points=1)
        for user in (self.cashier, self.accountant):
            for action in (
                leave.with_user(user).sudo().action_leave,
                transfer.with_user(user).sudo().action_transfer,
                off.with_user(user).sudo().action_write_off,
            ):
                with self.assertRaises(AccessError):
                    action()
        self.assertNumbers(100)

    def test_a_member_of_another_company_is_out_of_reach(self):
        company = self._create_company("Other")
        program = self._create_program("Other's", company_id=company.id)
        foreign = self._open_account(program, self.bo).with_user(self.officer)
        with self.assertRaises(AccessError):
            foreign.action_block()
        wizard = self._wizard("leave")
        wizard.sudo().account_id = foreign.sudo()
        with self.assertRaises(AccessError):
            wizard.action_leave()
        self.assertEqual(foreign.sudo().state, "open")

    def test_the_forms_show_their_buttons_to_those_who_may_press_them(self):
        for user, anonymise in ((self.officer, False), (self.manager, True)):
            views = (
                self.env["points.account"].with_user(user).get_views([(False, "form")])
            )
            arch = views["views"]["form"]["arch"]
            for name in ("action_block", "action_rejoin", "action_prove"):
                self.assertIn(name, arch)
            self.assertEqual("action_anonymise" in arch, anonymise)
        views = (
            self.env["points.account"]
            .with_user(self.cashier)
            .get_views([(False, "form")])
        )
        self.assertNotIn("action_block", views["views"]["form"]["arch"])

    def test_a_manager_sets_the_days_of_grace(self):
        form = Form(self.program.with_user(self.manager))
        form.grace_days = 7
        form.save()
        self.assertEqual(self.program.grace_days, 7)

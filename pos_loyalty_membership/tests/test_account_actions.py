"""What officers do with a member: block, transfer, write off, leave, prove, rebuild."""

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged
from odoo.tests.common import freeze_time

from ..services.ledger_operations import Capture, Release, ReverseCredit
from .common import day
from .configuration_common import (
    ACCOUNTANT,
    CASHIER,
    MANAGER,
    OFFICER,
    ConfigurationCommon,
)

WIZARDS = (
    "points.account.leave",
    "points.account.transfer",
    "points.account.write.off",
    "points.proof.show",
)


class ActionsCommon(ConfigurationCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.officer = cls._user("points_officer", OFFICER)
        cls.manager = cls._user("points_manager", MANAGER)
        cls.cashier = cls._user("points_cashier", CASHIER)
        cls.accountant = cls._user("points_accountant", ACCOUNTANT)
        cls.portal = cls._user("points_portal", "base.group_portal")
        cls.bo = cls.env["res.partner"].create({"name": "Bo"})
        cls.other = cls._open_account(cls.program, cls.bo)
        cls._credit(10_000)

    def _wizard(self, name, user=None, account=None, **values):
        account = account or self.account
        form = Form(
            self.env[f"points.account.{name}"]
            .with_user(user or self.officer)
            .with_context(active_model="points.account", active_id=account.id)
        )
        for field, value in {"reason": "Asked by phone", **values}.items():
            setattr(form, field, value)
        return form.save()

    def _owe(self, points):
        """Leave the account with this debt (in hundredths) and nothing else."""
        spent = self.account.live
        earned = next(iter(self._credit(points).entries.values()))
        self._debit(round(spent * 100) + points)
        self.ledger._post(
            [
                ReverseCredit(
                    entry_id=earned.id, points=points, **self._facts("reverse:test")
                )
            ]
        )

    def _count_entries(self):
        return self.env["points.entry"].search_count([])


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


@tagged("post_install", "-at_install")
@freeze_time("2026-05-10 12:00:00")
class TestProveNow(ActionsCommon):
    def _show(self, action, user=None):
        show = self.env[action["res_model"]].browse(action["res_id"])
        return show.with_user(user or self.officer)

    def _plant(self):
        """Make the account disagree with its lots, as a broken restore might."""
        self.env.flush_all()
        for name in ("balance_agrees", "available_not_negative", "debt_is_last"):
            self.cr.execute(
                f"ALTER TABLE points_account DROP CONSTRAINT points_account_{name}"
            )
        self.cr.execute(
            "UPDATE points_account SET live = live + 5 WHERE id = %s",
            [self.account.id],
        )
        self.env.invalidate_all()

    def test_a_proof_that_agrees_says_so_and_what_it_compared(self):
        self.program.state = "running"
        for record in (self.account, self.program):
            show = self._show(record.with_user(self.officer).action_prove())
            self.assertTrue(show.agrees)
            self.assertFalse(show.faults)
        self.assertIn("2 members, 1 entries", show.checked)

    def test_a_proof_that_does_not_agree_names_the_faults(self):
        self._plant()
        for record in (self.account, self.program):
            show = self._show(record.with_user(self.officer).action_prove())
            self.assertFalse(show.agrees)
            self.assertIn("Ana Ruiz", show.faults)
            self.assertIn("live points against the lots", show.faults)
        agrees = self._show(self.other.with_user(self.officer).action_prove())
        self.assertTrue(agrees.agrees)

    def test_the_faults_of_another_program_are_not_shown(self):
        self._plant()
        second = self._create_program("Bakery")
        show = self._show(second.with_user(self.officer).action_prove())
        self.assertTrue(show.agrees)

    def test_a_manager_rebuilds_lots_and_it_is_written_down(self):
        self._plant()
        action = self.program.with_user(self.manager).action_prove()
        show = self._show(action, self.manager)
        again = self._show(show.action_rebuild(), self.manager)
        self.assertTrue(again.agrees)
        self.assertNumbers(100)
        note = self.program.message_ids[0].body
        self.assertIn("rebuilt from the log by points_manager", note)
        with self.assertRaisesRegex(UserError, "agrees"):
            again.action_rebuild()

    def test_an_officer_does_not_rebuild_lots(self):
        self._plant()
        show = self._show(self.account.with_user(self.officer).action_prove())
        with self.assertRaises(AccessError):
            show.action_rebuild()
        self.assertEqual(self.account.live, 105)

    def test_rebuilding_brings_back_what_is_left_of_a_coupon(self):
        from ..services.ledger_coupon_operations import HoldCoupon, IssueCoupon

        currency = self.program.currency_id.id
        self.ledger._post(
            [
                IssueCoupon(
                    account_id=self.account.id,
                    coupon_uuid="one",
                    points=5_000,
                    money=500,
                    currency_id=currency,
                    **self._facts("convert:one"),
                )
            ]
        )
        self.ledger._post(
            [
                HoldCoupon(
                    uuid="held",
                    coupon_uuid="one",
                    money=200,
                    currency_id=currency,
                    document_model="pos.order",
                    document_uuid="order",
                    expires_at=fields.Datetime.to_datetime("2100-01-01"),
                )
            ]
        )
        coupon = self.env["points.coupon"].search([("uuid", "=", "one")])
        self.cr.execute("UPDATE points_coupon SET remaining = 5")
        coupon.invalidate_recordset()
        action = self.account.with_user(self.manager).action_prove()
        show = self._show(action, self.manager)
        self.assertIn("what is left of a coupon", show.faults)
        show.action_rebuild()
        self.assertEqual(coupon.remaining, 3)


@tagged("post_install", "-at_install")
class TestReviews(ActionsCommon):
    """What could not be settled as promised: why, what to do, how it ended."""

    def _late_review(self):
        self._credit(1_000)
        return self.env["points.review"].create(
            {
                "kind": "late_capture",
                "key": "late_capture:of-the-test",
                "company_id": self.company.id,
                "account_id": self.account.id,
                "advice": "Talk to the member.",
            }
        )

    def test_open_reviews_are_counted_on_the_program_until_they_are_closed(self):
        review = self._late_review().with_user(self.officer)
        self.assertEqual(self.program.review_count, 1)
        review.note = "Talked."
        review.action_close()
        self.program.invalidate_recordset()
        self.assertEqual(self.program.review_count, 0)
        review.action_reopen()
        self.assertEqual((review.state, review.note), ("open", "Talked."))

    def test_what_a_review_says_happened_cannot_be_changed(self):
        review = self._late_review()
        arch = review.with_user(self.officer).get_view(view_type="form")
        for name in ("claimed", "done", "advice", "kind", "account_id"):
            self.assertTrue(review._fields[name].readonly, name)
        self.assertIn("action_close", arch["arch"])
        for method in ("create", "unlink"):
            self.assertFalse(review.with_user(self.officer).has_access(method))

    def test_a_late_capture_leaves_the_debt_the_review_speaks_of(self):
        uuid = self._hold(8_000)
        self.ledger._post([Release(uuid=uuid)])
        self._debit(9_000)
        posted = self.ledger._post(
            [Capture(uuid=uuid, points=8_000, **self._facts(f"redeem:{uuid}"))]
        )
        self.assertEqual(posted.late, {uuid: 7_000})
        self.assertNumbers(0, debt=70)

"""What officers do with many members at once, and how far they may go."""

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import Form, tagged
from odoo.tests.common import freeze_time

from .actions_common import ActionsCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-05-10 12:00:00")
class TestManyMembers(ActionsCommon):
    def _many(self, user=None, accounts=None, **values):
        accounts = accounts or self.account | self.other
        form = Form(
            self.env["points.account.remove"]
            .with_user(user or self.officer)
            .with_context(active_model="points.account", active_ids=accounts.ids)
        )
        for field, value in {"reason": "The shop moved", **values}.items():
            setattr(form, field, value)
        return form.save()

    def test_many_are_removed_together_after_it_was_shown_and_taken_back(self):
        self._credit(500, account=self.other)
        wizard = self._many()
        self.assertIn("2 members leave", wizard.effect)
        self.assertIn("105 pts of “Café” are forfeited", wizard.effect)
        for _twice in range(2):
            wizard.action_remove()
        both = self.account | self.other
        self.assertEqual(set(both.mapped("state")), {"left"})
        self.assertEqual(both.mapped("balance"), [0, 0])
        forfeits = both.entry_ids.filtered(lambda one: one.kind == "forfeit")
        self.assertEqual(set(forfeits.mapped("reason")), {"The shop moved"})
        self.assertEqual(len(forfeits), 2)
        both.with_user(self.officer).action_rejoin()
        self.assertEqual(set(both.mapped("state")), {"open"})
        self.assertNumbers(100)
        self.assertNumbers(5, account=self.other)
        self._many().action_remove()
        self.assertEqual(both.mapped("balance"), [0, 0])

    def test_after_thirty_days_only_the_membership_comes_back(self):
        self._many().action_remove()
        with freeze_time("2026-06-10 12:00:00"):
            (self.account | self.other).with_user(self.officer).action_rejoin()
        self.assertEqual(self.account.state, "open")
        self.assertNumbers(0)

    def test_points_at_a_till_keep_everybody(self):
        self._hold(5000)
        wizard = self._many()
        self.assertIn("reserved by open documents: Ana Ruiz", wizard.effect)
        with self.assertRaisesRegex(UserError, "Nobody was removed.*Ana Ruiz"):
            wizard.action_remove()
        self.assertEqual(self.other.state, "open")

    def test_who_left_before_changes_nothing(self):
        self._many(accounts=self.other).action_remove()
        wizard = self._many()
        self.assertIn("1 members leave", wizard.effect)
        self.assertIn("1 left before", wizard.effect)
        wizard.action_remove()
        self.assertEqual(self.account.state, "left")

    def test_only_officers_remove_and_say_why(self):
        wizard = self._many()
        wizard.reason = "  "
        with self.assertRaisesRegex(UserError, "Give a reason"):
            wizard.action_remove()
        for user in (self.cashier, self.accountant):
            with self.assertRaises(AccessError):
                self._many(user)
            with self.assertRaises(AccessError):
                wizard.with_user(user).sudo().action_remove()
        self.assertEqual(self.account.state, "open")

    def test_many_are_blocked_and_unblocked_from_the_table(self):
        both = self.account | self.other
        for name, state in (("block", "blocked"), ("unblock", "open")):
            action = self.env.ref(
                f"pos_loyalty_membership.points_account_{name}_action"
            )
            action.with_user(self.officer).with_context(
                active_model="points.account", active_ids=both.ids
            ).run()
            self.assertEqual(set(both.mapped("state")), {state})
        with self.assertRaises(AccessError):
            action.with_user(self.cashier).with_context(
                active_model="points.account", active_ids=both.ids
            ).run()

    def test_the_table_offers_what_officers_do_to_officers(self):
        get = self.env["ir.actions.actions"]
        names = {
            action["name"]
            for action in get.with_user(self.officer).get_bindings("points.account")[
                "action"
            ]
        }
        wanted = {"Remove from the Program", "Block", "Unblock", "Take Back"}
        self.assertLessEqual(wanted, names)
        shown = get.with_user(self.cashier).get_bindings("points.account")
        self.assertFalse(
            wanted & {action["name"] for action in shown.get("action", [])}
        )


@tagged("post_install", "-at_install")
@freeze_time("2026-05-10 12:00:00")
class TestAdjustLimit(ActionsCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.program.adjust_limit = 50

    def _adjust(self, points, user=None, accounts=None, **values):
        wizard = (
            self.env["points.account.adjust"]
            .with_user(user or self.officer)
            .create(
                {
                    "account_ids": [Command.set((accounts or self.account).ids)],
                    "points": points,
                    "reason": "Gift",
                    **values,
                }
            )
        )
        wizard.action_adjust()
        return wizard

    def test_an_officer_is_refused_more_than_the_limit_in_words(self):
        sentence = "at most 50 pts per member and day.*Ask a points manager"
        with self.assertRaisesRegex(UserError, sentence):
            self._adjust(51)
        with self.assertRaisesRegex(UserError, sentence):
            self._adjust(51, direction="take")
        self.assertNumbers(100)
        self._adjust(50)
        self.assertNumbers(150)

    def test_many_small_ones_are_no_way_around_it(self):
        self._adjust(30)
        with self.assertRaisesRegex(UserError, "Ana Ruiz has had 30 pts from you"):
            self._adjust(21, direction="take")
        self._adjust(20)
        self.assertNumbers(150)
        with freeze_time("2026-05-11 12:00:00"):
            self._adjust(50)
        self.assertNumbers(200)

    def test_each_member_and_each_officer_counts_alone(self):
        self._adjust(50)
        self._adjust(50, accounts=self.other)
        colleague = self._user(
            "second_officer", "pos_loyalty_membership.points_group_officer"
        )
        self._adjust(50, user=colleague)
        self.assertNumbers(200)
        with self.assertRaises(UserError):
            self._adjust(1, accounts=self.account | self.other)

    def test_the_same_request_again_is_no_second_adjustment(self):
        wizard = self._adjust(50)
        wizard.action_adjust()
        self.assertNumbers(150)

    def test_managers_have_no_limit_and_0_is_none(self):
        self._adjust(500, user=self.manager)
        self.program.adjust_limit = 0
        self._adjust(500)
        self.assertNumbers(1100)

    def test_a_limit_that_makes_no_sense_is_refused(self):
        for limit in (-1, 10**7):
            with self.assertRaisesRegex(ValidationError, "lies between 0"):
                self.program.adjust_limit = limit

    def test_officers_do_not_change_their_own_limit(self):
        with self.assertRaises(AccessError):
            self.program.with_user(self.officer).adjust_limit = 1000

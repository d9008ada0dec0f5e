"""Changes that move members: shown first, whatever it is that moves them."""

from contextlib import contextmanager

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import Form, new_test_user, tagged

from .tier_common import TierCommon

OFFICER = "pos_loyalty_membership.points_group_officer"
MANAGER = "pos_loyalty_membership.points_group_manager"


@tagged("post_install", "-at_install")
class TestTierChanges(TierCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.officer = new_test_user(cls.env, "change_officer", groups=OFFICER)
        cls.manager = new_test_user(cls.env, "change_manager", groups=MANAGER)

    def _change(self, user=None):
        return Form(
            self.env["points.tier.change"]
            .with_user(user or self.manager)
            .with_context(active_model="points.program", active_id=self.program.id)
        )

    def _running_with(self, points):
        """The program runs, and Ana has earned so many points."""
        self._earn_on("2026-03-10", points)
        self._start()

    def _confirm(self, change):
        """Agree to what is shown, and let the job move the members."""
        change.save().action_confirm()
        self._review_now()

    @contextmanager
    def assertNotShown(self):
        """What is done here is refused, and changes nothing."""
        message = "moves 1 members.*Change Tiers"
        with self.assertRaisesRegex(UserError, message), self.env.cr.savepoint():
            yield

    # ---------------------------------------------------------------- thresholds

    def test_changed_thresholds_show_who_moves_before_they_are_saved(self):
        self._running_with(450)
        with self._on("2026-03-11"):
            change = self._change()
            self.assertEqual(change.effect, "Nobody would move.")
            with change.line_ids.edit(1) as line:
                line.points_required = 400
            self.assertEqual(change.effect, "1 from Silver to Gold: Ana Ruiz")
            self.assertEqual(self.gold.points_required, 500)
            self._confirm(change)
        self.assertEqual(self.gold.points_required, 400)
        self.assertEqual(self.account.tier_id, self.gold)

    def test_the_preview_names_those_who_would_not_reach_their_tier_again(self):
        self._running_with(600)
        with self._on("2026-03-11"):
            change = self._change()
            with change.line_ids.edit(1) as line:
                line.points_required = 700
            self.assertIn("1 in Gold would not reach it any more", change.effect)

    def test_members_are_not_moved_unawares(self):
        self._running_with(450)
        with self._on("2026-03-11"):
            with self.assertNotShown():
                self.gold.points_required = 400
            self.gold.points_required = 460

    def test_who_is_due_anyway_does_not_stop_a_change(self):
        self._running_with(450)
        with self._on("2027-04-01"):
            self.assertEqual(self.account.tier_id, self.silver, "not reviewed yet")
            self.gold.points_required = 460
            self.assertEqual(self._change().effect, "Nobody would move.")

    def test_who_has_left_is_not_asked_about(self):
        self._running_with(450)
        self.account.sudo().state = "left"
        with self._on("2026-03-11"):
            self.gold.points_required = 400
        self.assertEqual(self.gold.points_required, 400)

    def test_an_officer_changes_no_thresholds(self):
        with self.assertRaises(AccessError):
            self._change(self.officer)

    # ------------------------------------------------------- in use, order, way

    def test_a_tier_with_members_is_switched_off_once_they_were_shown(self):
        self._running_with(600)
        with self._on("2026-03-11"):
            with self.assertNotShown():
                self.gold.active = False
            change = self._change()
            with change.line_ids.edit(1) as line:
                line.in_use = False
            self.assertEqual(change.effect, "1 from Gold to Silver: Ana Ruiz")
            self._confirm(change)
            self.assertFalse(self.gold.active)
            self.assertEqual(self.account.tier_id, self.silver)
            change = self._change()
            with change.line_ids.edit(1) as line:
                line.in_use = True
            self.assertEqual(change.effect, "1 from Silver to Gold: Ana Ruiz")

    def test_the_last_tiers_are_switched_off_once_their_members_were_shown(self):
        self._running_with(600)
        with self._on("2026-03-11"):
            change = self._change()
            for place in range(3):
                with change.line_ids.edit(place) as line:
                    line.in_use = False
            self.assertEqual(change.effect, "1 from Gold to no tier: Ana Ruiz")
            change.save().action_confirm()
        self.assertFalse(self.program.tier_ids)

    def test_another_order_is_saved_at_once_if_it_moves_nobody(self):
        """The step in which only Gold was moved would put Ana into Silver."""
        self.program.tier_ids = [
            Command.update(tier.id, {"sequence": 10}) for tier in self.program.tier_ids
        ]
        self._running_with(600)
        with self._on("2026-03-11"):
            self.program.all_tier_ids = [
                Command.update(self.silver.id, {"sequence": 11}),
                Command.update(self.gold.id, {"sequence": 12}),
                Command.update(self.platinum.id, {"sequence": 13}),
            ]
        self.assertEqual(self.program.tier_ids[1], self.gold)

    def test_another_order_that_moves_members_is_shown_first(self):
        self._running_with(600)
        with self._on("2026-03-11"):
            with self.assertNotShown():
                self.silver.sequence = 9
            change = self._change()
            with change.line_ids.edit(0) as line:
                line.sequence = 9
            self.assertEqual(change.effect, "1 from Gold to Silver: Ana Ruiz")
            self._confirm(change)
        self.assertEqual(self.account.tier_id, self.silver)

    def test_a_new_tier_moves_nobody_unawares(self):
        self._running_with(600)
        values = {"name": "Bronze", "points_required": 10, "sequence": 10}
        with self._on("2026-03-11"):
            with self.assertNotShown():
                self.program.all_tier_ids = [Command.create(values)]
            with self.assertNotShown():
                self.env["points.tier"].create(
                    {**values, "program_id": self.program.id}
                )
            self.program.all_tier_ids = [Command.create({**values, "active": False})]
            change = self._change()
            with change.line_ids.edit(3) as line:
                line.in_use = True
            self.assertEqual(change.effect, "1 from Gold to Bronze: Ana Ruiz")
            with change.line_ids.edit(3) as line:
                line.sequence = 0
            self.assertEqual(change.effect, "Nobody would move.")
            self._confirm(change)
        self.assertEqual(self.program.tier_ids.mapped("name")[0], "Bronze")
        self.assertEqual(self.account.tier_id, self.gold)

    def test_another_way_to_a_tier_is_shown_first(self):
        self._running_with(50)
        with self._on("2026-03-11"):
            with self.assertNotShown():
                self.gold.reached_by = "everybody"
            change = self._change()
            with change.line_ids.edit(1) as line:
                line.reached_by = "everybody"
            self.assertEqual(change.effect, "1 from no tier to Gold: Ana Ruiz")
            with change.line_ids.edit(1) as line:
                line.join_cost = 5
            self.assertEqual(change.effect, "Nobody would move.")

    # ------------------------------------------------------------- what counts

    def test_another_look_back_is_shown_first(self):
        self.program.tier_look_back_months = 1
        self._earn_on("2026-01-10", 450)
        self._earn_on("2026-03-10", 100)
        self._start()
        with self._on("2026-03-11"):
            with self.assertNotShown():
                self.program.tier_look_back_months = 3
            change = self._change()
            change.tier_look_back_months = 3
            self.assertEqual(change.effect, "1 from Silver to Gold: Ana Ruiz")
            self._confirm(change)
        self.assertEqual(self.program.tier_look_back_months, 3)
        self.assertEqual(self.account.tier_id, self.gold)

    def test_what_counts_and_how_tiers_begin_is_shown_first(self):
        self._earn_on("2026-03-10", 450)
        self._earn_on("2026-03-10", 100, kind="adjust", reason="Sorry")
        self._start()
        with self._on("2026-03-11"):
            with self.assertNotShown():
                self.program.tier_count_adjust = True
            change = self._change()
            change.tier_count_adjust = True
            self.assertEqual(change.effect, "1 from Silver to Gold: Ana Ruiz")
            change.tier_mode = "chosen"
            self.assertEqual(change.effect, "Nobody would move.")
            self._confirm(change)
        self.assertEqual(self.program.tier_mode, "chosen")
        self.assertTrue(self.program.tier_count_adjust)

    # ------------------------------------------------------------------ warning

    def test_a_tier_in_which_nobody_stays_is_named(self):
        self.assertFalse(self.program.tier_warning)
        self.gold.points_required = 100
        self.assertIn("Nobody stays in “Silver”", self.program.tier_warning)
        self.gold.write({"points_required": 101, "sequence": 0})
        self.assertIn("Nobody stays in “Gold”", self.program.tier_warning)
        self.gold.join_cost = 5
        self.assertFalse(self.program.tier_warning)
        self.platinum.reached_by = "everybody"
        self.assertIn("reaches “Platinum” above", self.program.tier_warning)
        self.program.tier_mode = "chosen"
        self.assertFalse(self.program.tier_warning)

    def test_another_way_in_keeps_the_lower_tier(self):
        """Gold for 100.00 spent does not take those who only earned points."""
        self.gold.write({"points_required": 0, "amount_required": 100})
        self.assertFalse(self.program.tier_warning)

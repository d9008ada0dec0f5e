from odoo.exceptions import UserError, ValidationError
from odoo.fields import Command
from odoo.tests import Form, tagged
from odoo.tools import format_date

from .configuration_common import ConfigurationCommon


@tagged("post_install", "-at_install")
class TestEarningRules(ConfigurationCommon):
    def _rule(self, **values):
        return self.env["points.earning.rule"].create(
            {"program_id": self.program.id, **values}
        )

    def test_what_cannot_be_meant_is_refused_in_words(self):
        cases = [
            ({"points": 0}, "more than 0"),
            ({"points": -1}, "more than 0"),
            ({"points": 1_000_001}, "at most 1,000,000"),
            ({"per_amount": 0}, "amount of more than 0"),
            ({"per_amount": -1}, "amount of more than 0"),
            ({"per_amount": 0.001}, "amount of more than 0"),
            ({"per_amount": 10**11}, "too large"),
            ({"points": 10_001, "per_amount": 1}, "more than 10,000 points"),
            ({"minimum_order": -1}, "cannot be less than 0"),
            ({"minimum_order": 10**11}, "too large"),
            ({"kind": "visit", "points": 0}, "more than 0"),
            (
                {"date_from": "2026-03-02", "date_to": "2026-03-01"},
                "is after the last day",
            ),
        ]
        for values, words in cases:
            with self.subTest(values), self.assertRaisesRegex(ValidationError, words):
                self._rule(**values)

    def test_bounds_are_allowed(self):
        self._rule(points=1_000_000, per_amount=100)
        self._rule(points=0.01, per_amount=0.01)
        self._rule(date_from="2026-03-01", date_to="2026-03-01")
        self._rule(kind="visit", points=1, per_amount=0)

    def test_a_rule_says_what_it_gives(self):
        cases = [
            ({}, "1 pt for every full $\xa01.00"),
            (
                {"points": 2.5, "step_mode": "proportional", "per_amount": 10},
                "2.50 pts per $\xa010.00, in proportion",
            ),
            ({"kind": "visit", "points": 5}, "5 pts for a visit, once a day"),
            (
                {"kind": "visit", "points": 5, "every_sale": True},
                "5 pts for every sale",
            ),
            (
                {"minimum_order": 20, "date_to": "2026-03-01"},
                "1 pt for every full $\xa01.00, from an order of $\xa020.00, "
                f"until {format_date(self.env, '2026-03-01')}",
            ),
            (
                {"pos_config_ids": [Command.set(self.till.ids)]},
                "1 pt for every full $\xa01.00, only at Till",
            ),
        ]
        for values, sentence in cases:
            with self.subTest(values):
                self.assertEqual(self._rule(**values).sentence, sentence)

    def test_a_rule_applies_only_where_its_program_does(self):
        other = self._create_till("Other till")
        with self.assertRaisesRegex(ValidationError, "does not apply at Other till"):
            self._rule(pos_config_ids=[Command.set(other.ids)])

    def test_a_program_does_not_leave_a_till_its_rules_name(self):
        self._rule(pos_config_ids=[Command.set(self.till.ids)])
        other = self._create_till("Other till")
        with self.assertRaisesRegex(ValidationError, "does not apply at Till"):
            self.program.pos_config_ids = other

    def test_a_rule_stays_in_its_program(self):
        other = self._create_program("Other")
        with self.assertRaisesRegex(ValidationError, "another program"):
            self.program.earning_rule_ids.program_id = other

    def test_a_rule_the_log_refers_to_is_not_deleted(self):
        rule = self.program.earning_rule_ids
        self._credit(100, earning_rule_id=rule.id)
        with self.assertRaisesRegex(UserError, "Switch it off"):
            rule.unlink()
        rule.active = False

    def test_the_form_asks_only_for_what_the_kind_needs(self):
        form = Form(
            self.env["points.earning.rule"].with_context(
                default_program_id=self.program.id
            ),
            "pos_loyalty_membership.points_earning_rule_view_form",
        )
        form.kind = "visit"
        self.assertTrue(form._get_modifier("per_amount", "invisible"))
        self.assertFalse(form._get_modifier("every_sale", "invisible"))
        form.kind = "amount"
        self.assertFalse(form._get_modifier("per_amount", "invisible"))
        self.assertTrue(form._get_modifier("every_sale", "invisible"))


@tagged("post_install", "-at_install")
class TestRedemptionRules(ConfigurationCommon):
    def _rule(self, **values):
        return self.env["points.redemption.rule"].create(
            {"program_id": self.program.id, "name": "Discount", **values}
        )

    def test_what_cannot_be_meant_is_refused_in_words(self):
        cases = [
            ({"points": 0}, "more than 0"),
            ({"points": -100}, "more than 0"),
            ({"points": 1_000_001}, "at most 1,000,000"),
            ({"money": 0}, "worth more than 0"),
            ({"money": -1}, "worth more than 0"),
            ({"money": 0.001}, "worth more than 0"),
            ({"money": 10**11}, "too large"),
            ({"maximum_share": 0}, "at most 100 %"),
            ({"maximum_share": -5}, "at most 100 %"),
            ({"maximum_share": 100.01}, "at most 100 %"),
            ({"minimum_points": -1}, "cannot be less than 0"),
            ({"maximum_points": -1}, "cannot be less than 0"),
            ({"step": -1}, "cannot be less than 0"),
            ({"minimum_balance": -1}, "cannot be less than 0"),
            ({"minimum_balance": 10**8}, "too large"),
            ({"minimum_order": -1}, "cannot be less than 0"),
            ({"minimum_points": 500, "maximum_points": 100}, "above the maximum"),
            ({"step": 200, "maximum_points": 100}, "nobody can use"),
            (
                {"step": 200, "minimum_points": 250, "maximum_points": 399},
                "nobody can use",
            ),
            (
                {"date_from": "2026-03-02", "date_to": "2026-03-01"},
                "is after the last day",
            ),
        ]
        for values, words in cases:
            with self.subTest(values), self.assertRaisesRegex(ValidationError, words):
                self._rule(**values)

    def test_limits_that_can_be_met_are_allowed(self):
        self._rule(minimum_points=100, maximum_points=100, step=100)
        self._rule(step=0.1, maximum_points=0.3, minimum_points=0.3)
        self._rule(minimum_points=150, step=100)
        self._rule(maximum_share=0.01)

    def test_a_rule_says_all_its_limits(self):
        rule = self._rule(
            minimum_balance=1000,
            minimum_points=100,
            maximum_points=2000,
            step=100,
            minimum_order=10,
            maximum_share=50,
        )
        self.assertEqual(
            rule.sentence,
            "100 pts = $\xa01.00, for members with 1,000 pts, at least 100 pts, "
            "at most 2,000 pts, in steps of 100 pts, from an order of $\xa010.00, "
            "up to 50 % of the order",
        )

    def test_a_rule_points_are_reserved_by_is_not_deleted(self):
        self._credit(10000)
        self._hold(5000)
        with self.assertRaisesRegex(UserError, "Switch it off"):
            self.program.redemption_rule_ids.unlink()


@tagged("post_install", "-at_install")
class TestValueOfPoints(ConfigurationCommon):
    """What points are worth changes only after somebody saw what that means."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.program.action_start()
        cls.rule = cls.program.redemption_rule_ids

    def _wizard(self, **values):
        form = Form(
            self.env["points.redemption.rule.revalue"].with_context(
                default_rule_id=self.rule.id
            )
        )
        for name, value in values.items():
            setattr(form, name, value)
        return form

    def test_it_changes_freely_while_nobody_has_points(self):
        self.rule.money = 2
        self.rule.money = 1

    def test_changing_it_unawares_is_refused_with_figures(self):
        self._credit(124000)
        for change in (
            {"money": 1.25},
            {"points": 50},
            {"active": False},
            {"date_from": "2099-01-01"},
            {"date_to": "2001-01-01"},
        ):
            with (
                self.subTest(change),
                self.assertRaisesRegex(UserError, r"1 members .*\$.12\.40 to"),
                self.env.cr.savepoint(),
            ):
                self.rule.write(change)

    def test_a_better_rule_is_not_slipped_in(self):
        self._credit(124000)
        with self.assertRaisesRegex(UserError, "changes what the points"):
            self.program.redemption_rule_ids = [
                Command.create({"name": "Big saver", "points": 2000, "money": 25})
            ]

    def test_a_rule_that_is_worth_no_more_is_added_freely(self):
        self._credit(124000)
        self.program.redemption_rule_ids = [
            Command.create({"name": "Small", "points": 200, "money": 1}),
            Command.create(
                {"name": "Later", "points": 2000, "money": 25, "active": False}
            ),
        ]

    def test_the_rule_that_gives_the_value_is_not_deleted(self):
        self._credit(124000)
        with self.assertRaisesRegex(UserError, "changes what the points"):
            self.rule.unlink()

    def test_a_client_cannot_claim_to_have_been_asked(self):
        self._credit(124000)
        for claim in (True, "confirmed", {}):
            with self.assertRaises(UserError), self.env.cr.savepoint():
                self.rule.with_context(points_value_confirmed=claim).money = 2

    def test_other_settings_of_the_rule_change_freely(self):
        self._credit(124000)
        self.rule.write({"minimum_points": 100, "maximum_share": 50, "sequence": 3})

    def test_the_question_shows_members_and_liability_before_and_after(self):
        self._credit(124000)
        form = self._wizard(money=1.25)
        self.assertEqual(form.member_count, 1)
        self.assertEqual(form.points_outstanding, "1,240 pts")
        self.assertEqual(form.liability_before, 12.40)
        self.assertEqual(form.liability_after, 15.50)

    def test_confirming_changes_it_and_keeps_a_note(self):
        self._credit(124000)
        self._wizard(money=1.25).save().action_confirm()
        self.assertEqual(self.rule.money, 1.25)
        self.assertIn("12.40", self.program.message_ids[0].body)
        self.assertIn("15.50", self.program.message_ids[0].body)

    def test_discarding_changes_nothing(self):
        self._credit(124000)
        self._wizard(money=1.25).save()
        self.assertEqual(self.rule.money, 1)

    def test_switching_the_only_rule_off_shows_that_points_are_worth_nothing(self):
        self._credit(124000)
        form = self._wizard(in_use=False)
        self.assertEqual(form.liability_after, 0)

    def test_half_a_cent_of_liability_rounds_up(self):
        self._credit(50)
        self.program.invalidate_recordset()
        self.assertEqual(self.program.liability, 0.01)

    def test_a_rule_added_on_the_form_starts_not_in_use_and_is_switched_on_later(self):
        self._credit(124000)
        self.program.invalidate_recordset()
        form = Form(self.program)
        with form.all_redemption_rule_ids.new() as line:
            line.name = "Big saver"
            line.points = 2000
            line.money = 25
        form.save()
        self.rule = self.program.all_redemption_rule_ids - self.rule
        self.assertFalse(self.rule.active)
        form = self._wizard(in_use=True)
        self.assertEqual(form.liability_after, 15.50)
        form.save().action_confirm()
        self.assertTrue(self.rule.active)

    def test_figures_are_locked_on_the_form_once_members_own_points(self):
        view = "pos_loyalty_membership.points_redemption_rule_view_form"
        self.assertFalse(Form(self.rule, view)._get_modifier("money", "readonly"))
        self._credit(100)
        self.rule.invalidate_recordset()
        self.assertTrue(Form(self.rule, view)._get_modifier("money", "readonly"))

from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import Form, tagged

from .configuration_common import ConfigurationCommon


@tagged("post_install", "-at_install")
class TestAdjust(ConfigurationCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.luis = cls._open_account(
            cls.program, cls.env["res.partner"].create({"name": "Luis"})
        )

    def _wizard(self, points, accounts=None, **values):
        return self.env["points.account.adjust"].create(
            {
                "account_ids": [Command.set((accounts or self.account).ids)],
                "points": points,
                "reason": "Missed sale",
                **values,
            }
        )

    def test_adding_and_taking_away_write_entries_with_the_reason(self):
        self._wizard(50).action_adjust()
        self._wizard(20, direction="take").action_adjust()
        self.assertNumbers(30)
        taken, added = self.account.entry_ids
        self.assertEqual((added.points, taken.points), (50, -20))
        self.assertEqual((added.kind, added.reason), ("adjust", "Missed sale"))
        self.assertEqual(added.user_id, self.env.user)

    def test_many_members_are_adjusted_at_once(self):
        self._wizard(50, self.account | self.luis).action_adjust()
        self.assertNumbers(50)
        self.assertNumbers(50, account=self.luis)

    def test_clicking_twice_adjusts_once(self):
        wizard = self._wizard(50, self.account | self.luis)
        wizard.action_adjust()
        wizard.action_adjust()
        self.assertNumbers(50)
        self.assertNumbers(50, account=self.luis)

    def test_taking_more_than_somebody_has_changes_nobody(self):
        self._credit(10000)
        self._credit(1000, account=self.luis)
        wizard = self._wizard(50, self.account | self.luis, direction="take")
        with self.assertRaisesRegex(UserError, r"Nothing was changed.*Luis \(10 pts\)"):
            wizard.action_adjust()
        self.assertNumbers(100)

    def test_reserved_points_are_not_taken_away(self):
        self._credit(10000)
        self._hold(8000)
        with self.assertRaisesRegex(UserError, "Not enough usable points"):
            self._wizard(50, direction="take").action_adjust()

    def test_nonsense_is_refused_in_words(self):
        cases = [
            ({"points": 0}, "more than 0"),
            ({"points": -5}, "more than 0"),
            ({"points": 1_000_001}, "at most 1,000,000"),
            ({"points": 0.5}, "counts whole points"),
            ({"points": 5, "reason": "   "}, "Give a reason"),
        ]
        for values, words in cases:
            with self.subTest(values), self.assertRaisesRegex(UserError, words):
                self._wizard(**values).action_adjust()
        self.assertNumbers(0)

    def test_decimals_are_taken_where_the_program_has_them(self):
        self.program.decimals = "2"
        self._wizard(0.25).action_adjust()
        self.assertEqual(self.account.balance, 0.25)

    def test_points_of_two_programs_are_not_adjusted_together(self):
        other = self._open_account(self._create_program("Other"), self.ana)
        with self.assertRaisesRegex(UserError, "one program at a time"):
            self._wizard(5, self.account | other).action_adjust()

    def test_no_member_is_refused(self):
        wizard = self._wizard(5)
        wizard.account_ids = False
        with self.assertRaisesRegex(UserError, "at least one member"):
            wizard.action_adjust()

    def test_the_form_shows_the_new_balance_before_it_is_posted(self):
        self._credit(10000)
        wizards = self.env["points.account.adjust"].with_context(
            active_model="points.account", active_ids=self.account.ids
        )
        form = Form(wizards)
        form.points = 20
        self.assertEqual(form.effect, "Ana Ruiz: 100 pts → 120 pts")
        form.direction = "take"
        self.assertEqual(form.effect, "Ana Ruiz: 100 pts → 80 pts")

    def test_the_log_shows_sign_balance_and_why(self):
        rule = self.program.earning_rule_ids
        self._credit(
            800,
            earning_rule_id=rule.id,
            explanation={
                "engine": 1,
                "rules": [
                    {
                        "rule_id": rule.id,
                        "code": "matched",
                        "points": 800,
                        "values": {"basis": 850, "per_amount": 100, "points": 100},
                    }
                ],
            },
        )
        self._wizard(3, direction="take").action_adjust()
        taken, earned = self.account.entry_ids
        self.assertEqual((earned.points_text, taken.points_text), ("+8 pts", "-3 pts"))
        self.assertEqual((earned.balance_after, taken.balance_after), (8, 5))
        self.assertIn("8 pts", earned.why_text)
        self.assertFalse(taken.why_text)
        self.assertEqual(earned.rule_text, rule.display_name)
        self.assertEqual(self.account.earned_total, 8)

    def test_a_document_that_is_gone_is_said(self):
        posted = self._credit(100)
        [entry] = posted.entries.values()
        entry = self.env["points.entry"].browse(entry.id)
        action = entry.action_open_document()
        self.assertEqual(action["res_model"], "res.partner")
        missing = self._adjusted_entry()
        with self.assertRaisesRegex(UserError, "not in this database"):
            missing.action_open_document()

    def _adjusted_entry(self):
        """An entry whose document was never in this database."""
        from ..services.ledger_operations import Source

        posted = self._credit(100, source=Source(model="pos.order", name="Old till"))
        [entry] = posted.entries.values()
        return self.env["points.entry"].browse(entry.id)

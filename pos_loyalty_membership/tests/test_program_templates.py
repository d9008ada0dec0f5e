from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged

from .configuration_common import MANAGER, OFFICER, ConfigurationCommon

# What a person is asked for, per template.
FIELDS = {
    "amount": {"name", "per_amount", "money", "income_account_id"},
    "visit": {"name", "visits", "reward", "income_account_id"},
}


@tagged("post_install", "-at_install")
class TestTemplates(ConfigurationCommon):
    def _form(self, template):
        form = Form(self.env["points.program.new"])
        form.template = template
        return form

    def _create(self, form):
        action = form.save().action_create()
        return self.env["points.program"].browse(action["res_id"])

    def test_a_template_asks_for_at_most_four_fields(self):
        for template, wanted in FIELDS.items():
            form = self._form(template)
            asked = {
                name
                for name in FIELDS["amount"] | FIELDS["visit"]
                if not form._get_modifier(name, "invisible")
            }
            self.assertEqual(asked, wanted)
            self.assertLessEqual(len(asked), 4)

    def test_points_per_amount_can_start_at_once(self):
        form = self._form("amount")
        form.name = "Café Points"
        form.per_amount = 2
        form.money = 1.5
        form.income_account_id = self.income
        program = self._create(form)
        program.action_start()
        self.assertEqual(
            program.sentence,
            "Members earn 1 pt for every full $\xa02.00. 100 pts are worth $\xa01.50. "
            "Points do not expire.",
        )

    def test_a_visit_card_can_start_at_once(self):
        form = self._form("visit")
        form.visits = 8
        form.reward = 4
        program = self._create(form)
        program.action_start()
        self.assertEqual(program.point_name, "visits")
        self.assertEqual(
            program.earning_rule_ids.sentence, "1 visits for a visit, once a day"
        )
        rule = program.redemption_rule_ids
        self.assertEqual((rule.points, rule.step, rule.money), (8, 8, 4))

    def test_the_account_of_the_company_is_proposed_and_no_other(self):
        self.assertEqual(self._form("amount").income_account_id, self.income)
        self.program.income_account_id = False
        form = self._form("amount")
        self.assertFalse(form.income_account_id)
        program = self._create(form)
        with self.assertRaisesRegex(ValidationError, "an income account"):
            program.action_start()

    def test_the_picture_follows_the_figures(self):
        form = self._form("amount")
        form.per_amount = 10
        self.assertIn("85.00", str(form.picture))
        self.assertIn("0.10 %", str(form.picture))
        form.template = "visit"
        form.reward = 7
        self.assertIn("7.00", str(form.picture))

    def test_figures_that_make_no_program_are_refused(self):
        form = self._form("visit")
        form.visits = 0
        with self.assertRaisesRegex(UserError, "1 to 1,000 visits"):
            form.save().action_create()
        form = self._form("amount")
        form.per_amount = 0
        with self.assertRaisesRegex(ValidationError, "amount of more than 0"):
            form.save().action_create()
        form = self._form("amount")
        form.name = "  "
        with self.assertRaisesRegex(UserError, "name"):
            form.save().action_create()

    def test_only_a_manager_sets_programs_up(self):
        manager = self._user("manager", MANAGER)
        officer = self._user("officer", OFFICER)
        wizards = self.env["points.program.new"]
        program = self._create(Form(wizards.with_user(manager)))
        self.assertEqual(program.state, "draft")
        with self.assertRaises(AccessError):
            wizards.with_user(officer).create({"name": "Mine"})

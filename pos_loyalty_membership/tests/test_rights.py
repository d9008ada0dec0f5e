from uuid import uuid4

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .configuration_common import (
    ACCOUNTANT,
    CASHIER,
    MANAGER,
    OFFICER,
    ConfigurationCommon,
)

MODELS = (
    "points.account",
    "points.allocation",
    "points.earning.rule",
    "points.entry",
    "points.hold",
    "points.lot",
    "points.program",
    "points.redemption.rule",
    "points.review",
)
CASHIER_READS = {
    "points.account",
    "points.earning.rule",
    "points.entry",
    "points.hold",
    "points.program",
    "points.redemption.rule",
}
LEDGER = (
    "points.account",
    "points.allocation",
    "points.entry",
    "points.hold",
    "points.lot",
)


@tagged("post_install", "-at_install")
class TestRights(ConfigurationCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.cashier = cls._user("points_cashier", CASHIER)
        cls.accountant = cls._user("points_accountant", ACCOUNTANT)
        cls.officer = cls._user("points_officer", OFFICER)
        cls.manager = cls._user("points_manager", MANAGER)
        cls.employee = cls._user("points_employee", "base.group_user")
        cls.portal = cls._user("points_portal", "base.group_portal")
        cls.program.action_start()
        cls._credit(100000)
        cls.hold_uuid = cls._hold(20000)
        cls._debit(1000)
        cls.review = cls.env["points.review"].create(
            {
                "kind": "late_capture",
                "key": f"late_capture:{uuid4()}",
                "company_id": cls.company.id,
                "account_id": cls.account.id,
            }
        )

    def _records(self, model, user=None):
        records = self.env[model].search([("company_id", "=", self.company.id)])
        self.assertTrue(records, model)
        return records.with_user(user) if user else records

    def _allowed(self, user, operation):
        return {
            model
            for model in MODELS
            if self.env[model].with_user(user).has_access(operation)
        }

    def test_a_cashier_reads_members_and_rules_and_changes_nothing(self):
        self.assertEqual(self._allowed(self.cashier, "read"), CASHIER_READS)
        for operation in ("create", "write", "unlink"):
            self.assertFalse(self._allowed(self.cashier, operation), operation)

    def test_an_accountant_reads_everything_and_changes_nothing(self):
        self.assertEqual(self._allowed(self.accountant, "read"), set(MODELS))
        for operation in ("create", "write", "unlink"):
            self.assertFalse(self._allowed(self.accountant, operation), operation)

    def test_an_officer_only_writes_reviews(self):
        self.assertEqual(self._allowed(self.officer, "read"), set(MODELS))
        self.assertEqual(self._allowed(self.officer, "write"), {"points.review"})
        for operation in ("create", "unlink"):
            self.assertFalse(self._allowed(self.officer, operation), operation)

    def test_a_manager_configures_and_does_not_write_the_ledger(self):
        configured = {
            "points.program",
            "points.earning.rule",
            "points.redemption.rule",
        }
        for operation in ("create", "unlink"):
            self.assertEqual(self._allowed(self.manager, operation), configured)
        self.assertEqual(
            self._allowed(self.manager, "write"), configured | {"points.review"}
        )

    def test_others_see_nothing(self):
        for user in (self.employee, self.portal, self.env.ref("base.public_user")):
            self.assertFalse(self._allowed(user, "read"), user.login)

    def test_nobody_writes_the_ledger_through_the_orm(self):
        values = {
            "points.account": {"live": 10**6},
            "points.entry": {"points": 10**6},
            "points.hold": {"points": 10**6},
            "points.lot": {"remaining": 10**6},
            "points.allocation": {"points": 10**6},
        }
        for user in (self.cashier, self.officer, self.manager, self.env.user):
            for model in LEDGER:
                with self.subTest(model=model, user=user.login):
                    self._refuses_all(self._records(model, user), values[model])
        self.assertEqual(self.account.balance, 990)

    @mute_logger("odoo.sql_db")
    def _refuses_all(self, records, values):
        for change in (
            lambda: records.write(values),
            lambda: records.create([values]),
            lambda: records.unlink(),
        ):
            with self.assertRaises(UserError), self.env.cr.savepoint():
                change()
                self.env.flush_all()

    def test_a_cashier_cannot_use_the_wizards(self):
        for wizard in (
            "points.account.adjust",
            "points.account.enrol",
            "points.program.new",
            "points.redemption.rule.revalue",
        ):
            for user in (self.cashier, self.accountant):
                self.assertFalse(self.env[wizard].with_user(user).has_access("create"))

    def test_a_wizard_made_for_an_officer_does_not_serve_a_cashier(self):
        wizard = self.env["points.account.adjust"].create(
            {
                "account_ids": [Command.set(self.account.ids)],
                "points": 5,
                "reason": "Gift",
            }
        )
        with self.assertRaises(AccessError):
            wizard.with_user(self.cashier).action_adjust()
        with self.assertRaises(AccessError):
            wizard.with_user(self.cashier).sudo().action_adjust()

    def test_an_officer_adjusts_and_does_not_change_what_points_are_worth(self):
        form = Form(
            self.env["points.account.adjust"]
            .with_user(self.officer)
            .with_context(active_model="points.account", active_ids=self.account.ids)
        )
        form.points = 10
        form.reason = "Missed sale"
        form.save().action_adjust()
        self.assertEqual(self.account.balance, 1000)
        entry = self.account.entry_ids[0]
        self.assertEqual(entry.user_id, self.officer)
        self.assertFalse(
            self.env["points.redemption.rule.revalue"]
            .with_user(self.officer)
            .has_access("create")
        )

    def test_an_officer_closes_a_review_with_a_note(self):
        review = self.review.with_user(self.officer)
        with self.assertRaisesRegex(UserError, "note"):
            review.action_close()
        review.note = "Talked to the member."
        review.action_close()
        self.assertEqual((review.state, review.closed_by_id), ("closed", self.officer))

    def test_an_accountant_does_not_close_reviews(self):
        with self.assertRaises(AccessError):
            self.review.with_user(self.accountant).action_close()

    def test_an_officer_frees_reserved_points_and_a_cashier_does_not(self):
        hold = self.env["points.hold"].search([("uuid", "=", self.hold_uuid)])
        with self.assertRaises(UserError):
            hold.with_user(self.cashier).action_release()
        hold.with_user(self.officer).action_release()
        self.assertEqual(hold.state, "released")

    def test_a_manager_sets_up_and_starts_a_program(self):
        programs = self.env["points.program"].with_user(self.manager)
        action = (
            Form(self.env["points.program.new"].with_user(self.manager))
            .save()
            .action_create()
        )
        program = programs.browse(action["res_id"])
        program.action_start()
        self.assertEqual(program.state, "running")
        form = Form(program)
        form.hold_minutes = 45
        form.save()
        self.assertEqual(program.hold_minutes, 45)

    def test_every_screen_opens_for_everyone_it_is_made_for(self):
        self.program.earning_rule_ids.pos_config_ids = self.till
        self._credit(100, earning_rule_id=self.program.earning_rule_ids.id)
        self.env.flush_all()
        for user in (self.cashier, self.accountant, self.officer, self.manager):
            allowed = self._allowed(user, "read")
            for model in sorted(allowed - {"points.lot", "points.allocation"}):
                with self.subTest(model=model, user=user.login):
                    records = self.env[model].with_user(user)
                    views = records.get_views([(False, "form"), (False, "list")])
                    names = list(views["models"][model]["fields"])
                    self.env.invalidate_all()
                    records.search([], limit=5).read(names)

    def test_the_contact_shows_points_to_those_who_may_read_them(self):
        ana = self.ana.with_user(self.cashier)
        self.assertEqual(ana.points_balance, 990)
        with self.assertRaises(AccessError):
            self.ana.with_user(self.employee).read(["points_balance"])


@tagged("post_install", "-at_install")
class TestCompanies(ConfigurationCommon):
    """Nobody reads across companies, not even what is read-only."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other = cls._create_company("Other")
        program = cls._create_program("Other's", company_id=cls.other.id)
        cls.other_account = cls._open_account(program, cls.ana)
        cls._credit(10000, account=cls.other_account)
        cls._hold(1000, account=cls.other_account)
        cls._debit(500, account=cls.other_account)
        cls.env["points.review"].create(
            {
                "kind": "moment",
                "key": f"moment:{uuid4()}",
                "company_id": cls.other.id,
                "account_id": cls.other_account.id,
            }
        )
        cls.reader = cls._user("other_reader", f"{MANAGER},{ACCOUNTANT}")

    def test_records_of_another_company_are_not_found(self):
        for model in MODELS:
            with self.subTest(model=model):
                domain = [("company_id", "=", self.other.id)]
                self.assertTrue(self.env[model].search(domain))
                self.assertFalse(self.env[model].with_user(self.reader).search(domain))

    def test_records_of_another_company_are_not_read(self):
        with self.assertRaises(AccessError):
            self.other_account.with_user(self.reader).read(["balance"])

    def test_a_member_of_another_company_is_not_adjusted(self):
        wizard = (
            self.env["points.account.adjust"]
            .with_user(self.reader)
            .create({"points": 5, "reason": "Gift"})
        )
        wizard.sudo().account_ids = self.other_account
        with self.assertRaises(UserError):
            wizard.action_adjust()
        self.assertEqual(self.other_account.balance, 95)

    def test_a_till_of_another_company_is_refused(self):
        till = self._create_till("Other's till", self.other)
        with self.assertRaises(UserError):
            self.program.pos_config_ids = till

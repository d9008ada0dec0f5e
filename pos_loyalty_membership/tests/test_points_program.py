from psycopg2.errors import CheckViolation

from odoo.exceptions import UserError, ValidationError
from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import mute_logger

from .configuration_common import ConfigurationCommon


@tagged("post_install", "-at_install")
class TestProgramStart(ConfigurationCommon):
    def test_a_new_program_is_a_draft(self):
        self.assertEqual(self.program.state, "draft")

    def test_a_complete_program_starts(self):
        self.assertTrue(self.program.is_complete)
        self.program.action_start()
        self.assertEqual(self.program.state, "running")

    def test_a_program_without_a_till_of_its_currency_does_not_start(self):
        self._use_foreign_currency(self.till)
        self.assertFalse(self.program.has_till)
        with self.assertRaisesRegex(ValidationError, "a point of sale"):
            self.program.action_start()

    def test_a_program_without_an_income_account_does_not_start(self):
        self.program.income_account_id = False
        with self.assertRaisesRegex(ValidationError, "an income account"):
            self.program.action_start()

    def test_the_income_account_of_the_product_category_does_not_count(self):
        self.program.income_account_id = False
        category = self.env["product.category"].create({"name": "Discounts"})
        category.property_account_income_categ_id = self.income
        self.company.points_discount_product_id.categ_id = category
        self.assertFalse(self.program.has_income_account)

    def test_a_program_that_earns_nothing_does_not_start(self):
        self.program.earning_rule_ids.active = False
        with self.assertRaisesRegex(ValidationError, "a rule that earns"):
            self.program.action_start()

    def test_a_program_that_redeems_nothing_does_not_start(self):
        self.program.redemption_rule_ids.unlink()
        with self.assertRaisesRegex(ValidationError, "a rule that redeems"):
            self.program.action_start()

    def test_what_is_missing_is_said_together(self):
        self.program.income_account_id = False
        self.program.earning_rule_ids.unlink()
        with self.assertRaisesRegex(ValidationError, "income account.*rule that earns"):
            self.program.action_start()

    def test_writing_the_state_does_not_go_around_the_checklist(self):
        self.program.income_account_id = False
        for state in ("running", "redeem_only"):
            with self.assertRaises(ValidationError):
                self.program.state = state

    def test_a_program_cannot_be_created_running_when_something_is_missing(self):
        with self.assertRaisesRegex(ValidationError, "cannot start yet"):
            self.env["points.program"].create({"name": "Quick", "state": "running"})

    def test_a_running_program_does_not_start_twice(self):
        self.program.action_start()
        with self.assertRaisesRegex(UserError, "running already"):
            self.program.action_start()

    def test_an_income_account_of_another_company_is_refused(self):
        other = self._create_company("Other")
        account = self._income_account(other)
        with self.assertRaisesRegex(UserError, "does not belong"):
            self.program.income_account_id = account

    def test_the_income_account_is_that_of_the_programs_company(self):
        other = self._create_company("Other")
        program = self._create_program("Other", company_id=other.id)
        self.assertFalse(program.income_account_id)
        program.income_account_id = self._income_account(other)
        self.assertEqual(self.program.income_account_id, self.income)

    def _use_foreign_currency(self, till):
        currency = self.env["res.currency"].create(
            {"name": "XTS", "symbol": "x", "rate_ids": [Command.create({"rate": 2})]}
        )
        journal = self.env["account.journal"].create(
            {
                "name": "Foreign",
                "code": "XTS",
                "type": "general",
                "currency_id": currency.id,
            }
        )
        methods = till.payment_method_ids.filtered(lambda m: not m.journal_id)
        till.write(
            {
                "payment_method_ids": [Command.set(methods.ids)],
                "journal_id": journal.id,
                "invoice_journal_id": False,
            }
        )
        return till

    def test_a_till_in_another_currency_is_named_with_the_reason(self):
        self._use_foreign_currency(self.till)
        self.assertNotIn(self.till, self.program._tills())
        self.assertIn("Till works in XTS", self.program.currency_warning)

    def test_tills_in_the_programs_currency_give_no_warning(self):
        self.assertFalse(self.program.currency_warning)
        self.assertFalse(self.program.overlap_warning)

    def test_two_programs_at_one_till_are_said(self):
        self.program.action_start()
        second = self._create_program(
            "Stamps", pos_config_ids=[Command.set(self.till.ids)]
        )
        self.assertIn("“Café”", second.overlap_warning)
        second.pos_config_ids = self._create_till("Other till")
        self.assertFalse(second.overlap_warning)


@tagged("post_install", "-at_install")
class TestProgramLife(ConfigurationCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.program.action_start()

    def test_redeem_only_has_an_optional_end(self):
        self.program.action_redeem_only()
        self.assertEqual(self.program.state, "redeem_only")
        self.program.redeem_until = "2031-12-31"

    def test_only_a_running_program_changes_to_redeem_only(self):
        draft = self._create_program("Draft")
        with self.assertRaisesRegex(UserError, "Only a running program"):
            draft.action_redeem_only()

    def test_running_again_forgets_the_end(self):
        self.program.action_redeem_only()
        self.program.redeem_until = "2031-12-31"
        self.program.action_start()
        self.assertEqual(
            (self.program.state, self.program.redeem_until), ("running", False)
        )

    def test_a_draft_has_no_end_date(self):
        with self.assertRaisesRegex(ValidationError, "has not started"):
            self._create_program("Draft", redeem_until="2031-12-31")

    def test_a_live_program_is_not_archived(self):
        for state in ("running", "redeem_only"):
            self.program.state = state
            with self.assertRaisesRegex(ValidationError, "before you archive"):
                self.program.active = False

    def test_a_closed_program_can_be_archived(self):
        self.program.action_redeem_only()
        self.program.action_close()
        self.program.action_archive()
        self.assertFalse(self.program.active)

    def test_a_program_with_members_is_not_deleted(self):
        with self.assertRaisesRegex(UserError, "cannot be deleted"):
            self.program.unlink()

    def test_a_program_without_members_is_deleted_with_its_rules(self):
        program = self._create_program("Mistake")
        rules = program.earning_rule_ids
        program.unlink()
        self.assertFalse(rules.exists())

    def test_a_copy_is_a_draft_with_rules_of_its_own(self):
        copy = self.program.copy()
        self.assertEqual((copy.state, copy.name), ("draft", "Café (copy)"))
        self.assertEqual(
            copy.earning_rule_ids.sentence, self.program.earning_rule_ids.sentence
        )
        self.assertFalse(copy.earning_rule_ids & self.program.earning_rule_ids)

    def test_decimals_are_kept_once_there_are_members(self):
        self.program.decimals = "2"
        with self.assertRaisesRegex(UserError, "whole points any more"):
            self.program.decimals = "0"
        self.assertEqual(self.program.decimals, "2")

    def test_decimals_change_freely_before_there_are_members(self):
        program = self._create_program("New", decimals="2")
        program.decimals = "0"
        self.assertEqual(program.decimals, "0")

    def test_points_are_not_moved_to_another_company(self):
        other = self._create_company("Other")
        with self.assertRaisesRegex(UserError, "owed by its company"):
            self.program.company_id = other

    def test_people_use_a_companys_account_only_if_companies_are_members(self):
        with self.assertRaisesRegex(ValidationError, "if companies can be members"):
            self.program.person_account = "company"
        self.program.write({"person_account": "company", "companies_allowed": True})

    def test_times_outside_their_range_are_refused(self):
        for field, value in (
            ("hold_minutes", 0),
            ("hold_minutes", 43201),
            ("day_starts_at", -1),
            ("day_starts_at", 24),
        ):
            with (
                self.subTest(field=field, value=value),
                mute_logger("odoo.sql_db"),
                self.assertRaises(CheckViolation),
            ):
                self.program[field] = value
                self.program.flush_recordset()


@tagged("post_install", "-at_install")
class TestProgramWords(ConfigurationCommon):
    def test_the_sentence_says_what_the_settings_do(self):
        self.assertEqual(
            self.program.sentence,
            "Members earn 1 pt for every full $\xa01.00. 100 pts are worth $\xa01.00. "
            "Points do not expire.",
        )

    def test_the_sentence_counts_further_rules(self):
        self.program.earning_rule_ids = [Command.create({"kind": "visit", "points": 5})]
        self.assertIn("more with 1 other rule", self.program.sentence)
        self.program.earning_rule_ids = [Command.create({"kind": "visit", "points": 6})]
        self.assertIn("more with 2 other rules", self.program.sentence)

    def test_an_empty_program_says_so(self):
        program = self.env["points.program"].create({"name": "Empty"})
        self.assertEqual(
            program.sentence, "Members earn nothing yet. Points cannot be used yet."
        )

    def test_points_are_named_as_the_shop_names_them(self):
        self.program.point_name = "beans"
        self.assertEqual(self.program._points_text(1240), "1,240 beans")
        self.assertEqual(self.program._points_text(0.5), "0.50 beans")

    def test_counters_show_members_points_and_what_they_are_worth(self):
        self.program.action_start()
        self._credit(124000)
        self.program.invalidate_recordset()
        self.assertEqual(self.program.member_count, 1)
        self.assertEqual(self.program.outstanding_text, "1,240 pts")
        self.assertEqual(self.program.liability, 12.40)
        self.assertEqual(self.program.entry_count, 1)
        self.assertEqual(self.program.review_count, 0)

    def test_a_business_day_starts_when_the_program_says(self):
        self.program.write({"tz": "Europe/Madrid", "day_starts_at": 4})
        day = self.program._business_day
        self.assertEqual(str(day(self._utc("2026-07-11 01:59:00"))), "2026-07-10")
        self.assertEqual(str(day(self._utc("2026-07-11 02:00:00"))), "2026-07-11")

    def _utc(self, text):
        return self.env["points.entry"]._fields["moment"].to_datetime(text)


@tagged("post_install", "-at_install")
class TestPointsProduct(ConfigurationCommon):
    def test_every_company_gets_one_service_that_no_cashier_can_pick(self):
        product = self.company.points_discount_product_id
        self.assertEqual(product.type, "service")
        self.assertTrue(product.sale_ok)
        self.assertFalse(product.available_in_pos)
        self.assertFalse(product.taxes_id)
        self.assertEqual(product.company_id, self.company)
        self._create_program("Second")
        self.assertEqual(self.company.points_discount_product_id, product)

    def test_discounts_and_rewards_have_a_product_each(self):
        company = self.company
        reward = company.points_reward_product_id
        self.assertTrue(reward)
        self.assertNotEqual(reward, company.points_discount_product_id)
        for kind in ("percent", "product"):
            self.assertEqual(company._points_discount_product(kind), reward)
        with self.assertRaisesRegex(UserError, "discounts made with points"):
            reward.active = False

    def test_one_income_account_is_set_for_both_and_asked_for(self):
        company = self.company
        products = company._points_products().with_company(company)
        account = self.program.income_account_id
        self.assertTrue(self.program.has_income_account)
        products[1].property_account_income_id = False
        self.program.invalidate_recordset()
        self.assertFalse(self.program.has_income_account)
        self.program.income_account_id = account
        self.assertEqual(products.property_account_income_id, account)
        self.assertTrue(self.program.has_income_account)

    def test_a_product_with_an_account_of_its_own_keeps_it(self):
        company = self.company
        products = company._points_products().with_company(company)
        first = self.program.income_account_id
        own, other = (first.copy({"code": code}) for code in ("991", "992"))
        products[1].property_account_income_id = own
        self.program.income_account_id = other
        self.assertEqual(products[0].property_account_income_id, other)
        self.assertEqual(products[1].property_account_income_id, own)

    def test_it_is_kept_while_there_is_a_program(self):
        product = self.company.points_discount_product_id
        for change in (
            {"active": False},
            {"sale_ok": False},
            {"type": "consu"},
        ):
            for record in (product, product.product_tmpl_id):
                with (
                    self.subTest(change=change, model=record._name),
                    self.assertRaisesRegex(UserError, "discounts made with points"),
                ):
                    record.write(change)
        for record in (product, product.product_tmpl_id):
            with self.assertRaisesRegex(UserError, "discounts made with points"):
                record.unlink()

    def test_it_may_be_renamed(self):
        product = self.company.points_discount_product_id
        product.name = "Puntos canjeados"
        self.assertEqual(product.name, "Puntos canjeados")

    def test_other_products_are_not_concerned(self):
        product = self.env["product.product"].create({"name": "Tea"})
        product.active = False
        product.unlink()

    def test_the_only_till_of_a_program_is_not_deleted(self):
        with self.assertRaisesRegex(UserError, "“Café” applies only"):
            self.till.unlink()

    def test_an_archived_till_does_not_make_the_program_apply_everywhere(self):
        other = self._create_till("Other till")
        self.till.active = False
        self.program.invalidate_recordset()
        self.assertEqual(self.program.pos_config_ids, self.till)
        self.assertNotIn(other, self.program._tills())

"""Programs that count in money, and points that wait before they can be used."""

from datetime import date

from freezegun import freeze_time

from odoo.exceptions import UserError, ValidationError
from odoo.fields import Command

from .till_common import TillCommon


class TestProgramMoney(TillCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.till_session.start_at = "2026-03-01 00:00:00"

    def _cashback(self, **values):
        """A running cashback program from its template, the only one at the till."""
        self.program.write({"state": "redeem_only"})
        self.program.write({"state": "closed"})
        wizard = self.env["points.program.new"].create(
            {"name": "Cashback", "template": "cashback", "percent": 5, **values}
        )
        program = self.env["points.program"].browse(wizard.action_create()["res_id"])
        program.tz = "UTC"
        program.state = "running"
        return program

    def test_cashback_reads_as_a_percentage_and_as_amounts(self):
        program = self._cashback()
        self.assertEqual(program.earning_rule_ids.sentence, "5 % back")
        self.assertIn("Members earn 5 % back.", program.sentence)
        self.assertIn("Credit pays like a discount", program.sentence)
        self.assertRegex(program._points_text(12.4), r"^\$.12\.40 credit$")
        program.earning_rule_ids.write({"step_mode": "whole", "per_amount": 10})
        self.assertRegex(
            program.earning_rule_ids.sentence, r"^50 % back, for every full \$.10.00$"
        )

    def test_credit_is_earned_and_used_to_the_cent(self):
        program = self._cashback()
        order = self._sell([self._line(self.espresso, 3)], self.ana)
        self.assertEqual(order.points_earned, 0.45)
        entry = order.points_entry_ids
        self.assertRegex(entry.points_text, r"^\+\$.0\.45 credit$")
        self.assertRegex(entry.why_text, r"\$.0\.45 credit: \$.5\.00 credit per")
        till = self.env["points.till"].with_user(self.cashier)
        [account] = till.get_member(self.config.id, self.ana.id)["accounts"]
        self.assertEqual(account["available"], 45)
        [payload] = till.get_rules(self.config.id)["programs"]
        self.assertEqual((payload["counts_in"], payload["decimals"]), ("money", 2))
        rule = program.redemption_rule_ids
        request = self._hold_request(
            "order-1", 0.46, 0.46, program_id=program.id, rule_id=rule.id
        )
        answer = till._hold_once(self.config.id, request)
        self.assertRegex(answer["message"], r"Only \$.0\.45 credit can be used now")

    def test_the_receipt_reads_as_amounts(self):
        self._cashback()
        values = self._order_values([self._line(self.espresso, 3)], self.ana)
        answer = self._sync(values)[1]
        [line] = answer["pos.order"][0]["_points_receipt"]["lines"]
        self.assertEqual(line["counts_in"], "money")
        self.assertEqual(line["currency_id"], self.currency.id)

    def test_a_percentage_of_nothing_or_too_much_is_refused(self):
        for percent in (0, -1, 101):
            wizard = self.env["points.program.new"].create(
                {"name": "Back", "template": "cashback", "percent": percent}
            )
            with (
                self.subTest(percent),
                self.assertRaisesRegex(UserError, "at most 100 %"),
            ):
                wizard.action_create()

    def test_credit_is_worth_itself_and_nothing_else(self):
        rule = self._cashback().redemption_rule_ids
        for values in (
            {"money": 2},
            {"points": 100},
            {"bracket_ids": [Command.create({"from_points": 5, "money": 2})]},
        ):
            with (
                self.subTest(values),
                self.assertRaisesRegex(ValidationError, "worth just that"),
            ):
                rule.write(values)

    def test_a_program_with_members_keeps_what_it_counts_in(self):
        self._give(10)
        with self.assertRaisesRegex(UserError, "cannot change any more"):
            self.program.counts_in = "money"

    def test_a_currency_with_three_decimals_counts_in_points(self):
        program = self._cashback()
        self.currency.rounding = 0.001
        with self.assertRaisesRegex(ValidationError, "more than two decimals"):
            program._check_money()

    def test_cashback_has_the_decimals_of_its_currency(self):
        program = self._cashback()
        with self.assertRaisesRegex(
            ValidationError, "has the decimals|the decimals of"
        ):
            program.decimals = "0"

    # ----------------------------------------------------------------- waiting

    def test_points_can_be_used_after_the_days_of_the_program(self):
        self.program.waiting_days = 14
        with freeze_time("2026-03-02 12:00:00"):
            order = self._sell(
                [self._line(self.espresso, 2)],
                self.ana,
                date_order="2026-03-02 10:00:00",
            )
            account = self._account()
            self.assertEqual((account.waiting, account.balance), (6, 6))
            lot = self.env["points.lot"].search(
                [("entry_id", "=", order.points_entry_ids.id)]
            )
            self.assertEqual(lot.available_on, date(2026, 3, 16))
            till = self.env["points.till"].with_user(self.cashier)
            request = self._hold_request("order-1", 1, 0.01)
            answer = till._hold_once(self.config.id, request)
            self.assertEqual(answer["code"], "not_enough_points")
        with freeze_time("2026-03-16 00:01:00"):
            answer = till._hold_once(self.config.id, request)
            self.assertTrue(
                answer["ok"], "the next posting on the account sees the day"
            )
            account = answer["account"]
            self.assertEqual((account["available"], account["waiting"]), (500, 0))
        self.assertEqual(order.points_earned, 6)

    def test_points_given_back_by_a_return_need_not_wait_again(self):
        self._give(100)
        self.program.waiting_days = 14
        order, _hold = self._redeem_and_sell([self._line(self.espresso)], 100, 1)
        back = self._return_lines(self._everything(order))
        self._sell(back, self.ana, is_refund=True)
        account = self._account()
        self.assertEqual((account.balance, account.waiting), (100, 0))

    def test_the_program_says_how_long_points_wait(self):
        self.program.waiting_days = 14
        self.assertIn("from 14 days after the sale on", self.program.sentence)
        self.program.waiting_days = 1
        self.assertIn("from the day after the sale on", self.program.sentence)

    def test_points_cannot_wait_for_less_than_no_day_or_for_years(self):
        for days in (-1, 400):
            with (
                self.subTest(days),
                self.assertRaisesRegex(
                    Exception, "Points wait between|check constraint"
                ),
                self.env.cr.savepoint(),
            ):
                self.program.waiting_days = days
                self.env.flush_all()

"""Discounts add up to the cent: on invoice, credit note and in the tax report."""

from collections import defaultdict
from itertools import product

from .invoice_common import InvoiceCommon


class TestInvoiceTaxes(InvoiceCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._give(100000)
        cls.excluded = cls._new_tax(21)
        cls.included = cls._new_tax(6, included=True)
        cls.other = cls._new_tax(9.975)
        cls.fixed = cls._new_tax(0.25, amount_type="fixed")

    def _mixes(self):
        none = self.env["account.tax"]
        return {
            "two taxes": [self.excluded, self.included],
            "two taxes and none": [self.excluded, self.included, none],
            "taxes on one line": [self.excluded | self.other, self.included],
            "with a fixed tax": [self.excluded | self.fixed, self.included],
            "none": [none, none],
        }

    def test_every_mix_adds_up_on_invoice_and_credit_note(self):
        for (name, taxes), money in product(
            self._mixes().items(), (0.01, 0.99, 7.33, 33.33)
        ):
            with self.subTest(taxes=name, money=money):
                move = self._invoice(
                    [
                        (self.espresso, 3 + index, 9.99 + index / 7, tax)
                        for index, tax in enumerate(taxes)
                    ]
                )
                before = move.amount_total
                self._redeem(move, money=money)
                self.assertAlmostEqual(before - move.amount_total, money)
                move.action_post()
                self.assertAlmostEqual(before - move.amount_total, money)
                note = self._credit_note(move)
                self.assertEqual(note.amount_total, move.amount_total)
                self.assertBalanced(move, note)
                self._check_report(move | note)

    def _check_report(self, moves):
        """Base and tax of every tax cancel out over invoice and credit note."""
        amounts, bases = defaultdict(float), defaultdict(float)
        for line in moves.line_ids:
            amounts[line.tax_line_id] += line.balance
            for tax in line.tax_ids:
                bases[tax] += line.balance
        amounts.pop(self.env["account.tax"], None)
        for balance in (*amounts.values(), *bases.values()):
            self.assertAlmostEqual(balance, 0)

    def test_the_taxes_are_those_of_the_lower_price(self):
        move = self._invoice([(self.espresso, 1, 100.0, self.excluded)])
        self._redeem(move, money=12.10)
        self.assertEqual(move.amount_untaxed, 90.0)
        self.assertEqual(move.amount_tax, 18.9)

    def test_a_fixed_tax_is_not_lowered(self):
        move = self._invoice([(self.espresso, 1, 10.0, self.excluded | self.fixed)])
        self._redeem(move)
        self.assertAlmostEqual(move.amount_total, 0.25)

    def test_the_discount_goes_to_its_own_account_and_never_to_the_journals(self):
        account = self.company_data["default_account_revenue"].copy()
        product_ = self.company.points_discount_product_id.with_company(self.company)
        product_.property_account_income_id = account
        move = self._invoice()
        self._redeem(move, points=500)
        self.assertEqual(move._points_lines().account_id, account)

    def test_taxes_are_mapped_once_by_the_fiscal_position(self):
        mapped = self._new_tax(10)
        position = self.env["account.fiscal.position"].create({"name": "Abroad"})
        mapped.fiscal_position_ids = position
        mapped.original_tax_ids = self.excluded
        chained = self._new_tax(5)
        chained.fiscal_position_ids = position
        chained.original_tax_ids = mapped
        move = self._invoice(
            [(self.espresso, 1, 100.0, mapped)], fiscal_position_id=position.id
        )
        self._redeem(move, money=11.0)
        self.assertEqual(move._points_lines().tax_ids, mapped)
        self.assertEqual(move.amount_total, 99.0)

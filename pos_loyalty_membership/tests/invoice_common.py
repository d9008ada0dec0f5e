"""Customer invoices of a member, for tests of points on them."""

from odoo import fields
from odoo.fields import Command
from odoo.tests import new_test_user

from .configuration_common import ACCOUNTANT
from .till_common import TillCommon


class InvoiceCommon(TillCommon):
    """The café's program, which earns when an invoice is posted, and an accountant.

    Two espressos and a croissant are 8.50 and earn 8 points.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.program.invoice_earning = "posted"
        cls.accountant = new_test_user(
            cls.env, login="points_accountant", groups=ACCOUNTANT
        )
        cls.journal = cls.company_data["default_journal_sale"]
        cls.bank = cls.company_data["default_journal_bank"]

    # --------------------------------------------------------------- documents

    def _invoice(self, lines=None, partner=None, post=False, **values):
        """A customer invoice of (product, quantity, price, taxes), by default 8.50."""
        lines = lines or [(self.espresso, 2, 3.0, None), (self.croissant, 1, 2.5, None)]
        move = (
            self.env["account.move"]
            .with_user(self.accountant)
            .create(
                {
                    "move_type": "out_invoice",
                    "partner_id": (partner or self.ana).id,
                    "journal_id": self.journal.id,
                    "invoice_date": fields.Date.context_today(self.env.user),
                    "invoice_line_ids": [
                        Command.create(
                            {
                                "product_id": product.id,
                                "quantity": quantity,
                                "price_unit": price,
                                "tax_ids": [Command.set(taxes.ids if taxes else [])],
                            }
                        )
                        for product, quantity, price, taxes in lines
                    ],
                    **values,
                }
            )
        )
        if post:
            move.action_post()
        return move

    def _redeem(self, move, points=None, money=None, replaced="", rule=None):
        """Use points (whole ones) or money on a draft, else the maximum; the uuid."""
        wish = ("maximum", 0)
        if points is not None:
            wish = ("points", round(points * 100))
        if money is not None:
            wish = ("money", round(money * 100))
        rule = rule or self.redemption_rule
        before = set(move._points_lines().mapped("points_hold_uuid"))
        service = self.env["points.invoice"].with_user(self.accountant)
        service._redeem(move, rule.program_id.id, rule.id, wish, replaced)
        [uuid] = set(move._points_lines().mapped("points_hold_uuid")) - before
        return uuid

    def _pay(self, move, amount=None, **values):
        """Register a payment; returns it."""
        if amount is not None:
            values["amount"] = amount
        wizard = (
            self.env["account.payment.register"]
            .with_user(self.accountant)
            .with_context(active_model="account.move", active_ids=move.ids)
            .create({"journal_id": self.bank.id, **values})
        )
        return wizard._create_payments()

    def _credit_note(self, move, modify=False, post=True):
        """Reverse a document through the wizard; returns what the wizard made."""
        wizard = (
            self.env["account.move.reversal"]
            .with_user(self.accountant)
            .with_context(active_model="account.move", active_ids=move.ids)
            .create({"journal_id": move.journal_id.id, "reason": "Returned"})
        )
        wizard.reverse_moves(is_modify=modify)
        note = wizard.new_move_ids
        if post and not modify:
            note.action_post()
        return note

    # ------------------------------------------------------------------ points

    def assertHeld(self, points):
        """So many points (whole ones) of Ana are reserved."""
        self.assertEqual(self._account().held, points)

    def assertProved(self):
        """Balances, lots, holds and the log agree."""
        self.assertFalse(self.env["points.proof"]._prove())

    def assertBalanced(self, *moves):
        """Debit and credit of every document are the same."""
        for move in moves:
            self.assertAlmostEqual(sum(move.line_ids.mapped("balance")), 0)

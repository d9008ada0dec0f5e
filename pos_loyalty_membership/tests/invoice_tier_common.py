"""Draft invoices of a member in a tier, for tests of what the tier gives on them."""

from uuid import uuid4

from odoo.fields import Command
from odoo.tests import Form

from .invoice_common import InvoiceCommon


class InvoiceTierCommon(InvoiceCommon):
    """Ana has 1,000 points and is in the program's only tier, Gold; Bob is nobody.

    `_gold()` says what the tier gives.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.gold = cls._add_tier("Gold", **cls._gold())
        cls.bob = cls.env["res.partner"].create({"name": "Bob"})
        cls._put_in_tier(cls.gold)

    @classmethod
    def _gold(cls):
        raise NotImplementedError

    @classmethod
    def _add_tier(cls, name, program=None, **values):
        program = program or cls.program
        program.tier_ids = [
            Command.create({"name": name, "points_required": 100, **values})
        ]
        return program.tier_ids[-1]

    @classmethod
    def _put_in_tier(cls, tier, partner=None):
        """Give a member 1,000 points and the tier."""
        account = cls._give(1000, partner, tier.program_id)
        cls.env["points.tiers"]._grant(account, tier, "", "Test", str(uuid4()))

    def _discounts(self, move):
        return move.invoice_line_ids.mapped("discount")

    def _form(self, move=None):
        view = "account.view_move_form"
        moves = self.env["account.move"].with_user(self.accountant)
        if move is None:
            moves = moves.with_context(default_move_type="out_invoice")
        return Form(move.with_user(self.accountant) if move else moves, view)

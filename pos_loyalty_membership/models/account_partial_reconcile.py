from odoo import models


class AccountPartialReconcile(models.Model):
    """Odoo tells nobody when an invoice stops being paid: this is where it happens."""

    _inherit = "account.partial.reconcile"

    def unlink(self):
        moves = (self.debit_move_id | self.credit_move_id).move_id
        invoices = moves.filtered(lambda move: move.move_type == "out_invoice")
        result = super().unlink()
        invoices.exists()._points_follow_payment()
        return result

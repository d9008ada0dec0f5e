from odoo import models


class AccountPayment(models.Model):
    """Payments without a journal entry pay an invoice, or not any more, by state."""

    _inherit = "account.payment"

    def write(self, vals):
        result = super().write(vals)
        if "state" in vals:
            # Whoever handles payments need not be allowed to read every invoice.
            payments = self.sudo()
            invoices = payments.invoice_ids | payments.reconciled_invoice_ids
            invoices.sudo(False).filtered(
                lambda move: move.move_type == "out_invoice"
            )._points_follow_payment()
        return result

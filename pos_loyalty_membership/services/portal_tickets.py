"""The ticket of a purchase, as its member reads it in the portal."""

from odoo import api, models
from odoo.tools.misc import format_amount, format_datetime


class PointsPortal(models.AbstractModel):
    _inherit = "points.portal"

    @api.model
    def _url(self, account, document):
        """An order without an invoice has a page of its own, for its member alone."""
        url = super()._url(account, document)
        visitor = self.env.user.partner_id
        if url or not document or document._name != "pos.order":
            return url
        if self.env.user._is_public() or visitor != account.partner_id:
            return ""
        return f"/my/points/{account.id}/ticket/{document.id}"

    @api.model
    def _ticket(self, account, order_id):
        """Values of the ticket of an order of this account; None for any other.

        The order has moved points of the account, and its customer still is the member.
        """
        entries = self.env["points.entry"].sudo()
        moved = entries.search(
            [
                ("account_id", "=", account.id),
                ("source_model", "=", "pos.order"),
                ("source_id", "=", order_id),
            ],
            limit=1,
        )
        order = self._documents(account, moved).get(moved)
        if not order:
            return None
        tz = account.program_id.tz
        return {
            "account": account,
            "program": account.program_id,
            "order": order,
            "shop": order.config_id.name,
            "moment": format_datetime(self.env, order.date_order, tz=tz),
            "lines": self._ticket_lines(order),
            "total": self._ticket_money(order, order.amount_total),
            "taxes": self._ticket_money(order, order.amount_tax),
            "payments": [
                (
                    payment.payment_method_id.name,
                    self._ticket_money(order, payment.amount),
                )
                for payment in order.payment_ids
            ],
            "points": self._ticket_points(account, order),
        }

    def _ticket_money(self, order, amount):
        return format_amount(self.env, amount, order.currency_id)

    def _ticket_lines(self, order):
        """[{name, quantity, note, amount}] as texts; parts of a combo with it."""
        return [
            {
                "name": line.full_product_name or line.product_id.display_name,
                "quantity": f"{line.qty:g}",
                "discount": f"{line.discount:g}" if line.discount else "",
                "amount": self._ticket_money(order, line.price_subtotal_incl),
            }
            for line in order.lines
        ]

    def _ticket_points(self, account, order):
        """[(what, points as text)] that the order moved, as on its receipt."""
        program = account.program_id
        receipt = self.env["points.receipt"].sudo()._receipts(order)[order.id]
        labels = {
            "earned": self.env._("Earned"),
            "bonus": self.env._("Welcome bonus"),
            "redeemed": self.env._("Redeemed"),
            "taken_back": self.env._("Taken back"),
            "given_back": self.env._("Given back"),
            "balance": self.env._("Balance afterwards"),
        }
        return [
            (label, program._points_text(line[name] / 100))
            for line in receipt["lines"]
            if line["program_id"] == program.id
            for name, label in labels.items()
            if line.get(name)
        ]

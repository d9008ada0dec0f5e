"""What people read about points on an invoice: form and print."""

from odoo import api, models

from ..engine.values import is_refusal
from .points_snapshot import to_points


class PointsInvoice(models.AbstractModel):
    _inherit = "points.invoice"

    @api.model
    def _offer_text(self, move):
        """What the customer of a draft could use now, or why not; "" for no member."""
        invoice = self._read(move)
        if not invoice.accounts:
            return ""
        name = move.partner_id.name or ""
        messages = self.env["points.refusal.messages"]
        found = self._options(invoice)
        for program, option, refusal in found:
            if refusal is None:
                account = invoice.accounts[program.id]
                return self.env._(
                    "%(customer)s can redeem up to %(money)s (%(points)s of "
                    "%(available)s)",
                    customer=name,
                    money=self._money(program, option.maximum.money),
                    points=messages._number(program, option.maximum.points),
                    available=self._points(program, account["available"]),
                )
        for program, _option, refusal in found:
            account = invoice.accounts.get(program.id)
            if account:
                reason = self._refusal_text(refusal, program)
                points = self._points(program, account["available"])
                return f"{name}: {points}. {reason}"
        return ""

    @api.model
    def _used_text(self, move):
        """What a document's discounts use, "500 pts redeemed (−5.00)"; "" without."""
        invoice = self._read(move)
        texts = []
        for hold_uuid in dict.fromkeys(move._points_lines().mapped("points_hold_uuid")):
            hold = invoice.holds.get(hold_uuid)
            money = sum(move._points_lines(hold_uuid).mapped("price_total"))
            if hold is None or hold.state not in ("held", "captured"):
                amount = move.currency_id.format(-money)
                texts.append(self._lost_text(invoice, hold_uuid, amount))
                continue
            program = self.env["points.snapshot"]._program_by_id(hold.program_id)
            if hold.coupon_id:
                amount = move.currency_id.format(money)
                texts.append(self.env._("Coupon used (%s)", amount))
                continue
            texts.append(
                self.env._(
                    "%(points)s redeemed (%(money)s)",
                    points=self._points(program, hold.points),
                    money=move.currency_id.format(money),
                )
            )
        return " · ".join(texts)

    @api.model
    def _lost_text(self, invoice, hold_uuid, amount):
        """What the form says of a discount that nothing is reserved for any more."""
        if self._is_coupons(invoice, hold_uuid):
            return self.env._(
                "The coupon of a discount of %s is not reserved any more: use it "
                "again, or remove it.",
                amount,
            )
        return self.env._(
            "A discount of %s has no reserved points any more: redeem again, or remove "
            "it.",
            amount,
        )

    @api.model
    def _is_coupons(self, invoice, hold_uuid):
        """Whether a discount is a coupon's, also when nothing is reserved for it."""
        hold = invoice.holds.get(hold_uuid)
        if hold:
            return bool(hold.coupon_id)
        product = invoice.move.company_id.sudo().points_coupon_product_id
        return product in invoice.move._points_lines(hold_uuid).product_id

    @api.model
    def _trouble_text(self, invoice, hold_uuid, trouble):
        """Why a redemption must be looked at again before posting, in words."""
        text = (
            self.env._(
                "%(invoice)s cannot be confirmed yet. %(reason)s Use the coupon again, "
                "or remove it."
            )
            if self._is_coupons(invoice, hold_uuid)
            else self.env._(
                "%(invoice)s cannot be confirmed yet. %(reason)s Use points again, or "
                "remove them."
            )
        )
        return text % {
            "invoice": self._document_name(invoice.move),
            "reason": self._trouble_reason(trouble),
        }

    @api.model
    def _trouble_reason(self, trouble):
        """What is wrong with a redemption, by the code of `_hold_trouble`."""
        return {
            "lost": self.env._(
                "What pays for its discount is not reserved any more: its time was "
                "over, or somebody freed it."
            ),
            "member": self.env._(
                "What pays for its discount belongs to another customer."
            ),
            "money": self.env._(
                "Its discount is not what was reserved for it: the lines or "
                "the exchange rate changed."
            ),
            "basket": self.env._(
                "What is now invoiced does not allow so large a discount."
            ),
        }[trouble]

    @api.model
    def _why_not(self, invoice, hold_uuid=""):
        """[(name of the rule or program, reason)] of everything that cannot be used."""
        reasons = []
        for program, option, refusal in self._options(invoice, hold_uuid):
            if not is_refusal(refusal):
                continue
            names = dict(program.rule_names[1])
            name = names.get(option.rule_id, "") if option else program.name
            reasons.append((name, self._refusal_text(refusal, program)))
        return reasons

    @api.model
    def _reserved_elsewhere(self, invoice):
        """What other open documents reserve, "500 pts by Till"; "" for nothing."""
        accounts = {one["id"]: program for program, one in self._accounts(invoice)}
        # Whoever may use points may know what keeps them; the ledger is not theirs.
        holds = (
            self.env["points.hold"]
            .sudo()
            .search(
                [
                    ("account_id", "in", list(accounts)),
                    ("state", "=", "held"),
                    ("points", ">", 0),
                    ("document_uuid", "!=", invoice.move.points_uuid or ""),
                    ("expires_at", ">", invoice.moment),
                ],
                order="id",
            )
        )
        return ", ".join(
            self.env._(
                "%(points)s by %(document)s",
                points=self._points(
                    accounts[hold.account_id.id], to_points(hold.points)
                ),
                document=hold.document_name,
            )
            for hold in holds
        )

    @api.model
    def _accounts(self, invoice):
        """[(program, account values)] of the invoice's customer."""
        return [
            (invoice.program(program_id), account)
            for program_id, account in invoice.accounts.items()
        ]

    @api.model
    def _refusal_text(self, refusal, program):
        messages = self.env["points.refusal.messages"]
        return messages._message(refusal.code, refusal.values, program)

    @api.model
    def _points(self, program, points):
        return self.env["points.refusal.messages"]._points(program, points)

    @api.model
    def _money(self, program, minor):
        return self.env["points.refusal.messages"]._money(program, minor)

    @api.model
    def _print_lines(self, move):
        """What the printed document says, one line per program that prints it.

        Each with member, program, earned, redeemed and balance as texts; the balance
        is the one right after the document's own entries.
        """
        entries = move.sudo().points_entry_ids
        balances = entries._balances_after()
        lines = []
        for account, own in entries.grouped("account_id").items():
            program = self.env["points.snapshot"]._program_by_id(account.program_id.id)
            if not account.program_id.invoice_print:
                continue
            earned, redeemed = own._points_earned_and_redeemed()
            balance = balances[max(own.ids)]
            lines.append(
                {
                    "program": program.name,
                    "earned": earned and self._points(program, to_points(earned)),
                    "redeemed": redeemed and self._points(program, to_points(redeemed)),
                    "balance": self._points(program, to_points(balance)),
                }
            )
        return lines

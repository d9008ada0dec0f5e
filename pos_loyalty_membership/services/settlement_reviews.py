"""What the manager reads when a sale could not be settled as promised."""

from odoo import api, models
from odoo.tools.misc import format_amount


class PointsSettlement(models.AbstractModel):
    _inherit = "points.settlement"

    @api.model
    def _review_base(self, kind, order, source, detail=""):
        """What every review carries; `kind`, document and `detail` make it unique."""
        return {
            "kind": kind,
            "key": ":".join(filter(None, [kind, source.uuid, detail])),
            "company_id": order.company_id.id,
            "source_model": source.model,
            "source_id": source.id,
            "source_uuid": source.uuid,
            "source_name": source.name,
        }

    @api.model
    def _review_values(self, sale, kind):
        """A review about the sale itself: its clock, or goods brought back."""
        order = sale.order
        values = self._review_base(kind, order, sale.source)
        values["partner_id"] = order.partner_id.id
        if kind == "moment":
            return {
                **values,
                "claimed": self.env._(
                    "The till said it sold on %s (UTC).", order.date_order
                ),
                "done": self.env._(
                    "That time is not within the session. The time of the server was "
                    "used: %s (UTC).",
                    sale.moment,
                ),
                "advice": self.env._("Check the clock of the till."),
            }
        money = -sum(amount.tax_included for amount in sale.lines_of("return"))
        return {
            **values,
            "claimed": self.env._(
                "Goods worth %s were taken back without the sale they came from.",
                self._money_text(order, money),
            ),
            "done": self.env._(
                "No points were taken back. The return lowered what this sale earned."
            ),
            "advice": self.env._(
                "Find the sale. If it earned points, adjust the member's balance."
            ),
        }

    @api.model
    def _unsettled_values(self, order, source):
        """The review of an order whose points could not be written."""
        return {
            **self._review_base("unsettled", order, source),
            "partner_id": order.partner_id.id,
            "claimed": self.env._("The sale was paid and promised its points."),
            "done": self.env._("No points were written; the sale itself is complete."),
            "advice": self.env._(
                "A job tries again by itself. If it does not succeed, the server's log "
                "says why."
            ),
        }

    @api.model
    def _settled_later_note(self, order):
        """What a job writes when it closes the review of an unsettled order."""
        if order:
            return self.env._("Settled later by the scheduled job.")
        return self.env._("The order does not exist any more: nothing to settle.")

    @api.model
    def _mismatch_values(self, sale, program, hold, given, points, trouble):
        """A discount that is not what the points reserved for it were worth."""
        order = sale.order
        reasons = {
            "money": self.env._("The discount in the order is another one."),
            "taxes": self.env._("The discount has taxes that its goods do not have."),
            "basket": self.env._(
                "The rules do not allow that much on what was really sold."
            ),
        }
        return {
            **self._review_base("redemption_mismatch", order, sale.source, hold.uuid),
            "account_id": hold.account_id,
            "partner_id": hold.partner_id,
            "claimed": self.env._(
                "%(points)s were reserved for a discount of %(money)s.",
                points=self._points_text(program, hold.points),
                money=self._money_text(order, hold.money),
            ),
            "done": self.env._(
                "The order gave a discount of %(money)s; %(points)s were taken. "
                "%(reason)s",
                money=self._money_text(order, given),
                points=self._points_text(program, points),
                reason=reasons[trouble],
            ),
            "advice": self.env._(
                "Ask who was at the till. Adjust the member's balance if needed."
            ),
        }

    @api.model
    def _foreign_hold_values(self, sale, uuid, hold, lines):
        """A discount line that names points this order has no right to."""
        order = sale.order
        money = -sum(line.tax_included for line in lines)
        values = self._review_base("foreign_hold", order, sale.source, uuid)
        if hold:
            values.update(account_id=hold.account_id, partner_id=hold.partner_id)
        return {
            **values,
            "claimed": self.env._(
                "The order has a discount of %s made with points.",
                self._money_text(order, money),
            ),
            "done": self.env._(
                "The points named were reserved for another document, or not at all. "
                "None were taken, so this discount was given without points."
            ),
            "advice": self.env._(
                "Ask who was at the till. Adjust the member's balance if needed."
            ),
        }

    @api.model
    def _untagged_values(self, sale, money):
        """The product of points discounts sold by hand, without any points."""
        order = sale.order
        return {
            **self._review_base("foreign_hold", order, sale.source, "untagged"),
            "partner_id": order.partner_id.id,
            "claimed": self.env._(
                "The order has a discount of %s made with points.",
                self._money_text(order, money),
            ),
            "done": self.env._("No points were reserved for it, and none were taken."),
            "advice": self.env._(
                "Ask who was at the till. Adjust the member's balance if needed."
            ),
        }

    @api.model
    def _foreign_share_values(self, sale, lines):
        """A return that keeps back the discount of a sale it returns nothing of."""
        order = sale.order
        by_uuid = {amount.uuid: amount.tax_included for amount in sale.amounts}
        money = sum(by_uuid[line.uuid] for line in lines)
        return {
            **self._review_base("foreign_hold", order, sale.source, "withheld"),
            "partner_id": order.partner_id.id,
            "claimed": self.env._(
                "The order says it keeps back %s of a discount made with points.",
                self._money_text(order, money),
            ),
            "done": self.env._(
                "It returns no goods of the sale that discount was given on. No points "
                "were given back for it."
            ),
            "advice": self.env._(
                "Ask who was at the till. Adjust the member's balance if needed."
            ),
        }

    @api.model
    def _late_values(self, sale, hold, debt):
        """Points that were no longer reserved when the discount was paid."""
        program = self.env["points.snapshot"]._program_by_id(hold.program_id)
        return {
            **self._review_base("late_capture", sale.order, sale.source, hold.uuid),
            "account_id": hold.account_id,
            "partner_id": hold.partner_id,
            "claimed": self.env._(
                "%s had been reserved, but not any more when the sale was paid.",
                self._points_text(program, hold.points),
            ),
            "done": self.env._(
                "They were taken all the same, since the discount was given. The "
                "member now owes %s.",
                self._points_text(program, debt),
            ),
            "advice": self.env._(
                "The next points settle it. Write it off by an adjustment if you like."
            ),
        }

    @api.model
    def _points_text(self, program, points):
        """Hundredths of a point with the program's decimals and word."""
        return self.env["points.refusal.messages"]._points(program, points)

    @api.model
    def _money_text(self, order, minor):
        """Minor units in the order's currency."""
        return format_amount(
            self.env, minor * order.currency_id.rounding, order.currency_id
        )

"""Discount lines of a sale against the coupons reserved for them, and returns.

As with points: a tagged line is a claim, the hold binds, and what a return gives back
follows what the coupon's use stored. Money is minor units of the order's currency.
"""

from odoo import api, models

from ..engine.coupons import COUPON, coupon_refusal
from ..engine.refund import reverse
from ..engine.values import (
    ENGINE_VERSION,
    EntryRecord,
    LineEarning,
    Taken,
    is_refusal,
)
from .ledger_coupon_operations import CaptureCoupon, GiveBackCoupon
from .ledger_operations import Release
from .settlement_earning import GENERATION
from .settlement_reversal import DISCOUNT


class PointsSettlement(models.AbstractModel):
    _inherit = "points.settlement"

    @api.model
    def _plan_coupon(self, sale, plan, hold, lines):
        """Use the coupon's money that was given as a discount, and say what differs."""
        given = -sum(line.tax_included for line in lines)
        program = self.env["points.snapshot"]._program_by_id(hold.program_id)
        trouble = self._coupon_trouble(sale, program, hold, lines, given)
        money = max(0, min(given, hold.money))
        if money:
            plan.operations.append(
                self._capture_coupon(sale, program, hold, lines, given, money)
            )
        elif hold.state == "held":
            plan.operations.append(Release(uuid=hold.uuid, account_id=hold.account_id))
        if trouble:
            plan.reviews.append(
                self._coupon_mismatch_values(sale, hold, given, money, trouble)
            )

    @api.model
    def _coupon_trouble(self, sale, program, hold, lines, given):
        """Why the discount is not what was promised, as a code; "" when it is.

        The same three checks as for points: the sum, the taxes, the engine's quote.
        """
        if given != hold.money:
            return "money"
        basket = self._held_basket(sale, program, hold)
        trouble = self._lines_trouble(basket, COUPON, lines)
        if trouble:
            return trouble
        return "basket" if coupon_refusal(basket, given, hold.uuid) else ""

    @api.model
    def _capture_coupon(self, sale, program, hold, lines, given, money):
        values = self._capture_values(sale, program, hold, lines, given, 0)
        values["explanation"].update(code="coupon_used")
        return CaptureCoupon(money=money, **values)

    # ------------------------------------------------------------------
    # Returns
    # ------------------------------------------------------------------

    @api.model
    def _plan_coupon_returns(self, sale, plan, back):
        """Give back to coupons what of their discounts was kept back with the goods."""
        nodes = self.env["points.reversal.chains"]._read_coupons(
            back.uuids, "pos.order"
        )
        for root in nodes:
            if root.root_id == root.id:
                own = [node for node in nodes if node.root_id == root.id]
                plan.operations += self._give_back_coupon(
                    sale, root, own, back.withheld
                )

    @api.model
    def _give_back_coupon(self, sale, root, nodes, withheld):
        """What goes back to a coupon; its use, and what credit notes' undoing took."""
        given = root.explanation.get("money", 0)
        kept = self._kept_back(root.explanation, withheld)
        if kept <= 0 or not given:
            return []
        sale.know_account(root.account_id, root.partner_id, root.program_id)
        record = EntryRecord(
            points=root.money,
            order_points=0,
            lines=(LineEarning(DISCOUNT, given, given, root.money),),
        )
        at_tills = sum(node.at_tills for node in nodes)
        elsewhere = root.money - sum(node.room for node in nodes) - at_tills
        taken = Taken({DISCOUNT: at_tills, "elsewhere": max(0, elsewhere)})
        result = reverse(record, {DISCOUNT: kept}, taken, unit=1)
        if is_refusal(result):
            raise ValueError(f"order {sale.source.uuid} cannot be reversed: {result}")
        money, operations = result.points, []
        for node in nodes:
            share = min(money, node.room)
            if share > 0:
                operations.append(self._coupon_return(sale, node, share, kept))
                money -= share
        return operations

    @api.model
    def _coupon_return(self, sale, node, money, kept):
        program = self.env["points.snapshot"]._program_by_id(node.program_id)
        situation = self.env["points.snapshot"]._situation(
            program, sale.moment, sale.order.config_id.id
        )
        return GiveBackCoupon(
            use_id=node.id,
            account_id=node.account_id,
            money=money,
            key=f"give_back:{sale.source.uuid}:{node.id}:{GENERATION}",
            source=sale.source,
            moment=sale.moment,
            local_day=situation.day,
            explanation={
                "engine": ENGINE_VERSION,
                "code": "coupon_given_back",
                "money": kept,
            },
        )

    # ------------------------------------------------------------------
    # Reviews
    # ------------------------------------------------------------------

    @api.model
    def _coupon_mismatch_values(self, sale, hold, given, money, trouble):
        """A discount that is not what was reserved of a coupon."""
        order = sale.order
        reasons = {
            "money": self.env._("The discount in the order is another one."),
            "taxes": self.env._("The discount has taxes that its goods do not have."),
            "basket": self.env._("What was really sold does not take that much."),
        }
        return {
            **self._review_base("redemption_mismatch", order, sale.source, hold.uuid),
            "account_id": hold.account_id,
            "partner_id": hold.partner_id,
            "claimed": self.env._(
                "%s of a coupon were reserved.", self._money_text(order, hold.money)
            ),
            "done": self.env._(
                "The order gave a discount of %(given)s; %(used)s were taken off the "
                "coupon. %(reason)s",
                given=self._money_text(order, given),
                used=self._money_text(order, money),
                reason=reasons[trouble],
            ),
            "advice": self.env._("Ask who was at the till."),
        }

    @api.model
    def _late_coupon_values(self, sale, hold, missing):
        """Money of a coupon that was used elsewhere before this sale was paid."""
        order = sale.order
        return {
            **self._review_base("late_capture", order, sale.source, hold.uuid),
            "account_id": hold.account_id,
            "partner_id": hold.partner_id,
            "claimed": self.env._(
                "%s of a coupon had been reserved, but not any more when the sale was "
                "paid.",
                self._money_text(order, hold.money),
            ),
            "done": self.env._(
                "What was left on the coupon was taken; %s of the discount were given "
                "without money of a coupon.",
                self._money_text(order, missing),
            ),
            "advice": self.env._("Ask who was at the till."),
        }

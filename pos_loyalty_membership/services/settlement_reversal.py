"""What a return takes back of what its sale earned, and gives back of what it spent.

Everything follows the entries of the sale that is returned, never the customer of the
return: the ledger says whose points they were. Quantities back are counted over all
returns of the sale that were paid; what credit notes of its invoice did, and what was
undone of that, is in the chains of its entries.
"""

from dataclasses import dataclass, field

from odoo import api, models
from odoo.tools import SQL

from ..engine.refund import reverse
from ..engine.values import (
    ENGINE_VERSION,
    EntryRecord,
    LineEarning,
    Taken,
    is_refusal,
)
from .ledger_operations import ReverseCredit, ReverseDebit
from .settlement_earning import GENERATION

# What a discount is to the engine: one line whose quantity is its money.
DISCOUNT = "discount"


@dataclass(slots=True)
class Returned:
    """What paid returns of some sales brought back.

    `uuids` of the sales, `quantities` (thousandths) by line uuid, `withheld` money
    (minor units) by uuid of the discount line; whether any of it was a coupon's.
    """

    uuids: list
    quantities: dict = field(default_factory=dict)
    withheld: dict = field(default_factory=dict)
    coupons: bool = False


class PointsSettlement(models.AbstractModel):
    _inherit = "points.settlement"

    @api.model
    def _plan_reversals(self, sale, plan):
        """Add a reversal for every entry of the sales that this order returns."""
        if not sale.lines_of("refund"):
            return
        rows = self._lines_back(sale)
        foreign = self._foreign_shares(sale, rows)
        if foreign:
            plan.reviews.append(self._foreign_share_values(sale, foreign))
        back = self._read_returned(sale, rows)
        for chain in self._origin_chains(back):
            if not chain.left:
                continue
            account_id = chain.nodes[0].account_id
            sale.know_account(account_id, chain.partner_id, chain.program_id)
            program = self.env["points.snapshot"]._program_by_id(chain.program_id)
            if chain.kind == "earn":
                plan.operations += self._take_back(sale, program, chain, back)
            else:
                plan.operations += self._give_back(sale, program, chain, back)
        if back.coupons:
            self._plan_coupon_returns(sale, plan, back)

    @api.model
    def _origin_chains(self, back):
        """Chains of what the sales returned earned and redeemed."""
        return self.env["points.reversal.chains"]._read(back.uuids, "pos.order")

    @api.model
    def _read_returned(self, sale, rows):
        """What is back by now of the sales returned here: Returned.

        `rows` are those of `_lines_back`.
        """
        goods = [row for row in rows if not row["discount"]]
        back = Returned(uuids=sorted({row["order_uuid"] for row in goods}))
        for row in goods:
            before = back.quantities.get(row["uuid"], 0)
            back.quantities[row["uuid"]] = before + row["quantity"]
        together = {(row["sale_id"], row["order_id"]) for row in goods}
        kept = [
            row
            for row in rows
            if row["discount"]
            and (not row["own"] or (row["sale_id"], row["order_id"]) in together)
        ]
        # Other doors return the discount line itself, with or without its goods.
        back.uuids = sorted({*back.uuids, *(row["order_uuid"] for row in kept)})
        back.coupons = any(row["coupon"] for row in kept)
        money = self._money_of_lines(sale, kept)
        for row in kept:
            amount = max(0, money[row["id"]])
            back.withheld[row["uuid"]] = back.withheld.get(row["uuid"], 0) + amount
        return back

    @api.model
    def _lines_back(self, sale):
        """Lines of paid returns of the sales returned here, this one's included.

        `discount` tells lines of discounts, `own` those that keep back a share of one.
        """
        self.env["pos.order.line"].flush_model()
        return self.env.execute_query_dict(
            SQL(
                """
                SELECT sold.uuid, sold.order_id AS sale_id, origin.uuid AS order_uuid,
                       back.id, back.order_id,
                       round(-back.qty * 1000)::bigint AS quantity,
                       sold.points_hold_uuid IS NOT NULL AS discount,
                       hold.coupon_id IS NOT NULL AS coupon,
                       back.points_discount_line_id IS NOT NULL AS own
                  FROM pos_order_line sold
                  JOIN pos_order origin ON origin.id = sold.order_id
                  JOIN pos_order_line back
                    ON back.refunded_orderline_id = sold.id
                    OR (back.points_discount_line_id = sold.id
                        AND sold.points_hold_uuid IS NOT NULL)
                  JOIN pos_order refund ON refund.id = back.order_id
                  LEFT JOIN points_hold hold ON hold.uuid = sold.points_hold_uuid
                 WHERE sold.order_id = ANY(%s)
                   AND sold.qty > 0
                   AND back.qty < 0
                   AND refund.state IN ('paid', 'done')
                """,
                sale.order.lines.refunded_orderline_id.order_id.ids,
            )
        )

    @api.model
    def _money_of_lines(self, sale, rows):
        """{line id: amount with tax, minor} of lines of this return and earlier ones,
        from the taxes of the lines themselves.
        """
        snapshot = self.env["points.snapshot"]
        by_uuid = {amount.uuid: amount.tax_included for amount in sale.amounts}
        money = {line.id: by_uuid[line.uuid] for line in sale.order.lines}
        earlier = {}
        for row in rows:
            if row["id"] not in money:
                earlier.setdefault(row["order_id"], []).append(row["id"])
        for order in self.env["pos.order"].browse(earlier):
            lines = self.env["pos.order.line"].browse(earlier[order.id])
            money.update(snapshot._included_amounts(order, lines))
        return money

    @api.model
    def _foreign_shares(self, sale, rows):
        """Lines said to keep back a discount that this return has no part in.

        `rows` are those of `_lines_back`: reading the discounts again costs a query.
        """
        lines = sale.order.lines
        sold = lines.filtered(lambda line: line.qty < 0).refunded_orderline_id.order_id
        honest = {
            row["id"]
            for row in rows
            if row["own"] and row["discount"] and row["sale_id"] in sold.ids
        }
        return lines.filtered(
            lambda line: line.points_discount_line_id and line.id not in honest
        )

    # ------------------------------------------------------------------
    # Entries
    # ------------------------------------------------------------------

    @api.model
    def _take_back(self, sale, program, chain, back):
        """Reversals of what the sale earned, by the quantities that are back."""
        taken, taken_of_order = {"elsewhere": chain.taken_but("pos.order")}, 0
        for node in chain.nodes:
            if node.depth % 2 and node.source_model == "pos.order":
                for line in node.lines:
                    taken[line["uuid"]] = taken.get(line["uuid"], 0) + line["points"]
                taken_of_order += node.order_points
        record = self._earn_record(chain)
        result = self._reverse(
            sale, program, record, back.quantities, taken, taken_of_order
        )
        return [
            ReverseCredit(
                **self._reversal_values(sale, program, node, points),
                explanation={
                    "engine": ENGINE_VERSION,
                    "code": "taken_back",
                    "order_points": order_points,
                },
                lines=lines,
            )
            for node, points, lines, order_points in chain.spread(result)
        ]

    @api.model
    def _earn_record(self, chain):
        """An earn entry as it was stored, for the engine."""
        lines = tuple(LineEarning.from_dict(line) for line in chain.nodes[0].lines)
        order_points = chain.points - sum(line.points for line in lines)
        return EntryRecord(points=chain.points, order_points=order_points, lines=lines)

    @api.model
    def _give_back(self, sale, program, chain, back):
        """Reversals of what the sale spent.

        Points come back for the share of the discount that was withheld in money. The
        engine sees the discount as one line whose quantity is its money.
        """
        explanation = chain.explanation
        money = explanation.get("money", 0)
        kept = self._kept_back(explanation, back.withheld)
        if kept <= 0:
            return []
        record = EntryRecord(
            points=chain.points,
            order_points=0,
            lines=(LineEarning(DISCOUNT, money, money, chain.points),),
        )
        elsewhere = chain.taken_but("pos.order")
        given = sum(node.room for node in chain.nodes if node.depth % 2) - elsewhere
        taken = {DISCOUNT: given, "elsewhere": elsewhere}
        result = self._reverse(sale, program, record, {DISCOUNT: kept}, taken)
        return [
            ReverseDebit(
                **self._reversal_values(sale, program, node, points),
                explanation={
                    "engine": ENGINE_VERSION,
                    "code": "given_back",
                    "currency_id": explanation.get("currency_id"),
                    "withheld": kept,
                    "money": money,
                },
            )
            for node, points, _lines, _order_points in chain.spread(result)
        ]

    @api.model
    def _kept_back(self, explanation, withheld):
        """Money of a discount that was kept back by now, at most what was given."""
        return sum(
            min(amount, withheld[uuid])
            for uuid, amount in explanation.get("discount_lines", {}).items()
            if uuid in withheld
        )

    @api.model
    def _reverse(self, sale, program, record, quantities, taken, taken_of_order=0):
        result = reverse(
            record, quantities, Taken(taken, taken_of_order), program.engine.unit
        )
        if is_refusal(result):
            raise ValueError(f"order {sale.source.uuid} cannot be reversed: {result}")
        return result

    @api.model
    def _reversal_values(self, sale, program, node, points):
        """What both kinds of reversal carry."""
        situation = self.env["points.snapshot"]._situation(
            program, sale.moment, sale.order.config_id.id
        )
        return {
            "entry_id": node.id,
            "account_id": node.account_id,
            "points": points,
            "key": f"reverse:{sale.source.uuid}:{node.id}:{GENERATION}",
            "source": sale.source,
            "moment": sale.moment,
            "local_day": situation.day,
        }

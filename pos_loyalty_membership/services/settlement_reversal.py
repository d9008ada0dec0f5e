"""What a return takes back of what its sale earned, and gives back of what it spent.

Everything follows the entries of the sale that is returned, never the customer of the
return: the ledger says whose points they were. Quantities back are counted over all
returns of the sale that were paid.
"""

from odoo import api, models
from odoo.tools import SQL

from ..engine.refund import reverse
from ..engine.values import (
    ENGINE_VERSION,
    EntryRecord,
    LineEarning,
    Taken,
    is_refusal,
    to_dict,
)
from .ledger_operations import ReverseCredit, ReverseDebit
from .points_snapshot import to_points
from .settlement_earning import GENERATION


class PointsSettlement(models.AbstractModel):
    _inherit = "points.settlement"

    @api.model
    def _plan_reversals(self, sale, plan):
        """Add a reversal for every entry of the sales that this order returns."""
        if not sale.lines_of("refund"):
            return
        returned = self._returned(sale)
        for entry in self._origin_entries(sale, returned):
            sale.know_account(
                entry["account_id"], entry["partner_id"], entry["program_id"]
            )
            program = self.env["points.snapshot"]._program_by_id(entry["program_id"])
            if entry["kind"] == "earn":
                operation = self._take_back(sale, program, entry, returned)
            elif entry["kind"] == "coupon":
                operation = self._give_back_coupon(sale, program, entry, returned)
            else:
                operation = self._give_back(sale, program, entry, returned)
            if operation:
                plan.operations.append(operation)

    @api.model
    def _returned(self, sale):
        """What is back so far of the sales returned here, by line uuid.

        Values: order uuid, quantity in thousandths, and `share`, the same quantity
        counted only as far as its price went back too (in thousandths of the line): a
        discount refunded at a lower price was not withheld in full.
        """
        lines = sale.order.lines.refunded_orderline_id
        self.env["pos.order.line"].flush_model()
        rows = self.env.execute_query_dict(
            SQL(
                """
                SELECT sold.uuid, origin.uuid AS order_uuid,
                       round(sum(-back.qty) * 1000)::bigint AS quantity,
                       round(least(1, sum(-back.qty / sold.qty
                           * CASE WHEN sold.price_unit = 0 THEN 1
                             ELSE least(1, greatest(0,
                                  back.price_unit / sold.price_unit))
                             END)) * 1000)::bigint AS share
                  FROM pos_order_line sold
                  JOIN pos_order origin ON origin.id = sold.order_id
                  JOIN pos_order_line back ON back.refunded_orderline_id = sold.id
                  JOIN pos_order refund ON refund.id = back.order_id
                 WHERE sold.order_id = ANY(%s)
                   AND sold.qty > 0
                   AND back.qty < 0
                   AND refund.state IN ('paid', 'done')
                 GROUP BY sold.id, origin.id
                """,
                lines.order_id.ids,
            )
        )
        return {row["uuid"]: row for row in rows}

    @api.model
    def _origin_entries(self, sale, returned):
        """Earn and redeem entries of the sales returned, with their reversals.

        Uses of coupons are among them, as kind "coupon" with their money as points.
        """
        uuids = sorted({row["order_uuid"] for row in returned.values()})
        if not uuids:
            return []
        return self.env.execute_query_dict(
            SQL(
                """
                SELECT entry.id, entry.account_id, entry.program_id, entry.kind,
                       entry.points, entry.lines, entry.explanation,
                       account.partner_id,
                       (SELECT json_agg(json_build_object(
                               'points', abs(reversal.points),
                               'lines', reversal.lines,
                               'explanation', reversal.explanation))
                          FROM points_entry reversal
                         WHERE reversal.reversed_entry_id = entry.id) AS reversals
                  FROM points_entry entry
                  JOIN points_account account ON account.id = entry.account_id
                 WHERE entry.source_uuid = ANY(%s)
                   AND entry.source_model = 'pos.order'
                   AND entry.kind IN ('earn', 'redeem')
                 UNION ALL
                SELECT used.id, coupon.account_id, coupon.program_id, 'coupon',
                       used.money, used.lines, used.explanation, account.partner_id,
                       (SELECT json_agg(json_build_object('points', -back.money))
                          FROM points_coupon_use back
                         WHERE back.reversed_use_id = used.id)
                  FROM points_coupon_use used
                  JOIN points_coupon coupon ON coupon.id = used.coupon_id
                  JOIN points_account account ON account.id = coupon.account_id
                 WHERE used.source_uuid = ANY(%s)
                   AND used.source_model = 'pos.order'
                   AND used.kind = 'use'
                 ORDER BY points, id
                """,
                uuids,
                uuids,
            )
        )

    @api.model
    def _take_back(self, sale, program, entry, returned):
        """The reversal of what the sale earned, or None."""
        record = self._earn_record(entry)
        taken = {}
        taken_of_order = 0
        for reversal in entry["reversals"] or []:
            for line in reversal["lines"] or []:
                taken[line["uuid"]] = taken.get(line["uuid"], 0) + line["points"]
            explanation = reversal["explanation"] or {}
            taken_of_order += explanation.get("order_points", 0)
        quantities = {uuid: row["quantity"] for uuid, row in returned.items()}
        result = self._reverse(
            sale, program, record, quantities, Taken(taken, taken_of_order)
        )
        if not result.points:
            return None
        return ReverseCredit(
            **self._reversal_values(sale, program, entry, result.points),
            explanation={
                "engine": ENGINE_VERSION,
                "code": "taken_back",
                "order_points": result.order_points,
            },
            lines=to_dict(result.lines),
        )

    @api.model
    def _earn_record(self, entry):
        """An earn entry as it was stored, for the engine."""
        lines = tuple(LineEarning.from_dict(line) for line in entry["lines"] or [])
        points = to_points(entry["points"])
        order_points = points - sum(line.points for line in lines)
        return EntryRecord(points=points, order_points=order_points, lines=lines)

    @api.model
    def _give_back(self, sale, program, entry, returned):
        """The reversal of what the sale spent, or None.

        Points come back for the share of the discount that was withheld in money: the
        discount's own lines are returned with the goods. The engine sees the discount
        as one line whose quantity is its money.
        """
        explanation = entry["explanation"] or {}
        money = explanation.get("money", 0)
        withheld = self._withheld(explanation, returned)
        if withheld <= 0:
            return None
        points = -to_points(entry["points"])
        record = EntryRecord(
            points=points,
            order_points=0,
            lines=(LineEarning("discount", money, money, points),),
        )
        given = sum(
            to_points(reversal["points"]) for reversal in entry["reversals"] or []
        )
        result = self._reverse(
            sale, program, record, {"discount": withheld}, Taken({"discount": given})
        )
        if not result.points:
            return None
        return ReverseDebit(
            **self._reversal_values(sale, program, entry, result.points),
            explanation={
                "engine": ENGINE_VERSION,
                "code": "given_back",
                "currency_id": explanation.get("currency_id"),
                "withheld": withheld,
                "money": money,
            },
        )

    @api.model
    def _reverse(self, sale, program, record, quantities, taken):
        result = reverse(record, quantities, taken, program.engine.unit)
        if is_refusal(result):
            raise ValueError(f"order {sale.source.uuid} cannot be reversed: {result}")
        return result

    @api.model
    def _withheld(self, explanation, returned):
        """Money of a discount that came back with the goods, in minor units."""
        return sum(
            amount * returned[uuid]["share"] // 1000
            for uuid, amount in explanation.get("discount_lines", {}).items()
            if uuid in returned
        )

    @api.model
    def _reversal_values(self, sale, program, entry, points):
        """What both kinds of reversal carry."""
        situation = self.env["points.snapshot"]._situation(
            program, sale.moment, sale.order.config_id.id
        )
        return {
            "entry_id": entry["id"],
            "account_id": entry["account_id"],
            "points": points,
            "key": f"reverse:{sale.source.uuid}:{entry['id']}:{GENERATION}",
            "source": sale.source,
            "moment": sale.moment,
            "local_day": situation.day,
        }

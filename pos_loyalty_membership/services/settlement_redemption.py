"""Discount lines of a sale against the points reserved for them.

A tagged line is the till's claim that a hold pays for it. What binds is the hold: whose
points, how many, for how much money, for which document.
"""

from dataclasses import dataclass
from datetime import datetime

from odoo import api, models
from odoo.tools import SQL

from ..engine.apportion import apportion
from ..engine.basis import line_amounts
from ..engine.redemption import capture_refusal
from ..engine.rounding import mul_div, to_unit
from ..engine.scope import lines_in_scope
from ..engine.values import ENGINE_VERSION
from .ledger_operations import Capture, Release
from .ledger_sql import either
from .points_snapshot import to_minor, to_points


@dataclass(frozen=True, slots=True)
class HoldValues:
    """A reservation as settlement reads it: points in hundredths, money minor."""

    uuid: str
    account_id: int
    partner_id: int
    program_id: int
    company_id: int
    currency_id: int
    rule_id: int
    points: int
    money: int
    document_uuid: str
    state: str
    made_on: datetime
    coupon_id: int = 0


def read_holds(env, uuids, document, rounding):
    """HoldValues of these uuids, and of what is active for a document, oldest first.

    `document` is (model, uuid); reservations of another model's documents are left out,
    whatever uuid is named.
    """
    document_model, document_uuid = document
    rows = env.execute_query_dict(
        SQL(
            """
            SELECT hold.uuid, hold.account_id, account.partner_id,
                   account.program_id, hold.company_id, hold.currency_id,
                   hold.redemption_rule_id AS rule_id, hold.points, hold.money,
                   hold.document_uuid, hold.state, hold.create_date AS made_on,
                   hold.coupon_id
              FROM points_hold hold
              JOIN points_account account ON account.id = hold.account_id
             WHERE hold.document_model = %s
               AND %s
             ORDER BY hold.id
            """,
            document_model,
            either(
                ("hold.uuid = ANY(%s)", uuids),
                (
                    "hold.document_uuid = ANY(%s) AND hold.state = 'held'",
                    [document_uuid],
                ),
            ),
        )
    )
    for row in rows:
        row["points"] = to_points(row["points"])
        row["money"] = to_minor(row["money"], rounding)
    return [HoldValues(**row) for row in rows]


class PointsSettlement(models.AbstractModel):
    _inherit = "points.settlement"

    @api.model
    def _read_holds(self, sale):
        """Put into the sale the holds its lines name and those made for it."""
        uuids = {amount.hold_uuid for amount in sale.amounts if amount.hold_uuid}
        if uuids:
            self._know_holds(sale, uuids)

    @api.model
    def _know_holds(self, sale, uuids):
        """Put these holds into the sale, and those still active for it."""
        rounding = sale.order.currency_id.rounding
        document = ("pos.order", sale.source.uuid)
        for hold in read_holds(self.env, list(uuids), document, rounding):
            sale.holds[hold.uuid] = hold
            sale.rewards[hold.uuid] = (hold.program_id, self._reward_kind(hold))
            sale.know_account(hold.account_id, hold.partner_id, hold.program_id)

    @api.model
    def _reward_kind(self, hold):
        """The kind of the rule that points were reserved by, or "coupon"."""
        return self._reward_kind_of(hold.program_id, hold.rule_id, hold.coupon_id)

    @api.model
    def _reward_kind_of(self, program_id, rule_id, coupon_id):
        if coupon_id:
            return "coupon"
        rule = self.env["points.snapshot"]._program_by_id(program_id).rule(rule_id)
        return rule.kind if rule else "amount"

    @api.model
    def _plan_redemptions(self, sale, plan):
        """Add a capture for every hold of this sale that a discount was given for.

        A hold of this sale without a discount is freed. Points of another document's
        hold are never taken.
        """
        tagged = {}
        for amount in sale.amounts:
            if amount.hold_uuid and amount.kind in ("redemption", "goods"):
                tagged.setdefault(amount.hold_uuid, []).append(amount)
        for uuid, lines in tagged.items():
            hold = sale.holds.get(uuid)
            if hold and self._is_ours(sale, hold) and hold.coupon_id:
                self._plan_coupon(sale, plan, hold, lines)
            elif hold and self._is_ours(sale, hold):
                self._plan_capture(sale, plan, hold, lines)
            else:
                plan.reviews.append(self._foreign_hold_values(sale, uuid, hold, lines))
        for uuid, hold in sale.holds.items():
            if uuid not in tagged and hold.state == "held":
                plan.operations.append(Release(uuid=uuid, account_id=hold.account_id))
        untagged = self._untagged_discount(sale)
        if untagged:
            plan.reviews.append(self._untagged_values(sale, untagged))

    @api.model
    def _plan_forgotten(self, sale, plan):
        """Free what is reserved for this sale although no line of it says so.

        The discount was taken off again while nobody answered. Whether there is such a
        hold is told by the query that reads the members' accounts; only where that was
        not needed, or says yes, it is asked for.
        """
        if sale.has_holds is False or sale.holds or not sale.members:
            return
        if not sale.lines_of("goods"):
            return
        self._know_holds(sale, set())
        for uuid, hold in sale.holds.items():
            plan.operations.append(Release(uuid=uuid, account_id=hold.account_id))

    @api.model
    def _is_ours(self, sale, hold):
        """Whether a hold was made for this very document, in its company and money."""
        order = sale.order
        return (
            hold.document_uuid == sale.source.uuid
            and hold.company_id == order.company_id.id
            and hold.currency_id == order.currency_id.id
        )

    @api.model
    def _plan_capture(self, sale, plan, hold, lines):
        """Take the points of the discount that was given, and say what differs."""
        given = -sum(line.tax_included for line in lines)
        program = self.env["points.snapshot"]._program_by_id(hold.program_id)
        trouble = self._trouble(sale, program, hold, lines, given)
        points = hold.points if not trouble else self._worth(program, hold, given)
        if points:
            plan.operations.append(
                self._capture(sale, program, hold, lines, given, points)
            )
        elif hold.state == "held":
            plan.operations.append(Release(uuid=hold.uuid, account_id=hold.account_id))
        if trouble:
            plan.reviews.append(
                self._mismatch_values(sale, program, hold, given, points, trouble)
            )

    @api.model
    def _trouble(self, sale, program, hold, lines, given):
        """Why the discount is not what was promised, as a code; "" when it is.

        Cheap checks: the lines' sum is the hold's money, their taxes and the goods they
        name are in the rule's scope, and the engine would give that much on this very
        basket. The member's side was decided when the points were reserved.
        """
        if given != hold.money:
            return "money"
        rule = program.rule(hold.rule_id)
        if rule is None:
            return "basket"
        basket = self._held_basket(sale, program, hold)
        trouble = self._lines_trouble(basket, rule, lines)
        if trouble:
            return trouble
        targets = {uuid for line in lines for uuid in line.target_uuids}
        refusal = capture_refusal(
            basket,
            program.engine,
            rule,
            hold.points,
            given,
            hold.uuid,
            self._product_of(sale, rule, targets),
        )
        return "basket" if refusal else ""

    @api.model
    def _held_basket(self, sale, program, hold):
        """The sale's basket as the rules saw it when the hold was made."""
        snapshot = self.env["points.snapshot"]
        situation = snapshot._situation(
            program,
            hold.made_on,
            sale.order.config_id.id,
            sale.order.preset_id.id or 0,
        )
        return snapshot._basket(
            sale.order, program, sale.amounts, situation, sale.rewards
        )

    @api.model
    def _lines_trouble(self, basket, rule, lines):
        """Whether discount lines have other taxes, or name other goods, than the rule
        allows: "taxes", "basket", or "".
        """
        goods = self._goods_in_scope(basket, rule)
        if any(line.tax_key not in goods.values() for line in lines):
            return "taxes"
        targets = {uuid for line in lines for uuid in line.target_uuids}
        return "" if targets <= goods.keys() else "basket"

    @api.model
    def _goods_in_scope(self, basket, rule):
        """{uuid: tax key} of the goods on which the rule's points may be used."""
        return {
            basket.lines[index].uuid: basket.lines[index].tax_key
            for index in lines_in_scope(rule.scope, basket.lines)
            if basket.lines[index].redeemable
        }

    @api.model
    def _product_of(self, sale, rule, targets):
        """The product that a reward at the products' own prices was for, else 0."""
        if rule.kind != "product" or rule.points:
            return 0
        return next((a.product_id for a in sale.amounts if a.uuid in targets), 0)

    @api.model
    def _worth(self, program, hold, given):
        """Points of the discount that was given, at most those reserved."""
        if given <= 0 or not hold.money:
            return 0
        points = mul_div(min(given, hold.money), hold.points, hold.money, "up")
        return min(hold.points, to_unit(points, program.engine.unit, "up"))

    @api.model
    def _capture(self, sale, program, hold, lines, given, points):
        values = self._capture_values(sale, program, hold, lines, given, points)
        values["explanation"].update(
            code="redeemed",
            kind=sale.rewards[hold.uuid][1],
            product_ids=self._target_products(sale, lines),
            rule_id=hold.rule_id,
            points=points,
        )
        return Capture(points=points, **values)

    @api.model
    def _capture_values(self, sale, program, hold, lines, given, points):
        """What capturing points and using a coupon have in common, as a dict.

        `given` is the discount's money, in minor units; `points` in hundredths, 0 for a
        coupon, are shared among the goods as the discount is.
        """
        situation = self.env["points.snapshot"]._situation(
            program, sale.moment, sale.order.config_id.id
        )
        return {
            "uuid": hold.uuid,
            "account_id": hold.account_id,
            "key": f"redeem:{hold.uuid}",
            "source": sale.source,
            "moment": sale.moment,
            "local_day": situation.day,
            "explanation": {
                "engine": ENGINE_VERSION,
                "currency_id": hold.currency_id,
                "money": given,
                "discount_lines": {line.uuid: -line.tax_included for line in lines},
            },
            "lines": self._discounted_lines(sale, program, hold, lines, points),
        }

    @api.model
    def _target_products(self, sale, lines):
        """Ids of the products that discount lines name."""
        uuids = {uuid for line in lines for uuid in line.target_uuids}
        return sorted({a.product_id for a in sale.amounts if a.uuid in uuids})

    @api.model
    def _discounted_lines(self, sale, program, hold, lines, points):
        """Per line of goods: its quantity, share of the discount and of the points.

        A discount line belongs to the goods it names, else to those of its taxes; where
        there are none, to everything that may be redeemed on.
        """
        goods = sale.lines_of("goods")
        engine_lines = self.env["points.snapshot"]._engine_lines(program, goods, {})
        left = line_amounts(engine_lines, "payable_amount", True)
        shares = [0] * len(goods)
        for line in lines:
            weights = self._discount_weights(line, goods, left)
            if any(weights):
                parts = apportion(max(0, -line.tax_included), weights, 1)
                shares = [a + b for a, b in zip(shares, parts, strict=True)]
        spent = [0] * len(goods)
        if any(shares):
            spent = apportion(points, shares, program.engine.unit)
        return [
            {
                "uuid": item.uuid,
                "quantity": item.quantity,
                "amount": amount,
                "discount": share,
                "points": part,
            }
            for item, amount, share, part in zip(
                goods, left, shares, spent, strict=True
            )
            if share
        ]

    @api.model
    def _discount_weights(self, line, goods, left):
        """Per line of goods what its share of a discount line is measured by."""
        meant = (
            lambda item: item.uuid in line.target_uuids,
            lambda item: item.tax_key == line.tax_key,
            lambda item: True,
        )
        for is_meant in meant:
            weights = [
                amount if item.redeemable and is_meant(item) else 0
                for item, amount in zip(goods, left, strict=True)
            ]
            if any(weights):
                return weights
        return [0] * len(goods)

    @api.model
    def _untagged_discount(self, sale):
        """Money of lines with the points product that no hold stands behind."""
        discounts = sale.lines_of("discount")
        if not discounts:
            return 0
        product_ids = set(sale.order.company_id._points_products().ids)
        return -sum(
            amount.tax_included
            for amount in discounts
            if amount.product_id in product_ids
        )

    @api.model
    def _late_reviews(self, sale, posted):
        """Reviews for holds that had ended and left the member in debt."""
        return [
            self._late_coupon_values(sale, sale.holds[uuid], missing)
            if sale.holds[uuid].coupon_id
            else self._late_values(sale, sale.holds[uuid], missing)
            for uuid, missing in posted.late.items()
            if missing
        ]

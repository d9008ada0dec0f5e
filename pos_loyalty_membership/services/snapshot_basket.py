"""A paid or open order becomes a basket of integers, from its tax base lines.

What the till wrote into totals, subtotals and flags is a claim and is not read: every
amount comes from quantity, price, discount and taxes through the tax helpers of
`account.tax`, every sign from the line's own quantity and price. The till's
points_basket.js does the same; `static/tests/vectors_shell/basket.json` runs both.
"""

from dataclasses import dataclass

from odoo import api, models
from odoo.tools import ormcache

from ..engine.values import Basket, Line
from .points_snapshot import to_minor
from .snapshot_products import ProductFacts

# Lines of these fields (of other modules, where installed) settle other documents.
SETTLING_FIELDS = ("settled_order_id", "settled_invoice_id")


@dataclass(frozen=True, slots=True)
class LineAmounts:
    """One order line in minor units; `kind` as in the engine, or one of its own.

    "refund" lines belong to the reversal of their origin, "outside" lines (deducted
    down payments) to no basket at all. `ordinary` goods are neither tips, stored value
    nor combos themselves. `refunded_id` is the origin's line, if any, `withheld_id` the
    discount line of which a return keeps a share back.
    """

    uuid: str
    kind: str
    product_id: int
    quantity: int
    tax_included: int
    tax_excluded: int
    payable: int
    tax_key: str
    ordinary: bool
    earns: bool
    redeemable: bool
    hold_uuid: str
    refunded_id: int
    target_uuids: tuple
    facts: ProductFacts
    withheld_id: int = 0


class PointsSnapshot(models.AbstractModel):
    _inherit = "points.snapshot"

    @api.model
    def _line_amounts(self, order):
        """All lines of an order as LineAmounts, in the order's order."""
        rounding = order.currency_id.rounding
        special = self._special_products(order.config_id)
        combos = order.lines.combo_parent_id
        refunded = self._links(order.lines, "refunded_orderline_id")
        withheld = self._links(order.lines, "points_discount_line_id")
        amounts = []
        for base_line in self._base_lines(order):
            line = base_line["record"]
            # What the line says it is, read once.
            claims = {
                "product_id": line.product_id.id,
                "hold_uuid": line.points_hold_uuid or "",
                "refunded_id": refunded.get(line.id, 0),
                "withheld_id": withheld.get(line.id, 0),
            }
            details = base_line["tax_details"]
            excluded, included = self._totals(details)
            payable, tax_ids = included, [d["tax"].id for d in details["taxes_data"]]
            if not all(d["tax"]._can_be_discounted() for d in details["taxes_data"]):
                payable, tax_ids = self._discountable(base_line, order.company_id)
            kind = self._line_kind(line, claims, included, special)
            facts = self._product_facts(line.product_id)
            # A combo counts once: by what it is made of.
            ordinary = (
                kind == "goods"
                and line not in combos
                and not self._is_special(line, claims, special)
            )
            amounts.append(
                LineAmounts(
                    uuid=line.uuid,
                    kind=kind,
                    quantity=self._quantity(line, kind),
                    tax_included=to_minor(included, rounding),
                    tax_excluded=to_minor(excluded, rounding),
                    payable=to_minor(payable, rounding),
                    tax_key="_".join(map(str, sorted(set(tax_ids)))),
                    ordinary=ordinary,
                    earns=ordinary and facts.earns,
                    redeemable=ordinary and facts.redeemable,
                    target_uuids=self._target_uuids(line),
                    facts=facts,
                    **claims,
                )
            )
        return amounts

    @api.model
    def _links(self, lines, name):
        """{line id: id of the line that it names in this field}; mostly nothing."""
        if not lines[name]:
            return {}
        return {line.id: line[name].id for line in lines if line[name]}

    @api.model
    def _target_uuids(self, line):
        """The goods that a discount line says it lowers."""
        names = line.points_target_uuids
        return tuple(sorted(set(names.split(",")) - {""})) if names else ()

    @api.model
    def _quantity(self, line, kind):
        """Thousandths; what is sold has no sign, whichever way it was typed."""
        quantity = round(line.qty * 1000)
        return abs(quantity) if kind == "goods" else quantity

    @api.model
    def _included_amounts(self, order, lines):
        """{line id: amount with tax} of some lines of an order, in minor units.

        For lines of redemptions, whose amounts do not depend on the others'.
        """
        rounding = order.currency_id.rounding
        return {
            base_line["record"].id: to_minor(
                self._totals(base_line["tax_details"])[1], rounding
            )
            for base_line in self._base_lines(order, lines)
        }

    @api.model
    def _base_lines(self, order, lines=None):
        """Rounded tax base lines with each line's quantity as it stands.

        `pos.order.line._prepare_base_line_for_taxes_computation` turns the quantity by
        the sign of the total, which is the till's claim, and reads accounts that play
        no part here.
        """
        account_tax = self.env["account.tax"]
        lines = order.lines if lines is None else lines
        # What Odoo computes for every line is, without a position, what it already has.
        name = "tax_ids"
        if order.fiscal_position_id:
            name = "tax_ids_after_fiscal_position"
        taxes = lines[name]
        self._warm_taxes(taxes)
        # Only taxes with a formula, perhaps in a group, look at products and units.
        formulas = bool({"code", "group"} & set(taxes.mapped("amount_type")))
        common = {"currency_id": order.currency_id, "rate": order.currency_rate}
        prepare = account_tax._prepare_base_line_for_taxes_computation
        blank = prepare(None, **common)
        base_lines = []
        for line in lines:
            own = self._base_line_values(line, line[name], formulas)
            if line.extra_tax_data:
                # What another document fixed of its taxes is Odoo's to read.
                base_lines.append(prepare(line, **common, **own))
            else:
                base_lines.append({**blank, **own, "record": line, "id": line.id})
        account_tax._add_tax_details_in_base_lines(base_lines, order.company_id)
        account_tax._round_base_lines_tax_details(base_lines, order.company_id)
        return base_lines

    @api.model
    def _base_line_values(self, line, taxes, formulas):
        """What is an order line's own in its tax base line, product only with formulas
        in its taxes.
        """
        values = {
            "tax_ids": taxes,
            "price_unit": line.price_unit,
            "quantity": line.qty,
            "discount": line.discount,
            "is_refund": line.qty * line.price_unit < 0,
        }
        if formulas:
            values["product_id"] = line.product_id
            values["product_uom_id"] = line.product_uom_id
        return values

    @api.model
    def _warm_taxes(self, taxes):
        """Spare the tax helpers two queries: which taxes have a negative part.

        Odoo reads the distribution of every tax in every request to learn it.
        """
        field = taxes._fields["has_negative_factor"]
        taxes |= taxes.filtered(lambda tax: tax.amount_type == "group").children_tax_ids
        field._insert_cache(taxes, map(self._has_negative_factor, taxes.ids))

    @api.model
    @ormcache("tax_id")
    def _has_negative_factor(self, tax_id):
        return self.env["account.tax"].sudo().browse(tax_id).has_negative_factor

    @api.model
    def _totals(self, details):
        """(without tax, with tax) of rounded tax details, rounding deltas included."""
        excluded = (
            details["total_excluded_currency"]
            + details["delta_total_excluded_currency"]
        )
        taxes = sum(data["tax_amount_currency"] for data in details["taxes_data"])
        return excluded, excluded + taxes

    @api.model
    def _discountable(self, base_line, company):
        """What a discount may lower: (amount with tax, its tax ids).

        Fixed and formula taxes, and what other taxes take on them, are not part of it.
        """
        [part] = self.env["account.tax"]._prepare_discountable_base_lines(
            [base_line], company
        )
        details = part["tax_details"]
        return self._totals(details)[1], [d["tax"].id for d in details["taxes_data"]]

    @api.model
    def _line_kind(self, line, claims, included, special):
        """The engine's kind of a line, or "refund" or "outside" (see LineAmounts)."""
        if included < 0 and claims["hold_uuid"]:
            return "redemption"
        if included < 0 < line.qty and claims["refunded_id"]:
            # Money leaves and no goods come back: nothing that a reversal could count.
            return "return"
        if claims["refunded_id"] or claims["withheld_id"]:
            return "refund"
        if included >= 0:
            return "goods"
        product_id = claims["product_id"]
        if product_id == special["down_payment"]:
            return "outside"
        native_reward = "is_reward_line" in line._fields and line.is_reward_line
        return (
            "discount"
            if native_reward or product_id in special["discount"]
            else ("return")
        )

    @api.model
    def _is_special(self, line, claims, special):
        """Whether a line never earns and takes no redemption."""
        return (
            claims["product_id"] in special["never"]
            or bool(claims["hold_uuid"])
            or any(name in line._fields and line[name] for name in SETTLING_FIELDS)
        )

    @api.model
    def _special_products(self, config):
        """Ids of products that are not goods at this till.

        "never" earns and takes no redemption (tips, down payments, gift cards, products
        for discounts), a negative line of "discount" lowers the goods of its taxes.
        """
        special = self._cached_special_products(config.id)
        gift_cards = self._gift_card_products()
        if gift_cards:
            return {**special, "never": special["never"] | gift_cards}
        return special

    @api.model
    @ormcache("config_id")
    def _cached_special_products(self, config_id):
        config = self.env["pos.config"].sudo().browse(config_id)

        def product(name):
            return config[name].id if name in config._fields else 0

        discounts = {
            product("discount_product_id"),
            *config.company_id._points_products().ids,
        }
        down_payment = product("down_payment_product_id")
        never = {product("tip_product_id"), down_payment, *discounts}
        return {
            "down_payment": down_payment or -1,
            "discount": frozenset(discounts - {0}),
            "never": frozenset(never - {0}),
        }

    @api.model
    def _gift_card_products(self):
        """Products that sell a gift card or charge a wallet of Odoo's own loyalty."""
        if "loyalty.rule" not in self.env:
            return frozenset()
        groups = (
            self.env["loyalty.rule"]
            .sudo()
            ._read_group(
                [("program_type", "in", ["gift_card", "ewallet"])], ["product_ids"]
            )
        )
        return frozenset(product.id for (product,) in groups)

    # ------------------------------------------------------------------
    # Values for the engine
    # ------------------------------------------------------------------

    @api.model
    def _basket(self, order, program, amounts, situation, rewards=None):
        """The order as `program` (a TillProgram) sees it: an engine Basket.

        `rewards` says of the hold of a redemption line which program it belongs to,
        and the kind of its rule.
        """
        return Basket(
            lines=self._engine_lines(program, amounts, rewards or {}),
            received=self._received(order, amounts),
            situation=situation,
        )

    @api.model
    def _engine_lines(self, program, amounts, rewards):
        """Engine lines of a program, without refunds and deducted down payments.

        Without a program `earn_amount` has the taxes in it.
        """
        with_tax = not program or program.earn_basis == "tax_included"

        def bounded(line, amount):
            # A fixed tax can turn one amount of a line but not the others.
            return max(0, amount) if line.kind == "goods" else min(0, amount)

        return tuple(
            Line(
                uuid=line.uuid,
                kind=line.kind,
                product_id=line.product_id,
                quantity=line.quantity,
                earn_amount=bounded(
                    line, line.tax_included if with_tax else line.tax_excluded
                ),
                payable_amount=bounded(line, line.payable),
                tax_key=line.tax_key,
                earns=line.earns,
                redeemable=line.redeemable,
                category_ids=line.facts.category_ids,
                pos_category_ids=line.facts.pos_category_ids,
                points_per_unit=line.facts.points_per_unit,
                points_price=line.facts.points_price,
                **self._reward(line, rewards),
            )
            for line in amounts
            if line.kind not in ("refund", "outside")
        )

    @api.model
    def _reward(self, line, rewards):
        """What an engine Line says of the redemption it belongs to, if it does."""
        if line.kind != "redemption":
            return {}
        program_id, kind = rewards.get(line.hold_uuid, (0, "amount"))
        return {
            "hold_uuid": line.hold_uuid,
            "program_id": program_id,
            "reward": kind,
            "target_uuids": line.target_uuids,
        }

    @api.model
    def _received(self, order, amounts):
        """Payments less change, and what returned goods of this order paid for.

        In an exchange the goods brought back pay for the new ones, less the discount
        withheld. A return counts for no more than what its goods were sold for.
        """
        rounding = order.currency_id.rounding
        paid = sum(to_minor(payment.amount, rounding) for payment in order.payment_ids)
        for line, amount in zip(order.lines, amounts, strict=True):
            if amount.withheld_id:
                paid -= max(0, amount.tax_included)
            elif amount.kind == "refund":
                paid += min(-amount.tax_included, self._sold_for(line, rounding))
        return paid

    @api.model
    def _sold_for(self, line, rounding):
        """The most that this refund line can be worth: its share of the sale."""
        sold = line.refunded_orderline_id
        if not sold.qty:
            return 0
        share = max(-1.0, min(1.0, -line.qty / sold.qty))
        return to_minor(sold.price_subtotal_incl * share, rounding)

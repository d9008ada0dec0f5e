"""What a basket would earn and could redeem, without a sale: nothing is written.

The same engine and the same readers as a sale; only the lines are those somebody typed.
"""

from dataclasses import dataclass, replace

from odoo import api, models

from ..engine.earning import earn
from ..engine.redemption import options
from ..engine.values import Basket, Line, Member, is_refusal, to_dict
from .points_snapshot import to_minor, to_points


@dataclass(frozen=True, slots=True)
class Trial:
    """What the engine says: an Earning or a Refusal, Options, and the TillProgram.

    `total` is what is to pay in minor units, `available` hundredths of points.
    """

    program: object
    earning: object
    options: tuple
    total: int
    available: int


class PointsTrial(models.AbstractModel):
    _name = "points.trial"
    _description = "Baskets that are only tried"

    @api.model
    def _try(self, program, lines, place, sales_mode, moment, partner, available=None):
        """Try a basket in a program, whatever its state, as if it were running.

        `lines` have product_id, quantity, price_unit and discount (percent), `place` is
        a pos.config or empty, `moment` UTC. `available` (whole points) replaces what
        the contact has. Returns a Trial.
        """
        snapshot = self.env["points.snapshot"]
        frozen = snapshot._freeze_program(program, as_running=True)
        situation = snapshot._situation(
            frozen, moment, place.id or 0, sales_mode.id or 0
        )
        member = self._member(frozen, partner, situation)
        if available is not None:
            member = replace(member, available=to_points(available))
        basket = Basket(
            lines=self._lines(program, frozen, lines, place), situation=situation
        )
        return Trial(
            program=frozen,
            earning=earn(basket, frozen.engine, member),
            options=tuple(options(basket, frozen.engine, member)),
            total=sum(line.payable_amount for line in basket.lines),
            available=member.available,
        )

    @api.model
    def _member(self, frozen, partner, situation):
        """The contact as the rules see it: an account, a newcomer, or nobody."""
        snapshot = self.env["points.snapshot"]
        holder = snapshot._member(partner, frozen) if partner else partner
        if not holder:
            return Member(available=0)
        wanted = (frozen.id, holder.id, situation.day, frozen.once_a_day_rules())
        accounts = snapshot._accounts_of([wanted])
        account = accounts.get((frozen.id, holder.id))
        if account:
            return snapshot._member_value(account)
        return snapshot._newcomer(frozen, holder)

    @api.model
    def _lines(self, program, frozen, lines, place):
        """Engine lines of the goods that were typed, with the taxes of a sale."""
        company, currency = program.company_id, program.currency_id
        snapshot = self.env["points.snapshot"]
        position = place.default_fiscal_position_id
        account_tax = self.env["account.tax"]
        base_lines = [
            account_tax._prepare_base_line_for_taxes_computation(
                line,
                currency_id=currency,
                product_id=line.product_id,
                tax_ids=position.map_tax(
                    line.product_id.taxes_id._filter_taxes_by_company(company)
                ),
                price_unit=line.price_unit,
                quantity=line.quantity,
                discount=line.discount,
                is_refund=False,
            )
            for line in lines
        ]
        account_tax._add_tax_details_in_base_lines(base_lines, company)
        account_tax._round_base_lines_tax_details(base_lines, company)
        special = snapshot._special_products(place)["never"] if place else frozenset()
        return tuple(
            self._line(frozen, number, base_line, company, special)
            for number, base_line in enumerate(base_lines)
        )

    @api.model
    def _line(self, frozen, number, base_line, company, special):
        snapshot = self.env["points.snapshot"]
        line, details = base_line["record"], base_line["tax_details"]
        excluded, included = snapshot._totals(details)
        payable, taxes = included, [d["tax"] for d in details["taxes_data"]]
        if not all(tax._can_be_discounted() for tax in taxes):
            payable, _ids = snapshot._discountable(base_line, company)
        with_tax = frozen.earn_basis == "tax_included"
        facts = snapshot._product_facts(line.product_id.sudo())
        ordinary = line.product_id.id not in special
        return Line(
            uuid=str(number),
            kind="goods",
            product_id=line.product_id.id,
            quantity=round(line.quantity * 1000),
            earn_amount=to_minor(included if with_tax else excluded, frozen.rounding),
            payable_amount=to_minor(payable, frozen.rounding),
            tax_key="_".join(str(tax.id) for tax in taxes),
            earns=ordinary and facts.earns,
            redeemable=ordinary and facts.redeemable,
            category_ids=facts.category_ids,
            pos_category_ids=facts.pos_category_ids,
            points_per_unit=facts.points_per_unit,
            points_price=facts.points_price,
        )

    # ------------------------------------------------------------------
    # In words
    # ------------------------------------------------------------------

    @api.model
    def _earning_rows(self, program, trial):
        """[{rule, points, why}] rule by rule, in words."""
        if is_refusal(trial.earning):
            return []
        explain = self.env["points.explanation"]
        rules = {rule.id: rule for rule in program.earning_rule_ids}
        return [
            {
                "rule": rules[result.rule_id].display_name,
                "points": program._points_text(result.points / 100),
                "gave": result.points > 0,
                "why": explain._rule_sentence(to_dict(result), program),
            }
            for result in trial.earning.rules
        ]

    @api.model
    def _option_rows(self, program, trial):
        """[{rule, possible, text}] of the ways to use points, possible ones first."""
        messages = self.env["points.refusal.messages"]
        names = dict(trial.program.rule_names[1])
        rows = []
        for option in trial.options:
            product = self.env["product.product"].browse(option.product_id or [])
            name = names[option.rule_id]
            row = {"rule": f"{name}: {product.display_name}" if product else name}
            if option.maximum:
                row["text"] = self.env._(
                    "%(points)s for %(money)s",
                    points=program._points_text(option.maximum.points / 100),
                    money=messages._money(trial.program, option.maximum.money),
                )
            else:
                refusal = option.refusal
                row["text"] = messages._message(
                    refusal.code, refusal.values, trial.program
                )
            rows.append({**row, "possible": bool(option.maximum)})
        return rows

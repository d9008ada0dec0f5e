"""What the customer's tier gives on the lines of a draft invoice.

The same engine as at the till decides on discounts; `invoice_price_lists` on prices.
"""

from odoo import api, fields, models

from ..engine.benefits import benefit_percents
from ..engine.values import Line
from .snapshot_invoice import NO_PRODUCT


class PointsInvoice(models.AbstractModel):
    _inherit = "points.invoice"

    @api.model
    def _benefits(self, tiers_of):
        """{draft: [(line, tier id, hundredths of a percent)]} of the goods of drafts.

        The greatest discount of the customer's tiers per line; 0 and 0 for none.
        Lines of orders of the sales application are left out: their prices were
        agreed. Works on a draft that is being typed, too. `tiers_of` as
        `_customer_tiers` returns it.
        """
        # An accountant reads no categories of tills.
        service = self.sudo()
        special = self._special_products_of(tiers_of)
        return {
            move: service._greatest_benefits(
                tiers, service._benefit_lines(move, special[move.company_id])
            )
            for move, tiers in tiers_of.items()
        }

    @api.model
    def _special_products_of(self, moves):
        """{company: ids of products that are no goods} of the companies of `moves`."""
        companies = {move.company_id for move in moves}
        return self.env["points.snapshot"]._invoice_special_products(companies)

    @api.model
    def _greatest_benefits(self, tiers, goods):
        """[(line, tier id, hundredths of a percent)], see `_benefits`."""
        best = {line.uuid: (0, 0) for _record, line in goods}
        for tier in tiers:
            lines = [line for _record, line in goods]
            percents = benefit_percents(tier.benefits, lines)
            for line, percent in zip(lines, percents, strict=True):
                if percent > best[line.uuid][1]:
                    best[line.uuid] = (tier.id, percent)
        return [(record, *best[line.uuid]) for record, line in goods]

    @api.model
    def _customer_tiers(self, moves):
        """{draft: the engine's tiers of its customer}, in programs that say so.

        One query, however many drafts there are.
        """
        # An accountant does not read every member's account.
        snapshot = self.sudo().env["points.snapshot"]
        now = fields.Datetime.now()
        programs, members, days = {}, {}, {}
        for move in moves:
            partner = move.sudo().partner_id._origin
            for program in snapshot._invoice_programs(move.company_id):
                if not (program.invoice_benefits and program.engine.tiers):
                    continue
                member = snapshot._member(partner, program)
                if member:
                    programs[program.id] = program
                    members.setdefault(move, []).append((program.id, member.id))
                    days[program.id] = snapshot._invoice_situation(program, now).day
        asked = {pair for pairs in members.values() for pair in pairs}
        accounts = snapshot._accounts_of(
            [(*pair, days[pair[0]], ()) for pair in sorted(asked)]
        )
        return {
            move: [
                tier
                for pair in members.get(move, [])
                if pair in accounts
                and (tier := programs[pair[0]].tier(accounts[pair]["tier_id"]))
            ]
            for move in moves
        }

    @api.model
    def _benefit_lines(self, move, special):
        """[(line, engine Line)] of what a tier may discount; scope is all they say."""
        snapshot = self.env["points.snapshot"]
        found = []
        for place, line in enumerate(move.invoice_line_ids):
            if not self._takes_benefits(line, special):
                continue
            product = line.sudo().product_id._origin
            facts = snapshot._product_facts(product) if product else NO_PRODUCT
            value = Line(
                uuid=str(place),
                kind="goods",
                quantity=0,
                earn_amount=0,
                payable_amount=0,
                product_id=product.id or 0,
                category_ids=facts.category_ids,
                pos_category_ids=facts.pos_category_ids,
            )
            found.append((line, value))
        return found

    @api.model
    def _takes_benefits(self, line, special):
        """Whether a line is goods sold at a price that nobody agreed on before."""
        snapshot = self.env["points.snapshot"]
        agreed = "sale_line_ids" in line._fields and bool(line.sudo().sale_line_ids)
        return (
            line.display_type == "product"
            and line.quantity * line.price_unit >= 0
            and not line.points_hold_uuid
            and not agreed
            and line.product_id._origin.id not in special["never"]
            and not snapshot._is_down_payment_line(line)
        )

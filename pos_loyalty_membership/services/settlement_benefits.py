"""What a till gave in the name of a tier, compared with the tier."""

from odoo import api, models
from odoo.tools import ormcache

from ..engine.benefits import benefit_percents


class PointsSettlement(models.AbstractModel):
    _inherit = "points.settlement"

    @api.model
    def _plan_benefits(self, sale, plan):
        """Add a review where an order has more than the member's tier gave at the time.

        The sale stands as it was paid. Asks the database only if it claims a tier.
        """
        self._plan_tier_pricelist(sale, plan)
        claims = [line for line in sale.order.lines if line.points_tier_percent]
        if not claims:
            return
        allowed = self._benefits_allowed(sale)
        wrong = [
            line
            for line in claims
            if round(max(line.discount, line.points_tier_percent) * 100)
            > allowed.get(line.uuid, 0)
        ]
        if wrong:
            plan.reviews.append(self._tier_discount_values(sale, wrong, allowed))

    @api.model
    def _plan_tier_pricelist(self, sale, plan):
        """Add a review where an order has the price list of a tier not the member's."""
        pricelist = sale.order.pricelist_id
        if pricelist.id not in self._tier_pricelist_ids(sale.programs):
            return
        accounts = self._accounts_by_program(sale)
        own = [
            program.tier(accounts[program.id]["tier_id"])
            for program in sale.programs
            if program.id in accounts
        ]
        is_own = any(tier and tier.pricelist_id == pricelist.id for tier in own)
        if is_own or self._anybody_gets(sale.order, pricelist.id):
            return
        plan.reviews.append(
            {
                **self._review_base("tier_discount", sale.order, sale.source),
                "partner_id": sale.order.partner_id.id,
                "claimed": self.env._(
                    "Prices of “%s”, a price list of a tier.", pricelist.name
                ),
                "done": self.env._(
                    "The member was not in that tier. The sale stands as paid."
                ),
                "advice": self.env._("Ask who was at the till."),
            }
        )

    @api.model
    def _tier_pricelist_ids(self, programs):
        """Ids of the price lists that tiers of these TillPrograms give."""
        tiers = [tier for program in programs for tier in program.engine.tiers]
        return {tier.pricelist_id for tier in tiers if tier.pricelist_id}

    @api.model
    def _anybody_gets(self, order, pricelist_id):
        """Whether this price list is the till's, its sales mode's or the contact's."""
        return (
            pricelist_id in self._till_pricelists(order.config_id.id)
            or pricelist_id == order.preset_id.pricelist_id.id
            or pricelist_id == order.partner_id.property_product_pricelist.id
        )

    @api.model
    @ormcache("config_id")
    def _till_pricelists(self, config_id):
        config = self.env["pos.config"].sudo().browse(config_id)
        pricelists = config.pricelist_id
        if config.use_pricelist:
            pricelists |= config.available_pricelist_ids
        return frozenset(pricelists.ids)

    @api.model
    def _benefits_allowed(self, sale):
        """{line uuid: hundredths of a percent} that the member's tiers give."""
        snapshot = self.env["points.snapshot"]
        accounts = self._accounts_by_program(sale)
        goods = [amount for amount in sale.amounts if amount.ordinary]
        allowed = {}
        for program in sale.programs:
            account = accounts.get(program.id)
            tier = account and program.tier(account["tier_id"])
            if not tier:
                continue
            lines = snapshot._engine_lines(program, goods, sale.rewards)
            percents = benefit_percents(tier.benefits, lines)
            for line, percent in zip(lines, percents, strict=True):
                allowed[line.uuid] = max(allowed.get(line.uuid, 0), percent)
        return allowed

    @api.model
    def _tier_discount_values(self, sale, lines, allowed):
        """The review of lines that claim more than their member's tier gives."""
        claimed = [
            self.env._(
                "%(product)s: %(discount)s %% off",
                product=line.full_product_name or line.product_id.display_name,
                discount=max(line.discount, line.points_tier_percent),
            )
            for line in lines
        ]
        given = [str(allowed.get(line.uuid, 0) / 100) for line in lines]
        return {
            **self._review_base("tier_discount", sale.order, sale.source),
            "partner_id": sale.order.partner_id.id,
            "claimed": self.env._(
                "Discounts in the name of a tier: %s.", "; ".join(claimed)
            ),
            "done": self.env._(
                "The member's tier gave these percentages: %s. "
                "The sale stands as paid.",
                "; ".join(given),
            ),
            "advice": self.env._("Ask who was at the till."),
        }

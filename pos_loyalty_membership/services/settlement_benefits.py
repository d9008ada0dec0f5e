"""Line discounts that a till gave in the name of a tier, compared with the tier."""

from odoo import api, models

from ..engine.benefits import benefit_percents


class PointsSettlement(models.AbstractModel):
    _inherit = "points.settlement"

    @api.model
    def _plan_benefits(self, sale, plan):
        """Add a review where a line has more than the member's tier gave at the time.

        The sale stands as it was paid. Asks the database only if a line claims a tier.
        """
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

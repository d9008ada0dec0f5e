"""Tiers of a program as the engine reads them."""

from odoo import api, models

from .points_snapshot import to_minor, to_points


class PointsSnapshot(models.AbstractModel):
    _inherit = "points.snapshot"

    @api.model
    def _tier_settings(self, program, rounding):
        """The engine's `tiers` (lowest first) and `tier_terms`, as dicts."""
        return {
            "tiers": [self._tier(tier, rounding) for tier in program.tier_ids],
            "tier_terms": {
                "automatic": program.tier_mode == "automatic",
                "look_back": program.tier_look_back,
                "look_back_months": program.tier_look_back_months,
                "period": program.tier_period,
                "period_months": program.tier_period_months,
                "end_month": int(program.tier_end_month),
                "end_day": program.tier_end_day,
                "grace_days": program.tier_grace_days,
                "fall": program.tier_fall,
            },
        }

    @api.model
    def _tier(self, tier, rounding):
        has_prices = tier.benefit_kind == "pricelist"
        return {
            "id": tier.id,
            **self._tier_conditions(tier, rounding),
            "multiplier": round(tier.multiplier * 100),
            "pricelist_id": tier.pricelist_id.id if has_prices else 0,
            "benefits": []
            if has_prices
            else [
                {
                    "id": benefit.id,
                    "percent": round(benefit.percent * 100),
                    "scope": self._scope(benefit),
                }
                for benefit in tier.benefit_ids
            ],
        }

    @api.model
    def _tier_conditions(self, tier, rounding):
        """How a tier is reached; also of a line of the dialog that changes tiers."""
        by_numbers = tier.reached_by == "numbers"
        return {
            "sequence": tier.sequence,
            "reached_by": tier.reached_by,
            "points": to_points(tier.points_required) if by_numbers else 0,
            "amount": to_minor(tier.amount_required, rounding) if by_numbers else 0,
            "lifetime": to_points(tier.lifetime_required) if by_numbers else 0,
            "balance": to_points(tier.balance_required) if by_numbers else 0,
            "join_cost": to_points(tier.join_cost),
        }

    @api.model
    def _tier_pricelists(self, config):
        """Price lists that tiers of a till's programs give, and those they build on."""
        # A cashier may read price lists only as far as its company's rules let it.
        pricelists = (
            self.env["product.pricelist"]
            .sudo()
            .browse(
                {
                    tier.pricelist_id
                    for program in self._till_programs(config)
                    for tier in program.engine.tiers
                    if tier.pricelist_id
                }
            )
        )
        found = new = pricelists
        while new:
            new = new.item_ids.base_pricelist_id - found
            found |= new
        return found.sudo(False)

    @api.model
    def _tier_kinds(self, program):
        """Kinds of entries that count for tiers."""
        ticked = ("bonus", "adjust", "import")
        return (
            "earn",
            *(kind for kind in ticked if program[f"tier_count_{kind}"]),
        )

    @api.model
    def _tier_looks(self, program):
        """(id, name, color, icon, gifts) of each tier, for badges and tables.

        `gifts` says in words what the tier gives: (“10 % off Bakery”,).
        """
        return tuple(
            (tier.id, tier.name, tier.color, tier.icon, tuple(tier._gift_texts()))
            for tier in program.tier_ids
        )

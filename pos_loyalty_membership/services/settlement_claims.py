"""A sale that named nobody: its points wait for whoever brings the receipt."""

from datetime import date, timedelta

from odoo import api, models

from ..engine.earning import earn
from ..engine.values import Member, is_refusal, to_dict


class PointsSettlement(models.AbstractModel):
    _inherit = "points.settlement"

    @api.model
    def _concerns_points(self, order):
        """Where points can be collected later, a sale without a member counts, too."""
        return super()._concerns_points(order) or bool(self._claim_programs(order))

    @api.model
    def _claim_programs(self, order):
        """Programs in which the points of this order can be collected by a code.

        Those that say so, for an order that named nobody; no query.
        """
        programs = [
            program
            for program in self.env["points.snapshot"]._till_programs(order.config_id)
            if program.earns and program.sales.claim_days
        ]
        return programs if programs and self._names_nobody(order.partner_id) else []

    @api.model
    def _names_nobody(self, partner):
        """Whether nobody is the customer, or a contact that stands for anybody."""
        if not partner:
            return True
        partner = partner.sudo()
        return partner.points_anonymous or partner.id in partner._points_never_members()

    @api.model
    def _plan_earning(self, sale, plan):
        """Write down what nobody earned, with the code that collects it."""
        result = super()._plan_earning(sale, plan)
        programs = self._claim_programs(sale.order)
        if programs and any(amount.earns for amount in sale.lines_of("goods")):
            sale.claims = self._write_claims(sale, programs)
        return result

    @api.model
    def _write_claims(self, sale, programs):
        """Make the claims of a sale; see `points.claims._make` for what it returns."""
        snapshot = self.env["points.snapshot"]
        order = sale.order
        wanted = []
        for program in programs:
            situation = snapshot._situation(
                program, sale.moment, order.config_id.id, order.preset_id.id or 0
            )
            basket = snapshot._basket(
                order, program, sale.amounts, situation, sale.rewards
            )
            earning = earn(basket, program.engine, Member(available=0))
            if is_refusal(earning):
                raise ValueError(f"order {sale.source.uuid} cannot earn: {earning}")
            if earning.points:
                wanted.append(
                    self._claim_values(sale, program, situation, basket, earning)
                )
        return self.env["points.claims"]._make(order, wanted) if wanted else []

    @api.model
    def _claim_values(self, sale, program, situation, basket, earning):
        """Values of one claim: what it promises, until when, and the quote behind it.

        The quote keeps the sale and its rules as they were: who collects the points
        gets what a member would have got then.
        """
        available_on = self._available_on(program, situation)
        expires_on = self.env["points.snapshot"]._expires_on(
            program.expiry, situation.date, available_on
        )
        rules = {**to_dict(program.engine), "redemption_rules": []}
        until = date.fromisoformat(situation.date) + timedelta(
            days=program.sales.claim_days
        )
        return {
            "program_id": program.id,
            "company_id": program.company_id,
            "source_model": sale.source.model,
            "source_id": sale.source.id,
            "source_uuid": sale.source.uuid,
            "source_name": sale.source.name or "",
            "moment": sale.moment.isoformat(),
            "local_day": situation.day,
            "until": until.isoformat(),
            "points": earning.points,
            "quote": {
                "basket": to_dict(basket),
                "program": rules,
                "available_on": available_on and available_on.isoformat(),
                "expires_on": expires_on and expires_on.isoformat(),
            },
        }

    # ------------------------------------------------------------------
    # Returns
    # ------------------------------------------------------------------

    @api.model
    def _origin_chains(self, back):
        """Where nobody has the points of the sale that is returned, mark its claim.

        The write collides with whoever collects them at this moment: one of the two
        starts again and sees what the other did.
        """
        chains = super()._origin_chains(back)
        if back.uuids and not any(chain.kind == "earn" for chain in chains):
            self.env["points.claims"]._note_returned(back.uuids)
        return chains

"""Sentences for points that cannot be collected, and for who collected them."""

from odoo import api, models


class PointsRefusalMessages(models.AbstractModel):
    _inherit = "points.refusal.messages"

    def _say_unknown_code(self, values, program):
        return self.env._(
            "No receipt has this code. Type it as it is printed, for example 7K4M-Q2ZD."
        )

    def _say_too_many_codes(self, values, program):
        return self.env._(
            "Too many codes were wrong. Try again in an hour, or ask in the shop."
        )

    def _say_unknown_order(self, values, program):
        return self.env._("This order is not a paid one of this company.")

    def _say_nothing_to_collect(self, values, program):
        return self.env._("The points of this order cannot be given to anybody later.")

    def _say_claim_used(self, values, program):
        return self.env._("The points of this receipt were collected already.")

    def _say_claim_expired(self, values, program):
        return self.env._(
            "The points of this receipt could be collected until %s.",
            self._day(values["until"]),
        )

    def _say_claim_returned(self, values, program):
        return self.env._("Everything on this receipt was returned.")

    def _say_claim_gives_nothing(self, values, program):
        return self.env._(
            "This receipt gives no more points: the most for its day is reached."
        )

    def _say_staff_earns_nothing(self, values, program):
        return self.env._("Who works here earns no points in this program.")


class PointsSettlement(models.AbstractModel):
    _inherit = "points.settlement"

    @api.model
    def _staff_claim_values(self, claim, program, member, points):
        """The review of points that somebody who works here collected by a receipt."""
        return {
            "kind": "staff_sale",
            "key": f"staff_sale:{claim.source_uuid}:{program.id}",
            "company_id": claim.company_id.id,
            "source_model": claim.source_model,
            "source_id": claim.source_id,
            "source_uuid": claim.source_uuid,
            "source_name": claim.source_name,
            "partner_id": member.id,
            "claimed": self.env._(
                "Somebody who works here collected the points of a sale that named "
                "nobody."
            ),
            "done": self.env._("%s were given.", self._points_text(program, points)),
            "advice": self.env._(
                "Ask whose purchase it was. Adjust the balance if it was a customer's."
            ),
        }

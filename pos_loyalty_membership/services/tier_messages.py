"""Sentences for why a tier cannot be chosen or cancelled."""

from odoo import models


class PointsRefusalMessages(models.AbstractModel):
    _inherit = "points.refusal.messages"

    def _say_unknown_tier(self, values, program):
        return self.env._("This tier does not exist any more.")

    def _say_tier_already(self, values, program):
        return self.env._("The member is in this tier already.")

    def _say_tier_withdrawn(self, values, program):
        if values.get("date_to"):
            return self.env._(
                "A tier was withdrawn from this member until %s.",
                self._day(values["date_to"]),
            )
        return self.env._("A tier was withdrawn from this member.")

    def _say_tier_by_hand(self, values, program):
        return self.env._("This tier is given by hand only.")

    def _say_tier_by_itself(self, values, program):
        return self.env._("This tier begins by itself as soon as it is reached.")

    def _say_tier_not_reached(self, values, program):
        return self.env._("The member has not reached this tier yet.")

    def _say_tier_not_in_force(self, values, program):
        return self.env._("This tier is not in force any more.")

    def _say_tier_not_paid(self, values, program):
        return self.env._(
            "Joining this tier cost no points: nothing is to be cancelled."
        )

    def _say_tier_cancel_too_late(self, values, program):
        return self.env._("A tier can be cancelled within 24 hours after joining it.")

    def _say_tier_used(self, values, program):
        return self.env._("The member bought something in this tier already.")

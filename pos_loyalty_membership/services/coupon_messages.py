"""Sentences for what is refused around coupons."""

from odoo import models


class PointsRefusalMessages(models.AbstractModel):
    _inherit = "points.refusal.messages"

    def _say_no_coupons(self, values, program):
        return self.env._("This program makes no coupons at the moment.")

    def _say_not_everything(self, values, program):
        return self.env._(
            "All points are turned into a coupon at once: %(points)s become %(money)s.",
            points=self._points(program, values["points"]),
            money=self._money(program, values["money"]),
        )

    def _say_unknown_coupon(self, values, program):
        return self.env._("No coupon has this code.")

    def _say_coupon_of_other_member(self, values, program):
        return self.env._("This coupon can be used by its own member only.")

    def _say_coupon_expired(self, values, program):
        return self.env._("This coupon expired on %s.", self._day(values["on"]))

    def _say_coupon_empty(self, values, program):
        return self.env._("Nothing is left on this coupon.")

    def _say_coupon_not_here(self, values, program):
        return self.env._("This coupon cannot be used here.")

    def _say_coupon_used(self, values, program):
        return self.env._(
            "This coupon was used, or is reserved by an open order. Only an unused one "
            "can be turned back."
        )

    def _say_not_enough_on_coupon(self, values, program):
        return self.env._(
            "Only %s is left on this coupon.", self._money(program, values["left"])
        )

    def _say_other_currency(self, values, program):
        return self.env._("This coupon is in another currency.")


class PointsExplanation(models.AbstractModel):
    _inherit = "points.explanation"

    def _why_converted(self, explanation, program):
        return self.env._(
            "turned into a coupon of %s", self._money(program, explanation["money"])
        )

    def _why_turned_back(self, explanation, program):
        return self.env._("an unused coupon was turned back into points")

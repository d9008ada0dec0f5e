"""Sentences for what an invoice refuses or corrects, beside those of the till."""

from odoo import api, models


class PointsRefusalMessages(models.AbstractModel):
    _inherit = "points.refusal.messages"

    @api.model
    def _correction(self, code, values, program):
        """Why a redemption is not what was typed, in words; "" if it is."""
        writer = getattr(self, f"_correct_{code}", None)
        return writer(values, program) if writer else ""

    def _correct_lowered_to_maximum(self, values, program):
        return self.env._(
            "Lowered: at most %s are used at a time.",
            self._points(program, values["maximum_points"]),
        )

    def _correct_lowered_to_balance(self, values, program):
        return self.env._(
            "Lowered: only %s can be used now.",
            self._points(program, values["available"]),
        )

    def _correct_lowered_to_fit(self, values, program):
        return self.env._(
            "Lowered: this invoice takes no more than %s.",
            self._money(program, values["fits"]),
        )

    def _correct_lowered_to_step(self, values, program):
        return self.env._(
            "Lowered to a multiple of %s.", self._points(program, values["step"])
        )

    def _correct_raised_to_step(self, values, program):
        return self.env._(
            "Raised to a multiple of %s.", self._points(program, values["step"])
        )

    def _correct_lowered_to_worth(self, values, program):
        return self.env._("Lowered: fewer points give the same discount.")

    def _correct_everything(self, values, program):
        return self.env._("All points are used at once.")

    # --------------------------------------------------------------- document

    def _say_no_points_yet(self, values, program):
        return self.env._("This customer has no points yet.")

"""Where a member stands, in words."""

from odoo import api, models
from odoo.tools import format_date


class PointsTiers(models.AbstractModel):
    _inherit = "points.tiers"

    @api.model
    def _progress_text(self, report, program):
        """What is missing to the next tier: “180 pts to Gold by 31 March 2027”.

        `report` as `_report` gives it, `program` the TillProgram; "" where nothing is
        above.
        """
        following = report["next"]
        if not following["tier_id"]:
            return ""
        tier = self._tier_name(program, following["tier_id"])
        missing = self.env._(" or ").join(
            self._missing_texts(following["missing"], program)
        )
        if not following["until"]:
            return self.env._("%(missing)s to %(tier)s", missing=missing, tier=tier)
        return self.env._(
            "%(missing)s to %(tier)s by %(day)s",
            missing=missing,
            tier=tier,
            day=format_date(self.env, following["until"]),
        )

    @api.model
    def _missing_texts(self, missing, program):
        """Each way to a tier, in words."""
        messages = self.env["points.refusal.messages"]
        texts = []
        if missing["points"] is not None:
            texts.append(messages._points(program, missing["points"]))
        if missing["amount"] is not None:
            money = messages._money(program, missing["amount"])
            texts.append(self.env._("%s spent", money))
        if missing["lifetime"] is not None:
            points = messages._points(program, missing["lifetime"])
            texts.append(self.env._("%s in all", points))
        if missing["balance"] is not None:
            points = messages._points(program, missing["balance"])
            texts.append(self.env._("%s more on the account", points))
        return texts

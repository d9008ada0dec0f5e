from odoo import api, fields, models
from odoo.tools import format_date
from odoo.tools.misc import format_amount


class PointsEntry(models.Model):
    """Why an entry has its points, in the reader's language.

    The log stores codes and numbers; the sentences are made here, so that they can be
    read after a rule was renamed, archived, or in another language.
    """

    _inherit = "points.entry"

    why_text = fields.Text(string="Why", compute="_compute_why_text")

    @api.depends_context("lang")
    @api.depends("explanation")
    def _compute_why_text(self):
        for entry in self:
            explanation = entry.explanation or {}
            lines = [
                entry._rule_sentence(result, explanation)
                for result in explanation.get("rules", ())
            ]
            sentence = entry._movement_sentence(explanation)
            entry.why_text = "\n".join(lines + [sentence] * bool(sentence)) or False

    def _rule_sentence(self, result, explanation):
        """One rule of an earning: what it gave, or which limit it failed."""
        rule = self.env["points.earning.rule"].sudo().browse(result["rule_id"]).exists()
        name = rule.display_name or self.env._("A rule that was deleted")
        if result["code"] == "matched":
            points = self.program_id.sudo()._points_text(result["points"] / 100)
            basis = result["values"].get("basis")
            if basis is None:
                return self.env._("✓ %(rule)s: %(points)s", rule=name, points=points)
            return self.env._(
                "✓ %(rule)s: %(points)s for %(amount)s",
                rule=name,
                points=points,
                amount=self._money_text(basis, explanation),
            )
        reason = self._refusal_reason(result, explanation)
        return self.env._("– %(rule)s: %(reason)s", rule=name, reason=reason)

    def _refusal_reason(self, result, explanation):
        values = result["values"]
        reasons = {
            "below_minimum_order": lambda: self.env._(
                "the order came to %(order)s, %(minimum)s are needed",
                order=self._money_text(values["order"], explanation),
                minimum=self._money_text(values["minimum_order"], explanation),
            ),
            "not_started": lambda: self.env._(
                "starts on %s", format_date(self.env, values["date_from"])
            ),
            "ended": lambda: self.env._(
                "ended on %s", format_date(self.env, values["date_to"])
            ),
            "wrong_place": lambda: self.env._("not at this point of sale"),
            "already_visited": lambda: self.env._("this day's visit counted already"),
            "nothing_to_pay": lambda: self.env._("there was nothing to pay"),
        }
        reason = reasons.get(result["code"])
        return reason() if reason else result["code"]

    def _movement_sentence(self, explanation):
        """What a redemption or a reversal did, or nothing."""
        money = explanation.get("money", 0)
        if explanation.get("code") == "redeemed":
            return self.env._(
                "A discount of %s.", self._money_text(money, explanation)
            )
        if explanation.get("code") == "taken_back":
            return self.env._("Taken back with the goods that were returned.")
        if explanation.get("code") == "given_back":
            return self.env._(
                "Given back for %(withheld)s of the discount of %(money)s, which the "
                "customer did not get back in money.",
                withheld=self._money_text(explanation["withheld"], explanation),
                money=self._money_text(money, explanation),
            )
        return ""

    def _money_text(self, minor, explanation):
        """Money of an explanation, in the currency it was counted in."""
        currency = self.env["res.currency"].browse(explanation.get("currency_id"))
        currency = currency.exists() or self.company_id.currency_id
        return format_amount(self.env, minor * currency.rounding, currency)

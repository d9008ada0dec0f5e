from odoo import api, fields, models
from odoo.tools import format_date
from odoo.tools.misc import format_amount, formatLang


class PointsProgram(models.Model):
    """The words a shop owner reads: what a program does, written from its settings."""

    _inherit = "points.program"

    sentence = fields.Char(
        string="In plain words", compute="_compute_sentence", compute_sudo=True
    )

    @api.depends_context("lang")
    @api.depends(
        "point_name",
        "all_earning_rule_ids.sentence",
        "all_earning_rule_ids.active",
        "all_earning_rule_ids.sequence",
        "all_redemption_rule_ids.sentence",
        "all_redemption_rule_ids.active",
        "all_redemption_rule_ids.sequence",
        "currency_id",
        "counts_in",
        "waiting_days",
        "expiry_mode",
        "expiry_number",
        "expiry_day",
        "expiry_month",
        "expiry_free_months",
        "welcome_bonus",
        "welcome_points",
        "birthday_bonus",
        "birthday_points",
    )
    def _compute_sentence(self):
        for program in self:
            parts = [
                program._earning_text(),
                program._waiting_text(),
                program._bonus_text(),
                program._worth_text(),
                program._expiry_text(),
            ]
            program.sentence = " ".join(filter(None, parts))

    def _earning_text(self):
        # `filtered` would read each program's rules on its own.
        rules = [rule for rule in self.all_earning_rule_ids if rule.active]
        if not rules:
            return self.env._("Members earn nothing yet.")
        first = rules[0]._what_it_gives()
        more = len(rules) - 1
        if not more:
            return self.env._("Members earn %s.", first)
        if more == 1:
            return self.env._("Members earn %s, more with 1 other rule.", first)
        return self.env._(
            "Members earn %(first)s, more with %(more)s other rules.",
            first=first,
            more=more,
        )

    def _waiting_text(self):
        if self.waiting_days > 1:
            return self.env._(
                "They can be used from %s days after the sale on.", self.waiting_days
            )
        if self.waiting_days:
            return self.env._("They can be used from the day after the sale on.")
        return ""

    def _worth_text(self):
        rules = [rule for rule in self.all_redemption_rule_ids if rule.active]
        if not rules:
            return self.env._("Points cannot be used yet.")
        today = self._today()
        best = max(rules, key=lambda rule: rule._point_value(rule, today))
        if not best._point_value(best, today):
            return self.env._("Points are used like this: %s.", best.sentence)
        if self._counts_money():
            return self.env._("Credit pays like a discount.")
        return self.env._(
            "%(points)s are worth %(money)s.",
            points=self._points_text(best.points),
            money=format_amount(self.env, best.money, self.currency_id),
        )

    def _points_text(self, points):
        """Return points (in points, not hundredths) as read by people: “1,240 pts”.

        A program in whole points shows no decimals unless there are some. The usual
        “pts” has a singular; a word somebody chose is shown as it is.
        """
        hundredths = round(points * 100)
        digits = 2 if hundredths % 100 else 0
        number = formatLang(self.env, hundredths / 100, digits=digits)
        word = self.point_name or ""
        if word == "pts" and hundredths == 100:
            word = "pt"
        return f"{number} {word}".strip()

    def _limit_texts(self, rule):
        """Say in words when and where an earning or redemption rule applies."""
        texts = []
        if rule.date_from:
            texts.append(self.env._("from %s", format_date(self.env, rule.date_from)))
        if rule.date_to:
            texts.append(self.env._("until %s", format_date(self.env, rule.date_to)))
        return [*texts, *rule._time_texts(), *rule._whom_texts()]

"""Points that a program gives for joining and on birthdays."""

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from .points_earning_rule import MAXIMUM_POINTS


class PointsProgram(models.Model):
    _inherit = "points.program"

    welcome_bonus = fields.Boolean(
        string="Welcome bonus",
        help="Given with the first paid sale after joining, once per contact and phone "
        "number. Members who were imported get none.",
    )
    welcome_points = fields.Float(
        string="Points of the welcome bonus", digits=(16, 2), required=True, default=50
    )
    birthday_bonus = fields.Boolean(
        string="Birthday bonus",
        help="Given on the birthday, once a year. Needs the birth date of the contact.",
    )
    birthday_points = fields.Float(
        string="Points of the birthday bonus", digits=(16, 2), required=True, default=20
    )

    @api.constrains(
        "welcome_bonus",
        "welcome_points",
        "birthday_bonus",
        "birthday_points",
        "decimals",
    )
    def _check_bonus_points(self):
        for program in self:
            for name in ("welcome", "birthday"):
                points = program[f"{name}_points"]
                if not program[f"{name}_bonus"]:
                    continue
                if not 0 < points <= MAXIMUM_POINTS:
                    raise ValidationError(
                        self.env._(
                            "“%(program)s”: a bonus is more than 0 and at most "
                            "%(most)s points.",
                            program=program.name,
                            most=f"{MAXIMUM_POINTS:,}",
                        )
                    )
                if program.decimals == "0" and round(points * 100) % 100:
                    raise ValidationError(
                        self.env._(
                            "“%s” counts whole points: so do its bonuses.",
                            program.name,
                        )
                    )

    def _bonus_text(self):
        """What is given for joining and on birthdays, as a sentence."""
        welcome = self._points_text(self.welcome_points)
        birthday = self._points_text(self.birthday_points)
        if self.welcome_bonus and self.birthday_bonus:
            return self.env._(
                "New members get %(welcome)s with their first sale, and every member "
                "%(birthday)s on the birthday.",
                welcome=welcome,
                birthday=birthday,
            )
        if self.welcome_bonus:
            return self.env._("New members get %s with their first sale.", welcome)
        if self.birthday_bonus:
            return self.env._("Members get %s on their birthday.", birthday)
        return ""

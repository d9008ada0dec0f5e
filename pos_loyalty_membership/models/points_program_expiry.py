"""Until when the points of a program can be used."""

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..engine.days import clamped_date

MAXIMUM_NUMBER = 3650
MAXIMUM_FREE_MONTHS = 120
# A month has at least so many days.
SHORTEST_MONTH = 28
MONTHS = [
    ("1", "January"),
    ("2", "February"),
    ("3", "March"),
    ("4", "April"),
    ("5", "May"),
    ("6", "June"),
    ("7", "July"),
    ("8", "August"),
    ("9", "September"),
    ("10", "October"),
    ("11", "November"),
    ("12", "December"),
]


class PointsProgram(models.Model):
    _inherit = "points.program"

    expiry_mode = fields.Selection(
        [
            ("never", "Never"),
            ("days", "Days after they were earned"),
            ("months", "Months after they were earned"),
            ("yearly", "On a day of the year"),
            ("inactivity", "Months after the member's last sale with points"),
        ],
        string="Points expire",
        required=True,
        default="never",
        tracking=True,
        help="Holds for points earned from now on; points that members have already "
        "keep the day they were promised.",
    )
    expiry_number = fields.Integer(
        string="After",
        required=True,
        default=12,
        tracking=True,
        help="Days or months. What is earned on 10 May for 12 months can be used on 10 "
        "May of the next year for the last time.",
    )
    expiry_day = fields.Integer(string="Day", required=True, default=31, tracking=True)
    expiry_month = fields.Selection(
        MONTHS, string="Month", required=True, default="12", tracking=True
    )
    expiry_free_months = fields.Integer(
        string="At least for",
        required=True,
        default=0,
        tracking=True,
        help="Points earned fewer than so many months before that day expire a year "
        "later.",
    )

    _expiry_number_range = models.Constraint(
        f"CHECK (expiry_number BETWEEN 1 AND {MAXIMUM_NUMBER})",
        f"Points expire after 1 up to {MAXIMUM_NUMBER} days or months.",
    )
    _expiry_free_months_range = models.Constraint(
        f"CHECK (expiry_free_months BETWEEN 0 AND {MAXIMUM_FREE_MONTHS})",
        f"Points are kept for 0 up to {MAXIMUM_FREE_MONTHS} months at least.",
    )

    @api.constrains("expiry_day", "expiry_month")
    def _check_expiry_day(self):
        for program in self:
            # The 29th of February is one, in other years it is the 28th.
            day = clamped_date(2028, int(program.expiry_month), program.expiry_day)
            if program.expiry_day < 1 or int(day[8:]) != program.expiry_day:
                raise ValidationError(
                    self.env._(
                        "“%(program)s”: %(month)s has no day %(day)s.",
                        program=program.name,
                        month=program._expiry_month_text(),
                        day=program.expiry_day,
                    )
                )

    @api.constrains("expiry_mode", "expiry_number", "waiting_days")
    def _check_expiry_after_waiting(self):
        for program in self.filtered(lambda one: one.expiry_mode == "inactivity"):
            if program.waiting_days >= program.expiry_number * SHORTEST_MONTH:
                raise ValidationError(
                    self.env._(
                        "“%s”: points would expire before they can be used. Let them "
                        "wait for fewer days, or expire later.",
                        program.name,
                    )
                )

    def _expiry_month_text(self):
        months = dict(self._fields["expiry_month"]._description_selection(self.env))
        return months[self.expiry_month]

    def _expiry_text(self):
        """When points expire, as a sentence for people who read the program."""
        if not self.all_earning_rule_ids.filtered("active"):
            return ""
        number = self.expiry_number
        if self.expiry_mode == "days":
            return self.env._("Points expire %s days after they were earned.", number)
        if self.expiry_mode == "months":
            return self.env._("Points expire %s months after they were earned.", number)
        if self.expiry_mode == "inactivity":
            return self.env._(
                "Points expire %s months after the last sale with points.", number
            )
        if self.expiry_mode == "yearly":
            return self._expiry_day_text()
        return self.env._("Points do not expire.")

    def _expiry_day_text(self):
        day = f"{self.expiry_day} {self._expiry_month_text()}"
        if not self.expiry_free_months:
            return self.env._("Points expire on %s.", day)
        return self.env._(
            "Points expire on %(day)s, %(months)s months after they were earned at the "
            "earliest.",
            day=day,
            months=self.expiry_free_months,
        )

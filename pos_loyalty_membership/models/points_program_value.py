from datetime import timedelta
from fractions import Fraction

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools.misc import format_amount

from .points_program import LIVE_STATES


class PointsProgram(models.Model):
    """What points are worth, and that nobody changes it unawares."""

    _inherit = "points.program"

    def _today(self):
        """Return the calendar day in the program's time zone."""
        self.ensure_one()
        return fields.Date.context_today(self.with_context(tz=self.tz))

    def _business_day(self, moment):
        """Return the business day of a UTC moment: it starts at `day_starts_at`."""
        self.ensure_one()
        local = fields.Datetime.context_timestamp(self.with_context(tz=self.tz), moment)
        minutes = round(self.day_starts_at * 60)
        return (local.replace(tzinfo=None) - timedelta(minutes=minutes)).date()

    def _point_value(self, changed_rule=None, change=None):
        """Return what one hundredth of a point is worth, in minor units.

        The best of the discounts that can be had today; 0 when there is none. It is an
        exact fraction: rounding it would misstate what thousands of members own. With
        `change`, the figures of `changed_rule` are taken from there.
        """
        self.ensure_one()
        today = self._today()
        rules = self.all_redemption_rule_ids
        return max(
            (
                rule._point_value(change if rule == changed_rule else rule, today)
                for rule in rules
            ),
            default=Fraction(0),
        )

    def _point_values(self):
        """Return {program id: value of a hundredth of a point} of the live programs."""
        return {
            program.id: program._point_value()
            for program in self
            if program.state in LIVE_STATES
        }

    def _outstanding(self):
        """Return {program id: (members with points, live points in hundredths)}."""
        groups = (
            self.env["points.account"]
            .sudo()
            ._read_group(
                [("program_id", "in", self.ids), ("live", ">", 0)],
                groupby=["program_id"],
                aggregates=["__count", "live:sum"],
            )
        )
        found = {
            program.id: (members, round(live * 100))
            for program, members, live in groups
        }
        return {program.id: found.get(program.id, (0, 0)) for program in self}

    def _liability(self, live, value):
        """Return in the company's currency what `live` hundredths are worth.

        `value` is that of one hundredth of a point in minor units; half a minor unit
        rounds up, as every amount shown to an accountant does.
        """
        self.ensure_one()
        minor = (live * value + Fraction(1, 2)).__floor__()
        return self.currency_id.round(minor * self.currency_id.rounding)

    def _check_value_agreed(self, values):
        """Refuse a change of what members' points are worth that nobody was shown.

        `values` are those before the change, from `_point_values`. Programs without
        outstanding points may change freely: nobody owns anything yet.
        """
        if self.env["points.redemption.rule"]._is_value_confirmed():
            return
        outstanding = self._outstanding()
        for program in self.filtered(lambda p: p.id in values):
            members, live = outstanding[program.id]
            before, after = values[program.id], program._point_value()
            if not live or before == after:
                continue
            raise UserError(
                self.env._(
                    "This changes what the points of %(members)s members of "
                    "“%(program)s” are worth, from %(before)s to %(after)s. Save the "
                    "rule without that change, or not in use, and open “Change "
                    "value” on it: it shows the effect before anything is changed.",
                    members=members,
                    program=program.name,
                    before=program._liability_text(live, before),
                    after=program._liability_text(live, after),
                )
            )

    def _liability_text(self, live, value):
        return format_amount(self.env, self._liability(live, value), self.currency_id)

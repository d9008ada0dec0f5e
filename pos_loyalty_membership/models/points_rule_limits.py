from odoo import api, fields, models
from odoo.exceptions import ValidationError

from .points_program import TILL_READERS

# In the order of ISO weekdays: Monday is 1.
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
MINUTES_PER_DAY = 24 * 60
# What the sentence of a rule depends on here.
LIMIT_FIELDS = (
    *WEEKDAYS,
    "channel",
    "hours_mode",
    "hour_from",
    "hour_to",
    "places_excluded",
    "preset_ids",
    "presets_excluded",
    "partner_tag_ids",
    "tags_excluded",
    "tier_ids",
    "tiers_excluded",
)


class PointsRuleMixin(models.AbstractModel):
    """When, in which sales and for whom a rule applies, besides dates and places."""

    _inherit = "points.rule.mixin"

    # The names are those of Odoo's own weekday widget.
    mon = fields.Boolean("Monday", default=True)
    tue = fields.Boolean("Tuesday", default=True)
    wed = fields.Boolean("Wednesday", default=True)
    thu = fields.Boolean("Thursday", default=True)
    fri = fields.Boolean("Friday", default=True)
    sat = fields.Boolean("Saturday", default=True)
    sun = fields.Boolean("Sunday", default=True)
    channel = fields.Selection(
        [
            ("any", "At the till and on invoices"),
            ("till", "Only at the till"),
            ("invoice", "Only on invoices"),
        ],
        string="Sold",
        required=True,
        default="any",
    )
    hours_mode = fields.Selection(
        [
            ("any", "At any hour"),
            ("inside", "Only between"),
            ("outside", "Not between"),
        ],
        string="Hours",
        required=True,
        default="any",
    )
    hour_from = fields.Float(string="From this hour")
    hour_to = fields.Float(
        string="Until this hour",
        help="The rule ends just before. 22:00 to 2:00 crosses midnight and belongs to "
        "the weekday on which it starts.",
    )
    places_excluded = fields.Boolean(
        string="All but these points of sale",
        groups=TILL_READERS,
        help="The rule applies everywhere except at the points of sale above.",
    )
    # As with goods, an empty list means no limit: what is named does not go away.
    preset_ids = fields.Many2many(
        "pos.preset",
        string="Sales modes",
        ondelete="restrict",
        groups=TILL_READERS,
        help="For example eat in, take away. Empty means every sale.",
    )
    presets_excluded = fields.Boolean(
        string="All but these sales modes", groups=TILL_READERS
    )
    partner_tag_ids = fields.Many2many(
        "res.partner.category",
        string="Customer tags",
        ondelete="restrict",
        context={"active_test": False},
        help="Members with at least one of these tags. Empty means every member.",
    )
    tags_excluded = fields.Boolean(string="All but members with these tags")

    @api.constrains(*WEEKDAYS)
    def _check_weekdays(self):
        for rule in self:
            if not any(rule[day] for day in WEEKDAYS):
                raise ValidationError(
                    self.env._(
                        "Without a weekday the rule would never apply. Choose a day, "
                        "or switch the rule off."
                    )
                )

    @api.constrains("hours_mode", "hour_from", "hour_to")
    def _check_hours(self):
        for rule in self.filtered(lambda one: one.hours_mode != "any"):
            if not (0 <= rule.hour_from < 24 and 0 <= rule.hour_to <= 24):
                raise ValidationError(self.env._("Hours are between 0:00 and 24:00."))
            if rule._minute(rule.hour_from) == rule._minute(rule.hour_to):
                raise ValidationError(
                    self.env._(
                        "The hours start and end at the same time. For a whole day "
                        "choose “At any hour”."
                    )
                )

    @api.constrains("channel", "pos_config_ids", "places_excluded", "preset_ids")
    def _check_channel(self):
        """A rule for invoices cannot ask for a till: invoices have none."""
        for rule in self.filtered(lambda one: one.channel == "invoice"):
            tills = rule.pos_config_ids and not rule.places_excluded
            modes = rule.preset_ids and not rule.presets_excluded
            if tills or modes:
                raise ValidationError(
                    self.env._(
                        "An invoice has no point of sale and no sales mode, so the "
                        "rule would never apply. Leave them empty, or let it apply at "
                        "the till."
                    )
                )

    @api.constrains("places_excluded", "pos_config_ids", "program_id")
    def _check_some_place_is_left(self):
        excluding = self.filtered("places_excluded")
        places_of = excluding.program_id._places_by_program()
        for rule in excluding:
            tills = places_of[rule.program_id]
            if tills and not tills - rule.pos_config_ids:
                raise ValidationError(
                    self.env._(
                        "The rule leaves out every point of sale of its program, so it "
                        "would never apply."
                    )
                )

    def _minute(self, hour):
        """An hour of the day as a minute of it; midnight at the end is minute 0."""
        return round(hour * 60) % MINUTES_PER_DAY

    def _weekday_numbers(self):
        """ISO numbers (1 is Monday) of the days on which this rule applies."""
        self.ensure_one()
        return [number for number, day in enumerate(WEEKDAYS, 1) if self[day]]

    def _time_texts(self):
        """Say in words on which days and at which hours the rule applies."""
        self.ensure_one()
        texts = []
        if len(self._weekday_numbers()) < len(WEEKDAYS):
            days = self.fields_get(WEEKDAYS, ["string"])
            names = [days[day]["string"] for day in WEEKDAYS if self[day]]
            texts.append(self.env._("on %s", ", ".join(names)))
        hours = {
            "first": self._hour_text(self.hour_from),
            "last": self._hour_text(self.hour_to),
        }
        if self.hours_mode == "inside":
            texts.append(self.env._("between %(first)s and %(last)s", **hours))
        elif self.hours_mode == "outside":
            texts.append(self.env._("not between %(first)s and %(last)s", **hours))
        return texts

    def _hour_text(self, hour):
        hours, minutes = divmod(round(hour * 60), 60)
        return f"{hours}:{minutes:02}"

    def _whom_texts(self):
        """Say in words in which sales and for whom the rule applies."""
        self.ensure_one()
        channels = {
            "till": self.env._("only at the till"),
            "invoice": self.env._("only on invoices"),
        }
        lists = (
            (
                self.pos_config_ids,
                self.env._("not at %s")
                if self.places_excluded
                else self.env._("only at %s"),
            ),
            (
                self.preset_ids,
                self.env._("not for %s")
                if self.presets_excluded
                else self.env._("only for %s"),
            ),
            (
                self.partner_tag_ids,
                self.env._("not for members tagged %s")
                if self.tags_excluded
                else self.env._("only for members tagged %s"),
            ),
        )
        texts = [channels[self.channel]] if self.channel in channels else []
        return texts + [
            text % ", ".join(records.mapped("name"))
            for records, text in lists
            if records
        ]

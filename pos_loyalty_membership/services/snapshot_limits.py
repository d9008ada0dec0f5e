"""Limits and scopes of a rule as the engine reads them."""

from dataclasses import fields

from odoo import api, models

from ..engine.values import Scope

WEEKDAYS_PER_WEEK = 7
# The engine's lists and the rules' fields have the same names.
SCOPE_LISTS = tuple(part.name for part in fields(Scope))


class PointsSnapshot(models.AbstractModel):
    _inherit = "points.snapshot"

    @api.model
    def _limits(self, rule):
        """The engine's Limits of a rule record, as a dict; None where there is none."""
        return {
            "date_from": self._iso(rule.date_from),
            "date_to": self._iso(rule.date_to),
            "places": self._list_limit(rule.pos_config_ids, rule.places_excluded),
            "channels": self._channel_limit(rule),
            "sales_modes": self._list_limit(rule.preset_ids, rule.presets_excluded),
            "weekdays": self._weekday_limit(rule),
            "hours": self._hours_limit(rule),
            "tiers": self._list_limit(rule.tier_ids, rule.tiers_excluded),
            "tags": self._list_limit(rule.partner_tag_ids, rule.tags_excluded),
        }

    @api.model
    def _scope(self, rule):
        """The engine's Scope of a rule record, as a dict."""
        return {name: sorted(rule[name].ids) for name in SCOPE_LISTS}

    @api.model
    def _list_limit(self, records, exclude):
        if not records:
            return None
        return {"exclude": exclude, "ids": sorted(records.ids)}

    @api.model
    def _channel_limit(self, rule):
        if rule.channel == "any":
            return None
        return {"exclude": False, "ids": [rule.channel]}

    @api.model
    def _weekday_limit(self, rule):
        days = rule._weekday_numbers()
        if len(days) == WEEKDAYS_PER_WEEK:
            return None
        return {"exclude": False, "ids": days}

    @api.model
    def _hours_limit(self, rule):
        if rule.hours_mode == "any":
            return None
        window = [rule._minute(rule.hour_from), rule._minute(rule.hour_to)]
        return {"exclude": rule.hours_mode == "outside", "windows": [window]}

    @api.model
    def _iso(self, day):
        return day.isoformat() if day else None

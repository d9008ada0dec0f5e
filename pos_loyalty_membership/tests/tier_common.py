"""A program with three tiers: Silver from 100, Gold from 500, Platinum from 1,000."""

from odoo.fields import Command

from .common import PointsCommon

TIERS = (("Silver", 100), ("Gold", 500), ("Platinum", 1000))


class TierCommon(PointsCommon):
    """`self.silver`, `self.gold`, `self.platinum`: points earned in twelve months."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.program.tier_ids = [
            Command.create({"name": name, "sequence": place, "points_required": points})
            for place, (name, points) in enumerate(TIERS, 1)
        ]
        cls.silver, cls.gold, cls.platinum = cls.program.tier_ids

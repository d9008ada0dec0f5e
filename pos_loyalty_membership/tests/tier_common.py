"""A program with three tiers: Silver from 100, Gold from 500, Platinum from 1,000."""

from unittest.mock import patch

from freezegun import freeze_time

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

    def _start(self):
        """Let the program run."""
        self._prepare_start(self.company)
        self.program.income_account_id = self.env["account.account"].search(
            [
                ("account_type", "=", "income"),
                ("company_ids", "parent_of", self.company.id),
            ],
            limit=1,
        )
        self.program.state = "running"

    def _on(self, day):
        """The middle of a day, as the clock shows it."""
        return freeze_time(f"{day} 12:00:00")

    def _earn_on(self, day, points, kind="earn", account=None, **values):
        """Whole points earned on a day; returns the posting."""
        with self._on(day):
            return self._credit(100 * points, account=account, kind=kind, **values)

    def _review_now(self, **options):
        """The nightly job; in a test nothing is committed."""
        job = type(self.env["ir.cron"])
        with patch.object(job, "_commit_progress", return_value=1000.0):
            self.env["points.tiers"]._cron_review(**options)

    def _review_on(self, day):
        """The nightly job of a day."""
        with self._on(day):
            self._review_now()

    def _in_force(self, account=None):
        """The membership in force."""
        account = account or self.account
        return account.membership_ids.filtered(lambda one: one.state != "ended")

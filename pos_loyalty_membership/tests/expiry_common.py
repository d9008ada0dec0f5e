"""What several tests of expiry do."""

from unittest.mock import patch
from uuid import uuid4

from odoo import fields
from odoo.tests.common import freeze_time

from ..services.ledger_operations import Credit, ReverseDebit, Source
from .till_common import TillCommon


def run_job(env):
    """Run the job by which points expire, without its commits."""
    progress = patch.object(
        type(env["ir.cron"]), "_commit_progress", return_value=1000.0
    )
    with progress:
        env["points.ledger"]._cron_fall_due()


class ExpiryCommon(TillCommon):
    """Ana earns and spends at moments that a test chooses."""

    def _earn(self, price=100.0, partner=None):
        """A paid order of Ana, or another; returns the lot it earned."""
        now = fields.Datetime.now()
        order = self._sell(
            [self._line(self.espresso, price=price)],
            partner or self.ana,
            date_order=now,
        )
        entry = order.points_entry_ids.filtered(lambda one: one.kind == "earn")
        return self.env["points.lot"].search([("entry_id", "in", entry.ids)])

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.bo = cls.env["res.partner"].create({"name": "Bo"})

    def _at(self, moment):
        return freeze_time(moment)

    def _inactive_after_six_months(self):
        self.program.write({"expiry_mode": "inactivity", "expiry_number": 6})

    def _sell_points(self, points):
        """Ana uses points for a sale of 100.00."""
        lines = [self._line(self.espresso, price=100.0)]
        now = fields.Datetime.now()
        return self._redeem_and_sell(lines, points, points / 100, date_order=now)[0]

    def _give_back(self, entry, points):
        """Reverse so many points of an entry that took them."""
        operation = ReverseDebit(
            entry_id=entry.id,
            points=points * 100,
            key=f"reverse:test-{uuid4()}:{entry.id}:0",
            source=Source(model="pos.order", uuid=str(uuid4())),
            moment=fields.Datetime.now(),
            local_day=fields.Date.today(),
        )
        self.env["points.ledger"]._post([operation])

    def _earn_late(self, moment, price=50.0, partner=None):
        """A sale of an earlier moment, sent now; the session was open at that time."""
        self.till_session.start_at = "2026-05-01 08:00:00"
        lines = [self._line(self.espresso, price=price)]
        return self._sell(lines, partner or self.ana, date_order=moment)

    def _credit_for(self, partner, points, expires_on=None):
        """Points (whole ones) of a member without a sale."""
        ledger = self.env["points.ledger"]
        member = (self.program.id, partner.id)
        account_id = ledger._open_accounts([(*member, "back_office")])[member]
        operation = Credit(
            account_id=account_id,
            kind="bonus",
            points=points * 100,
            key=f"test:{uuid4()}",
            source=Source(model="res.partner", id=partner.id),
            moment=fields.Datetime.now(),
            local_day=fields.Date.today(),
            expires_on=expires_on,
        )
        ledger._post([operation])

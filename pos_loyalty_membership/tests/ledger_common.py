"""What several tests of the ledger do to an account."""

from uuid import uuid4

from ..services.ledger_operations import Capture, Release, ReverseCredit
from .common import PointsCommon


class LedgerCommon(PointsCommon):
    """Captures, reversals and debts in one call each."""

    def _capture(self, uuid, points, key=None):
        operation = Capture(
            uuid=uuid, points=points, **self._facts(key or f"redeem:{uuid}")
        )
        return self.ledger._post([operation])

    def _reverse(self, kind, entry_id, points, key=None):
        operation = kind(
            entry_id=entry_id, points=points, **self._facts(key or f"test:{uuid4()}")
        )
        return self.ledger._post([operation])

    def _only_entry(self, posted):
        [entry] = posted.entries.values()
        return entry

    def _lots(self, account=None):
        return self.env["points.lot"].search(
            [("account_id", "=", (account or self.account).id)], order="id"
        )

    def _late_hold(self, points):
        """A hold of another time, released before its order was paid."""
        extra = self._credit(points, key=f"test:{uuid4()}")
        uuid = self._hold(points)
        self.ledger._post([Release(uuid=uuid)])
        self._reverse(ReverseCredit, self._only_entry(extra).id, points)
        return uuid

    def _make_debt(self, points):
        earned = self._only_entry(self._credit(points))
        self._debit(points)
        self._reverse(ReverseCredit, earned.id, points)
        self.assertNumbers(0, debt=points / 100)

"""The time of one posting in a program's time zone."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo


@dataclass(slots=True)
class Day:
    """Now, today, and when a day starts, for one program.

    `now` is UTC without time zone, as in the database; `expiries` counts the expiry
    entries each lot has had, so that a restored lot expires under a key of its own.
    """

    now: datetime
    zone: str
    expiries: defaultdict = field(default_factory=lambda: defaultdict(int))

    @property
    def today(self):
        """The calendar day in the program's time zone."""
        aware = self.now.replace(tzinfo=ZoneInfo("UTC"))
        return aware.astimezone(ZoneInfo(self.zone)).date()

    def start_of(self, day: date):
        """When `day` starts in the program's time zone, as UTC without time zone."""
        local = datetime.combine(day, time.min, tzinfo=ZoneInfo(self.zone))
        return local.astimezone(ZoneInfo("UTC")).replace(tzinfo=None)

    def next_due(self, account):
        """When something of this account changes by itself next, or None.

        Where not everything was read, the stored moment stays a lower bound: being
        early costs one look, being late would show points that are gone.
        """
        moments = [
            hold.expires_at for hold in account.holds.values() if hold.state == "held"
        ]
        for lot in account.open_lots(waiting=True):
            moments.append(self.start_of(lot.available_on))
        for lot in account.open_lots(waiting=False):
            last_day = account.last_day_of(lot)
            if last_day:
                moments.append(self.start_of(last_day + timedelta(days=1)))
        if account.ended and account.live:
            moments.append(self.now)
        if not account.everything_loaded and account.next_due:
            moments.append(account.next_due)
        return min(moments, default=None)

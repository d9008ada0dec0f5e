"""An account as one posting sees it: numbers, lots, debits and holds in memory.

The write paths of `ledger_paths` move these values; `points.ledger` reads them from
the database under the account's lock and writes what changed. Everything is an integer
in hundredths of a point. Nothing here knows the ORM.
"""

from dataclasses import dataclass, field
from datetime import date, datetime

from ..engine.expiry import prolonged_day
from .ledger_day import Day


@dataclass(slots=True, eq=False)
class Lot:
    """What is left of one credit; `id` is 0 until it is written."""

    id: int
    points: int
    remaining: int
    waiting: bool
    available_on: date | None
    expires_on: date | None
    entry_id: int = 0
    account_id: int = 0
    draft: "EntryDraft | None" = None
    changed: bool = False
    # Sales of the member move its last day on: to so many months after them
    inactivity_months: int | None = None


@dataclass(slots=True, eq=False)
class Debit:
    """A stored debit with a part that no lot has covered yet."""

    id: int
    unallocated: int
    changed: bool = False


@dataclass(slots=True, eq=False)
class HoldRow:
    """A reservation; `id` is 0 until it is written.

    One of a coupon has no points; its `money` is in minor units.
    """

    id: int
    uuid: str
    account_id: int
    points: int
    state: str
    expires_at: datetime | None
    values: dict = field(default_factory=dict)
    changed: bool = False
    coupon_id: int | None = None
    money: int = 0


@dataclass(slots=True, eq=False)
class Original:
    """A stored entry that is being reversed, with what already came back of it.

    `lost` is what its own lots lost to expiry or forfeit, less what of it came back.
    """

    id: int
    account_id: int
    kind: str
    points: int
    unallocated: int
    reversed: int
    excused: int
    written_off: int = 0
    lost: int = 0
    own_lot_ids: tuple = ()
    # What earlier reversals gave back as new lots: [{old lot id as text: points}]
    restored: list | None = None
    # (Lot, points still restorable), last consumed first
    restorable: list = field(default_factory=list)
    # How many allocations of this posting have been looked at for more of them
    seen: int = 0

    def restored_elsewhere(self, lot_id):
        """Points of an old lot that came back as a new one, after a merge."""
        return sum(part.get(str(lot_id), 0) for part in self.restored or [])

    def note_allocations(self, allocations):
        """Add what this posting has taken for the entry: a debt paid just now."""
        for entry, lot, points in allocations[self.seen :]:
            if entry == self.id:
                self.restorable.insert(0, (lot, points))
        self.seen = len(allocations)

    @property
    def reversible(self):
        """Points of the entry no reversal has dealt with yet."""
        return abs(self.points) - self.reversed - self.excused


@dataclass(slots=True, eq=False)
class EntryDraft:
    """An entry to be written; `unallocated` is what of a debit no lot covers."""

    account_id: int
    kind: str
    points: int
    key: str
    values: dict
    unallocated: int = 0
    lots: list = field(default_factory=list)
    id: int = 0

    def explain(self, **facts):
        """Add facts to the entry's explanation, without touching the caller's dict."""
        self.values["explanation"] = {**(self.values["explanation"] or {}), **facts}


@dataclass(slots=True, eq=False)
class Account:
    """One locked account during one posting."""

    id: int
    program_id: int
    company_id: int
    state: str
    live: int
    waiting: int
    held: int
    debt: int
    next_due: datetime | None
    last_activity: datetime | None
    zone: str
    grace_days: int
    # Where new points end with inactivity: after how many months
    inactivity_months: int | None = None
    # Its program is closed: whatever is free expires
    ended: bool = False
    lots: dict = field(default_factory=dict)
    new_lots: list = field(default_factory=list)
    debits: list = field(default_factory=list)
    holds: dict = field(default_factory=dict)
    drafts: list = field(default_factory=list)
    # (EntryDraft or stored entry id, Lot, points)
    allocations: list = field(default_factory=list)
    everything_loaded: bool = False
    changed: bool = False
    merged_into_id: int | None = None
    forfeits: int = 0
    # What this posting gave back of points that were lost, by lot id
    losses_undone: dict = field(default_factory=dict)
    # Coupons that take part by id, and those this posting makes
    coupons: dict = field(default_factory=dict)
    new_coupons: list = field(default_factory=list)

    @property
    def available(self):
        """Points that may be used now."""
        return self.live - self.waiting - self.held

    def day_of(self, moment):
        """The calendar day of a UTC moment in the program's time zone."""
        return Day(now=moment, zone=self.zone).today

    def be_active(self, moment):
        """Remember when the member earned or redeemed last."""
        if not self.last_activity or moment > self.last_activity:
            self.last_activity = moment
            self.changed = True

    def last_day_of(self, lot):
        """The last day on which a lot can be used, or None."""
        if not lot.inactivity_months or not self.last_activity:
            return lot.expires_on
        own = lot.expires_on.isoformat() if lot.expires_on else ""
        active_on = self.day_of(self.last_activity).isoformat()
        return date.fromisoformat(prolonged_day(own, lot.inactivity_months, active_on))

    def is_over(self, lot, on):
        """Whether a lot can no longer be used on a day."""
        last_day = self.last_day_of(lot)
        return self.ended or bool(last_day and last_day < on)

    def stop_waiting(self, lot):
        """Let a waiting lot be used from now on."""
        lot.waiting = False
        lot.changed = True
        self.waiting -= lot.remaining
        self.changed = True

    def next_expiry(self, stored):
        """The (last day, points) that end next on this account, or None.

        `stored` are Lots with an end as they stood before what changed was written.
        """
        lots = {lot.id: lot for lot in stored if lot.account_id == self.id}
        lots.update(self.lots)
        days = {}
        for lot in [*lots.values(), *self.new_lots]:
            last_day = self.last_day_of(lot)
            if lot.remaining and last_day:
                days[last_day] = days.get(last_day, 0) + lot.remaining
        return min(days.items(), default=None)

    def open_lots(self, waiting):
        """Lots with points left, in the order they are consumed.

        What ends first comes first, then the older lot; new lots are the youngest.
        """
        lots = [
            lot
            for lot in [*self.lots.values(), *self.new_lots]
            if lot.remaining and lot.waiting is waiting
        ]
        return sorted(
            lots,
            key=lambda lot: (
                self.last_day_of(lot) or date.max,
                lot.id or float("inf"),
            ),
        )

    def move(self, lot, points, entry):
        """Consume `points` of a lot for an entry (a draft, or a stored entry's id)."""
        lot.remaining -= points
        lot.changed = True
        self.live -= points
        if lot.waiting:
            self.waiting -= points
        self.allocations.append((entry, lot, points))
        self.changed = True

    def restore(self, lot, points, entry):
        """Give `points` back to a lot on behalf of a reversing entry."""
        lot.remaining += points
        lot.changed = True
        self.live += points
        if lot.waiting:
            self.waiting += points
        self.allocations.append((entry, lot, points))
        self.changed = True

    def take(self, lots, points, entry):
        """Consume up to `points` from these lots; returns what they could not give.

        Lots that do not wait give no more than what is available, since the rest of
        them is reserved.
        """
        for lot in lots:
            if not points:
                break
            share = min(lot.remaining, points)
            if not lot.waiting:
                share = min(share, self.available)
            if share > 0:
                self.move(lot, share, entry)
                points -= share
        return points

    def take_anything(self, points, entry, own=()):
        """Consume own lots first, then free ones, then waiting ones; returns the rest.

        What a hold reserves is never touched.
        """
        points = self.take(own, points, entry)
        points = self.take(self.open_lots(waiting=False), points, entry)
        return self.take(self.open_lots(waiting=True), points, entry)

    def receive(
        self, draft, points, waiting, available_on, expires_on, inactivity_months=None
    ):
        """Make a new lot for an entry of this posting; returns it.

        The entry keeps its lots' dates, so that they can be rebuilt from the log.
        """
        lots = (draft.values["explanation"] or {}).get("lots", [])
        dated = available_on or expires_on or inactivity_months
        if lots or dated or points != draft.points:
            dates = {
                "available_on": available_on and available_on.isoformat(),
                "expires_on": expires_on and expires_on.isoformat(),
            }
            if inactivity_months:
                dates["inactivity_months"] = inactivity_months
            draft.explain(lots=[*lots, {"points": points, **dates}])
        lot = Lot(
            id=0,
            points=points,
            remaining=points,
            waiting=waiting,
            available_on=available_on,
            expires_on=expires_on,
            inactivity_months=inactivity_months,
            draft=draft,
        )
        draft.lots.append(lot)
        self.new_lots.append(lot)
        self.live += points
        if waiting:
            self.waiting += points
        self.changed = True
        return lot

    def add(self, draft):
        """Put an entry into the posting; returns it."""
        self.drafts.append(draft)
        self.changed = True
        return draft

    def owe(self, draft, points):
        """Leave `points` of a debit uncovered: the member owes them."""
        draft.unallocated += points
        self.debt += points
        self.changed = True

    def settle_debt(self):
        """Step S: let points that are not reserved pay the oldest uncovered debits."""
        owing = min(self.debt, self.live - self.held)
        for debit in self._uncovered_debits():
            if owing <= 0:
                return
            share = min(debit.unallocated, owing)
            entry = debit.id if isinstance(debit, Debit) else debit
            left = self.take_anything(share, entry)
            debit.unallocated -= share - left
            if isinstance(debit, Debit):
                debit.changed = True
            self.debt -= share - left
            owing -= share
            self.changed = True

    def forgive(self, points):
        """Cancel up to `points` of the oldest debts; returns {stored debit id: points}.

        No lot pays for them, so the entry that forgives has to remember which they are.
        """
        cancelled = {}
        for debit in sorted(self.debits, key=lambda debit: debit.id):
            share = min(debit.unallocated, points)
            if not share:
                continue
            debit.unallocated -= share
            debit.changed = True
            self.debt -= share
            points -= share
            cancelled[debit.id] = share
        self.changed = True
        return cancelled

    def _uncovered_debits(self):
        """Oldest first: stored debits by id, then those of this posting."""
        stored = sorted(self.debits, key=lambda debit: debit.id)
        return [debit for debit in [*stored, *self.drafts] if debit.unallocated]

    def end_hold(self, hold, state):
        """End an active hold as captured, released or expired.

        What it reserved is free again; a capture then takes it.
        """
        if hold.coupon_id:
            self.coupons[hold.coupon_id].spend(-hold.money)
        hold.state = state
        hold.changed = True
        self.held -= hold.points
        self.changed = True

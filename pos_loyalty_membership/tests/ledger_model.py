"""The ledger as its page describes it, on plain lists: what the service is compared to.

Written from the page alone. Nothing is stored that can be added up: live, waiting, held
and debt are sums of lots, holds and debits, computed anew every time they are needed.
Points are integers in hundredths. Operations are plain dicts: `do` names the method.
"""

import copy
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

REVERSALS = ("reverse_credit", "reverse_debit", "reopen")
HOLD_ENDS = ("capture", "renew", "release")


class Refused(Exception):
    """The model's refusal; `code` is compared with the service's."""

    def __init__(self, code):
        super().__init__(code)
        self.code = code


@dataclass(eq=False)
class Entry:
    account: int
    kind: str
    points: int
    key: str
    reverses: "Entry | None" = None
    unallocated: int = 0
    # What a debit took, first to last: [lot, points]
    taken: list = field(default_factory=list)
    # What reversals gave back or took back, and what of that was not worth anything.
    reversed: int = 0
    excused: int = 0
    written_off: int = 0


@dataclass(eq=False)
class Lot:
    account: int
    entry: Entry
    # The entry whose own points these are: merging does not change it.
    origin: Entry
    points: int
    remaining: int
    waiting: bool
    available_on: date | None
    expires_on: date | None
    born: int
    lost: int = 0
    expiries: int = 0


@dataclass(eq=False)
class Hold:
    uuid: str
    account: int
    points: int
    expires_at: datetime
    document: str
    state: str = "held"


@dataclass(eq=False)
class Account:
    number: int
    state: str = "open"
    merged_into: int | None = None


class LedgerModel:
    """Accounts 0 to n − 1 of one program, and every operation on them."""

    def __init__(self, accounts, zone, grace_days, now):
        self.zone = ZoneInfo(zone)
        self.grace_days = grace_days
        self.now = now
        self.accounts = [Account(number) for number in range(accounts)]
        self.entries, self.lots, self.holds = [], [], []
        self.tombstones = set()
        # What the last posting said: credits not given, debts of late captures, and
        # points held again. `posting` counts postings.
        self.not_given, self.late, self.reopened = [], {}, {}
        self.posting = 0

    # ----------------------------------------------------------------- looking up

    @property
    def today(self):
        return self.now.replace(tzinfo=ZoneInfo("UTC")).astimezone(self.zone).date()

    def lots_of(self, number, waiting=None):
        """Lots with points left, the one that is used first at the front."""
        lots = [
            lot
            for lot in self.lots
            if lot.account == number
            and lot.remaining > 0
            and waiting in (None, lot.waiting)
        ]
        return sorted(lots, key=lambda lot: lot.expires_on or date.max)

    def active_holds(self, number):
        return [h for h in self.holds if h.account == number and h.state == "held"]

    def uncovered(self, number):
        """Debits no lot has covered in full, the oldest first."""
        return [e for e in self.entries if e.account == number and e.unallocated]

    def numbers(self, number):
        """(live, waiting, held, debt)"""
        return (
            sum(lot.remaining for lot in self.lots_of(number)),
            sum(lot.remaining for lot in self.lots_of(number, waiting=True)),
            sum(hold.points for hold in self.active_holds(number)),
            sum(entry.unallocated for entry in self.uncovered(number)),
        )

    def available(self, number):
        live, waiting, held, _debt = self.numbers(number)
        return live - waiting - held

    def free(self, number):
        """Points no hold reserves, waiting ones too."""
        live, _waiting, held, _debt = self.numbers(number)
        return live - held

    def resolve(self, number):
        """The account itself, or the one it was merged into."""
        while self.accounts[number].merged_into is not None:
            number = self.accounts[number].merged_into
        return number

    def hold(self, uuid):
        return next((hold for hold in self.holds if hold.uuid == uuid), None)

    def entry(self, key):
        return next((entry for entry in self.entries if entry.key == key), None)

    def next_due(self, number):
        """When time changes something on this account next, or None."""
        moments = [hold.expires_at for hold in self.active_holds(number)]
        for lot in self.lots_of(number):
            if lot.waiting:
                moments.append(self._start_of(lot.available_on))
            elif lot.expires_on:
                moments.append(self._start_of(lot.expires_on + timedelta(days=1)))
        return min(moments, default=None)

    def _start_of(self, day):
        local = datetime.combine(day, time.min, tzinfo=self.zone)
        return local.astimezone(ZoneInfo("UTC")).replace(tzinfo=None)

    # -------------------------------------------------------------------- posting

    def post(self, operations):
        """Post all operations or, with `Refused`, none of them."""
        before = copy.deepcopy(self.__dict__)
        try:
            self._post(operations)
        except Refused:
            self.__dict__ = before
            raise

    def _post(self, operations):
        self.posting += 1
        self.not_given, self.late, self.reopened = [], {}, {}
        todo = [one for one in operations if not self._is_known(one)]
        touched = set()
        for one in todo:
            touched |= self._accounts_of(one)
        named = {one.get("uuid") for one in todo} | {
            one.get("replaces") for one in todo
        }
        for number in sorted(touched):
            self._step_d(number, named)
        for one in todo:
            getattr(self, one["do"])(one)

    def _is_known(self, one):
        """Step K. Content is compared where the caller chose the uuid of the key."""
        if one["do"] == "merge":
            return self.accounts[one["account"]].merged_into is not None
        if one["do"] == "transfer":
            found = [e for e in self.entries if e.key.startswith(f"{one['key']}:")]
            if not found:
                return False
            moved = sum(entry.points for entry in found if entry.points > 0)
            ends = [
                {self.resolve(e.account) for e in found if e.points < 0},
                {self.resolve(e.account) for e in found if e.points > 0},
            ]
            asked = [{self.resolve(one["account"])}, {self.resolve(one["target"])}]
            if (moved, ends) != (one["points"], asked):
                raise Refused("key_mismatch")
            return True
        entry = self.entry(one.get("key"))
        if not entry:
            return False
        if entry.key.startswith(("adjust:", "import:")):
            sign = -1 if one["do"] == "debit" else 1
            asked = (self.resolve(one["account"]), sign * one["points"], one["kind"])
            if (self.resolve(entry.account), entry.points, entry.kind) != asked:
                raise Refused("key_mismatch")
        return True

    def _accounts_of(self, one):
        """The accounts an operation works on."""
        if one["do"] in HOLD_ENDS:
            hold = self.hold(one["uuid"])
            if not hold and one["do"] != "release":
                raise Refused("unknown_hold")
            return {self.resolve(hold.account)} if hold else set()
        if one["do"] in REVERSALS:
            return {self.resolve(self.entry(one["entry"]).account)}
        numbers = {self.resolve(one["account"])}
        if "target" in one:
            numbers.add(self.resolve(one["target"]))
        return numbers

    def add_entry(self, number, kind, points, key, reverses=None):
        entry = Entry(number, kind, points, key, reverses)
        self.entries.append(entry)
        return entry

    def add_lot(self, entry, points, available_on, expires_on, origin=None, waits=None):
        if waits is None:
            waits = bool(available_on and available_on > self.today)
        self.lots.append(
            Lot(
                account=entry.account,
                entry=entry,
                origin=origin or entry,
                points=points,
                remaining=points,
                waiting=waits,
                available_on=available_on,
                expires_on=expires_on,
                born=self.posting,
            )
        )

    # ----------------------------------------------------- what time and holds do

    def _step_d(self, number, named):
        """Overdue holds end, debts settle, lots mature, overdue lots expire.

        A hold that the posting names is dealt with by the posting.
        """
        for hold in self.active_holds(number):
            if hold.expires_at <= self.now and hold.uuid not in named:
                hold.state = "expired"
        self._settle(number)
        for lot in self.lots_of(number, waiting=True):
            if lot.available_on <= self.today:
                lot.waiting = False
        self._expire(number)

    def _settle(self, number):
        """Step S: the oldest debts are paid, from free lots and then waiting ones."""
        for debit in self.uncovered(number):
            share = min(debit.unallocated, self.free(number))
            debit.unallocated -= share
            self._consume(number, share, debit)

    def _expire(self, number):
        """Overdue lots lose what is not reserved; those of this posting later on."""
        for lot in self.lots_of(number, waiting=False):
            if not lot.expires_on or lot.expires_on >= self.today:
                continue
            points = min(lot.remaining, self.available(number))
            if lot.born == self.posting or not points:
                continue
            key = f"expire:{self.lots.index(lot)}:{lot.expiries}"
            lot.expiries += 1
            entry = self.add_entry(number, "expire", -points, key)
            self._use(lot, points, entry)

    def _hold_ended(self, number):
        self._settle(number)
        self._expire(number)

    def _forfeit_when_left(self, number):
        """A member who has left keeps nothing that is free."""
        points = self.free(number)
        if self.accounts[number].state == "left" and points:
            past = [
                e for e in self.entries if (e.account, e.kind) == (number, "forfeit")
            ]
            key = f"forfeit:{number}:{len(past)}"
            entry = self.add_entry(number, "forfeit", -points, key)
            self._consume(number, points, entry)

    def _use(self, lot, points, entry):
        lot.remaining -= points
        entry.taken.append([lot, points])
        if entry.kind in ("expire", "forfeit"):
            lot.lost += points

    def _consume(self, number, points, entry, own=()):
        """Take points from own lots, free ones, waiting ones; returns what is missing.

        What holds reserve stays: of lots that do not wait no more than is available.
        """
        free, waiting = self.lots_of(number, waiting=False), self.lots_of(number, True)
        for lot in [*own, *free, *waiting]:
            most = lot.remaining if lot.waiting else self.available(number)
            share = min(points, lot.remaining, most)
            if share:
                self._use(lot, share, entry)
                points -= share
        return points

    # ------------------------------------------------------------ credits, debits

    def credit(self, one):
        number = self.resolve(one["account"])
        if self.accounts[number].state != "open" and one["kind"] in ("earn", "bonus"):
            self.not_given.append(one["key"])
            return
        entry = self.add_entry(number, one["kind"], one["points"], one["key"])
        if one["points"]:
            self.add_lot(entry, one["points"], one["available_on"], one["expires_on"])
        self._settle(number)
        self._forfeit_when_left(number)

    def debit(self, one):
        number = self.resolve(one["account"])
        if self.available(number) < one["points"]:
            raise Refused("not_enough_points")
        entry = self.add_entry(number, one["kind"], -one["points"], one["key"])
        self._consume(number, one["points"], entry)

    def write_off(self, one):
        number = self.resolve(one["account"])
        if self.numbers(number)[3] < one["points"]:
            raise Refused("above_the_debt")
        self.add_entry(number, one["kind"], one["points"], one["key"])
        for debit, share in self._forgive(number, one["points"]):
            debit.written_off += share

    def _forgive(self, number, points):
        """Cancel up to `points` of the oldest debts: [(debit, points)]."""
        cancelled = []
        for debit in self.uncovered(number):
            share = min(debit.unallocated, points)
            if share:
                debit.unallocated -= share
                points -= share
                cancelled.append((debit, share))
        return cancelled

    def set_state(self, one):
        self.accounts[self.resolve(one["account"])].state = one["state"]

    def fall_due(self, one):
        """Step D has run."""

    def forfeit(self, one):
        number = self.resolve(one["account"])
        if any(h.document == "pos.order" for h in self.active_holds(number)):
            raise Refused("held_by_a_till")
        for hold in self.active_holds(number):
            hold.state = "released"
        self._settle(number)
        points = self.free(number)
        entry = self.add_entry(number, "forfeit", -points, one["key"])
        self._consume(number, points, entry)

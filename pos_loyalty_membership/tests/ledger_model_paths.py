"""The model's holds, reversals and moves between accounts; see `ledger_model`."""

from datetime import timedelta

from .ledger_model import Hold, LedgerModel, Refused


class CompleteLedgerModel(LedgerModel):
    """The model with every operation."""

    # ---------------------------------------------------------------------- holds

    def place_hold(self, one):
        """A new reservation, or one in place of another."""
        number = self.resolve(one["account"])
        if one["uuid"] in self.tombstones:
            raise Refused("hold_not_active")
        known = self.hold(one["uuid"])
        if known:
            if self.resolve(known.account) != number:
                raise Refused("key_mismatch")
            if known.state != "held":
                raise Refused("hold_not_active")
            if known.points != one["points"]:
                raise Refused("key_mismatch")
            return
        old = self.hold(one["replaces"])
        if old and (old.state != "held" or self.resolve(old.account) != number):
            old = None
        more = one["points"] - (old.points if old else 0)
        if more > 0:
            if self.accounts[number].state != "open":
                raise Refused("account_not_open")
            if self.numbers(number)[3]:
                raise Refused("in_debt")
            if self.available(number) < more:
                raise Refused("not_enough_points")
        if old:
            old.state = "released"
        self._new_hold(number, one, one["points"])
        self._hold_ended(number)

    def _new_hold(self, number, one, points):
        self.holds.append(
            Hold(one["uuid"], number, points, one["expires_at"], one["document"])
        )

    def renew(self, one):
        hold = self.hold(one["uuid"])
        if hold.state != "held":
            raise Refused("hold_not_active")
        hold.expires_at = one["expires_at"]

    def release(self, one):
        hold = self.hold(one["uuid"])
        if not hold:
            self.tombstones.add(one["uuid"])
        elif hold.state == "held":
            hold.state = "released"
            self._hold_ended(self.resolve(hold.account))

    def capture(self, one):
        hold = self.hold(one["uuid"])
        number = self.resolve(hold.account)
        if hold.state == "captured":
            raise Refused("hold_not_active")
        if one["points"] > hold.points:
            raise Refused("above_what_was_posted")
        in_time, hold.state = hold.state == "held", "captured"
        entry = self.add_entry(number, "redeem", -one["points"], one["key"])
        entry.unallocated = self._consume(number, one["points"], entry)
        if in_time:
            self._hold_ended(number)
        else:
            self.late[one["uuid"]] = entry.unallocated

    # ------------------------------------------------------------------ reversals

    def _reversible(self, one):
        """The entry to reverse; refuses more than is left of it."""
        entry = self.entry(one["entry"])
        if one["points"] > abs(entry.points) - entry.reversed - entry.excused:
            raise Refused("above_what_was_posted")
        return entry

    def reverse_credit(self, one):
        old = self._reversible(one)
        number = self.resolve(old.account)
        own = [lot for lot in self.lots if lot.origin is old]
        lost = sum(lot.lost for lot in own)
        excused = max(0, min(one["points"], lost - old.excused))
        points = one["points"] - excused
        entry = self.add_entry(number, "reverse", -points, one["key"], old)
        own = [lot for lot in own if lot.account == number]
        entry.unallocated = self._consume(number, points, entry, own)
        old.reversed += points
        old.excused += excused

    def reverse_debit(self, one):
        number, _live = self._undo(one)
        self._hold_ended(number)
        self._forfeit_when_left(number)

    def _undo(self, one):
        """Reverse a debit; returns its account and the points that are live again."""
        old = self._reversible(one)
        number = self.resolve(old.account)
        # What was written off of it comes last and gives nothing.
        worth = abs(old.points) - old.reversed - old.written_off
        points = min(one["points"], worth)
        entry = self.add_entry(number, "reverse", points, one["key"], old)
        live = self._restore(number, entry, old, points)
        old.reversed += points
        old.excused += one["points"] - points
        return number, live

    def _restore(self, number, entry, old, points):
        """Undo `points` of a debit; returns how many of them are live again."""
        share = min(old.unallocated, points)
        old.unallocated -= share
        points -= share
        live = 0
        while points and old.taken:
            lot, taken = old.taken[-1]
            share = min(taken, points)
            old.taken[-1][1] -= share
            if not old.taken[-1][1]:
                old.taken.pop()
            if old.kind in ("expire", "forfeit"):
                lot.lost -= share
            self._give_back(number, entry, lot, share)
            points -= share
            live += share
        # What was owed for it moved with a merge, and may have been paid since.
        for _debit, share in self._forgive(number, points):
            points -= share
        if points:
            self.add_lot(entry, points, None, None)
        return live + points

    def _give_back(self, number, entry, lot, points):
        """To the lot itself, or as a new one where its account was merged away."""
        expires_on = lot.expires_on
        if expires_on and expires_on < self.today and self.grace_days:
            expires_on = self.today + timedelta(days=self.grace_days - 1)
        if lot.account == number:
            lot.remaining += points
            lot.expires_on = expires_on
        else:
            self.add_lot(entry, points, lot.available_on, expires_on)

    def reopen(self, one):
        if one["uuid"] in self.tombstones:
            raise Refused("hold_not_active")
        if self.hold(one["uuid"]):
            raise Refused("key_mismatch")
        number, live = self._undo(one)
        # Points that wait cannot be held.
        held = min(live, self.available(number))
        self._new_hold(number, one, held)
        self.reopened[one["uuid"]] = held
        self._settle(number)

    # ------------------------------------------------------------ moving accounts

    def _ends(self, one):
        source, target = self.resolve(one["account"]), self.resolve(one["target"])
        if source == target:
            raise Refused("same_account")
        return source, target

    def transfer(self, one):
        source, target = self._ends(one)
        if {self.accounts[source].state, self.accounts[target].state} != {"open"}:
            raise Refused("account_not_open")
        if self.available(source) < one["points"]:
            raise Refused("not_enough_points")
        left = one["points"]
        for lot in self.lots_of(source, waiting=False):
            share = min(lot.remaining, left)
            if share:
                self._move(one, lot, share, target)
                left -= share
        self._settle(target)

    def _move(self, one, lot, points, target, origin=None):
        """One pair of entries that takes points of a lot elsewhere, dates kept."""
        key = f"{one['key']}:{self.lots.index(lot)}"
        out = self.add_entry(lot.account, "transfer", -points, f"{key}:out")
        into = self.add_entry(target, "transfer", points, f"{key}:in")
        self._use(lot, points, out)
        self.add_lot(
            into, points, lot.available_on, lot.expires_on, origin, lot.waiting
        )

    def merge(self, one):
        source, target = self._ends(one)
        moved = [hold for hold in self.holds if hold.account == source]
        lots = self.lots_of(source, waiting=False) + self.lots_of(source, waiting=True)
        for lot in lots:
            self._move(one, lot, lot.remaining, target, lot.origin)
        debt = self.numbers(source)[3]
        if debt:
            self.add_entry(source, "transfer", debt, f"{one['key']}:debt:out")
            self._forgive(source, debt)
            owed = self.add_entry(target, "transfer", -debt, f"{one['key']}:debt:in")
            owed.unallocated = debt
        for hold in moved:
            hold.account = target
        self.accounts[source].merged_into = target
        self._settle(target)

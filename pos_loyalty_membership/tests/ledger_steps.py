"""Steps as operations of the model: what they refer to counts round what there is."""

from datetime import timedelta

ACCOUNTS = 3


class LedgerSteps:
    """One method per kind of step; each answers an operation, or None for nothing.

    Holds and debits are percentages of what is there, so that most of them are posted
    and some just miss; a hold or an entry is picked from the youngest on.
    Needs `model`, `moment`, `program`, `played`, `uuids` and `count` of the play.
    """

    def _after(self, days):
        return self.model.today + timedelta(days=days) if days else None

    def _part(self, total, share):
        return max(1, total * share // 100)

    def _usable(self, account):
        return self.model.available(self.model.resolve(account))

    def _credit(self, account, points, kind="earn", waits=0, lives=0):
        return {
            "do": "credit",
            "account": account,
            "points": points,
            "kind": kind,
            "available_on": self._after(waits),
            "expires_on": self._after(lives),
        }

    def _debit(self, account, share, kind="adjust"):
        points = self._part(self._usable(account), share)
        return {"do": "debit", "account": account, "points": points, "kind": kind}

    def _hold(self, account, share, minutes=30, document="pos.order"):
        points = self._part(self._usable(account), share)
        return self._new_hold(account, points, minutes, document)

    def _new_hold(self, account, points, minutes, document, replaces=""):
        self.count += 1
        uuid = f"hold-{self.program.id}-{self.count}"
        self.uuids.append(uuid)
        return {
            "do": "place_hold",
            "uuid": uuid,
            "account": account,
            "points": points,
            "expires_at": self.moment + timedelta(minutes=minutes),
            "document": document,
            "replaces": replaces,
        }

    def _pick(self, choices, pick):
        return choices[-1 - pick % len(choices)] if choices else None

    def _change(self, pick, share, minutes=30):
        """Replace a hold, whatever became of it."""
        hold = self._pick(self.model.holds, pick)
        if hold:
            points = self._part(hold.points + self._usable(hold.account), share)
            return self._new_hold(
                hold.account, points, minutes, hold.document, hold.uuid
            )

    def _hold_again(self, pick, account, share):
        """A hold under a uuid that may be another's, ended, or a tombstone's."""
        uuid = self._pick([*sorted(self.model.tombstones), *self.uuids], pick)
        if uuid:
            return {**self._hold(account, share), "uuid": uuid}

    def _renew(self, pick, minutes=30):
        uuid = self._pick(self.uuids, pick)
        end = self.moment + timedelta(minutes=minutes)
        return uuid and {"do": "renew", "uuid": uuid, "expires_at": end}

    def _release(self, pick):
        uuid = self._pick([*sorted(self.model.tombstones), *self.uuids], pick)
        return uuid and {"do": "release", "uuid": uuid}

    def _release_unknown(self):
        self.count += 1
        return {"do": "release", "uuid": f"unknown-{self.program.id}-{self.count}"}

    def _capture(self, pick, share=100):
        hold = self._pick(self.model.holds, pick)
        if hold:
            points = self._part(hold.points, share)
            return {"do": "capture", "uuid": hold.uuid, "points": points}

    def _take_back(self, pick, share=100):
        """Reverse a percentage of something that gave a lot."""
        given = [lot.entry for lot in self.model.lots]
        given = [one for one in given if one.kind not in ("transfer", "reverse")]
        return self._reversal("reverse_credit", self._pick(given, pick), share)

    def _give_back(self, pick, share=100):
        """Reverse a percentage of something that took points, a loss too."""
        taken = [one for one in self.model.entries if one.points < 0]
        taken = [one for one in taken if one.kind not in ("transfer", "reverse")]
        return self._reversal("reverse_debit", self._pick(taken, pick), share)

    def _reversal(self, do, entry, share):
        if entry:
            points = self._part(abs(entry.points), share)
            return {"do": do, "entry": entry.key, "points": points}

    def _reopen(self, pick, share=100):
        choices = [entry for entry in self.model.entries if entry.kind == "redeem"]
        entry = self._pick(choices, pick)
        if entry:
            points = self._part(abs(entry.points), share)
            hold = self._new_hold(0, points, 600, "account.move")
            names = ("uuid", "points", "expires_at", "document")
            values = {name: hold[name] for name in names}
            return {"do": "reopen", "entry": entry.key, **values}

    def _write_off(self, account, share):
        """Of this member or, where it owes nothing, of the next who does."""
        numbers = [(account + step) % ACCOUNTS for step in range(ACCOUNTS)]
        debts = {n: self.model.numbers(self.model.resolve(n))[3] for n in numbers}
        account = next((n for n, debt in debts.items() if debt), account)
        points = self._part(debts[account], share)
        values = {"account": account, "points": points, "kind": "adjust"}
        return {"do": "write_off", **values}

    def _forfeit(self, account):
        key = f"forfeit:{account}:{self._forfeits(account)}"
        return {"do": "forfeit", "account": account, "points": 0, "key": key}

    def _forfeits(self, account):
        return sum(
            entry.kind == "forfeit" and entry.account == account
            for entry in self.model.entries
        )

    def _state(self, account, state):
        return {"do": "set_state", "account": account, "state": state}

    def _due(self, account):
        return {"do": "fall_due", "account": account}

    def _transfer(self, account, target, share):
        points = self._part(self._usable(account), share)
        ends = {"account": account, "target": target}
        return {"do": "transfer", "points": points, **ends}

    def _merge(self, account, target):
        return {
            "do": "merge",
            "account": account,
            "target": target,
            "points": 0,
            "key": f"merge:{account}",
        }

    def _repeat(self, pick, more=0):
        """An earlier operation once more, under its key, perhaps with other points."""
        operation = self._pick(self.played, pick)
        if operation and "points" in operation:
            return {**operation, "points": operation["points"] + more}
        return operation and dict(operation)

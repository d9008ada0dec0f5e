"""Steps as operations of the model: what they refer to counts round what there is."""

from datetime import timedelta


class LedgerSteps:
    """One method per kind of step; each answers an operation, or None for nothing.

    Needs `model`, `moment`, `program`, `played`, `uuids` and `count` of the play.
    """

    def _after(self, days):
        return self.model.today + timedelta(days=days) if days else None

    def _credit(self, account, points, kind="earn", waits=0, lives=0):
        return {
            "do": "credit",
            "account": account,
            "points": points,
            "kind": kind,
            "available_on": self._after(waits),
            "expires_on": self._after(lives),
        }

    def _debit(self, account, points, kind="adjust"):
        return {"do": "debit", "account": account, "points": points, "kind": kind}

    def _hold(self, account, points, minutes=30, document="pos.order", replaces=""):
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
        return choices[pick % len(choices)] if choices else None

    def _change(self, pick, points, minutes=30, account=None):
        """Replace a hold, whatever became of it."""
        hold = self._pick(self.model.holds, pick)
        if hold:
            number = hold.account if account is None else account
            return self._hold(number, points, minutes, hold.document, hold.uuid)

    def _hold_again(self, pick, account, points):
        """A hold under a uuid that may be another's, ended, or a tombstone's."""
        uuid = self._pick([*self.uuids, *sorted(self.model.tombstones)], pick)
        if uuid:
            return {**self._hold(account, points), "uuid": uuid}

    def _renew(self, pick, minutes=30):
        uuid = self._pick(self.uuids, pick)
        end = self.moment + timedelta(minutes=minutes)
        return uuid and {"do": "renew", "uuid": uuid, "expires_at": end}

    def _release(self, pick):
        uuid = self._pick([*self.uuids, *sorted(self.model.tombstones)], pick)
        return uuid and {"do": "release", "uuid": uuid}

    def _release_unknown(self):
        self.count += 1
        return {"do": "release", "uuid": f"unknown-{self.program.id}-{self.count}"}

    def _capture(self, pick, share=100):
        hold = self._pick(self.model.holds, pick)
        if hold:
            points = max(1, hold.points * share // 100)
            return {"do": "capture", "uuid": hold.uuid, "points": points}

    def _reverse(self, pick, share=100):
        """Reverse a percentage of a credit, redemption, conversion or correction."""
        entry = self._pick(self._can_be_reversed(), pick)
        if entry:
            points = max(1, abs(entry.points) * share // 100)
            do = "reverse_credit" if entry.points > 0 else "reverse_debit"
            return {"do": do, "entry": entry.key, "points": points}

    def _can_be_reversed(self):
        return [
            entry
            for entry in self.model.entries
            if entry.points
            and entry.kind not in ("transfer", "reverse")
            and not (
                entry.kind == "adjust"
                and entry.points > 0
                and not any(lot.entry is entry for lot in self.model.lots)
            )
        ]

    def _reopen(self, pick, share=100):
        choices = [entry for entry in self.model.entries if entry.kind == "redeem"]
        entry = self._pick(choices, pick)
        if entry:
            hold = self._hold(0, max(1, abs(entry.points) * share // 100), 600)
            names = ("uuid", "points", "expires_at", "document")
            values = {name: hold[name] for name in names}
            return {"do": "reopen", "entry": entry.key, **values}

    def _write_off(self, account, points):
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

    def _transfer(self, account, target, points):
        return {
            "do": "transfer",
            "account": account,
            "target": target,
            "points": points,
        }

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

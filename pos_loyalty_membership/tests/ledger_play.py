"""Plays steps on the ledger and on its model at once, and compares every number.

A step is a plain tuple, so that a failing example can be read, shortened, and kept as
an ordinary test: `("credit", 0, 10_000, "earn", 0, 0)`. What a step refers to (a hold,
an entry, an earlier operation) is a number that counts round the ones there are.
"""

from collections import Counter
from datetime import datetime, timedelta

from odoo.tests.common import freeze_time

from ..services import ledger_operations as service
from .common import PointsCommon
from .ledger_model import Refused
from .ledger_model_paths import CompleteLedgerModel
from .ledger_steps import ACCOUNTS, LedgerSteps

START = datetime(2026, 3, 20, 10)
ZONE = "Pacific/Auckland"
SERVICE = {
    "credit": service.Credit,
    "debit": service.Debit,
    "place_hold": service.Hold,
    "renew": service.Renew,
    "release": service.Release,
    "capture": service.Capture,
    "reverse_credit": service.ReverseCredit,
    "reverse_debit": service.ReverseDebit,
    "reopen": service.Reopen,
    "write_off": service.WriteOff,
    "forfeit": service.Forfeit,
    "transfer": service.Transfer,
    "merge": service.Merge,
    "set_state": service.SetState,
    "fall_due": service.FallDue,
}
WITHOUT_ENTRY = ("place_hold", "renew", "release", "set_state", "fall_due")


class LedgerPlayCase(PointsCommon):
    """A program and its members, for any number of plays, each in a savepoint."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.play_program = cls._create_program("Play", tz=ZONE)
        cls.players = cls.env["res.partner"].create(
            [{"name": f"Member {number}"} for number in range(ACCOUNTS)]
        )


class LedgerPlay(LedgerSteps):
    """One example: members without points, on the cursor of a test."""

    def __init__(self, test, grace_days=0):
        self.test = test
        self.env = test.env
        self.moment = START
        self.clock = freeze_time(START)
        self.frozen = self.clock.start()
        self.program = program = test.play_program
        program.grace_days = grace_days
        opened = self.env["points.ledger"]._open_accounts(
            [(program.id, partner.id, "back_office") for partner in test.players]
        )
        self.account_ids = sorted(opened.values())
        self.accounts = self.env["points.account"].browse(self.account_ids)
        self.rule_id = program.redemption_rule_ids.id
        self.model = CompleteLedgerModel(ACCOUNTS, ZONE, grace_days, START)
        self.count = 0
        self.played = []
        self.uuids = []
        # How many operations of each kind were posted or refused.
        self.operations = Counter()

    def stop(self):
        """Give time back to the machine."""
        self.clock.stop()

    def play(self, *steps):
        """Play steps one by one; after each of them everything must agree."""
        for step in steps:
            self.step(step)
            self.compare(step)
        return self

    # ---------------------------------------------------------------------- steps

    def step(self, step):
        """Play one step on the ledger and on the model."""
        name, *values = step
        if name == "pass":
            self.moment += timedelta(hours=values[0])
            self.frozen.move_to(self.moment)
            self.model.now = self.moment
            return
        if name == "together":
            wanted = {}
            for operation in map(self._operation, values[0]):
                if operation:
                    wanted.setdefault(operation["key"], operation)
            self._post(list(wanted.values()), step)
        elif name == "leave":
            account = {"account": values[0]}
            leave = {"do": "set_state", "state": "left", **account}
            self._post([self._forfeit(values[0]), leave], step)
        else:
            operation = self._operation(step)
            if operation:
                self._post([operation], step)

    def _operation(self, step):
        """The step as one operation of the model, or None where there is nothing."""
        name, *values = step
        made = getattr(self, f"_{name}")(*values)
        if made and "key" not in made:
            self.count += 1
            made["key"] = f"play:{self.count}"
            if made.get("kind") == "adjust":
                made["key"] = f"adjust:{self.program.id}-{self.count}"
            elif made["do"] == "transfer":
                made["key"] = f"transfer:{self.program.id}-{self.count}"
            elif made["do"] == "capture":
                made["key"] = f"redeem:{made['uuid']}"
        return made

    def _post(self, operations, step):
        """Post on both sides; refusals must be the same."""
        refused = []
        # An entry to be reversed is looked up before the model adds its own.
        asked = [self._for_service(operation) for operation in operations]
        for post, wanted in (
            (self.model.post, operations),
            (self._post_service, asked),
        ):
            try:
                post(wanted)
                refused.append(None)
            except (Refused, service.LedgerRefusal) as refusal:
                refused.append(refusal.code)
        if len(operations) > 1:
            # Which of several operations refuses first is not the point.
            refused = [bool(code) for code in refused]
        self.test.assertEqual(refused[1], refused[0], f"refusal of {step}")
        outcome = "refused" if refused[0] else "posted"
        self.operations.update((one["do"], outcome) for one in operations)
        self.played += operations

    def _post_service(self, operations):
        posted = self.env["points.ledger"]._post(operations)
        model = self.model
        assert_equal = self.test.assertEqual
        assert_equal(sorted(posted.refusals), sorted(model.not_given), "not given")
        assert_equal(posted.late, model.late, "late")
        assert_equal(posted.reopened, model.reopened, "reopened")

    def _for_service(self, operation):
        """The same operation as the ledger takes it."""
        values = dict(operation)
        do = values.pop("do")
        for name in ("account", "target"):
            if name in values:
                values[f"{name}_id"] = self.account_ids[values.pop(name)]
        if "entry" in values:
            values["entry_id"] = self._entry_id(values.pop("entry"))
        if "document" in values:
            values.update(
                document_model=values.pop("document"),
                document_uuid="document",
                redemption_rule_id=self.rule_id,
                currency_id=self.program.currency_id.id,
                money=values.get("points", 0) // 100,
            )
        if do in WITHOUT_ENTRY:
            values.pop("key", None)
        else:
            uuid = values["key"].removeprefix("transfer:") if do == "transfer" else ""
            values.update(
                source=service.Source(model="res.partner", uuid=uuid),
                moment=self.moment,
                local_day=self.model.today,
            )
            if do in ("merge", "forfeit"):
                what, _number, *rest = values["key"].split(":")
                values["key"] = ":".join([what, str(values["account_id"]), *rest])
        return SERVICE[do](**values)

    def _entry_id(self, key):
        """Id of the stored entry under the model's key."""
        return next(i for i, entry in self._pairs() if entry.key == key)

    def _pairs(self):
        """[(stored id, model entry)], paired in the order of their accounts' logs."""
        self.env.cr.execute(
            "SELECT id, account_id FROM points_entry WHERE program_id = %s ORDER BY id",
            [self.program.id],
        )
        rows = self.env.cr.fetchall()
        return [
            (entry_id, entry)
            for number, account_id in enumerate(self.account_ids)
            for entry_id, entry in zip(
                [i for i, owner in rows if owner == account_id],
                [e for e in self.model.entries if e.account == number],
                strict=True,
            )
        ]

    # ----------------------------------------------------------------- comparison

    def compare(self, step):
        """Every number of every account, lot, entry and hold is the model's."""
        for name in ("accounts", "lots", "entries", "holds"):
            stored = getattr(self, f"_stored_{name}")()
            self.test.assertEqual(
                stored, getattr(self, f"_model_{name}")(), f"{name} after {step}"
            )
        self._compare_next_due(step)

    def _rows(self, query):
        self.env.cr.execute(query, {"ids": self.account_ids, "id": self.program.id})
        return self.env.cr.fetchall()

    def _stored_accounts(self):
        return self._rows(
            """
            SELECT state, (live * 100)::int, (waiting * 100)::int, (held * 100)::int,
                   (debt * 100)::int, (balance * 100)::int, merged_into_id
              FROM points_account WHERE id = ANY(%(ids)s) ORDER BY id
            """
        )

    def _model_accounts(self):
        rows = []
        for account in self.model.accounts:
            live, waiting, held, debt = self.model.numbers(account.number)
            merged = account.merged_into
            merged = None if merged is None else self.account_ids[merged]
            numbers = (live, waiting, held, debt, live - debt)
            rows.append((account.state, *numbers, merged))
        return rows

    def _stored_lots(self):
        return self._rows(
            """
            SELECT account_id, (points * 100)::int, (remaining * 100)::int,
                   waiting AND remaining > 0, available_on, expires_on
              FROM points_lot WHERE account_id = ANY(%(ids)s) ORDER BY account_id, id
            """
        )

    def _model_lots(self):
        return [
            (
                self.account_ids[lot.account],
                lot.points,
                lot.remaining,
                lot.waiting and lot.remaining > 0,
                lot.available_on,
                lot.expires_on,
            )
            for lot in sorted(self.model.lots, key=lambda lot: lot.account)
        ]

    def _stored_entries(self):
        return self._rows(
            """
            SELECT e.account_id, e.kind, (e.points * 100)::int,
                   (e.unallocated * 100)::int, r.account_id, (r.points * 100)::int,
                   e.key
              FROM points_entry e LEFT JOIN points_entry r ON r.id = e.reversed_entry_id
             WHERE e.account_id = ANY(%(ids)s) ORDER BY e.account_id, e.id
            """
        )

    def _model_entries(self):
        stored = self._rows(
            "SELECT id FROM points_lot WHERE account_id = ANY(%(ids)s)"
            " ORDER BY account_id, id"
        )
        ordered = sorted(self.model.lots, key=lambda lot: lot.account)
        self.lot_ids = {
            id(lot): row[0] for lot, row in zip(ordered, stored, strict=True)
        }
        rows = []
        for entry in sorted(self.model.entries, key=lambda entry: entry.account):
            old = entry.reverses
            rows.append(
                (
                    self.account_ids[entry.account],
                    entry.kind,
                    entry.points,
                    entry.unallocated,
                    self.account_ids[old.account] if old else None,
                    old.points if old else None,
                    self._stored_key(entry),
                )
            )
        return rows

    def _stored_key(self, entry):
        """The key that the page gives this entry, with the database's ids."""
        what, *rest = entry.key.split(":")
        if entry.kind == "expire":
            rest[0] = self._lot_id(rest[0])
        elif entry.kind == "forfeit" or what == "merge":
            rest[0] = self.account_ids[int(rest[0])]
        if entry.kind == "transfer" and rest[1] != "debt":
            rest[1] = self._lot_id(rest[1])
        return ":".join(map(str, [what, *rest]))

    def _lot_id(self, index):
        return self.lot_ids[id(self.model.lots[int(index)])]

    def _stored_holds(self):
        return self._rows(
            """
            SELECT uuid, account_id, (points * 100)::int, state
              FROM points_hold WHERE account_id = ANY(%(ids)s) ORDER BY uuid
            """
        )

    def _model_holds(self):
        return [
            (
                hold.uuid,
                self.account_ids[hold.account],
                hold.points,
                hold.state,
            )
            for hold in sorted(self.model.holds, key=lambda hold: hold.uuid)
        ]

    def _compare_next_due(self, step):
        """Nothing falls due before the account says so."""
        stored = self._rows(
            "SELECT next_due FROM points_account WHERE id = ANY(%(ids)s) ORDER BY id"
        )
        for number, (moment,) in enumerate(stored):
            due = self.model.next_due(number)
            if due:
                self.test.assertIsNotNone(moment, f"next due after {step}")
                self.test.assertLessEqual(moment, due, f"next due after {step}")

    def prove(self):
        """The proof finds nothing."""
        self.test.assertEqual(self.env["points.proof"]._prove(self.accounts), [])

"""The ledger: the one service that writes entries, lots, allocations and holds.

A posting locks its accounts (L), looks its keys up (K), lets fall due what is due (D),
plans every operation in memory (`ledger_paths`, `ledger_moves`) and writes the result
in one statement that updates each account once. Concurrency errors
always propagate: the caller's request is replayed. See docs/ledger.md.
"""

from odoo import api, fields, models
from odoo.tools import SQL

# ledger_moves adds its write paths to those of ledger_paths.
from . import (  # noqa: F401
    ledger_due,
    ledger_locks,
    ledger_moves,
    ledger_paths,
    ledger_rows,
    ledger_writes,
)
from .ledger_context import Context
from .ledger_day import Day
from .ledger_operations import (
    AccountNumbers,
    Capture,
    Credit,
    Debit,
    Forfeit,
    Hold,
    LedgerRefusal,
    Merge,
    Posted,
    PostedEntry,
    Posting,
    Redate,
    Release,
    Renew,
    Reopen,
    ReverseCredit,
    ReverseDebit,
    Transfer,
)

REVERSALS = (ReverseCredit, ReverseDebit, Reopen)
HOLD_ENDS = (Capture, Renew, Release)
# Operations on two accounts, and those that need every hold of their account.
PAIRS = (Transfer, Merge)
WHOLE_ACCOUNT = (Forfeit, Merge)
# Operations that may consume or restore lots.
LOT_OPERATIONS = (Debit, Capture, Forfeit, Redate, *PAIRS, *REVERSALS)
# Operations whose caller chose the uuid of the key: other content is an error.
CALLER_KEYS = ("adjust:", "import:", "convert:", "transfer:")


def survivor(accounts, account_id):
    """The account that a locked account was merged into, or itself."""
    while account_id in accounts and accounts[account_id].merged_into_id:
        account_id = accounts[account_id].merged_into_id
    return account_id


class PointsLedger(models.AbstractModel):
    _name = "points.ledger"
    _description = "Points Ledger"

    @api.model
    def _post(self, operations, locked=None):
        """Post operations on any number of accounts, all of them or none.

        Returns `Posted`. A key that exists already is returned and not posted again.
        `locked` is what the caller locked and looked up, if nothing was written since.
        Raises `LedgerRefusal` before anything is written; database concurrency errors
        and `ConcurrencyError` propagate so that the request is replayed.
        """
        self._check_operations(operations)
        if not locked:
            for model in ("points.program", "points.account", "points.hold"):
                self.env[model].flush_model()
        account_of = self._accounts_of(operations)
        accounts, known = self._lock(operations, account_of, locked)
        result = Posted()
        known.update(self._known_otherwise(operations))
        todo = [
            operation
            for operation in operations
            if not self._already_posted(operation, account_of, accounts, known, result)
        ]
        if todo:
            todo += self._revivals(todo, account_of, accounts)
            self._plan_and_write(todo, account_of, accounts, result)
        for account_id, account in accounts.items():
            result.accounts[account_id] = AccountNumbers(
                account.live, account.waiting, account.held, account.debt
            )
        return result

    @api.model
    def _release_holds(self, uuids):
        """Release holds by uuid; unknown ones leave a tombstone."""
        return self._post([Release(uuid=uuid) for uuid in uuids])

    # -------------------------------------------------------------- what, on what

    def _check_operations(self, operations):
        """Negative points or one key twice are programming errors, never corrected."""
        for operation in operations:
            if getattr(operation, "points", 0) < 0:
                raise ValueError(f"negative points in {operation}")
        keys = [op.key for op in operations if isinstance(op, Posting)]
        if len(set(keys)) != len(keys):
            raise ValueError(f"a key twice in one posting: {sorted(keys)}")

    def _accounts_of(self, operations):
        """The account each operation works on; 0 for a hold nobody knows."""
        ends = [op for op in operations if isinstance(op, HOLD_ENDS)]
        holds = self._column(
            SQL(
                "SELECT uuid, account_id FROM points_hold WHERE uuid = ANY(%s)",
                [op.uuid for op in ends if not op.account_id],
            ),
            any(not op.account_id for op in ends),
        )
        reversals = [op for op in operations if isinstance(op, REVERSALS)]
        entries = self._column(
            SQL(
                "SELECT id, account_id FROM points_entry WHERE id = ANY(%s)",
                [op.entry_id for op in reversals if not op.account_id],
            ),
            any(not op.account_id for op in reversals),
        )
        account_of = {}
        for operation in operations:
            account_id = operation.account_id
            if not account_id and isinstance(operation, HOLD_ENDS):
                account_id = holds.get(operation.uuid) or 0
                if not account_id and not isinstance(operation, Release):
                    raise LedgerRefusal("unknown_hold", uuid=operation.uuid)
            elif not account_id:
                account_id = entries.get(operation.entry_id)
                if not account_id:
                    raise LedgerRefusal("unknown_entry", entry=operation.entry_id)
            account_of[operation] = account_id
        return account_of

    def _column(self, query, needed):
        """A two-column query as a dict; asked only where it is needed."""
        return dict(self.env.execute_query(query)) if needed else {}

    def _lock(self, operations, account_of, before=None):
        """Lock every account of the posting; points the operations at merge targets.

        An account that was merged away is locked too: it is its target that moves.
        Returns them, and what was posted before under the keys of these operations.
        """
        keys = [op.key for op in operations if isinstance(op, Posting)]
        known = {}
        wanted = {account_id for account_id in account_of.values() if account_id}
        wanted |= {op.target_id for op in operations if isinstance(op, PAIRS)}
        accounts = {}
        while wanted:
            if not before or not before.covers(wanted, keys):
                before = ledger_locks.lock_and_look_up(self.env, wanted, keys)
            known.update(before.known)
            found = before.accounts
            locked = {key: found[key] for key in wanted & found.keys()}
            missing = wanted - locked.keys()
            if missing:
                raise LedgerRefusal("unknown_account", account=min(missing))
            accounts.update(locked)
            wanted = {
                account.merged_into_id
                for account in locked.values()
                if account.merged_into_id
            } - accounts.keys()
        for operation, account_id in account_of.items():
            account_of[operation] = survivor(accounts, account_id)
        return accounts, known

    # ----------------------------------------------------------------------- keys

    def _known_otherwise(self, operations):
        """Of a transfer the key of its first pair is not known before it is planned."""
        moves = [op for op in operations if isinstance(op, Transfer)]
        find = ledger_rows.known_transfer
        known = {op.key: find(self.env, op.source.uuid) for op in moves}
        return {key: row for key, row in known.items() if row}

    def _already_posted(self, operation, account_of, accounts, known, result):
        """Whether this operation's key exists; the entry goes into the result.

        Content is compared only where the caller chose the uuid of the key. A merge is
        done when its account names a target: it has no entry when it was empty.
        """
        if not isinstance(operation, Posting):
            return False
        if isinstance(operation, Merge):
            return account_of[operation] != operation.account_id
        if operation.key not in known:
            return False
        entry_id, account_id, points, kind, *target = known[operation.key]
        if operation.key.startswith(CALLER_KEYS):
            sign = -1 if isinstance(operation, (Debit, Transfer)) else 1
            stored = [points, kind, account_id, *target]
            stored[2:] = [survivor(accounts, key) for key in stored[2:]]
            asked = [sign * operation.points, getattr(operation, "kind", "transfer")]
            asked.append(account_of[operation])
            if target:
                asked.append(survivor(accounts, operation.target_id))
            if asked != stored:
                raise LedgerRefusal("key_mismatch", key=operation.key)
        result.entries[operation.key] = PostedEntry(
            entry_id, account_id, points, created=False
        )
        return True

    # ---------------------------------------------------------------- plan, write

    def _plan_and_write(self, operations, account_of, accounts, result):
        """Move the accounts in memory and write what changed."""
        touched = {account_of[operation] for operation in operations} - {0}
        touched |= {
            survivor(accounts, op.target_id)
            for op in operations
            if isinstance(op, PAIRS)
        }
        context = self._context(operations, {key: accounts[key] for key in touched})
        context.result = result
        context.merged = {key: one.merged_into_id for key, one in accounts.items()}
        self._load(operations, account_of, context)
        active_at = self._activity_moments(operations, account_of, context)
        for account in context.accounts.values():
            if account.next_due and account.next_due <= context.day_of(account).now:
                ledger_due.fall_due(account, context, active_at[account.id])
        for operation in operations:
            path = ledger_paths.WRITE_PATHS[type(operation)]
            account = context.accounts.get(account_of[operation])
            path(account, operation, context)
            if isinstance(operation, (Capture, Credit, *REVERSALS)):
                context.shown.add(account.id)
        for account in context.accounts.values():
            next_due = context.day_of(account).next_due(account)
            # Also where nothing happened: what was due may be used up by now.
            account.changed |= next_due != account.next_due
            account.next_due = next_due
        self._write(context)

    def _context(self, operations, accounts):
        """Time, and what the operations reverse, for these accounts."""
        now = fields.Datetime.now()
        reversed_ids = [op.entry_id for op in operations if isinstance(op, REVERSALS)]
        originals = {}
        if reversed_ids:
            originals = ledger_rows.load_originals(self.env, reversed_ids)
        return Context(
            accounts=accounts,
            days={
                account.program_id: Day(now=now, zone=account.zone)
                for account in accounts.values()
            },
            result=Posted(),
            originals=originals,
            dated=frozenset(key for key, one in accounts.items() if one.next_due),
            kept_holds=frozenset(
                uuid
                for op in operations
                for uuid in (getattr(op, "uuid", ""), getattr(op, "replaces", ""))
                if uuid
            ),
        )

    def _load(self, operations, account_of, context):
        """Read what the operations need of holds, lots and debits, and no more."""
        accounts = context.accounts
        due = {
            account.id
            for account in accounts.values()
            if account.next_due and account.next_due <= context.day_of(account).now
        }
        whole = {account_of[op] for op in operations if isinstance(op, WHOLE_ACCOUNT)}
        if context.kept_holds or due or whole:
            self._load_holds(operations, context, due | whole)
        moving = due | {
            account.id
            for account in accounts.values()
            if account.debt or account.state == "left"
        }
        moving |= {
            account_of[op] for op in operations if isinstance(op, LOT_OPERATIONS)
        }
        moving |= {
            context.survivor_of(op.target_id)
            for op in operations
            if isinstance(op, PAIRS)
        }
        if moving:
            loaded = {key: accounts[key] for key in moving}
            ledger_rows.load_lots(self.env, loaded, context.originals)
            self._count_expiries(loaded, context)
        if context.originals:
            on_account = {
                op.entry_id: accounts[account_of[op]]
                for op in operations
                if isinstance(op, REVERSALS)
            }
            ledger_rows.load_original_lots(
                self.env, context.originals, lambda one: on_account[one.id].lots
            )
        self._load_debits_and_forfeits(accounts)
        for account_id in due:
            accounts[account_id].everything_loaded = True

    def _load_debits_and_forfeits(self, accounts):
        """Read what is owed, and number the forfeits of members who left."""
        in_debt = {key: one for key, one in accounts.items() if one.debt}
        if in_debt:
            ledger_rows.load_debits(self.env, in_debt)
        left = [account.id for account in accounts.values() if account.state == "left"]
        if left:
            for account_id, number in ledger_rows.count_forfeits(self.env, left):
                accounts[account_id].forfeits = number

    def _load_holds(self, operations, context, account_ids):
        """Put the holds that matter into their accounts.

        One that another member's account or nobody has cannot be placed again.
        """
        asked = {op.uuid for op in operations if isinstance(op, Hold | Reopen)}
        for hold in ledger_rows.load_holds(self.env, context.kept_holds, account_ids):
            hold.account_id = context.survivor_of(hold.account_id)
            account = context.accounts.get(hold.account_id)
            if account:
                account.holds[hold.uuid] = hold
                continue
            context.other_holds.add(hold.uuid)
            if hold.uuid in asked:
                # A tombstone, or a uuid another member's hold already has.
                code = "key_mismatch" if hold.account_id else "hold_not_active"
                raise LedgerRefusal(code, key=hold.uuid, state=hold.state)

    def _count_expiries(self, accounts, context):
        """Number the expiry entries of overdue lots, under the lock."""
        overdue = {}
        for account in accounts.values():
            day = context.day_of(account)
            for lot in account.lots.values():
                if account.is_over(lot, day.today):
                    overdue[lot.id] = day
        if overdue:
            for lot_id, number in ledger_rows.count_expiries(self.env, overdue):
                overdue[lot_id].expiries[lot_id] = number

    def _write(self, context):
        """Write the plan and put the entries it made into the result."""
        changed = [one for one in context.accounts.values() if one.changed]
        drafts = [draft for account in changed for draft in account.drafts]
        lots = ledger_writes.write_changes(
            self.env, changed, context.tombstones, context.shown & context.dated
        )
        context.result.expiring.update(
            {key: context.accounts[key].next_expiry(lots) for key in context.shown}
        )
        if context.merges:
            ledger_writes.move_ended_holds(self.env, context.merges)
        for draft in drafts:
            context.result.entries[draft.key] = PostedEntry(
                draft.id, draft.account_id, draft.points, created=True
            )
        self._forget_cached_numbers()

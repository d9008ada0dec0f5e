"""The ledger: the one service that writes entries, lots, allocations and holds.

A posting locks its accounts (L), looks its keys up (K), lets fall due what is due (D),
plans every operation in memory (`ledger_paths`) and writes the result in two
statements, the last of which updates each account once. Concurrency errors always
propagate: the caller's request is replayed. See docs/ledger.md.
"""

from odoo import api, fields, models
from odoo.exceptions import ConcurrencyError
from odoo.tools import SQL

from . import ledger_paths, ledger_rows, ledger_writes
from .ledger_day import Day
from .ledger_operations import (
    AccountNumbers,
    Capture,
    Credit,
    Debit,
    Hold,
    LedgerRefusal,
    Posted,
    PostedEntry,
    Posting,
    Release,
    Renew,
    ReverseCredit,
    ReverseDebit,
)

REVERSALS = (ReverseCredit, ReverseDebit)
HOLD_ENDS = (Capture, Renew, Release)
# Operations that may consume or restore lots.
LOT_OPERATIONS = (Debit, Capture, *REVERSALS)
# Keys whose uuid the caller chose: other content under them is an error.
CALLER_KEYS = ("adjust:", "transfer:", "import:")


class PointsLedger(models.AbstractModel):
    _name = "points.ledger"
    _description = "Points Ledger"

    # ------------------------------------------------------------------ accounts

    @api.model
    def _open_accounts(self, members):
        """Find or open accounts; each member has one per program.

        `members` is a list of (program_id, partner_id, joined_source). Returns
        {(program_id, partner_id): account_id}. Opening twice gives the same account.
        Raises `ConcurrencyError` or 40001 when another transaction just opened it.
        """
        found = self._find_accounts([member[:2] for member in members])
        missing = [member for member in members if member[:2] not in found]
        if not missing:
            return found
        rows = self.env.execute_query(
            SQL(
                """
                INSERT INTO points_account (
                       program_id, partner_id, company_id, state, joined_on, joined_by,
                       joined_source, live, waiting, held, debt, balance,
                       create_uid, create_date, write_uid, write_date)
                SELECT p.id, r.partner_id, p.company_id, 'open', %(today)s, %(uid)s,
                       r.joined_source, 0, 0, 0, 0, 0,
                       %(uid)s, now() AT TIME ZONE 'UTC', %(uid)s,
                       now() AT TIME ZONE 'UTC'
                  FROM jsonb_to_recordset(%(rows)s::jsonb)
                    AS r(program_id int, partner_id int, joined_source varchar)
                  JOIN points_program p ON p.id = r.program_id
                ON CONFLICT (program_id, partner_id) WHERE merged_into_id IS NULL
                DO NOTHING
                RETURNING program_id, partner_id, id
                """,
                today=fields.Date.context_today(self),
                uid=self.env.uid,
                rows=ledger_writes.as_json(
                    [
                        dict(
                            zip(
                                ("program_id", "partner_id", "joined_source"),
                                member,
                                strict=True,
                            )
                        )
                        for member in dict.fromkeys(missing)
                    ]
                ),
            )
        )
        found.update({(program, partner): account for program, partner, account in rows})
        if any(member[:2] not in found for member in members):
            raise ConcurrencyError("points_account: a member was enrolled meanwhile")
        self._forget_cached_numbers()
        return found

    @api.model
    def _find_accounts(self, members):
        """Accounts of (program_id, partner_id) pairs that exist, as a dict."""
        if not members:
            return {}
        programs, partners = zip(*members, strict=True)
        self.env["points.account"].flush_model()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT program_id, partner_id, id FROM points_account
                 WHERE (program_id, partner_id) IN (
                       SELECT * FROM unnest(%s, %s))
                   AND merged_into_id IS NULL
                """,
                list(programs),
                list(partners),
            )
        )
        return {(program, partner): account for program, partner, account in rows}

    # ------------------------------------------------------------------- posting

    @api.model
    def _post(self, operations):
        """Post operations on any number of accounts, all of them or none.

        Returns `Posted`. A key that exists already is returned and not posted again.
        Raises `LedgerRefusal` before anything is written; database concurrency errors
        and `ConcurrencyError` propagate so that the request is replayed.
        """
        self._check_amounts(operations)
        for model in ("points.program", "points.account", "points.hold"):
            self.env[model].flush_model()
        holds = self._resolve_holds(operations)
        account_of = self._accounts_of(operations, holds)
        accounts = ledger_rows.lock_accounts(
            self.env, {account for account in account_of.values() if account}
        )
        result = Posted()
        known = ledger_rows.known_entries(
            self.env,
            [operation.key for operation in operations if isinstance(operation, Posting)],
        )
        todo = [
            operation
            for operation in operations
            if not self._already_posted(operation, account_of, known, result)
        ]
        touched = {account_of[operation] for operation in todo} - {0}
        if todo:
            posting = {key: accounts[key] for key in touched}
            tombstones = self._plan(todo, account_of, posting, result)
            self._write(list(posting.values()), tombstones, result)
        for account_id, account in accounts.items():
            result.accounts[account_id] = AccountNumbers(
                account.live, account.waiting, account.held, account.debt
            )
        return result

    @api.model
    def _release_holds(self, uuids):
        """Release holds by uuid; unknown ones leave a tombstone."""
        return self._post([Release(uuid=uuid) for uuid in uuids])

    def _check_amounts(self, operations):
        """Negative points or one key twice are programming errors, never corrected."""
        for operation in operations:
            if getattr(operation, "points", 0) < 0:
                raise ValueError(f"negative points in {operation}")
        keys = [op.key for op in operations if isinstance(op, Posting)]
        if len(set(keys)) != len(keys):
            raise ValueError(f"a key twice in one posting: {sorted(keys)}")

    def _resolve_holds(self, operations):
        """Holds named by the operations whose account the caller did not say."""
        uuids = [
            operation.uuid
            for operation in operations
            if isinstance(operation, HOLD_ENDS) and not operation.account_id
        ]
        if not uuids:
            return {}
        rows = self.env.execute_query(
            SQL("SELECT uuid, account_id FROM points_hold WHERE uuid = ANY(%s)", uuids)
        )
        return dict(rows)

    def _accounts_of(self, operations, holds):
        """The account each operation works on; 0 for a hold nobody knows."""
        entry_ids = [
            operation.entry_id
            for operation in operations
            if isinstance(operation, REVERSALS) and not operation.account_id
        ]
        entries = {}
        if entry_ids:
            entries = dict(
                self.env.execute_query(
                    SQL(
                        "SELECT id, account_id FROM points_entry WHERE id = ANY(%s)",
                        entry_ids,
                    )
                )
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

    def _already_posted(self, operation, account_of, known, result):
        """Whether this operation's key exists; the entry goes into the result.

        Content is compared only where the caller chose the uuid of the key.
        """
        if not isinstance(operation, Posting) or operation.key not in known:
            return False
        entry_id, account_id, points, kind = known[operation.key]
        if operation.key.startswith(CALLER_KEYS):
            sign = -1 if isinstance(operation, Debit) else 1
            asked = (account_of[operation], sign * operation.points, operation.kind)
            if asked != (account_id, points, kind):
                raise LedgerRefusal("key_mismatch", key=operation.key)
        result.entries[operation.key] = PostedEntry(
            entry_id, account_id, points, created=False
        )
        return True

    # ---------------------------------------------------------------- plan, write

    def _plan(self, operations, account_of, accounts, result):
        """Move the accounts in memory; returns the tombstones to leave.

        A refused credit of a blocked account goes into `result.refusals`; a late
        capture's debt into `result.late`.
        """
        days = self._days(accounts.values())
        reversed_ids = [op.entry_id for op in operations if isinstance(op, REVERSALS)]
        originals = {}
        if reversed_ids:
            originals = ledger_rows.load_originals(self.env, reversed_ids)
        self._load(operations, account_of, accounts, days, originals)
        kept = {
            uuid
            for op in operations
            for uuid in (getattr(op, "uuid", ""), getattr(op, "replaces", ""))
            if uuid
        }
        for account in accounts.values():
            day = days[account.program_id]
            if account.next_due and account.next_due <= day.now:
                ledger_paths.fall_due(account, day, kept)
        tombstones = []
        for operation in operations:
            account = accounts.get(account_of[operation])
            if not account:
                tombstones.append(operation.uuid)
                continue
            self._apply(operation, account, days, originals, result)
        for account in accounts.values():
            account.next_due = days[account.program_id].next_due(account)
        return tombstones

    def _apply(self, operation, account, days, originals, result):
        """Run one operation's write path."""
        path = ledger_paths.WRITE_PATHS[type(operation)]
        arguments = [account, operation, days[account.program_id]]
        if isinstance(operation, REVERSALS):
            arguments.append(originals[operation.entry_id])
        outcome = path(*arguments)
        if isinstance(outcome, LedgerRefusal):
            result.refusals[operation.key] = outcome
        elif isinstance(operation, Capture) and outcome is not None:
            result.late[operation.uuid] = outcome

    def _days(self, accounts):
        """One `Day` per program of these accounts."""
        now = fields.Datetime.now()
        return {
            account.program_id: Day(now=now, zone=account.zone) for account in accounts
        }

    def _load(self, operations, account_of, accounts, days, originals):
        """Read what the operations need of holds, lots and debits, and no more."""
        if originals:
            ledger_rows.load_original_lots(self.env, originals)
        due = {
            account.id
            for account in accounts.values()
            if account.next_due
            and account.next_due <= days[account.program_id].now
        }
        uuids = {
            uuid
            for op in operations
            for uuid in (getattr(op, "uuid", ""), getattr(op, "replaces", ""))
            if uuid
        }
        if uuids or due:
            self._load_holds(accounts, uuids, due, operations)
        in_debt = {account.id for account in accounts.values() if account.debt}
        moving = due | in_debt
        for operation in operations:
            if isinstance(operation, LOT_OPERATIONS):
                moving.add(account_of[operation])
        if moving:
            loaded = {key: accounts[key] for key in moving}
            ledger_rows.load_lots(self.env, loaded, list(originals))
            self._count_expiries(loaded, days)
        if in_debt:
            ledger_rows.load_debits(
                self.env, {key: accounts[key] for key in in_debt}
            )
        for account_id in due:
            accounts[account_id].everything_loaded = True

    def _load_holds(self, accounts, uuids, due, operations):
        """Put the holds that matter into their accounts."""
        asked = {op.uuid for op in operations if isinstance(op, Hold)}
        for hold in ledger_rows.load_holds(self.env, uuids, due):
            account = accounts.get(hold.account_id)
            if account:
                account.holds[hold.uuid] = hold
            elif hold.uuid in asked:
                # A tombstone, or a uuid another member's hold already has.
                code = "key_mismatch" if hold.account_id else "hold_not_active"
                raise LedgerRefusal(code, key=hold.uuid, state=hold.state)

    def _count_expiries(self, accounts, days):
        """Number the expiry entries of overdue lots, under the lock."""
        overdue = {
            lot.id: days[account.program_id]
            for account in accounts.values()
            for lot in account.lots.values()
            if lot.expires_on and lot.expires_on < days[account.program_id].today
        }
        if overdue:
            for lot_id, number in ledger_rows.count_expiries(self.env, overdue):
                overdue[lot_id].expiries[lot_id] = number

    def _write(self, accounts, tombstones, result):
        """Write the plan and put the entries it made into the result."""
        changed = [account for account in accounts if account.changed]
        drafts = [draft for account in changed for draft in account.drafts]
        if drafts:
            ledger_writes.insert_entries(self.env, drafts)
        ledger_writes.write_changes(self.env, changed, tombstones)
        for draft in drafts:
            result.entries[draft.key] = PostedEntry(
                draft.id, draft.account_id, draft.points, created=True
            )
        self._forget_cached_numbers()

    def _forget_cached_numbers(self):
        """Rows were written behind the ORM: drop what it cached of them."""
        for model in (
            "points.account",
            "points.entry",
            "points.lot",
            "points.allocation",
            "points.hold",
        ):
            self.env[model].invalidate_model(flush=False)

    # ------------------------------------------------------- database protection

    @api.model
    def _install_append_only(self, table, columns):
        """Let the database refuse DELETE, TRUNCATE and changes of these columns.

        Columns are named one by one, so that `create_uid` may still be set null and
        columns of other addons may be written.
        """
        function = SQL.identifier(f"{table}_append_only")
        name = SQL.identifier(table)
        old = SQL(", ").join(SQL.identifier("old", column) for column in columns)
        new = SQL(", ").join(SQL.identifier("new", column) for column in columns)
        self.env.cr.execute(
            SQL(
                """
                CREATE OR REPLACE FUNCTION %(function)s() RETURNS trigger AS $body$
                BEGIN
                    IF TG_OP = 'UPDATE' THEN
                        IF ROW(%(old)s) IS NOT DISTINCT FROM ROW(%(new)s) THEN
                            RETURN NEW;
                        END IF;
                    END IF;
                    RAISE EXCEPTION USING
                        MESSAGE = 'the points log is append-only: '
                                  || TG_OP || ' on ' || TG_TABLE_NAME,
                        ERRCODE = 'restrict_violation';
                END $body$ LANGUAGE plpgsql;
                DROP TRIGGER IF EXISTS points_append_only ON %(table)s;
                CREATE TRIGGER points_append_only BEFORE UPDATE OR DELETE ON %(table)s
                    FOR EACH ROW EXECUTE FUNCTION %(function)s();
                DROP TRIGGER IF EXISTS points_no_truncate ON %(table)s;
                CREATE TRIGGER points_no_truncate BEFORE TRUNCATE ON %(table)s
                    FOR EACH STATEMENT EXECUTE FUNCTION %(function)s();
                """,
                function=function,
                table=name,
                old=old,
                new=new,
            )
        )

    @api.model
    def _drop_append_only_triggers(self):
        """Take the protection off again, for the uninstallation of the addon."""
        for table in ("points_entry", "points_allocation"):
            self.env.cr.execute(
                SQL(
                    "DROP FUNCTION IF EXISTS %s() CASCADE",
                    SQL.identifier(f"{table}_append_only"),
                )
            )

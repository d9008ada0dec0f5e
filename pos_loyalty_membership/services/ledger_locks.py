"""Steps L and K of a posting: accounts are locked, keys are looked up.

Numbers cross this edge as integers in hundredths of a point; the columns are numeric.
"""

from dataclasses import dataclass, field

from odoo.tools import SQL

from .ledger_state import Account

# Of `account` and its `program`: what a posting has to know besides the numbers.
LOCKED = SQL(
    """
    account.company_id, account.next_due, account.last_activity, account.merged_into_id
    """
)
PROGRAM = SQL(
    """
    coalesce(program.tz, 'UTC') AS zone, program.grace_days,
    CASE WHEN program.expiry_mode = 'inactivity'
         THEN program.expiry_number END AS inactivity_months,
    program.state = 'closed' AS ended
    """
)
NUMBERS = SQL(
    """
    account.id, account.program_id, account.state,
    (account.live * 100)::bigint AS live, (account.waiting * 100)::bigint AS waiting,
    (account.held * 100)::bigint AS held, (account.debt * 100)::bigint AS debt
    """
)
ACCOUNT_FIELDS = (
    *("id", "program_id", "state", "live", "waiting", "held", "debt"),
    *("company_id", "next_due", "last_activity", "merged_into_id"),
)
PROGRAM_FIELDS = ("zone", "grace_days", "inactivity_months", "ended")


@dataclass(slots=True)
class Locked:
    """What one statement locked (step L) and looked up (step K).

    `programs` is what the caller knows of the accounts' programs, {id: a dict of
    PROGRAM_FIELDS}, else the statement selects them. `known` are the entries there
    already were under `keys`: {key: (id, account, points in hundredths, kind)}. They
    are not looked up where the caller has them `taken_for_new`: the posting raises
    `KeyTaken` if one is not.
    """

    keys: frozenset
    programs: dict = field(default_factory=dict)
    taken_for_new: bool = False
    accounts: dict = field(default_factory=dict)
    known: dict = field(default_factory=dict)

    def columns(self):
        """Columns to select of `account` besides the numbers."""
        known = SQL("NULL")
        if self.keys and not self.taken_for_new:
            known = SQL(
                """
                (SELECT jsonb_object_agg(key, jsonb_build_array(
                            id, account_id, (points * 100)::bigint, kind))
                   FROM points_entry WHERE key = ANY(%s))
                """,
                sorted(self.keys),
            )
        return SQL("%s AS known, %s", known, LOCKED)

    def take(self, rows):
        """Keep what was selected."""
        for row in rows:
            self.known = row["known"] or {}
            values = {name: row[name] for name in ACCOUNT_FIELDS}
            program = self.programs.get(row["program_id"], row)
            values.update((name, program[name]) for name in PROGRAM_FIELDS)
            self.accounts[row["id"]] = Account(**values)

    def covers(self, account_ids, keys):
        """Whether a posting on these accounts, under these keys, needs no more."""
        return account_ids <= self.accounts.keys() and self.keys.issuperset(keys)


def lock_accounts(env, account_ids):
    """Step L: lock accounts in id order; returns {id: Account}.

    Under REPEATABLE READ a row that changed since the snapshot raises 40001 here, and
    the whole request is replayed with a fresh snapshot.
    """
    return lock_and_look_up(env, account_ids, []).accounts


def lock_and_look_up(env, account_ids, keys):
    """Steps L and K in one statement: Locked.

    Both see the snapshot of the transaction, which is known to be fresh once every
    account is locked.
    """
    locked = Locked(frozenset(keys))
    locked.take(
        env.execute_query_dict(
            SQL(
                """
                SELECT %s, %s, %s
                  FROM points_account account
                  JOIN points_program program ON program.id = account.program_id
                 WHERE account.id = ANY(%s)
                 ORDER BY account.id
                   FOR NO KEY UPDATE OF account
                """,
                NUMBERS,
                locked.columns(),
                PROGRAM,
                sorted(account_ids),
            )
        )
    )
    return locked

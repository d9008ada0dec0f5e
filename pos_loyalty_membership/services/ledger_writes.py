"""Writing what one posting decided: one statement, whatever its size.

A second one comes before it where points of a lot are used that the posting itself
makes: what is used names the lot by its id.

Points are integers in hundredths until the column.
"""

from odoo.exceptions import ConcurrencyError
from odoo.tools import SQL

from . import ledger_entries, ledger_rows
from .ledger_sql import Rows, as_points

ALLOCATIONS = Rows(
    """
    place int, entry int, key varchar, lot int, company int, points numeric
    """
)
LOTS = Rows(
    """
    id int, remaining numeric, waiting boolean, expires_on date,
    inactivity_months int
    """
)
DEBITS = Rows("id int, unallocated numeric")
HOLDS = Rows("id int, state varchar, expires_at timestamp, account_id int")
NEW_HOLDS = Rows(
    """
    uuid varchar, account_id int, company_id int, document_model varchar,
    document_uuid varchar, document_name varchar, redemption_rule_id int,
    coupon_id int, points numeric, money bigint, currency_id int,
    expires_at timestamp, state varchar
    """
)
ACCOUNTS = Rows(
    """
    id int, state varchar, merged_into_id int, live numeric, waiting numeric,
    held numeric, debt numeric, balance numeric, next_due timestamp,
    last_activity timestamp
    """
)


def _allocation_rows(account):
    """Allocations; one of an entry that has no id yet names its key."""
    return [
        {
            "company": account.company_id,
            "entry": entry if isinstance(entry, int) else entry.id or None,
            "key": None if isinstance(entry, int) else entry.key,
            "lot": lot.id,
            "points": as_points(points),
        }
        for entry, lot, points in account.allocations
    ]


def _lot_rows(account):
    return [
        {
            "id": lot.id,
            "remaining": as_points(lot.remaining),
            "waiting": lot.waiting,
            "expires_on": lot.expires_on,
            "inactivity_months": lot.inactivity_months,
        }
        for lot in account.lots.values()
        if lot.changed
    ]


def _debit_rows(account):
    return [
        {"id": debit.id, "unallocated": as_points(debit.unallocated)}
        for debit in account.debits
        if debit.changed
    ]


def _hold_rows(account, stored):
    """Holds that changed (`stored`), or that are new."""
    return [
        {
            **hold.values,
            "id": hold.id,
            "uuid": hold.uuid,
            "account_id": account.id,
            "company_id": account.company_id,
            "points": as_points(hold.points),
            "state": hold.state,
            "expires_at": hold.expires_at,
        }
        for hold in account.holds.values()
        if (hold.changed and hold.id if stored else not hold.id)
    ]


def _account_row(account):
    return {
        "id": account.id,
        "state": account.state,
        "merged_into_id": account.merged_into_id,
        "live": as_points(account.live),
        "waiting": as_points(account.waiting),
        "held": as_points(account.held),
        "debt": as_points(account.debt),
        "balance": as_points(account.live - account.debt),
        "next_due": account.next_due,
        "last_activity": account.last_activity,
    }


def _insert_allocations(env, rows):
    """In the order they were made: the last one is the first to be given back."""
    new_entry = SQL("(SELECT NULL::int AS id, NULL::varchar AS key WHERE false)")
    if any(not row["entry"] for row in rows):
        new_entry = SQL("new_entry")
    return SQL(
        """
        INSERT INTO points_allocation (entry_id, lot_id, company_id, points)
        SELECT coalesce(r.entry, made.id), r.lot, r.company, r.points
          FROM %(rows)s
          LEFT JOIN %(new_entry)s made ON made.key = r.key
         WHERE r.entry IS NOT NULL OR made.id IS NOT NULL
         ORDER BY r.place
        """,
        rows=ALLOCATIONS.table(
            [{**row, "place": place} for place, row in enumerate(rows)]
        ),
        new_entry=new_entry,
    )


def _update_lots(env, rows):
    return SQL(
        """
        UPDATE points_lot t SET %(values)s %(which)s
        """,
        **LOTS.updated(rows),
    )


def _update_debits(env, rows):
    return SQL(
        """
        UPDATE points_entry t SET %(values)s %(which)s
        """,
        **DEBITS.updated(rows),
    )


def _update_holds(env, rows):
    return SQL(
        """
        UPDATE points_hold t
           SET %(values)s,
               write_uid = %(uid)s, write_date = now() AT TIME ZONE 'UTC'
         %(which)s
        """,
        **HOLDS.updated(rows),
        uid=env.uid,
    )


def _insert_holds(env, rows):
    return SQL(
        """
        INSERT INTO points_hold (
               uuid, account_id, company_id, document_model, document_uuid,
               document_name, redemption_rule_id, coupon_id, points, money,
               currency_id, expires_at, state, user_id,
               create_uid, create_date, write_uid, write_date)
        SELECT r.uuid, r.account_id, r.company_id, r.document_model, r.document_uuid,
               nullif(r.document_name, ''), nullif(r.redemption_rule_id, 0),
               r.coupon_id, r.points,
               coalesce(r.money, 0) * coalesce(c.rounding, 1),
               r.currency_id, r.expires_at, r.state, %(uid)s,
               %(uid)s, now() AT TIME ZONE 'UTC', %(uid)s, now() AT TIME ZONE 'UTC'
          FROM %(rows)s
          LEFT JOIN res_currency c ON c.id = r.currency_id
        ON CONFLICT (uuid) DO NOTHING
        """,
        rows=NEW_HOLDS.table(rows),
        uid=env.uid,
    )


def _update_accounts(env, rows):
    return SQL(
        """
        UPDATE points_account t
           SET %(values)s,
               write_uid = %(uid)s, write_date = now() AT TIME ZONE 'UTC'
         %(which)s
        """,
        **ACCOUNTS.updated(rows),
        uid=env.uid,
    )


def _gather(rows_of, accounts):
    """The rows of all accounts in one list."""
    return [row for account in accounts for row in rows_of(account)]


def _insert_what_is_used(env, accounts):
    """Insert entries first where lots they make are used at once.

    Returns the drafts that can be inserted together with everything else, each with its
    account.
    """
    drafts = [(account, draft) for account in accounts for draft in account.drafts]
    used = _gather(lambda account: account.allocations, accounts)
    if drafts and any(not lot.id for _entry, lot, _points in used):
        ledger_entries.insert_entries(env, drafts)
        return []
    return drafts


def write_changes(env, accounts, tombstones, shown):
    """Write entries, lots, allocations, debits and holds, and each account once.

    All of it is one statement; a row that is missing or doubled in the end means the
    snapshot is stale (`ConcurrencyError`, the request is replayed). Fills in the ids of
    entries. Returns the Lots of the accounts `shown` that have an end, as they were
    before.
    """
    drafts = _insert_what_is_used(env, accounts)
    parts = _changed_parts(env, accounts, tombstones)
    if not parts and not drafts:
        return []
    named = [
        SQL("%s AS (%s RETURNING 1)", SQL.identifier(name), statement)
        for name, statement, _count in parts
    ]
    if drafts:
        named.insert(0, ledger_entries.insert_parts(env, drafts))
    [(written, lots, *counts)] = env.execute_query(
        SQL(
            "WITH %s SELECT %s",
            SQL(", ").join(named),
            SQL(", ").join(
                [
                    SQL("(%s)", ledger_entries.WRITTEN) if drafts else SQL("NULL"),
                    SQL("(%s)", ledger_rows.lots_with_an_end(shown)),
                    *(
                        SQL("(SELECT count(*) FROM %s)", SQL.identifier(name))
                        for name, _statement, _count in parts
                    ),
                ]
            ),
        )
    )
    ledger_entries.take_ids(drafts, written)
    if counts != [count for _name, _statement, count in parts]:
        raise ConcurrencyError("points ledger: a row changed meanwhile")
    return ledger_rows.read_lots(lots)


def _changed_parts(env, accounts, tombstones):
    """[(name, statement, rows)] of what is written besides entries and new lots."""
    new_holds = _gather(lambda account: _hold_rows(account, stored=False), accounts)
    new_holds += [
        {"uuid": uuid, "points": 0, "state": "released"} for uuid in tombstones
    ]
    parts = [
        ("allocation", _insert_allocations, _gather(_allocation_rows, accounts)),
        ("lot", _update_lots, _gather(_lot_rows, accounts)),
        ("debit", _update_debits, _gather(_debit_rows, accounts)),
        (
            "hold",
            _update_holds,
            _gather(lambda account: _hold_rows(account, stored=True), accounts),
        ),
        ("new_hold", _insert_holds, new_holds),
        ("account", _update_accounts, [_account_row(account) for account in accounts]),
    ]
    return [(name, build(env, rows), len(rows)) for name, build, rows in parts if rows]


def move_ended_holds(env, merges):
    """Give the holds that had ended to the account theirs was merged into.

    A late capture finds them there. Active ones were written with their account.
    """
    for account_id, target_id in merges:
        env.execute_query(
            SQL(
                """
                UPDATE points_hold
                   SET account_id = %s, write_uid = %s,
                       write_date = now() AT TIME ZONE 'UTC'
                 WHERE account_id = %s
                RETURNING id
                """,
                target_id,
                env.uid,
                account_id,
            )
        )

"""Writing what one posting decided: two statements, whatever its size.

Rows travel as one JSON parameter, so that a statement is the same for one row and for
five hundred. Points are integers in hundredths until the column.
"""

import json

from odoo.exceptions import ConcurrencyError
from odoo.tools import SQL

from . import ledger_rows

# What the insert of entries reads of each row.
ENTRY_COLUMNS = SQL(
    """
    position int, account_id int, kind varchar, points bigint, moment timestamp,
    local_day date, key varchar, reversed_entry_id int, earning_rule_id int,
    redemption_rule_id int, unallocated bigint, source_model varchar, source_id int,
    source_uuid varchar, source_name varchar, user_id int, reason varchar,
    explanation jsonb, lines jsonb, lots jsonb
    """
)


def as_json(rows):
    """Rows as one JSON parameter; dates and moments as ISO text."""
    return json.dumps(rows, default=str)


def _entry_row(position, draft):
    """One entry, with the lots it makes, as the insert reads it."""
    return {
        **draft.values,
        "position": position,
        "account_id": draft.account_id,
        "kind": draft.kind,
        "points": draft.points,
        "key": draft.key,
        "unallocated": draft.unallocated,
        "lots": [
            {
                "points": lot.points,
                "remaining": lot.remaining,
                "waiting": lot.waiting,
                "available_on": lot.available_on,
                "expires_on": lot.expires_on,
                "inactivity_months": lot.inactivity_months,
            }
            for lot in draft.lots
        ],
    }


def _insert_statement(env, drafts):
    """The insert of entries and their lots, which answers (key, entry id, lot id)."""
    rows = [_entry_row(position, draft) for position, draft in enumerate(drafts)]
    return SQL(
        """
        WITH asked AS (
            SELECT r.*, a.program_id, a.company_id
              FROM jsonb_to_recordset(%(rows)s::jsonb) AS r(%(columns)s)
              JOIN points_account a ON a.id = r.account_id
             WHERE a.id = ANY(%(accounts)s)
        ), entry AS (
            INSERT INTO points_entry (
                   account_id, program_id, company_id, kind, points, moment,
                   local_day, key, reversed_entry_id, earning_rule_id,
                   redemption_rule_id, unallocated, source_model, source_id,
                   source_uuid, source_name, user_id, reason, explanation, lines,
                   create_uid, create_date, write_uid, write_date)
            SELECT account_id, program_id, company_id, kind, points / 100.0, moment,
                   local_day, key, nullif(reversed_entry_id, 0),
                   nullif(earning_rule_id, 0), nullif(redemption_rule_id, 0),
                   unallocated / 100.0, source_model, nullif(source_id, 0),
                   nullif(source_uuid, ''), nullif(source_name, ''),
                   coalesce(nullif(user_id, 0), %(uid)s), nullif(reason, ''),
                   explanation, lines,
                   %(uid)s, now() AT TIME ZONE 'UTC', %(uid)s,
                   now() AT TIME ZONE 'UTC'
              FROM asked
             ORDER BY position
            ON CONFLICT (key) DO NOTHING
            RETURNING id, key
        ), lot AS (
            INSERT INTO points_lot (
                   entry_id, account_id, company_id, points, remaining, waiting,
                   available_on, expires_on, inactivity_months,
                   create_uid, create_date, write_uid, write_date)
            SELECT entry.id, asked.account_id, asked.company_id,
                   (lot.value->>'points')::bigint / 100.0,
                   (lot.value->>'remaining')::bigint / 100.0,
                   (lot.value->>'waiting')::boolean,
                   (lot.value->>'available_on')::date,
                   (lot.value->>'expires_on')::date,
                   (lot.value->>'inactivity_months')::int,
                   %(uid)s, now() AT TIME ZONE 'UTC', %(uid)s,
                   now() AT TIME ZONE 'UTC'
              FROM entry
              JOIN asked ON asked.key = entry.key,
                   jsonb_array_elements(asked.lots) WITH ORDINALITY AS lot(value, place)
             ORDER BY asked.position, lot.place
            RETURNING id, entry_id
        )
        SELECT entry.key, entry.id, array_agg(lot.id ORDER BY lot.id)
          FROM entry LEFT JOIN lot ON lot.entry_id = entry.id
         GROUP BY entry.key, entry.id
        """,
        rows=as_json(rows),
        columns=ENTRY_COLUMNS,
        accounts=list({draft.account_id for draft in drafts}),
        uid=env.uid,
    )


def insert_entries(env, drafts):
    """Write the entries and the lots they make; fills in their ids.

    A key that appeared meanwhile means the snapshot is stale: `ConcurrencyError`, so
    that the request is replayed and finds it in step K.
    """
    written = env.execute_query(_insert_statement(env, drafts))
    if len(written) != len(drafts):
        raise ConcurrencyError("points_entry: a key appeared meanwhile")
    ids = {key: (entry_id, lot_ids) for key, entry_id, lot_ids in written}
    for draft in drafts:
        draft.id, lot_ids = ids[draft.key]
        # Lots of one entry get their ids in the order they were made.
        for lot, lot_id in zip(draft.lots, lot_ids, strict=False):
            lot.id = lot_id


def _allocation_rows(account):
    return [
        {
            "company": account.company_id,
            "entry": entry if isinstance(entry, int) else entry.id,
            "lot": lot.id,
            "points": points,
        }
        for entry, lot, points in account.allocations
    ]


def _lot_rows(account):
    return [
        {
            "id": lot.id,
            "remaining": lot.remaining,
            "waiting": lot.waiting,
            "expires_on": lot.expires_on,
            "inactivity_months": lot.inactivity_months,
        }
        for lot in account.lots.values()
        if lot.changed
    ]


def _debit_rows(account):
    return [
        {"id": debit.id, "unallocated": debit.unallocated}
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
            "points": hold.points,
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
        "live": account.live,
        "waiting": account.waiting,
        "held": account.held,
        "debt": account.debt,
        "next_due": account.next_due,
        "last_activity": account.last_activity,
    }


def _ids(rows):
    """Ids of the rows, named once more for the planner.

    It takes a JSON parameter for a hundred rows, and would rather read a table of some
    thousands than look that many up.
    """
    return [row["id"] for row in rows]


def _insert_allocations(env, rows):
    return SQL(
        """
        INSERT INTO points_allocation (
               entry_id, lot_id, company_id, points,
               create_uid, create_date, write_uid, write_date)
        SELECT entry, lot, company, points / 100.0,
               %(uid)s, now() AT TIME ZONE 'UTC', %(uid)s, now() AT TIME ZONE 'UTC'
          FROM jsonb_to_recordset(%(rows)s::jsonb)
            AS r(entry int, lot int, company int, points bigint)
        """,
        rows=as_json(rows),
        uid=env.uid,
    )


def _update_lots(env, rows):
    return SQL(
        """
        UPDATE points_lot t
           SET remaining = r.remaining / 100.0, waiting = r.waiting,
               expires_on = r.expires_on, inactivity_months = r.inactivity_months,
               write_uid = %(uid)s, write_date = now() AT TIME ZONE 'UTC'
          FROM jsonb_to_recordset(%(rows)s::jsonb)
            AS r(id int, remaining bigint, waiting boolean, expires_on date,
                 inactivity_months int)
         WHERE t.id = r.id AND t.id = ANY(%(ids)s)
        """,
        rows=as_json(rows),
        ids=_ids(rows),
        uid=env.uid,
    )


def _update_debits(env, rows):
    return SQL(
        """
        UPDATE points_entry t SET unallocated = r.unallocated / 100.0
          FROM jsonb_to_recordset(%(rows)s::jsonb) AS r(id int, unallocated bigint)
         WHERE t.id = r.id AND t.id = ANY(%(ids)s)
        """,
        rows=as_json(rows),
        ids=_ids(rows),
    )


def _update_holds(env, rows):
    return SQL(
        """
        UPDATE points_hold t
           SET state = r.state, expires_at = r.expires_at, account_id = r.account_id,
               write_uid = %(uid)s, write_date = now() AT TIME ZONE 'UTC'
          FROM jsonb_to_recordset(%(rows)s::jsonb)
            AS r(id int, state varchar, expires_at timestamp, account_id int)
         WHERE t.id = r.id AND t.id = ANY(%(ids)s)
        """,
        rows=as_json(rows),
        ids=_ids(rows),
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
               r.coupon_id, r.points / 100.0,
               coalesce(r.money, 0) * coalesce(c.rounding, 1),
               r.currency_id, r.expires_at, r.state, %(uid)s,
               %(uid)s, now() AT TIME ZONE 'UTC', %(uid)s, now() AT TIME ZONE 'UTC'
          FROM jsonb_to_recordset(%(rows)s::jsonb)
            AS r(uuid varchar, account_id int, company_id int, document_model varchar,
                 document_uuid varchar, document_name varchar, redemption_rule_id int,
                 coupon_id int, points bigint, money bigint, currency_id int,
                 expires_at timestamp, state varchar)
          LEFT JOIN res_currency c ON c.id = r.currency_id
        ON CONFLICT (uuid) DO NOTHING
        """,
        rows=as_json(rows),
        uid=env.uid,
    )


def _update_accounts(env, rows):
    return SQL(
        """
        UPDATE points_account t
           SET state = r.state, merged_into_id = r.merged_into_id,
               live = r.live / 100.0, waiting = r.waiting / 100.0,
               held = r.held / 100.0, debt = r.debt / 100.0,
               balance = (r.live - r.debt) / 100.0,
               next_due = r.next_due, last_activity = r.last_activity,
               write_uid = %(uid)s, write_date = now() AT TIME ZONE 'UTC'
          FROM jsonb_to_recordset(%(rows)s::jsonb)
            AS r(id int, state varchar, merged_into_id int, live bigint,
                 waiting bigint, held bigint, debt bigint, next_due timestamp,
                 last_activity timestamp)
         WHERE t.id = r.id AND t.id = ANY(%(ids)s)
        """,
        rows=as_json(rows),
        ids=_ids(rows),
        uid=env.uid,
    )


def _gather(rows_of, accounts):
    """The rows of all accounts in one list."""
    return [row for account in accounts for row in rows_of(account)]


def write_changes(env, accounts, tombstones, shown):
    """Write allocations, lots, debits and holds, and each account once.

    All of it is one statement; a row that is missing or doubled in the end means the
    snapshot is stale (`ConcurrencyError`, the request is replayed). Returns the Lots of
    the accounts `shown` that have an end, as they were before this statement.
    """
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
    parts = [(name, build(env, rows), len(rows)) for name, build, rows in parts if rows]
    if not parts:
        return []
    [(*written, lots)] = env.execute_query(
        SQL(
            "WITH %s SELECT %s, (%s)",
            SQL(", ").join(
                SQL("%s AS (%s RETURNING 1)", SQL.identifier(name), statement)
                for name, statement, _count in parts
            ),
            SQL(", ").join(
                SQL("(SELECT count(*) FROM %s)", SQL.identifier(name))
                for name, _statement, _count in parts
            ),
            ledger_rows.lots_with_an_end(shown),
        )
    )
    if written != [count for _name, _statement, count in parts]:
        raise ConcurrencyError("points ledger: a row changed meanwhile")
    return ledger_rows.read_lots(lots)


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

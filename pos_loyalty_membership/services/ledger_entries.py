"""Writing the entries of one posting and the lots they make: parts of a statement.

Rows travel as one JSON parameter, so that a statement is the same for one row and for
five hundred. Points are integers in hundredths until the column.
"""

import json

from odoo.exceptions import ConcurrencyError
from odoo.tools import SQL

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
# What was written, as one JSON value: [[key, entry id, [lot id, …]], …].
WRITTEN = SQL(
    """
    SELECT jsonb_agg(jsonb_build_array(
               entry.key, entry.id,
               (SELECT jsonb_agg(lot.id ORDER BY lot.id)
                  FROM new_lot lot WHERE lot.entry_id = entry.id)))
      FROM new_entry entry
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


def insert_parts(env, drafts):
    """The named parts of a statement that insert entries and their lots.

    Others of it may look up `new_entry(id, key)` and `new_lot(id, entry_id)`.
    """
    rows = [_entry_row(position, draft) for position, draft in enumerate(drafts)]
    return SQL(
        """
        asked AS (
            SELECT r.*, a.program_id, a.company_id
              FROM jsonb_to_recordset(%(rows)s::jsonb) AS r(%(columns)s)
              JOIN points_account a ON a.id = r.account_id
             WHERE a.id = ANY(%(accounts)s)
        ), new_entry AS (
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
        ), new_lot AS (
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
              FROM new_entry entry
              JOIN asked ON asked.key = entry.key,
                   jsonb_array_elements(asked.lots) WITH ORDINALITY AS lot(value, place)
             ORDER BY asked.position, lot.place
            RETURNING id, entry_id
        )
        """,
        rows=as_json(rows),
        columns=ENTRY_COLUMNS,
        accounts=list({draft.account_id for draft in drafts}),
        uid=env.uid,
    )


def insert_entries(env, drafts):
    """Write entries and the lots they make on their own; fills in their ids."""
    [(written,)] = env.execute_query(
        SQL("WITH %s SELECT (%s)", insert_parts(env, drafts), WRITTEN)
    )
    take_ids(drafts, written)


def take_ids(drafts, written):
    """Fill in the ids of entries and lots from what `WRITTEN` answered.

    A key that appeared meanwhile means the snapshot is stale: `ConcurrencyError`, so
    that the request is replayed and finds it in step K.
    """
    written = written or []
    if len(written) != len(drafts):
        raise ConcurrencyError("points_entry: a key appeared meanwhile")
    ids = {key: (entry_id, lot_ids or []) for key, entry_id, lot_ids in written}
    for draft in drafts:
        draft.id, lot_ids = ids[draft.key]
        # Lots of one entry get their ids in the order they were made.
        for lot, lot_id in zip(draft.lots, lot_ids, strict=False):
            lot.id = lot_id

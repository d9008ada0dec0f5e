"""Writing the entries of one posting and the lots they make: parts of a statement.

Points are integers in hundredths until the column.
"""

from odoo.exceptions import ConcurrencyError
from odoo.tools import SQL

from .ledger_sql import Rows, as_points

ENTRIES = Rows(
    """
    account_id int, program_id int, company_id int, kind varchar, points numeric,
    moment timestamp, local_day date, key varchar, reversed_entry_id int,
    earning_rule_id int, redemption_rule_id int, unallocated numeric,
    source_model varchar, source_id int, source_uuid varchar, source_name varchar,
    user_id int, reason varchar, explanation jsonb, lines jsonb
    """
)
# Nothing, 0 and no text are all NULL there.
OPTIONAL = (
    "reversed_entry_id",
    "earning_rule_id",
    "redemption_rule_id",
    "source_id",
    "source_uuid",
    "source_name",
    "reason",
)
LOT = """
    account_id int, company_id int, points numeric, remaining numeric, waiting boolean,
    available_on date, expires_on date, inactivity_months int
"""
# Lots name the entry that makes them by its key.
ONE_LOT = Rows(LOT)
LOTS = Rows(f"{LOT}, key varchar, position int")
# The entries that were written, as one JSON value: {key: id}.
WRITTEN = SQL("SELECT jsonb_object_agg(entry.key, entry.id) FROM new_entry entry")
# The lots they made: {entry id as text: [lot id, …]}, in the order they were made.
LOTS_WRITTEN = SQL(
    """
    SELECT jsonb_object_agg(made.entry_id, made.ids)
      FROM (SELECT entry_id, jsonb_agg(id ORDER BY id) AS ids
              FROM new_lot GROUP BY entry_id) made
    """
)
NOW = SQL("now() AT TIME ZONE 'UTC'")
NO_LOT = SQL("SELECT NULL::int AS id, NULL::int AS entry_id WHERE false")


class KeyTaken(ConcurrencyError):
    """An entry has a key that was not there, or not looked for, when it was planned.

    Somebody else wrote it since the snapshot of the transaction, and a replay finds it;
    or it is there already, and who did not look finds it when he does.
    """


def _entry_row(env, account, draft):
    """One entry, as its columns store it."""
    values = draft.values
    return {
        **values,
        **{name: values.get(name) or None for name in OPTIONAL},
        "account_id": account.id,
        "program_id": account.program_id,
        "company_id": account.company_id,
        "kind": draft.kind,
        "points": as_points(draft.points),
        "key": draft.key,
        "unallocated": as_points(draft.unallocated),
        "user_id": values["user_id"] or env.uid,
    }


def _lot_rows(drafts):
    """The lots that entries make: [(account, draft), …] in the order of the entries."""
    lots = [
        (account, draft.key, lot) for account, draft in drafts for lot in draft.lots
    ]
    return [
        {
            "position": position,
            "key": key,
            "account_id": account.id,
            "company_id": account.company_id,
            "points": as_points(lot.points),
            "remaining": as_points(lot.remaining),
            "waiting": lot.waiting,
            "available_on": lot.available_on,
            "expires_on": lot.expires_on,
            "inactivity_months": lot.inactivity_months,
        }
        for position, (account, key, lot) in enumerate(lots)
    ]


def insert_parts(env, drafts):
    """The named parts of a statement that insert entries and their lots.

    `drafts` are pairs of an account and a draft on it. Other parts may look up
    `new_entry(id, key)` and `new_lot(id, entry_id)`.
    """
    rows = [_entry_row(env, account, draft) for account, draft in drafts]
    lots = _lot_rows(drafts)
    return SQL(
        """
        new_entry AS (
            INSERT INTO points_entry (%(names)s, create_date)
            %(entries)s
            ON CONFLICT DO NOTHING
            RETURNING id, key
        ), new_lot AS (%(new_lots)s)
        """,
        names=ENTRIES.aliases,
        entries=ENTRIES.inserted(rows, NOW),
        new_lots=_insert_lots(lots) if lots else NO_LOT,
    )


def _insert_lots(lots):
    """Of entries that were not inserted, their key being there, no lot is made."""
    if len(lots) == 1:
        made = SQL(
            "SELECT entry.id, %s FROM new_entry entry WHERE entry.key = %s",
            ONE_LOT.listed(lots[0]),
            lots[0]["key"],
        )
    else:
        made = SQL(
            """
            SELECT entry.id, %s
              FROM %s
              JOIN new_entry entry ON entry.key = r.key
             ORDER BY r.position
            """,
            ONE_LOT.aliases,
            LOTS.table(lots),
        )
    return SQL(
        "INSERT INTO points_lot (entry_id, %s) %s RETURNING id, entry_id",
        ONE_LOT.aliases,
        made,
    )


def insert_entries(env, drafts):
    """Write entries and the lots they make on their own; fills in their ids.

    `drafts` are pairs of an account and a draft on it.
    """
    [(written, lots)] = env.execute_query(
        SQL(
            "WITH %s SELECT (%s), (%s)",
            insert_parts(env, drafts),
            WRITTEN,
            LOTS_WRITTEN,
        )
    )
    take_ids(drafts, written)
    for _account, draft in drafts:
        ids = (lots or {}).get(str(draft.id), [])
        # Lots of one entry get their ids in the order they were made.
        for lot, lot_id in zip(draft.lots, ids, strict=True):
            lot.id = lot_id


def take_ids(drafts, written):
    """Fill in the ids of entries from what `WRITTEN` answered.

    Raises `KeyTaken` where a key was there: nothing of the posting may stay then.
    """
    written = written or {}
    if len(written) != len(drafts):
        raise KeyTaken("points_entry: a key appeared meanwhile")
    for _account, draft in drafts:
        draft.id = written[draft.key]

"""Expiry of whole lots, for many accounts in one statement.

Where nothing is reserved, owed or waiting, an overdue lot expires as it is: there is
nothing to decide, and its remainder moves as a whole. Everything else goes the way of
`ledger_due`, which writes the same rows (`tests/test_ledger_expiry.py` compares them).
"""

from odoo.exceptions import ConcurrencyError
from odoo.tools import SQL

from .ledger_rows import LAST_DAY

# A moment that is UTC without time zone, in the program's time zone; and back.
LOCAL_TODAY = "(%(now)s::timestamp AT TIME ZONE 'UTC' AT TIME ZONE program.tz)::date"

STATEMENT = f"""
    WITH open_lot AS MATERIALIZED (
        SELECT lot.id, lot.account_id, lot.company_id, lot.remaining,
               account.program_id, lot.inactivity_months, %(last_day)s AS last_day,
               {LOCAL_TODAY} AS today,
               program.tz
          FROM points_lot lot
          JOIN points_account account ON account.id = lot.account_id
          JOIN points_program program ON program.id = account.program_id
         WHERE lot.account_id = ANY(%(ids)s) AND lot.remaining > 0
    ), due AS MATERIALIZED (
        SELECT open_lot.*,
               (SELECT count(*) FROM points_allocation allocation
                  JOIN points_entry earlier ON earlier.id = allocation.entry_id
                   AND earlier.kind = 'expire'
                 WHERE allocation.lot_id = open_lot.id) AS number
          FROM open_lot WHERE last_day < today
    ), entry AS (
        INSERT INTO points_entry (
               account_id, program_id, company_id, kind, points, moment, local_day, key,
               unallocated, source_model, source_id, user_id, explanation,
               create_date)
        SELECT account_id, program_id, company_id, 'expire', -remaining, %(now)s, today,
               'expire:' || id || ':' || number, 0, 'points.lot', id, %(uid)s,
               jsonb_strip_nulls(jsonb_build_object(
                   'code', 'expired', 'expires_on', last_day,
                   'inactivity_months', inactivity_months)),
               now() AT TIME ZONE 'UTC'
          FROM due ORDER BY account_id, last_day, id
        ON CONFLICT (key) DO NOTHING
        RETURNING id, source_id
    ), allocation AS (
        INSERT INTO points_allocation (entry_id, lot_id, company_id, points)
        SELECT entry.id, due.id, due.company_id, due.remaining
          FROM entry JOIN due ON due.id = entry.source_id
        RETURNING 1
    ), lot AS (
        UPDATE points_lot lot
           SET remaining = 0
          FROM due WHERE lot.id = due.id
        RETURNING 1
    ), numbers AS (
        SELECT id, coalesce(sum(remaining) FILTER (WHERE last_day < today), 0) AS lost,
               min((last_day + 1)::timestamp AT TIME ZONE tz AT TIME ZONE 'UTC')
                   FILTER (WHERE last_day >= today) AS next_due
          FROM unnest(%(ids)s) AS asked(id)
          LEFT JOIN (SELECT account_id, remaining, last_day, today, tz
                       FROM open_lot) one ON one.account_id = asked.id
         GROUP BY id
    ), account AS (
        UPDATE points_account account
           SET live = account.live - numbers.lost,
               balance = account.balance - numbers.lost, next_due = numbers.next_due,
               write_uid = %(uid)s, write_date = now() AT TIME ZONE 'UTC'
          FROM numbers WHERE account.id = numbers.id
        RETURNING 1
    )
    SELECT (SELECT count(*) FROM due), (SELECT count(*) FROM entry),
           (SELECT count(*) FROM allocation), (SELECT count(*) FROM lot),
           (SELECT count(*) FROM account)
"""


def expire_plain(env, account_ids, now):
    """Let every overdue lot of these accounts expire as a whole, each by an entry.

    The accounts are locked, and have nothing reserved, owed or waiting. A row that is
    missing in the end means the snapshot is stale: `ConcurrencyError`, and the job does
    them in its next run.
    """
    [[due, *written, accounts]] = env.execute_query(
        SQL(
            STATEMENT,
            ids=list(account_ids),
            now=now,
            last_day=LAST_DAY,
            uid=env.uid,
        )
    )
    if written != [due] * len(written) or accounts != len(account_ids):
        raise ConcurrencyError("points ledger: a row changed meanwhile")

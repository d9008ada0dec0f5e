"""Limits the proof to the rows of a few accounts, whatever the size of the tables.

The checks compare sums of whole tables. For one member that would read millions of rows
of others, so the tables are shadowed by the rows these accounts have to do with.
"""

from odoo.tools import SQL


def only_rows_of(env, account_ids):
    """A WITH clause that narrows the ledger's tables to these accounts.

    Besides their own rows: entries that reverse theirs (on the account theirs were
    merged into), and rows that name them wrongly.
    """
    entries, lots = _entries_and_lots(env, account_ids)
    return SQL(
        """
        WITH points_entry AS (SELECT * FROM points_entry WHERE id = ANY(%(entries)s)),
             points_lot AS (SELECT * FROM points_lot WHERE id = ANY(%(lots)s)),
             points_allocation AS (
                SELECT * FROM points_allocation
                 WHERE id IN (SELECT id FROM points_allocation
                               WHERE entry_id = ANY(%(entries)s)
                               UNION
                              SELECT id FROM points_allocation
                               WHERE lot_id = ANY(%(lots)s))),
             points_hold AS (
                SELECT * FROM points_hold
                 WHERE id IN (SELECT id FROM points_hold
                               WHERE account_id = ANY(%(accounts)s)
                               UNION
                              SELECT id FROM points_hold
                               WHERE coupon_id IN (SELECT id FROM points_coupon
                                                    WHERE account_id
                                                          = ANY(%(accounts)s)))),
             points_coupon AS (
                SELECT * FROM points_coupon
                 WHERE id IN (SELECT id FROM points_coupon
                               WHERE account_id = ANY(%(accounts)s)
                               UNION
                              SELECT coupon_id FROM points_hold)),
             points_coupon_use AS (
                SELECT * FROM points_coupon_use
                 WHERE coupon_id IN (SELECT id FROM points_coupon))
        """,
        entries=entries,
        lots=lots,
        accounts=account_ids,
    )


def _entries_and_lots(env, account_ids):
    """Ids of the entries and lots these accounts have to do with."""
    entries = _ids(
        env,
        SQL(
            """
            WITH mine AS (SELECT id FROM points_entry WHERE account_id = ANY(%(ids)s))
            SELECT id FROM mine
             UNION
            SELECT id FROM points_entry
             WHERE reversed_entry_id IN (SELECT id FROM mine)
             UNION
            SELECT entry_id FROM points_lot
             WHERE account_id = ANY(%(ids)s) AND remaining > 0
            """,
            ids=account_ids,
        ),
    )
    lots = _ids(
        env,
        SQL(
            """
            SELECT id FROM points_lot WHERE entry_id = ANY(%s)
             UNION
            SELECT id FROM points_lot WHERE account_id = ANY(%s) AND remaining > 0
            """,
            entries,
            account_ids,
        ),
    )
    return entries, lots


def _ids(env, query):
    return [row_id for (row_id,) in env.execute_query(query)]

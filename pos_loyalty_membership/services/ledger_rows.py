"""Reading the rows one posting needs, each kind in one statement.

Numbers cross this edge as integers in hundredths of a point; the columns are numeric.
"""

from datetime import date

from odoo.tools import SQL

from .ledger_sql import either
from .ledger_state import Debit, HoldRow, Lot, Original

# The last day of a lot, of `account` in `program`: what the engine's `prolonged_day`
# says, for statements that look through many lots. NULL is none.
LAST_DAY = SQL(
    """
    greatest(lot.expires_on,
             ((account.last_activity AT TIME ZONE 'UTC' AT TIME ZONE program.tz)::date
              + make_interval(months => lot.inactivity_months))::date)
    """
)


def cents(column):
    """A numeric column as an integer in hundredths."""
    return SQL("(%s * 100)::bigint", SQL.identifier(column))


def known_transfer(env, request_uuid):
    """A transfer posted before, or None: (first entry, account, points, kind, target).

    Points are those that left the account, negative.
    """
    rows = env.execute_query(
        SQL(
            """
            SELECT min(id), account_id, (sum(points) * 100)::bigint, kind, source_id
              FROM points_entry
             WHERE source_uuid = %s AND kind = 'transfer' AND points < 0
               AND split_part(key, ':', 1) = 'transfer'
             GROUP BY account_id, kind, source_id
            """,
            request_uuid,
        )
    )
    return rows[0] if rows else None


def load_holds(env, uuids, account_ids):
    """Holds with these uuids, and the active ones of these accounts."""
    rows = env.execute_query_dict(
        SQL(
            """
            SELECT id, uuid, account_id, %s AS points, state, expires_at,
                   redemption_rule_id, document_model, coupon_id, money
              FROM points_hold
             WHERE %s
            """,
            cents("points"),
            either(
                ("uuid = ANY(%s)", uuids),
                ("account_id = ANY(%s) AND state = 'held'", account_ids),
            ),
        )
    )
    holds = []
    for row in rows:
        values = {
            name: row.pop(name) for name in ("redemption_rule_id", "document_model")
        }
        holds.append(HoldRow(**row, values=values))
    return holds


def load_lots(env, accounts, originals):
    """Read into the accounts their open lots, and those the originals made or used.

    A lot of an account that was merged away stays where it is: it is not theirs.
    """
    asked = [SQL("account_id = ANY(%s) AND remaining > 0", list(accounts))]
    debit_ids, credit_ids = _by_sign(originals)
    if credit_ids:
        asked.append(SQL("entry_id = ANY(%s)", credit_ids))
    if debit_ids:
        used = SQL(
            "SELECT lot_id FROM points_allocation WHERE entry_id = ANY(%s)", debit_ids
        )
        asked.append(SQL("id IN (%s)", used))
    columns = SQL(
        """
        SELECT id, account_id, entry_id, %s AS points, %s AS remaining, waiting,
               available_on, expires_on, inactivity_months
          FROM points_lot
        """,
        cents("points"),
        cents("remaining"),
    )
    rows = env.execute_query_dict(
        SQL(" UNION ").join(SQL("%s WHERE %s", columns, one) for one in asked)
    )
    for row in rows:
        account = accounts.get(row.pop("account_id"))
        if account:
            account.lots[row["id"]] = Lot(**row)


def lots_with_an_end(account_ids):
    """A query of these accounts' open lots that end some day, as one JSON value."""
    if not account_ids:
        return SQL("SELECT NULL::jsonb")
    return SQL(
        """
        SELECT jsonb_agg(jsonb_build_array(
                   account_id, id, %s, expires_on, inactivity_months))
          FROM points_lot
         WHERE account_id = ANY(%s) AND remaining > 0
           AND (expires_on IS NOT NULL OR inactivity_months IS NOT NULL)
        """,
        cents("remaining"),
        list(account_ids),
    )


def read_lots(rows):
    """The Lots of an answer to `lots_with_an_end`."""
    return [
        Lot(
            id=lot_id,
            account_id=account_id,
            points=remaining,
            remaining=remaining,
            waiting=False,
            available_on=None,
            expires_on=expires_on and date.fromisoformat(expires_on),
            inactivity_months=months,
        )
        for account_id, lot_id, remaining, expires_on, months in rows or []
    ]


def load_debits(env, accounts):
    """Read into the accounts their debits that no lot has covered in full."""
    rows = env.execute_query(
        SQL(
            """
            SELECT account_id, id, %s FROM points_entry
             WHERE account_id = ANY(%s) AND unallocated > 0
            """,
            cents("unallocated"),
            list(accounts),
        )
    )
    for account_id, entry_id, unallocated in rows:
        accounts[account_id].debits.append(Debit(id=entry_id, unallocated=unallocated))


def count_expiries(env, lot_ids):
    """How many expiry entries each of these lots has had, as [(lot id, number)]."""
    return env.execute_query(
        SQL(
            """
            SELECT a.lot_id, count(*)
              FROM points_allocation a
              JOIN points_entry e ON e.id = a.entry_id AND e.kind = 'expire'
             WHERE a.lot_id = ANY(%s)
             GROUP BY a.lot_id
            """,
            list(lot_ids),
        )
    )


def count_forfeits(env, account_ids):
    """How many forfeit entries each account has, as [(account id, number)]."""
    return env.execute_query(
        SQL(
            """
            SELECT account_id, count(*) FROM points_entry
             WHERE account_id = ANY(%s) AND kind = 'forfeit'
             GROUP BY account_id
            """,
            list(account_ids),
        )
    )


def load_originals(env, entry_ids):
    """Entries to reverse, with what came back of them before; returns {id: Original}.

    `written_off` is what an adjustment forgave of a debit; `restored` (by old lot) what
    earlier reversals gave back as new lots, after a merge.
    """
    rows = env.execute_query_dict(
        SQL(
            """
            SELECT o.id, o.account_id, o.kind, (o.points * 100)::bigint AS points,
                   (o.unallocated * 100)::bigint AS unallocated,
                   coalesce(r.reversed, 0)::bigint AS reversed,
                   coalesce(r.excused, 0)::bigint AS excused,
                   coalesce(w.written_off, 0)::bigint AS written_off,
                   r.restored
              FROM points_entry o
              LEFT JOIN LATERAL (
                   SELECT sum(abs(points) * 100) AS reversed,
                          sum((explanation->>'excused')::bigint) AS excused,
                          jsonb_agg(explanation->'restored')
                            FILTER (WHERE explanation ? 'restored') AS restored
                     FROM points_entry
                    WHERE reversed_entry_id = o.id) r ON TRUE
              LEFT JOIN LATERAL (
                   SELECT sum((explanation->'cancelled'->>o.id::text)::bigint)
                          AS written_off
                     FROM points_entry
                    WHERE o.points < 0 AND account_id = o.account_id
                      AND kind = 'adjust' AND points > 0
                      AND explanation ? 'cancelled'
                      AND explanation->'cancelled' ? o.id::text) w ON TRUE
             WHERE o.id = ANY(%s)
            """,
            list(entry_ids),
        )
    )
    return {row["id"]: Original(**row) for row in rows}


def _by_sign(originals):
    """Ids of the debits, which use lots, and of the credits, which make them."""
    debit_ids = [one.id for one in originals.values() if one.points < 0]
    credit_ids = [one.id for one in originals.values() if one.points >= 0]
    return debit_ids, credit_ids


def _consumed_lots(debit_ids):
    """What debits took of lots, and what their reversals gave back to them."""
    return SQL(
        """
        SELECT 'debit', o.id, a.lot_id, a.id AS last,
               CASE WHEN a.entry_id = o.id THEN a.points ELSE -a.points END,
               l.available_on, l.expires_on, l.inactivity_months
          FROM points_entry o
          JOIN points_entry e ON e.id = o.id OR e.reversed_entry_id = o.id
          JOIN points_allocation a ON a.entry_id = e.id
          JOIN points_lot l ON l.id = a.lot_id
         WHERE o.id = ANY(%s)
        """,
        debit_ids,
    )


def _own_lots(credit_ids):
    """Lots of credits, also those they became in a merge, and what came back of losses.

    A merge is found by its own key, lot by lot: what is known of one lot says nothing
    about how many there were.
    """
    return SQL(
        """
        WITH RECURSIVE own AS (
            SELECT entry_id, id AS lot_id, account_id
              FROM points_lot
             WHERE entry_id = ANY(%s)
             UNION
            SELECT own.entry_id, l.id, l.account_id
              FROM own
              JOIN points_entry into_ ON into_.key
                 = 'merge:' || own.account_id || ':' || own.lot_id || ':in'
              JOIN points_lot l ON l.entry_id = into_.id
        )
        SELECT 'credit', own.entry_id, own.lot_id, own.lot_id AS last,
               sum(CASE WHEN e.points < 0 THEN a.points ELSE -a.points END)
                   FILTER (WHERE coalesce(r.kind, e.kind) IN ('expire', 'forfeit')),
               NULL::date, NULL::date, NULL::int
          FROM own
          LEFT JOIN points_allocation a ON a.lot_id = own.lot_id
          LEFT JOIN points_entry e ON e.id = a.entry_id
          LEFT JOIN points_entry r ON r.id = e.reversed_entry_id
         GROUP BY own.entry_id, own.lot_id
        UNION ALL
        SELECT 'came back', own.entry_id, own.lot_id, own.lot_id,
               sum((r.explanation->'restored'->>own.lot_id::text)::numeric) / 100,
               NULL, NULL, NULL
          FROM own
         CROSS JOIN LATERAL (
               SELECT DISTINCT entry_id
                 FROM points_allocation WHERE lot_id = own.lot_id) gone
          JOIN points_entry e ON e.id = gone.entry_id
           AND e.kind IN ('expire', 'forfeit')
          JOIN points_entry r ON r.reversed_entry_id = e.id
           AND r.explanation->'restored' ? own.lot_id::text
         GROUP BY own.entry_id, own.lot_id
        """,
        credit_ids,
    )


def _original_lots_query(originals):
    """One statement for debits and credits; what there is none of is not asked."""
    queries = zip((_consumed_lots, _own_lots), _by_sign(originals), strict=True)
    parts = [SQL("(%s)", query(ids)) for query, ids in queries if ids]
    return SQL("%s ORDER BY last DESC", SQL(" UNION ALL ").join(parts))


def load_original_lots(env, originals, lots_of):
    """Read where the points of entries to reverse went, or came from.

    For a debit: its allocations less what its reversals restored, last consumed first.
    For a credit: its own lots, those they became in a merge, and what all of them lost
    to expiry or forfeit, less what was given back. `lots_of` gives the Lots, by id, of
    the account an original is reversed on.
    """
    rows = env.execute_query(_original_lots_query(originals))
    came_back = {}
    for kind, entry_id, lot_id, _last, points, *dates in rows:
        original = originals[entry_id]
        hundredths = round((points or 0) * 100)
        if kind == "credit":
            original.own_lot_ids += (lot_id,)
            original.lost += hundredths
            continue
        if kind == "came back":
            original.lost -= hundredths
            continue
        # From the last allocation to the first: those of reversals come before theirs.
        which = (entry_id, lot_id)
        already = came_back.setdefault(which, original.restored_elsewhere(lot_id))
        came_back[which] = max(0, already - hundredths)
        hundredths -= already
        if hundredths <= 0:
            continue
        available_on, expires_on, months = dates
        lot = lots_of(original).get(lot_id) or Lot(
            id=lot_id,
            points=0,
            remaining=0,
            waiting=False,
            available_on=available_on,
            expires_on=expires_on,
            inactivity_months=months,
        )
        original.restorable.append((lot, hundredths))

"""The statements of the proof: each answers where two tables disagree.

Columns: account id, id of the row, what was expected, what was found. `%(chosen)s`
limits the accounts. They read the tables the ledger writes, and none of its code.
"""

# Tables of the log and the triggers that must be on.
PROTECTION = (
    ("points_entry", "points_append_only"),
    ("points_entry", "points_no_truncate"),
    ("points_allocation", "points_append_only"),
    ("points_allocation", "points_no_truncate"),
    ("points_coupon_use", "points_append_only"),
    ("points_coupon_use", "points_no_truncate"),
)

# What of a debit was given back or forgiven without a lot: reversals beyond what they
# restored, and what entries say they cancelled.
CANCELLED = """
    SELECT debit.id AS debit_id,
           coalesce((SELECT sum((other.explanation->'cancelled'
                                 ->>debit.id::text)::numeric / 100)
                       FROM points_entry other
                      WHERE other.account_id = debit.account_id AND other.points > 0
                        AND other.explanation->'cancelled' ? debit.id::text), 0)
         + coalesce((SELECT sum(back.points
                            - coalesce((SELECT sum(a.points) FROM points_allocation a
                                         WHERE a.entry_id = back.id), 0)
                            - coalesce((SELECT sum(l.points) FROM points_lot l
                                         WHERE l.entry_id = back.id), 0)
                            - coalesce((SELECT sum(c.value::numeric / 100)
                                          FROM jsonb_each_text(
                                               back.explanation->'cancelled') c), 0))
                       FROM points_entry back
                      WHERE back.reversed_entry_id = debit.id AND back.points > 0), 0)
           AS points
      FROM points_entry debit
     WHERE debit.points < 0
"""

# The dates the log gave each lot: those of its entry, then those it was changed to, and
# its last day as the latest grace after a return says.
LOT_DATES = """
    SELECT lot.id AS lot_id, (given.value->>'available_on')::date AS available_on,
           CASE WHEN grace.entry_id > coalesce(changed.entry_id, 0) THEN grace.day
                WHEN changed.entry_id IS NOT NULL
                THEN (changed.value->>'expires_on')::date
                ELSE (given.value->>'expires_on')::date END AS expires_on,
           (coalesce(changed.value, given.value)->>'inactivity_months')::int AS months
      FROM (SELECT id, entry_id,
                   row_number() OVER (PARTITION BY entry_id ORDER BY id)::int AS place
              FROM points_lot) lot
      JOIN points_entry entry ON entry.id = lot.entry_id
      LEFT JOIN LATERAL (
           SELECT entry.explanation->'lots'->(lot.place - 1) AS value) given ON TRUE
      LEFT JOIN (
           SELECT DISTINCT ON (dates.key) dates.key::int AS lot_id, dates.value,
                  later.id AS entry_id
             FROM points_entry later, jsonb_each(later.explanation->'dates') dates
            WHERE later.kind = 'adjust' AND later.points = 0
              AND later.explanation ? 'dates'
            ORDER BY dates.key, later.id DESC) changed ON changed.lot_id = lot.id
      LEFT JOIN LATERAL (
           SELECT later.id AS entry_id,
                  (later.explanation->'grace'->>lot.id::text)::date AS day
             FROM points_allocation allocation
             JOIN points_entry later ON later.id = allocation.entry_id
            WHERE allocation.lot_id = lot.id
              AND later.explanation->'grace' ? lot.id::text
            ORDER BY later.id DESC LIMIT 1) grace ON TRUE
"""

# When each member earned or redeemed last; of merged members the later.
LAST_ACTIVITY = """
    SELECT one.id AS account_id,
           greatest(log.moment,
                    (SELECT max(merged.last_activity) FROM points_account merged
                      WHERE merged.merged_into_id = one.id)) AS moment
      FROM points_account one
      LEFT JOIN (SELECT account_id, max(moment) AS moment FROM points_entry
                  WHERE kind IN ('earn', 'redeem') GROUP BY account_id) log
        ON log.account_id = one.id
"""

# When the first thing of each account falls due: a reservation ends, points stop
# waiting or end with their last day, in the time zone of the program.
FALLS_DUE = """
    SELECT account_id, min(moment) AS moment
      FROM (SELECT account_id, expires_at AS moment
              FROM points_hold WHERE state = 'held'
             UNION ALL
            SELECT owner.id, days.first::timestamp
                             AT TIME ZONE coalesce(program.tz, 'UTC') AT TIME ZONE 'UTC'
              FROM points_lot lot
              JOIN points_account owner ON owner.id = lot.account_id
              JOIN points_program program ON program.id = owner.program_id
             CROSS JOIN LATERAL (
                   SELECT CASE WHEN lot.waiting THEN lot.available_on
                          ELSE greatest(
                               lot.expires_on,
                               (owner.last_activity AT TIME ZONE 'UTC'
                                AT TIME ZONE coalesce(program.tz, 'UTC'))::date
                               + make_interval(months => lot.inactivity_months))::date
                               + 1 END AS first) days
             WHERE lot.remaining > 0) every
     WHERE moment IS NOT NULL
     GROUP BY account_id
"""

CHECKS = {
    "balance": """
        SELECT account.id, account.id, coalesce(log.points, 0), account.balance
          FROM points_account account
          LEFT JOIN (SELECT account_id, sum(points) AS points
                       FROM points_entry GROUP BY account_id) log
            ON log.account_id = account.id
         WHERE %(chosen)s AND account.balance != coalesce(log.points, 0)
    """,
    "live_less_debt": """
        SELECT account.id, account.id, account.live - account.debt, account.balance
          FROM points_account account
         WHERE %(chosen)s AND account.balance != account.live - account.debt
    """,
    "bounds": """
        SELECT account.id, account.id, 'no negative number, debt only when all is held',
               concat_ws(' ', account.live, account.waiting, account.held, account.debt)
          FROM points_account account
         WHERE %(chosen)s
           AND (least(account.live, account.waiting, account.held, account.debt,
                      account.live - account.waiting - account.held) < 0
                OR (account.debt != 0 AND account.live != account.held))
    """,
    "live": """
        SELECT account.id, account.id, coalesce(lots.points, 0), account.live
          FROM points_account account
          LEFT JOIN (SELECT account_id, sum(remaining) AS points
                       FROM points_lot GROUP BY account_id) lots
            ON lots.account_id = account.id
         WHERE %(chosen)s AND account.live != coalesce(lots.points, 0)
    """,
    "waiting": """
        SELECT account.id, account.id, coalesce(lots.points, 0), account.waiting
          FROM points_account account
          LEFT JOIN (SELECT account_id, sum(remaining) AS points FROM points_lot
                      WHERE waiting GROUP BY account_id) lots
            ON lots.account_id = account.id
         WHERE %(chosen)s AND account.waiting != coalesce(lots.points, 0)
    """,
    "held": """
        SELECT account.id, account.id, coalesce(holds.points, 0), account.held
          FROM points_account account
          LEFT JOIN (SELECT account_id, sum(points) AS points FROM points_hold
                      WHERE state = 'held' GROUP BY account_id) holds
            ON holds.account_id = account.id
         WHERE %(chosen)s AND account.held != coalesce(holds.points, 0)
    """,
    "debt": """
        SELECT account.id, account.id, coalesce(debits.points, 0), account.debt
          FROM points_account account
          LEFT JOIN (SELECT account_id, sum(unallocated) AS points
                       FROM points_entry GROUP BY account_id) debits
            ON debits.account_id = account.id
         WHERE %(chosen)s AND account.debt != coalesce(debits.points, 0)
    """,
    "merged_is_empty": """
        SELECT account.id, account.id, 0, account.live + account.held + account.debt
          FROM points_account account
         WHERE %(chosen)s AND account.merged_into_id IS NOT NULL
           AND (account.live != 0 OR account.held != 0 OR account.debt != 0)
    """,
    "lot_remaining": """
        SELECT account.id, lot.id, lot.points - coalesce(moved.points, 0), lot.remaining
          FROM points_lot lot
          JOIN points_account account ON account.id = lot.account_id
          LEFT JOIN (SELECT a.lot_id,
                            sum(CASE WHEN e.points < 0 THEN a.points ELSE -a.points END)
                            AS points
                       FROM points_allocation a JOIN points_entry e ON e.id = a.entry_id
                      GROUP BY a.lot_id) moved ON moved.lot_id = lot.id
         WHERE %(chosen)s AND lot.remaining != lot.points - coalesce(moved.points, 0)
    """,
    "lot_of_its_entry": """
        SELECT account.id, lot.id,
               concat_ws(' ', entry.account_id, entry.company_id),
               concat_ws(' ', lot.account_id, lot.company_id)
          FROM points_lot lot
          JOIN points_entry entry ON entry.id = lot.entry_id
          JOIN points_account account ON account.id = lot.account_id
         WHERE %(chosen)s
           AND (lot.account_id, lot.company_id)
               IS DISTINCT FROM (entry.account_id, entry.company_id)
    """,
    "credit_has_its_lots": """
        SELECT account.id, entry.id, entry.points,
               coalesce(lots.points, 0) + coalesce(back.points, 0)
               + coalesce(forgiven.points, 0)
          FROM points_entry entry
          JOIN points_account account ON account.id = entry.account_id
          LEFT JOIN (SELECT entry_id, sum(points) AS points
                       FROM points_lot GROUP BY entry_id) lots
            ON lots.entry_id = entry.id
          LEFT JOIN (SELECT entry_id, sum(points) AS points
                       FROM points_allocation GROUP BY entry_id) back
            ON back.entry_id = entry.id
          LEFT JOIN LATERAL (
               SELECT sum(c.value::numeric / 100) AS points
                 FROM jsonb_each_text(entry.explanation->'cancelled') c) forgiven
               ON TRUE
         WHERE %(chosen)s AND entry.points > 0
           AND CASE WHEN entry.kind = 'reverse' THEN
                    entry.points < coalesce(lots.points, 0) + coalesce(back.points, 0)
                                   + coalesce(forgiven.points, 0)
               ELSE entry.points != coalesce(lots.points, 0) + coalesce(back.points, 0)
                                    + coalesce(forgiven.points, 0) END
    """,
    "debit_is_covered": f"""
        SELECT account.id, entry.id,
               -entry.points - entry.unallocated - cancelled.points,
               coalesce(taken.points, 0)
          FROM points_entry entry
          JOIN points_account account ON account.id = entry.account_id
          JOIN ({CANCELLED}) cancelled ON cancelled.debit_id = entry.id
          LEFT JOIN (SELECT entry_id, sum(points) AS points
                       FROM points_allocation GROUP BY entry_id) taken
            ON taken.entry_id = entry.id
         WHERE %(chosen)s
           AND coalesce(taken.points, 0)
               != -entry.points - entry.unallocated - cancelled.points
    """,
    "lot_dates": f"""
        SELECT account.id, lot.id,
               concat_ws(' ', said.available_on, said.expires_on, said.months),
               concat_ws(' ', lot.available_on, lot.expires_on, lot.inactivity_months)
          FROM points_lot lot
          JOIN points_account account ON account.id = lot.account_id
          JOIN ({LOT_DATES}) said ON said.lot_id = lot.id
         WHERE %(chosen)s
           AND (lot.available_on, lot.expires_on, lot.inactivity_months)
               IS DISTINCT FROM (said.available_on, said.expires_on, said.months)
    """,
    "last_activity": f"""
        SELECT account.id, account.id, said.moment::text, account.last_activity::text
          FROM points_account account
          JOIN ({LAST_ACTIVITY}) said ON said.account_id = account.id
         WHERE %(chosen)s AND account.last_activity IS DISTINCT FROM said.moment
    """,
    "lot_waits_for_a_day": """
        SELECT account.id, lot.id, 'a day from which it can be used', 'none'
          FROM points_lot lot
          JOIN points_account account ON account.id = lot.account_id
         WHERE %(chosen)s AND lot.waiting AND lot.remaining > 0
           AND lot.available_on IS NULL
    """,
    "reversed_at_most_once": """
        SELECT account.id, entry.id, abs(entry.points), back.points
          FROM points_entry entry
          JOIN points_account account ON account.id = entry.account_id
          JOIN (SELECT reversed_entry_id,
                       sum(abs(points))
                       + coalesce(sum((explanation->>'excused')::numeric / 100), 0)
                       AS points
                  FROM points_entry WHERE reversed_entry_id IS NOT NULL
                 GROUP BY reversed_entry_id) back ON back.reversed_entry_id = entry.id
         WHERE %(chosen)s AND back.points > abs(entry.points)
    """,
    "entry_of_its_account": """
        SELECT account.id, entry.id,
               concat_ws(' ', account.program_id, account.company_id),
               concat_ws(' ', entry.program_id, entry.company_id)
          FROM points_entry entry
          JOIN points_account account ON account.id = entry.account_id
         WHERE %(chosen)s
           AND (entry.program_id, entry.company_id)
               IS DISTINCT FROM (account.program_id, account.company_id)
    """,
    "one_key_once": """
        SELECT min(entry.account_id), min(entry.id), '1 entry', count(*)::text
          FROM points_entry entry
          JOIN points_account account ON account.id = entry.account_id
         WHERE %(chosen)s
         GROUP BY entry.key HAVING count(*) > 1
    """,
    "captured_hold_has_its_entry": """
        SELECT account.id, hold.id, 'an entry that used these points', 'none'
          FROM points_hold hold
          JOIN points_account account ON account.id = hold.account_id
         WHERE %(chosen)s AND hold.state = 'captured' AND hold.coupon_id IS NULL
           AND NOT EXISTS (SELECT FROM points_entry entry
                            WHERE entry.key = 'redeem:' || hold.uuid)
    """,
    "redemption_line_has_its_entry": """
        SELECT account.id, line.id, 'an entry that used these points', 'none'
          FROM pos_order_line line
          JOIN pos_order sale ON sale.id = line.order_id
           AND sale.state IN ('paid', 'done')
          JOIN points_hold hold ON hold.uuid = line.points_hold_uuid
           AND hold.document_uuid = sale.uuid
          JOIN points_account account ON account.id = hold.account_id
         WHERE %(chosen)s AND line.price_subtotal_incl < 0 AND hold.coupon_id IS NULL
           AND NOT EXISTS (SELECT FROM points_entry entry
                            WHERE entry.key = 'redeem:' || hold.uuid)
           AND NOT EXISTS (SELECT FROM points_review review
                            WHERE review.source_uuid = sale.uuid)
    """,
    "invoice_line_has_its_entry": """
        SELECT account.id, line.id, 'an entry that used these points', 'none'
          FROM account_move_line line
          JOIN points_hold hold ON hold.uuid = line.points_hold_uuid
          JOIN points_account account ON account.id = hold.account_id
         WHERE %(chosen)s AND line.points_hold_uuid IS NOT NULL
           AND line.parent_state = 'posted' AND hold.coupon_id IS NULL
           AND NOT EXISTS (SELECT FROM points_entry entry
                            WHERE entry.key = 'redeem:' || hold.uuid)
    """,
    "next_due": f"""
        SELECT account.id, account.id, due.moment::text, account.next_due::text
          FROM points_account account
          JOIN ({FALLS_DUE}) due ON due.account_id = account.id
         WHERE %(chosen)s
           AND (account.next_due IS NULL
                OR account.next_due > greatest(due.moment, now() AT TIME ZONE 'UTC'))
    """,
}

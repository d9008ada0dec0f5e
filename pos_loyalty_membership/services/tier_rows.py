"""Reading what counts for the tiers of accounts: one statement, however many there are.

It sums what entries say, and decides nothing: reversals are added to the entry they
reverse, at its day, through any number of reversals of reversals and on whatever
account they were posted.
"""

import json

from odoo.tools import SQL

# Of accounts and those merged into them: what was given, with everything that took it
# back or gave it again since. `looked` says whether its day is looked back on.
COUNTED = SQL(
    """
    family AS (
        SELECT wanted.*, wanted.account_id AS member_id
          FROM wanted
     UNION ALL
        SELECT family.key, family.account_id, family.first_day, family.kinds,
               family.ever, family.last_id, merged.id
          FROM family
          JOIN points_account merged ON merged.merged_into_id = family.member_id
    ), counted AS (
        SELECT entry.id, entry.id AS root_id, family.key, family.last_id,
               entry.local_day, entry.points,
               entry.local_day >= family.first_day AS looked
          FROM family
          JOIN points_entry entry ON entry.account_id = family.member_id
         WHERE entry.reversed_entry_id IS NULL
           AND entry.kind = ANY(string_to_array(family.kinds, ','))
           AND (family.ever OR entry.local_day >= family.first_day)
           AND (family.last_id IS NULL OR entry.id <= family.last_id)
     UNION ALL
        SELECT later.id, counted.root_id, counted.key, counted.last_id,
               counted.local_day, later.points, counted.looked
          FROM counted
          JOIN points_entry later ON later.reversed_entry_id = counted.id
           AND (counted.last_id IS NULL OR later.id <= counted.last_id)
    )
    """
)
# Money of the sales that earned: whole where nothing came back, else one by one with
# the points given and those left of them.
SPENT = SQL(
    """
    spent AS (
        SELECT roots.key,
               sum(bought.money) FILTER (WHERE NOT roots.touched) AS untouched,
               jsonb_agg(jsonb_build_array(
                   bought.money, (roots.points * 100)::bigint,
                   (roots.remaining * 100)::bigint))
                   FILTER (WHERE roots.touched) AS touched
          FROM (SELECT key, root_id, sum(points) AS remaining,
                       sum(points) FILTER (WHERE id = root_id) AS points,
                       count(*) > 1 AS touched
                  FROM counted
                 WHERE looked
                 GROUP BY key, root_id) AS roots
          JOIN points_entry entry ON entry.id = roots.root_id AND entry.kind = 'earn'
         CROSS JOIN LATERAL (
               SELECT coalesce(sum((line->>'amount')::bigint), 0)::bigint AS money
                 FROM jsonb_array_elements(CASE jsonb_typeof(entry.lines)
                      WHEN 'array' THEN entry.lines ELSE '[]'::jsonb END) AS line
               ) AS bought
         GROUP BY roots.key
    )
    """
)
NOTHING_SPENT = SQL(
    "spent AS (SELECT 0 AS key, NULL::bigint AS untouched, NULL::jsonb AS touched)"
)
# The membership in force now, and the one that was when the last entry was written: a
# posting writes its entries and the membership they reach in one transaction.
IN_FORCE = SQL("membership.state <> 'ended'")
IN_FORCE_THEN = SQL(
    """
    membership.id = (
        SELECT max(older.id) FROM points_membership older
         WHERE older.account_id = account.id
           AND older.create_date <= (SELECT create_date FROM points_entry
                                      WHERE id = wanted.last_id))
    AND (membership.state <> 'ended' OR membership.write_date > (
         SELECT create_date FROM points_entry WHERE id = wanted.last_id))
    """
)
BALANCE_THEN = SQL(
    """
    (SELECT sum(entry.points) FROM points_entry entry
      WHERE entry.account_id = account.id AND entry.id <= wanted.last_id)
    """
)


def read_numbers(env, wanted, money, past=False):
    """Rows of accounts: their numbers and the membership in force.

    `wanted` lists key (of the row asked for), account_id, first_day (ISO), kinds (of
    entries, joined by commas), ever (whether what is older counts too) and last_id:
    with `past`, the entry after which the account is looked at, else None. Points come
    in hundredths; `untouched` and `touched` (see above) only with `money`.
    """
    return env.execute_query_dict(
        SQL(
            """
            WITH RECURSIVE wanted AS (
                SELECT *
                  FROM jsonb_to_recordset(%(wanted)s::jsonb)
                    AS r(key int, account_id int, first_day date, kinds varchar,
                         ever boolean, last_id int)
            ), %(counted)s, %(spent)s
            SELECT wanted.key, account.id AS account_id, account.program_id,
                   account.partner_id, account.state,
                   (%(balance)s * 100)::bigint AS balance,
                   ((account.live - account.waiting - account.held) * 100)::bigint
                       AS available,
                   membership.id AS membership_id, membership.tier_id,
                   membership.date_to, membership.grace_until, membership.source,
                   coalesce((sums.points * 100)::bigint, 0) AS points,
                   coalesce((sums.lifetime * 100)::bigint, 0) AS lifetime,
                   sums.since, spent.untouched, spent.touched
              FROM wanted
              JOIN points_account account ON account.id = wanted.account_id
              LEFT JOIN points_membership membership
                ON membership.account_id = account.id AND %(in_force)s
              LEFT JOIN (SELECT key,
                                sum(points) FILTER (WHERE looked) AS points,
                                sum(points) AS lifetime,
                                min(local_day) FILTER (WHERE looked AND points > 0)
                                    AS since
                           FROM counted
                          GROUP BY key) AS sums
                ON sums.key = wanted.key
              LEFT JOIN spent ON spent.key = wanted.key
             ORDER BY account.id
            """,
            wanted=json.dumps(wanted),
            counted=COUNTED,
            spent=SPENT if money else NOTHING_SPENT,
            balance=BALANCE_THEN if past else SQL("account.balance"),
            in_force=IN_FORCE_THEN if past else IN_FORCE,
        )
    )


def lock_due(env, day, last_id, limit):
    """Ids and programs of accounts whose membership is to be reviewed, locked.

    In id order after `last_id`; who is being served is left for the next run.
    """
    return env.execute_query(
        SQL(
            """
            SELECT account.id, account.program_id
              FROM points_membership membership
              JOIN points_account account ON account.id = membership.account_id
             WHERE membership.state <> 'ended'
               AND membership.review_on <= %s
               AND account.id > %s
             ORDER BY account.id LIMIT %s
               FOR NO KEY UPDATE OF account SKIP LOCKED
            """,
            day,
            last_id,
            limit,
        )
    )


def count_due(env, day):
    """How many memberships are to be reviewed on a day."""
    [[count]] = env.execute_query(
        SQL(
            """
            SELECT count(*) FROM points_membership
             WHERE state <> 'ended' AND review_on <= %s
            """,
            day,
        )
    )
    return count


def lock_members(env, program_id, last_id, limit):
    """The next accounts of a program in id order: (those locked, all of them)."""
    ids = [
        account_id
        for (account_id,) in env.execute_query(
            SQL(
                """
                SELECT id FROM points_account
                 WHERE program_id = %s AND merged_into_id IS NULL AND id > %s
                 ORDER BY id LIMIT %s
                """,
                program_id,
                last_id,
                limit,
            )
        )
    ]
    locked = env.execute_query(
        SQL(
            """
            SELECT id FROM points_account
             WHERE id = ANY(%s) ORDER BY id FOR NO KEY UPDATE SKIP LOCKED
            """,
            ids,
        )
    )
    return [account_id for (account_id,) in locked], ids

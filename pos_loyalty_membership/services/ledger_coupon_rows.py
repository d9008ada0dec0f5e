"""Reading and writing coupons and their uses, each in one statement.

Money crosses this edge as integers in the currency's minor units.
"""

from odoo.exceptions import ConcurrencyError
from odoo.tools import SQL

from .ledger_coupon_operations import PostedUse
from .ledger_coupon_state import Coupon, StoredUse
from .ledger_sql import Rows, either

NEW_COUPONS = Rows(
    """
    uuid varchar, account int, entry int, currency int, value bigint,
    remaining bigint, valid_until date, code varchar, member_only boolean
    """
)
COUPONS = Rows("id int, account int, remaining bigint, currency int")
USES = Rows(
    """
    coupon int, kind varchar, money bigint, key varchar, hold_uuid varchar,
    reversed_use_id int, moment timestamp, local_day date, source_model varchar,
    source_id int, source_uuid varchar, source_name varchar, user_id int,
    reason varchar, explanation jsonb, lines jsonb
    """
)


def accounts_of_coupons(env, uuids):
    """{coupon uuid: account id} of the coupons that exist."""
    return dict(
        env.execute_query(
            SQL(
                "SELECT uuid, account_id FROM points_coupon WHERE uuid = ANY(%s)",
                list(uuids),
            )
        )
    )


def accounts_of_uses(env, use_ids):
    """{use id: account id of its coupon}."""
    return dict(
        env.execute_query(
            SQL(
                """
                SELECT u.id, c.account_id
                  FROM points_coupon_use u JOIN points_coupon c ON c.id = u.coupon_id
                 WHERE u.id = ANY(%s)
                """,
                list(use_ids),
            )
        )
    )


def known_uses(env, keys):
    """Step K for coupons: movements under these keys, as {key: PostedUse}."""
    rows = env.execute_query(
        SQL(
            """
            SELECT u.key, u.id, u.coupon_id, round(u.money / r.rounding)::bigint
              FROM points_coupon_use u
              JOIN points_coupon c ON c.id = u.coupon_id
              JOIN res_currency r ON r.id = c.currency_id
             WHERE u.key = ANY(%s)
            """,
            list(keys),
        )
    )
    return {
        key: PostedUse(use_id, coupon_id, money, created=False)
        for key, use_id, coupon_id, money in rows
    }


def load_coupons(env, ids, uuids, account_ids):
    """Lock and read coupons by id, by uuid or by account; returns [Coupon].

    A coupon that changed since the snapshot raises 40001 here, as an account does.
    """
    rows = env.execute_query_dict(
        SQL(
            """
            SELECT c.id, c.uuid, c.account_id, c.entry_id, c.currency_id,
                   round(c.value / r.rounding)::bigint AS value,
                   round(c.remaining / r.rounding)::bigint AS remaining,
                   c.valid_until, r.rounding
              FROM points_coupon c JOIN res_currency r ON r.id = c.currency_id
             WHERE %s
             ORDER BY c.id
               FOR NO KEY UPDATE OF c
            """,
            either(
                ("c.id = ANY(%s)", ids),
                ("c.uuid = ANY(%s)", uuids),
                ("c.account_id = ANY(%s)", account_ids),
            ),
        )
    )
    return [Coupon(**row) for row in rows]


def load_uses(env, use_ids):
    """Uses that are given back, with what came back before: {use id: StoredUse}."""
    rows = env.execute_query(
        SQL(
            """
            SELECT u.id, u.coupon_id, round(u.money / r.rounding)::bigint,
                   (SELECT coalesce(-sum(round(b.money / r.rounding)), 0)::bigint
                      FROM points_coupon_use b WHERE b.reversed_use_id = u.id)
              FROM points_coupon_use u
              JOIN points_coupon c ON c.id = u.coupon_id
              JOIN res_currency r ON r.id = c.currency_id
             WHERE u.id = ANY(%s) AND u.kind = 'use'
            """,
            list(use_ids),
        )
    )
    return {row[0]: StoredUse(*row) for row in rows}


def _insert_coupons(env, coupons):
    """New coupons, each with the entry that made it."""
    return SQL(
        """
        INSERT INTO points_coupon (
               uuid, account_id, program_id, company_id, entry_id, currency_id,
               value, remaining, valid_until, code, member_only,
               create_uid, create_date, write_uid, write_date)
        SELECT r.uuid, a.id, a.program_id, a.company_id, r.entry, c.id,
               r.value * c.rounding, r.remaining * c.rounding, r.valid_until,
               nullif(r.code, ''), r.member_only,
               %(uid)s, now() AT TIME ZONE 'UTC', %(uid)s, now() AT TIME ZONE 'UTC'
          FROM %(rows)s
          JOIN points_account a ON a.id = r.account
          JOIN res_currency c ON c.id = r.currency
         WHERE a.id = ANY(%(accounts)s)
        ON CONFLICT (uuid) DO NOTHING
        RETURNING 'coupon', id, uuid
        """,
        rows=NEW_COUPONS.table(
            [
                {
                    "uuid": coupon.uuid,
                    "account": coupon.account_id,
                    "entry": coupon.draft.id,
                    "currency": coupon.currency_id,
                    "value": coupon.value,
                    "remaining": coupon.remaining,
                    "valid_until": coupon.valid_until,
                    "code": coupon.code,
                    "member_only": coupon.member_only,
                }
                for coupon in coupons
            ]
        ),
        accounts=[coupon.account_id for coupon in coupons],
        uid=env.uid,
    )


def _update_coupons(env, coupons):
    """What is left of each coupon that took part, and whose it is."""
    return SQL(
        """
        UPDATE points_coupon t
           SET account_id = r.account, remaining = r.remaining * c.rounding,
               write_uid = %(uid)s, write_date = now() AT TIME ZONE 'UTC'
          FROM %(rows)s
          JOIN res_currency c ON c.id = r.currency
         WHERE t.id = r.id AND t.id = ANY(%(ids)s)
        RETURNING 'changed', t.id, t.uuid
        """,
        rows=COUPONS.table(
            [
                {
                    "id": coupon.id,
                    "account": coupon.account_id,
                    "remaining": coupon.remaining,
                    "currency": coupon.currency_id,
                }
                for coupon in coupons
            ]
        ),
        ids=[coupon.id for coupon in coupons],
        uid=env.uid,
    )


def _insert_uses(env, uses):
    """Movements of coupons, append-only."""
    return SQL(
        """
        INSERT INTO points_coupon_use (
               coupon_id, company_id, kind, money, currency_id, key, hold_uuid,
               reversed_use_id, moment, local_day, source_model, source_id,
               source_uuid, source_name, user_id, reason, explanation, lines,
               create_date)
        SELECT c.id, c.company_id, r.kind, r.money * cur.rounding, cur.id, r.key,
               nullif(r.hold_uuid, ''), nullif(r.reversed_use_id, 0), r.moment,
               r.local_day, r.source_model, nullif(r.source_id, 0),
               nullif(r.source_uuid, ''), nullif(r.source_name, ''),
               coalesce(nullif(r.user_id, 0), %(uid)s), nullif(r.reason, ''),
               r.explanation, r.lines, now() AT TIME ZONE 'UTC'
          FROM %(rows)s
          JOIN points_coupon c ON c.id = r.coupon
          JOIN res_currency cur ON cur.id = c.currency_id
         WHERE c.id = ANY(%(coupons)s)
        ON CONFLICT (key) DO NOTHING
        RETURNING 'use', id, key
        """,
        rows=USES.table([_use_row(use) for use in uses]),
        coupons=[use.coupon.id for use in uses],
        uid=env.uid,
    )


def _use_row(use):
    operation = use.operation
    return {
        "coupon": use.coupon.id,
        "kind": use.kind,
        "money": use.money,
        "key": operation.key,
        "hold_uuid": use.hold_uuid,
        "reversed_use_id": use.reversed_use_id,
        **operation.row(),
    }


def write_coupons(env, new, changed, uses):
    """Write coupons and their uses in one statement; returns {(what, name): id}.

    A row that is missing in the end means the snapshot is stale.
    """
    parts = [
        ("coupon", _insert_coupons, new),
        ("changed", _update_coupons, changed),
        ("coupon_use", _insert_uses, uses),
    ]
    parts = [(name, build(env, rows)) for name, build, rows in parts if rows]
    if not parts:
        return {}
    rows = env.execute_query(
        SQL(
            "WITH %s %s",
            SQL(", ").join(
                SQL("%s (what, id, name) AS (%s)", SQL.identifier(name), statement)
                for name, statement in parts
            ),
            SQL(" UNION ALL ").join(
                SQL("SELECT what, id, name FROM %s", SQL.identifier(name))
                for name, _statement in parts
            ),
        )
    )
    if len(rows) != len(new) + len(changed) + len(uses):
        raise ConcurrencyError("points ledger: a coupon changed meanwhile")
    return {(what, name): row_id for what, row_id, name in rows}

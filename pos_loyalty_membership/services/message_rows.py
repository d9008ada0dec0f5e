"""Who is to be told what: one statement per kind, for any number of members.

Each answers (account_id, reason, day, covers_until, coupon_id, tier_id) of members who
were not told yet. What is decided about points is decided elsewhere: these read what
the ledger, the coupons and the tiers say.
"""

from odoo.tools import SQL

from .ledger_rows import LAST_DAY

# What happened is told for so many days, should the job not run; then it is old.
CATCH_UP_DAYS = 7

WELCOME = """
    SELECT account.id AS account_id, 'welcome' AS reason, NULL::date AS day,
           NULL::date AS covers_until, NULL::int AS coupon_id, NULL::int AS tier_id
      FROM points_account account
     WHERE account.program_id = %(program)s
       AND account.joined_on >= greatest(%(since)s, %(today)s::date - %(catch_up)s)
       AND account.joined_source IS DISTINCT FROM 'import'
"""
WITHIN_REACH = """
    SELECT account.id AS account_id, 'first' AS reason, NULL::date AS day,
           NULL::date AS covers_until, NULL::int AS coupon_id, NULL::int AS tier_id
      FROM points_account account
     WHERE account.program_id = %(program)s
       AND account.last_activity >= %(since)s AND account.state = 'open'
       AND account.debt = 0
       AND account.live - account.waiting - account.held >= %(reach)s / 100.0
       AND NOT EXISTS (SELECT FROM points_entry used
                        WHERE used.account_id = account.id
                          AND used.kind IN ('redeem', 'convert'))
"""
# A message tells of everything that ends within twice the days: who has points of many
# days is told once in a while, and of each of them in time.
POINTS_EXPIRING = """
    SELECT ending.account_id, min(ending.day)::text AS reason, min(ending.day) AS day,
           %(today)s::date + 2 * %(days)s AS covers_until, NULL::int AS coupon_id,
           NULL::int AS tier_id
      FROM (SELECT lot.account_id, %(last_day)s AS day
              FROM points_account account
              JOIN points_program program ON program.id = account.program_id
              JOIN points_lot lot ON lot.account_id = account.id
             WHERE account.program_id = %(program)s AND lot.remaining > 0) ending
     WHERE ending.day BETWEEN %(today)s AND %(today)s::date + %(days)s
       AND NOT EXISTS (SELECT FROM points_message told
                        WHERE told.account_id = ending.account_id
                          AND told.kind = 'points_expiring'
                          AND told.covers_until >= ending.day)
     GROUP BY ending.account_id
"""
COUPON_ISSUED = """
    SELECT coupon.account_id, coupon.uuid AS reason, coupon.valid_until AS day,
           NULL::date AS covers_until, coupon.id AS coupon_id, NULL::int AS tier_id
      FROM points_coupon coupon
      JOIN points_entry entry ON entry.id = coupon.entry_id
     WHERE coupon.program_id = %(program)s AND coupon.code IS NOT NULL
       AND entry.local_day >= greatest(%(since)s, %(today)s::date - %(catch_up)s)
"""
COUPON_EXPIRING = """
    SELECT coupon.account_id, coupon.uuid AS reason, coupon.valid_until AS day,
           NULL::date AS covers_until, coupon.id AS coupon_id, NULL::int AS tier_id
      FROM points_coupon coupon
      JOIN points_entry entry ON entry.id = coupon.entry_id
     WHERE coupon.program_id = %(program)s AND coupon.remaining > 0
       AND coupon.valid_until BETWEEN %(today)s AND %(today)s::date + %(days)s
       AND entry.local_day < %(today)s
"""
TIER_REACHED = """
    SELECT membership.account_id, membership.uuid AS reason,
           membership.date_to AS day, NULL::date AS covers_until,
           NULL::int AS coupon_id, membership.tier_id
      FROM points_membership membership
      JOIN points_tier tier ON tier.id = membership.tier_id
     WHERE membership.program_id = %(program)s AND membership.state <> 'ended'
       AND membership.source IN ('reached', 'chosen', 'hand')
       AND tier.reached_by <> 'everybody'
       AND membership.date_from >= greatest(%(since)s, %(today)s::date - %(catch_up)s)
"""
TIER_ENDING = """
    SELECT membership.account_id, membership.uuid AS reason,
           membership.date_to AS day, NULL::date AS covers_until,
           NULL::int AS coupon_id, membership.tier_id
      FROM points_membership membership
     WHERE membership.program_id = %(program)s AND membership.state = 'active'
       AND membership.date_to BETWEEN %(today)s AND %(today)s::date + %(days)s
"""
BIRTHDAY = """
    SELECT account.id AS account_id, wanted.reason, NULL::date AS day,
           NULL::date AS covers_until, NULL::int AS coupon_id, NULL::int AS tier_id
      FROM unnest(%(accounts)s, %(reasons)s) AS wanted (id, reason)
      JOIN points_account account ON account.id = wanted.id
"""
STATEMENTS = {
    "welcome": WELCOME,
    "within_reach": WITHIN_REACH,
    "points_expiring": POINTS_EXPIRING,
    "coupon_issued": COUPON_ISSUED,
    "coupon_expiring": COUPON_EXPIRING,
    "tier_reached": TIER_REACHED,
    "tier_ending": TIER_ENDING,
    "birthday": BIRTHDAY,
}
# Members of today who may be told, in id order.
NOT_TOLD = """
    SELECT found.*
      FROM (%(found)s) found
      JOIN points_account account ON account.id = found.account_id
      JOIN res_partner partner ON partner.id = account.partner_id
     WHERE account.merged_into_id IS NULL AND account.state <> 'left'
       AND partner.active AND (NOT %(is_offer)s OR account.offers_allowed)
       AND found.account_id > %(last_id)s
       AND NOT EXISTS (
           SELECT FROM points_message told
            WHERE told.reason = found.reason AND told.kind = %(kind)s AND %(whom)s)
     ORDER BY found.account_id, found.reason
     LIMIT %(limit)s
"""
# A reason that many members share is looked up by member. Coupons and periods in tiers
# change account when contacts are merged: what was told of them counts for all.
THIS_MEMBER = SQL("told.account_id = found.account_id")
ANYBODY = SQL("true")
QUEUE = """
    INSERT INTO points_message (
           account_id, program_id, company_id, kind, reason, is_offer, state, day,
           covers_until, coupon_id, tier_id,
           create_uid, create_date, write_uid, write_date)
    SELECT account.id, account.program_id, account.company_id, %(kind)s, asked.reason,
           %(is_offer)s, 'queued', asked.day, asked.covers_until, asked.coupon_id,
           asked.tier_id, %(uid)s, %(now)s, %(uid)s, %(now)s
      FROM jsonb_to_recordset(%(rows)s::jsonb) AS asked (
           account_id int, reason varchar, day date, covers_until date,
           coupon_id int, tier_id int)
      JOIN points_account account ON account.id = asked.account_id
     ORDER BY asked.account_id
    ON CONFLICT (reason, kind, account_id) DO NOTHING
    RETURNING id
"""
QUEUE_BY_HAND = """
    INSERT INTO points_message (
           account_id, program_id, company_id, kind, reason, channel, is_offer, subject,
           body, state, create_uid, create_date, write_uid, write_date)
    SELECT account.id, account.program_id, account.company_id, 'by_hand', asked.reason,
           asked.channel, asked.is_offer, nullif(asked.subject, ''), asked.body,
           'queued', %(uid)s, %(now)s, %(uid)s, %(now)s
      FROM jsonb_to_recordset(%(rows)s::jsonb) AS asked (
           account_id int, reason varchar, channel varchar, is_offer boolean,
           subject varchar, body text)
      JOIN points_account account ON account.id = asked.account_id
     ORDER BY asked.account_id
    ON CONFLICT (reason, kind, account_id) DO NOTHING
    RETURNING id
"""


def not_told(env, setting, last_id, limit, **values):
    """The next members who are to be told: dicts of what a message keeps.

    `setting` is a `points.message.setting`; `values` fill in its statement.
    """
    for model in ("points.account", "points.message", "points.coupon", "res.partner"):
        env[model].flush_model()
    found = SQL(
        STATEMENTS[setting.kind],
        program=setting.program_id.id,
        since=setting.since,
        today=setting.program_id._today(),
        days=setting.days,
        catch_up=CATCH_UP_DAYS,
        last_day=LAST_DAY,
        **values,
    )
    return env.execute_query_dict(
        SQL(
            NOT_TOLD,
            found=found,
            kind=setting.kind,
            whom=ANYBODY
            if setting.kind.startswith(("coupon_", "tier_"))
            else THIS_MEMBER,
            is_offer=setting.is_offer,
            last_id=last_id,
            limit=limit,
        )
    )


def queue(env, setting, rows_as_json, now):
    """Write messages for rows of `not_told`; whoever was told meanwhile stays so."""
    written = env.execute_query(
        SQL(
            QUEUE,
            rows=rows_as_json,
            kind=setting.kind,
            is_offer=setting.is_offer,
            uid=env.uid,
            now=now,
        )
    )
    env["points.message"].invalidate_model(flush=False)
    return len(written)


def queue_by_hand(env, rows_as_json, now):
    """Write messages of an officer; returns how many, 0 for a request sent again."""
    written = env.execute_query(
        SQL(QUEUE_BY_HAND, rows=rows_as_json, uid=env.uid, now=now)
    )
    env["points.message"].invalidate_model(flush=False)
    return len(written)


def lock_queued(env, limit):
    """Ids of the next messages to be sent, locked; those of another job are left."""
    env["points.message"].flush_model()
    rows = env.execute_query(
        SQL(
            """
            SELECT id FROM points_message
             WHERE state = 'queued' ORDER BY id LIMIT %s FOR UPDATE SKIP LOCKED
            """,
            limit,
        )
    )
    return [message_id for (message_id,) in rows]


def outbox(env, last_id, limit):
    """What became of messages handed to Odoo's queues: dicts, in id order."""
    for model in ("points.message", "mail.mail", "sms.sms"):
        env[model].flush_model()
    return env.execute_query_dict(
        SQL(
            """
            SELECT message.id, message.by_email, message.by_sms,
                   mail.state AS mail_state, mail.failure_reason AS mail_failure,
                   text.state AS sms_state, text.failure_type AS sms_failure
              FROM points_message message
              LEFT JOIN mail_mail mail ON mail.id = message.mail_id
              LEFT JOIN sms_sms text ON text.id = message.sms_id
             WHERE message.state = 'sending' AND message.id > %s
             ORDER BY message.id LIMIT %s
            """,
            last_id,
            limit,
        )
    )

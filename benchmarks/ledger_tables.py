"""Fills a database with members and a points log, by SQL, many rows a statement.

Every member has the same history, so that a posting finds as many lots in a large
database as in a small one. Of each five entries the fourth takes 150 points, the others
earn 100; the oldest lots are consumed first. The last of those that take made a coupon
of 1.50, which was used in part. The proof agrees with the result.
"""

from dataclasses import dataclass

TABLES = (
    "res_partner",
    "points_account",
    "points_entry",
    "points_lot",
    "points_allocation",
    "points_hold",
    "points_coupon",
    "points_coupon_use",
)
EARNED = 100
REDEEMED = 150
CYCLE = 5
# Members per statement.
CHUNK = 50_000


@dataclass(frozen=True)
class Filled:
    """What was loaded; the ids of a member's rows follow from its number."""

    program_id: int
    currency_id: int
    rule_id: int
    members: int
    each: int
    first_account: int
    first_entry: int

    def account(self, member):
        """Id of the account of member number `member`, from 0."""
        return self.first_account + member

    def last_earned(self, member):
        """Id of the member's last entry that earned."""
        last = self.each - 1
        while is_redemption(last):
            last -= 1
        return self.first_entry + member * self.each + last

    def first_redeemed(self, member):
        """Id of the member's first entry that redeemed."""
        return self.first_entry + member * self.each + CYCLE - 2


def is_redemption(place):
    """Whether the entry at this place of a member's history takes points."""
    return place % CYCLE == CYCLE - 2


def open_program(env):
    """The program all members are in; returns (program, rule) records."""
    program = env["points.program"].create(
        {
            "name": "Measured",
            "tz": "UTC",
            "redemption_rule_ids": [
                (0, 0, {"kind": "amount", "points": 100, "money": 1})
            ],
        }
    )
    return program, program.redemption_rule_ids


def fill(database, members, entries, progress):
    """Load `members` members with `entries` entries in all; returns `Filled`."""
    each = entries // members
    if each < 2 * CYCLE - 1:
        raise ValueError(f"at least {2 * CYCLE - 1} entries per member")
    program, rule = database.call(
        lambda env: [record.id for record in open_program(env)]
    )
    with database.registry.cursor() as cr:
        rebuild = _drop_indexes(cr)
        filled, numbers = _first_ids(cr, program, rule, members, each)
        for start in range(0, members, CHUNK):
            numbers["start"] = start
            numbers["stop"] = min(members, start + CHUNK) - 1
            for statement in STATEMENTS:
                cr.execute(statement, numbers)
            cr.commit()
            progress(f"  {numbers['stop'] + 1:,} members")
        for table in TABLES:
            cr.execute(
                f"SELECT setval('{table}_id_seq', greatest(1, "
                f"(SELECT coalesce(max(id), 1) FROM {table})))"
            )
        for number, statement in enumerate(rebuild):
            progress(f"  index {number + 1} of {len(rebuild)}")
            cr.execute(statement)
        cr.commit()
    _vacuum(database)
    return filled


def _drop_indexes(cr):
    """Drop indexes and foreign keys of the tables; returns what makes them again."""
    again = []
    cr.execute(
        """
        SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid), contype
          FROM pg_constraint
         WHERE conrelid = ANY(%s::regclass[]) AND contype IN ('f', 'u')
         ORDER BY contype DESC, conname
        """,
        [list(TABLES)],
    )
    for table, name, definition, _kind in cr.fetchall():
        cr.execute(f'ALTER TABLE {table} DROP CONSTRAINT "{name}"')
        again.append(f'ALTER TABLE {table} ADD CONSTRAINT "{name}" {definition}')
    cr.execute(
        """
        SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid)
          FROM pg_index
         WHERE indrelid = ANY(%s::regclass[]) AND NOT indisprimary
        """,
        [list(TABLES)],
    )
    for name, definition in cr.fetchall():
        cr.execute(f"DROP INDEX {name}")
        again.insert(0, definition)
    return again


def _first_ids(cr, program, rule, members, each):
    """Where the ids of each table start, and the numbers the statements need."""
    debits = [place for place in range(each) if is_redemption(place)]
    redeemed = len(debits)
    numbers = {
        "convert": debits[-1],
        # Turning points into a coupon is no activity.
        "active": each - 2 if debits[-1] == each - 1 else each - 1,
        "program": program,
        "rule": rule,
        "each": each,
        "earned": each - redeemed,
        "redeemed": redeemed,
        "one": EARNED,
        "use": REDEEMED,
        "cycle": CYCLE,
    }
    for table in TABLES:
        cr.execute(f"SELECT coalesce(max(id), 0) + 1 FROM {table}")
        [numbers[table]] = cr.fetchone()
    cr.execute(
        """
        SELECT p.company_id, c.currency_id
          FROM points_program p JOIN res_company c ON c.id = p.company_id
         WHERE p.id = %s
        """,
        [program],
    )
    numbers["company"], numbers["currency"] = cr.fetchone()
    filled = Filled(
        program_id=program,
        currency_id=numbers["currency"],
        rule_id=rule,
        members=members,
        each=each,
        first_account=numbers["points_account"],
        first_entry=numbers["points_entry"],
    )
    return filled, numbers


def _vacuum(database):
    """Let the planner know the tables; VACUUM does not run in a transaction."""
    with database.registry.cursor() as cr:
        connection = cr._cnx
        connection.commit()
        connection.autocommit = True
        for table in TABLES:
            cr.execute(f"VACUUM ANALYZE {table}")
        connection.autocommit = False


_MEMBERS = "generate_series(%(start)s, %(stop)s) AS m"
_PLACES = f"{_MEMBERS}, generate_series(0, %(each)s - 1) AS i"
_IS_REDEMPTION = "i %% %(cycle)s = %(cycle)s - 2"
# How many redemptions come before place i, and how many credits.
_REDEEMED_BEFORE = "((i + 1) / %(cycle)s)"

STATEMENTS = (
    f"""
    INSERT INTO res_partner (id, name, complete_name, active, type, autopost_bills,
           create_date, write_date)
    SELECT %(res_partner)s + m, 'Member ' || m, 'Member ' || m, TRUE, 'contact', 'ask',
           now(), now()
      FROM {_MEMBERS}
    """,
    f"""
    INSERT INTO points_account (id, program_id, partner_id, company_id, state,
           joined_on, joined_source, live, waiting, held, debt, balance,
           last_activity, next_due, create_date, write_date)
    SELECT %(points_account)s + m, %(program)s, %(res_partner)s + m, %(company)s,
           'open', current_date - 400, 'sale', points, 0, 0, 0, points,
           now() - (%(each)s - %(active)s) * interval '7 days', current_date + 731,
           now(), now()
      FROM {_MEMBERS},
           (SELECT %(earned)s * %(one)s - %(redeemed)s * %(use)s AS points) numbers
    """,
    f"""
    INSERT INTO points_entry (id, account_id, program_id, company_id, kind, points,
           moment, local_day, key, redemption_rule_id, unallocated, source_model,
           source_id, source_uuid, source_name, user_id, explanation, lines,
           create_date)
    SELECT %(points_entry)s + m * %(each)s + i, %(points_account)s + m, %(program)s,
           %(company)s,
           CASE WHEN i = %(convert)s THEN 'convert' WHEN used THEN 'redeem'
                ELSE 'earn' END,
           CASE WHEN used THEN -%(use)s ELSE %(one)s END,
           now() - (%(each)s - i) * interval '7 days',
           current_date - (%(each)s - i)::int * 7,
           CASE WHEN i = %(convert)s THEN 'convert:' || uuid
                WHEN used THEN 'redeem:' || uuid
                ELSE 'earn:' || uuid || ':%(program)s:0' END,
           CASE WHEN used THEN %(rule)s END, 0, 'pos.order', i, uuid,
           'Shop/' || m || '/' || i, 1,
           CASE WHEN used THEN '{{"code": "redeemed", "engine": 1}}'::jsonb
                ELSE jsonb_build_object('engine', 1, 'order_points', 0, 'rules',
                     '[{{"rule_id": 1, "code": "matched", "points": 10000}}]'::jsonb,
                     'lots', jsonb_build_array(jsonb_build_object(
                         'points', %(one)s * 100, 'available_on', NULL,
                         'expires_on', current_date + 730))) END,
           jsonb_build_array(jsonb_build_object('uuid', uuid, 'quantity', 1000,
                             'amount', 10000, 'points', 10000)),
           now()
      FROM (SELECT m, i, {_IS_REDEMPTION} AS used,
                   md5('measured ' || m || ' ' || i) AS uuid
              FROM {_PLACES}) AS asked
    """,
    f"""
    INSERT INTO points_lot (id, entry_id, account_id, company_id, points, remaining,
           waiting, expires_on)
    SELECT %(points_lot)s + m * %(earned)s + j,
           %(points_entry)s + m * %(each)s + i, %(points_account)s + m, %(company)s,
           %(one)s,
           greatest(0, least(%(one)s, (j + 1) * %(one)s - %(redeemed)s * %(use)s)),
           FALSE, current_date + 730
      FROM (SELECT m, i, i - {_REDEEMED_BEFORE} AS j
              FROM {_PLACES} WHERE NOT {_IS_REDEMPTION}) AS credits
    """,
    f"""
    INSERT INTO points_allocation (id, entry_id, lot_id, company_id, points)
    SELECT %(points_allocation)s + m * %(redeemed)s * 3 + r * 3 + k,
           %(points_entry)s + m * %(each)s + i,
           %(points_lot)s + m * %(earned)s + r * %(use)s / %(one)s + k, %(company)s,
           share
      FROM (SELECT m, i, {_REDEEMED_BEFORE} AS r
              FROM {_PLACES} WHERE {_IS_REDEMPTION}) AS debits,
           generate_series(0, 2) AS k,
           LATERAL (SELECT least((r + 1) * %(use)s,
                                 (r * %(use)s / %(one)s + k + 1) * %(one)s)
                         - greatest(r * %(use)s, (r * %(use)s / %(one)s + k) * %(one)s)
                           AS share) overlap
     WHERE share > 0
    """,
    f"""
    INSERT INTO points_hold (id, uuid, account_id, company_id, document_model,
           document_uuid, document_name, redemption_rule_id, points, money,
           currency_id, expires_at, state, user_id, create_date, write_date)
    SELECT %(points_hold)s + m * %(redeemed)s + {_REDEEMED_BEFORE},
           md5('measured ' || m || ' ' || i), %(points_account)s + m, %(company)s,
           'pos.order', md5('measured ' || m || ' ' || i), 'Shop', %(rule)s, %(use)s,
           1.50, %(currency)s, now(), 'captured', 1, now(), now()
      FROM {_PLACES} WHERE {_IS_REDEMPTION} AND i != %(convert)s
    """,
    f"""
    INSERT INTO points_coupon (id, uuid, account_id, program_id, company_id, entry_id,
           currency_id, value, remaining, create_date, write_date)
    SELECT %(points_coupon)s + m, md5('measured ' || m || ' ' || %(convert)s),
           %(points_account)s + m, %(program)s, %(company)s,
           %(points_entry)s + m * %(each)s + %(convert)s, %(currency)s, 1.50, 1.00,
           now(), now()
      FROM {_MEMBERS}
    """,
    f"""
    INSERT INTO points_coupon_use (id, coupon_id, company_id, kind, money, currency_id,
           key, moment, local_day, source_model, source_uuid, user_id, create_date)
    SELECT %(points_coupon_use)s + m, %(points_coupon)s + m, %(company)s, 'use', 0.50,
           %(currency)s, 'redeem:measured ' || m, now(), current_date, 'pos.order',
           md5('used ' || m), 1, now()
      FROM {_MEMBERS}
    """,
)

"""The tier on an account's row, and the periods spent in tiers.

Memberships change only under their account's lock, together with the account's tier, in
one statement for any number of accounts. A posting that changes what counts for tiers
reviews its accounts before it ends.
"""

from odoo import api, fields, models
from odoo.tools import SQL

from . import ledger_locks
from .ledger_sql import Rows

# Kinds of entries that can move a member up. A return lowers what was earned, which
# changes nothing before the last day.
REVIEWED_KINDS = ("earn", "bonus", "adjust", "import", "transfer")

MEMBERSHIPS = Rows(
    """
    account_id int, membership_id int, day date, end_cause varchar, uuid varchar,
    tier_id int, source varchar, date_from date, date_to date, grace_until date,
    review_on date, started_at timestamp, join_cost bigint, reason varchar
    """
)
# Of each row asked for: what is in force goes on in grace or ends, another begins.
STATEMENT = """
    WITH asked AS (
        SELECT r.*, account.program_id, account.company_id
          FROM %(rows)s
          JOIN points_account account ON account.id = r.account_id
         WHERE account.id = ANY(%(accounts)s)
    ), graced AS (
        UPDATE points_membership membership
           SET state = 'grace', grace_until = asked.grace_until,
               review_on = asked.review_on, write_uid = %(uid)s,
               write_date = now() AT TIME ZONE 'UTC'
          FROM asked
         WHERE membership.id = asked.membership_id AND asked.grace_until IS NOT NULL
    ), ended AS (
        UPDATE points_membership membership
           SET state = 'ended', ended_on = asked.day, end_cause = asked.end_cause,
               write_uid = %(uid)s, write_date = now() AT TIME ZONE 'UTC'
          FROM asked
         WHERE membership.id = asked.membership_id AND asked.grace_until IS NULL
     RETURNING membership.id
    ), begun AS (
        INSERT INTO points_membership (
               account_id, program_id, company_id, tier_id, uuid, state, source,
               date_from, date_to, review_on, started_at, join_cost, reason, user_id,
               create_uid, create_date, write_uid, write_date)
        SELECT account_id, program_id, company_id, tier_id, uuid, 'active', source,
               date_from, date_to, review_on, started_at,
               coalesce(join_cost, 0) / 100.0, reason, %(uid)s,
               %(uid)s, now() AT TIME ZONE 'UTC', %(uid)s,
               now() AT TIME ZONE 'UTC'
          FROM asked
         WHERE uuid IS NOT NULL
           -- One is in force at a time: the other has to end first.
           AND (SELECT count(*) FROM ended) >= 0
    )
    UPDATE points_account account
       SET tier_id = CASE WHEN asked.grace_until IS NULL
                          THEN asked.tier_id ELSE account.tier_id END,
           write_uid = %(uid)s, write_date = now() AT TIME ZONE 'UTC'
      FROM asked
     WHERE account.id = asked.account_id
    RETURNING account.id
"""


class PointsLedger(models.AbstractModel):
    _inherit = "points.ledger"

    def _write(self, context):
        """Write the plan; then members whose numbers changed are reviewed."""
        result = super()._write(context)
        accounts = {
            account.id: account.program_id
            for account in context.accounts.values()
            if not account.merged_into_id
            and any(
                (draft.kind in REVIEWED_KINDS and draft.points)
                or (draft.kind == "reverse" and draft.points > 0)
                for draft in account.drafts
            )
        }
        if accounts:
            context.result.tiers.update(
                self.env["points.tiers"]._review(accounts, fields.Datetime.now())
            )
        return result

    @api.model
    def _open_accounts(self, members):
        """Find or open accounts; a new one gets the tier that every member has."""
        tiers = self.env["points.tiers"]
        wanted = [member[:2] for member in members if tiers._is_open_to_all(member[0])]
        known = self._find_accounts(wanted)
        found = super()._open_accounts(members)
        opened = {found[pair]: pair[0] for pair in wanted if pair not in known}
        if opened:
            ledger_locks.lock_accounts(self.env, list(opened))
            tiers._review(opened, fields.Datetime.now())
        return found

    @api.model
    def _write_memberships(self, rows):
        """Begin, end and change memberships, and set the accounts' tiers, at once.

        Each row names account_id, and as `membership_id` the one in force (or None).
        With `grace_until` that one goes on in grace; else it ends on `day` because of
        `end_cause`, and with a `uuid` another begins: tier_id, source, date_from,
        date_to, review_on, started_at, join_cost (hundredths), reason. Dates are ISO
        text or None. The accounts must be locked.
        """
        if not rows:
            return
        self.env["points.account"].flush_model()
        self.env.execute_query(
            SQL(
                STATEMENT,
                rows=MEMBERSHIPS.table(rows),
                accounts=[row["account_id"] for row in rows],
                uid=self.env.uid,
            )
        )
        self._forget("points.account", "points.membership")

    @api.model
    def _merge_memberships(self, accounts, target):
        """Give `target` the memberships of `accounts` of its program, all locked.

        The highest tier in force stays in force; the others end.
        """
        everyone = accounts | target
        if everyone == target:
            return
        self.env["points.account"].flush_model()
        memberships = self.env["points.membership"].sudo()
        active = memberships.search(
            [("account_id", "in", everyone.ids), ("state", "!=", "ended")]
        )
        day = target.program_id._business_day(fields.Datetime.now())
        order = list(target.program_id.sudo().all_tier_ids)
        # What is in force on the surviving account wins among equals.
        active = active.sorted(
            lambda one: (
                order.index(one.tier_id) if one.tier_id in order else -1,
                one.account_id == target,
            ),
            reverse=True,
        )
        # One is in force at a time: the others have to end first.
        self.env.execute_query(
            SQL(
                """
                UPDATE points_membership
                   SET state = 'ended', ended_on = greatest(%s, date_from),
                       end_cause = 'merged', write_uid = %s,
                       write_date = now() AT TIME ZONE 'UTC'
                 WHERE id = ANY(%s)
                RETURNING id
                """,
                day,
                self.env.uid,
                active[1:].ids,
            )
        )
        self.env.execute_query(
            SQL(
                """
                WITH moved AS (
                    UPDATE points_membership
                       SET account_id = %(target)s, write_uid = %(uid)s,
                           write_date = now() AT TIME ZONE 'UTC'
                     WHERE account_id = ANY(%(accounts)s)
                )
                UPDATE points_account
                   SET tier_id = CASE WHEN id = %(target)s THEN %(tier)s::int END,
                       write_uid = %(uid)s, write_date = now() AT TIME ZONE 'UTC'
                 WHERE id = ANY(%(accounts)s)
                RETURNING id
                """,
                target=target.id,
                tier=active[:1].tier_id.id or None,
                accounts=everyone.ids,
                uid=self.env.uid,
            )
        )
        self._forget("points.account", "points.membership")

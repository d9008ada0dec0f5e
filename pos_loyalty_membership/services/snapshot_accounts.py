"""Accounts as the rules look at them: one query, whatever is asked."""

from odoo import api, fields, models
from odoo.tools import SQL

from ..engine.values import FULL_SHARE, Member
from . import ledger_locks
from .ledger_sql import Rows
from .points_snapshot import to_points

# Of the account and day of `_accounts_query`: rules that gave points, what its sales
# earned less what was taken back and not given again, and the tags of its contact.
VISITED = """
    (SELECT array_agg(DISTINCT (rule->>'rule_id')::int)
       FROM points_entry entry
      CROSS JOIN LATERAL jsonb_array_elements(entry.explanation->'rules') rule
      WHERE entry.account_id = account.id
        AND entry.local_day = wanted.day
        AND entry.kind = 'earn'
        AND (rule->>'rule_id')::int = ANY(%(rules)s)
        AND (rule->>'points')::bigint > 0
        AND NOT EXISTS (
            SELECT FROM points_entry reversal
             WHERE reversal.reversed_entry_id = entry.id
               AND (reversal.explanation->>'order_points')::bigint > 0))
"""
EARNED_TODAY = """
    (SELECT coalesce(sum(every.points), 0)
       FROM (WITH RECURSIVE chain AS (
                SELECT earned.id, earned.points
                  FROM points_entry earned
                 WHERE earned.account_id = account.id
                   AND earned.local_day = wanted.day
                   AND earned.kind = 'earn'
                 UNION ALL
                SELECT later.id, later.points
                  FROM chain
                  JOIN points_entry later ON later.reversed_entry_id = chain.id
             )
             SELECT points FROM chain) every)
"""
TAGS = """
    (SELECT array_agg(tag.category_id ORDER BY tag.category_id)
       FROM res_partner_res_partner_category_rel tag
      WHERE tag.partner_id = account.partner_id)
"""
# The tier of that day: of an order that comes late, the one it had then. In grace a
# tier goes on until somebody ends it.
TIER = """
    (SELECT membership.tier_id
       FROM points_membership membership
      WHERE membership.account_id = account.id
        AND membership.date_from <= wanted.day
        AND (membership.ended_on IS NULL OR membership.ended_on > wanted.day)
      ORDER BY membership.id DESC LIMIT 1)
"""
DOCUMENT = """
    EXISTS (SELECT FROM points_hold hold
             WHERE hold.document_uuid = %s AND hold.state = 'held')
"""
# A member who was not imported has bought nothing yet.
IS_NEW = """
    (account.last_activity IS NULL
     AND account.joined_source IS DISTINCT FROM 'import')
"""
WANTED = Rows("program_id int, partner_id int, day date")
NUMBERS = ("live", "waiting", "held", "debt", "balance", "overdue")
# Points that overdue reservations keep, though the next posting frees them.
OVERDUE = """
    (SELECT (coalesce(sum(hold.points), 0) * 100)::bigint
       FROM points_hold hold
      WHERE hold.account_id = account.id
        AND hold.state = 'held'
        AND hold.expires_at <= %s)
"""
LOCK = SQL("ORDER BY account.id FOR NO KEY UPDATE OF account")


class PointsSnapshot(models.AbstractModel):
    _inherit = "points.snapshot"

    @api.model
    def _accounts_of(self, wanted, document_uuid="", lock=None):
        """Accounts of members: `wanted` = [(program_id, partner_id, day, rule_ids)].

        Returns {(program_id, partner_id): values}, in one query whatever is asked; keys
        without an account are absent. Points in hundredths. `available` counts the
        points of overdue holds as free, since the next posting frees them.
        `visited_rule_ids` are those of `rule_ids` that gave points on `day` (ISO),
        `earned_today` what the sales of that day earned, less what was taken back, in
        programs that have a maximum for it. `tier_id` is the tier whose benefits count
        on `day`. In programs that welcome, `is_new` says
        whether a member who was not imported has bought nothing yet.
        `document_holds` says whether anything is reserved for the document of that
        uuid. With `lock` (`ledger_locks.Locked`) the accounts are locked as a posting
        would lock them, for one that follows at once and uses no points: what is
        overdue then counts as reserved.
        """
        if not wanted:
            return {}
        rows = self.env.execute_query_dict(
            self._accounts_query(wanted, fields.Datetime.now(), document_uuid, lock)
        )
        if lock:
            lock.take(rows)
        return {
            (row["program_id"], row["partner_id"]): self._account_values(row)
            for row in rows
        }

    @api.model
    def _accounts_query(self, wanted, now, document_uuid, lock=None):
        """The query of `_accounts_of`; what no rule asks for is left out of it, since
        planning it would cost more than reading everything else.
        """
        frozen = [self._cached_program(each[0], "en_US") for each in wanted]
        rule_ids = [rule_id for *_member, ids in wanted for rule_id in ids]
        has_cap = any(program.engine.maximum_per_day for program in frozen)
        uses_tags = any(program.uses_tags for program in frozen)
        has_tiers = any(program.engine.tiers for program in frozen)
        welcomes = any(program.welcome_points for program in frozen)
        return SQL(
            """
            SELECT %(numbers)s, account.partner_id, account.link_version,
                   (account.balance * 100)::bigint AS balance,
                   %(overdue)s AS overdue,
                   %(visited)s AS visited,
                   %(earned)s AS earned_today,
                   %(tags)s AS tags,
                   %(tier)s AS tier_id,
                   %(is_new)s AS is_new,
                   %(document)s AS document_holds%(locked)s
              FROM %(wanted)s
              JOIN points_account account
                ON account.program_id = wanted.program_id
               AND account.partner_id = wanted.partner_id
               AND account.merged_into_id IS NULL
             %(lock)s
            """,
            numbers=ledger_locks.NUMBERS,
            locked=SQL(", %s", lock.columns()) if lock else SQL(),
            lock=LOCK if lock else SQL(),
            overdue=SQL("0") if lock else SQL(OVERDUE, now),
            visited=SQL(VISITED, rules=rule_ids) if rule_ids else SQL("NULL"),
            earned=SQL(EARNED_TODAY) if has_cap else SQL("0"),
            tags=SQL(TAGS) if uses_tags else SQL("NULL"),
            tier=SQL(TIER) if has_tiers else SQL("NULL"),
            is_new=SQL(IS_NEW) if welcomes else SQL("false"),
            document=SQL(DOCUMENT, document_uuid) if document_uuid else SQL("false"),
            wanted=WANTED.table(
                [dict(zip(WANTED.names, each, strict=False)) for each in wanted],
                alias="wanted",
            ),
        )

    @api.model
    def _account_values(self, row):
        numbers = {name: row[name] for name in NUMBERS}
        free = numbers["live"] - numbers["waiting"] - numbers["held"]
        # Who is blocked or has left keeps the tier in the history without benefits.
        tier_id = row["tier_id"] if row["state"] == "open" else 0
        return {
            "id": row["id"],
            "program_id": row["program_id"],
            "partner_id": row["partner_id"],
            "state": row["state"],
            **numbers,
            "available": max(0, free + numbers["overdue"] - numbers["debt"]),
            "visited_rule_ids": sorted(row["visited"] or []),
            "earned_today": max(0, to_points(row["earned_today"])),
            "tag_ids": row["tags"] or [],
            "tier_id": tier_id or 0,
            "is_new": row["is_new"],
            "link_version": row["link_version"] or 0,
            "document_holds": row["document_holds"],
        }

    @api.model
    def _newcomer(self, program, partner):
        """What the rules look at of a contact without an account."""
        # A cashier may not read every tag; which rules apply depends on them.
        tags = partner.sudo().category_id.ids if program.uses_tags else []
        return Member(available=0, tag_ids=tuple(sorted(tags)))

    @api.model
    def _member_value(self, account, own_holds=0, other_holds=0):
        """What the rules look at of an account row (see `_accounts_of`)."""
        program = self._cached_program(account["program_id"], "en_US")
        tier = program.tier(account["tier_id"])
        return Member(
            available=account["available"],
            own_holds=own_holds,
            other_holds=other_holds,
            visited_rule_ids=tuple(account["visited_rule_ids"]),
            earned_today=account["earned_today"],
            tag_ids=tuple(account["tag_ids"]),
            tier_id=tier.id if tier else 0,
            multiplier=tier.multiplier if tier else FULL_SHARE,
        )

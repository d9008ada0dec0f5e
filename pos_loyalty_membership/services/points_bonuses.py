"""Points given for joining and on birthdays: whose turn it is, and once each.

Who is due is decided here and in `engine/birthdays.py`; the ledger writes. A key that
exists is never posted twice, whatever runs twice or at the same time.
"""

from odoo import api, fields, models
from odoo.tools import SQL, hmac

from ..engine.birthdays import birth_days, birthday_due
from ..engine.values import ENGINE_VERSION
from .ledger_operations import Credit, Source
from .points_snapshot import to_points

# Part of the signature of a phone number in a key: 160 bits, no number to be read.
DIGEST_LENGTH = 40
# Of a contact's accounts, and of those with the same phone number: the welcome bonus.
WELCOMED = """
    SELECT wanted.program_id, partner.phone_sanitized,
           EXISTS (
               SELECT FROM (SELECT wanted.partner_id AS id
                             UNION
                            SELECT same.id FROM res_partner same
                             WHERE same.phone_sanitized = partner.phone_sanitized) known
                 JOIN points_account account ON account.partner_id = known.id
                 JOIN points_entry entry ON entry.account_id = account.id
                WHERE account.program_id = wanted.program_id
                  AND entry.kind = 'bonus'
                  AND entry.explanation->>'code' = 'welcome') AS welcomed
      FROM unnest(%(programs)s, %(partners)s) AS wanted (program_id, partner_id)
      JOIN res_partner partner ON partner.id = wanted.partner_id
"""
# Members whose birthday may be due, in id order.
CELEBRATING = """
    SELECT account.id, account.joined_on, partner.%(born)s AS born_on,
           (SELECT max(%(last_given)s)
              FROM points_account own
             WHERE own.partner_id = account.partner_id
               AND own.program_id = account.program_id) AS last_given_on
      FROM points_account account
      JOIN res_partner partner ON partner.id = account.partner_id
     WHERE account.program_id = %(program)s
       AND account.merged_into_id IS NULL AND account.state = 'open'
       AND account.id > %(last_id)s
       AND partner.active AND partner.%(born)s IS NOT NULL
       AND extract(month FROM partner.%(born)s) * 100
           + extract(day FROM partner.%(born)s) = ANY(%(days)s)
     ORDER BY account.id LIMIT %(limit)s %(lock)s
"""
# When one of a contact's accounts (`own`) had the bonus last.
LAST_BONUS = SQL(
    """
    (SELECT max(entry.local_day) FROM points_entry entry
      WHERE entry.account_id = own.id AND entry.kind = 'bonus'
        AND entry.explanation->>'code' = 'birthday')
    """
)
LOCK = SQL("FOR NO KEY UPDATE OF account SKIP LOCKED")


class PointsBonuses(models.AbstractModel):
    _name = "points.bonuses"
    _description = "Welcome and birthday bonuses"

    # ------------------------------------------------------------------
    # Welcome
    # ------------------------------------------------------------------

    @api.model
    def _welcome_keys(self, programs, members, accounts):
        """{program id: key} of welcome bonuses that a sale of these members brings.

        `programs` are TillPrograms, `members` contacts and `accounts` account values
        (see `points.snapshot._accounts_of`) by program id. One query where somebody may
        be new, none for everybody else.
        """
        wanted = [
            (program.id, members[program.id].id)
            for program in programs
            if self._may_be_first_sale(program, accounts.get(program.id))
        ]
        if not wanted:
            return {}
        for model in ("res.partner", "points.account"):
            self.env[model].flush_model()
        program_ids, partner_ids = zip(*wanted, strict=True)
        rows = self.env.execute_query(
            SQL(WELCOMED, programs=list(program_ids), partners=list(partner_ids))
        )
        return {
            program_id: self._welcome_key(program_id, accounts.get(program_id), phone)
            for program_id, phone, welcomed in rows
            if not welcomed
        }

    @api.model
    def _may_be_first_sale(self, program, account):
        """Whether a sale may be the first one of a member who was not imported."""
        if not (program.welcome_points and program.earns):
            return False
        if account is None:
            return program.member_policy != "enrolled"
        return account["is_new"] and account["state"] == "open"

    @api.model
    def _welcome_key(self, program_id, account, phone):
        """The key under which a member is welcomed: one per phone number, or account.

        Two contacts with one number may buy at two tills in the same moment: only the
        key tells them. It is a signature, so that the log keeps no number that was
        removed from the contact.
        """
        if phone:
            message = (program_id, phone)
            # The secret of the database is for the system only.
            digest = hmac(self.sudo().env, "points-welcome", message)
            return f"welcome:{program_id}:{digest[:DIGEST_LENGTH]}"
        return f"welcome:{account['id']}" if account else ""

    @api.model
    def _welcome_credit(self, program, account_id, key, sale, available_on):
        """The ledger operation of one welcome bonus.

        `sale` has the source, moment and situation of the document that brings it. The
        points wait as long as those of the sale, which may be returned as well.
        """
        source, moment, situation = sale
        return Credit(
            account_id=account_id,
            kind="bonus",
            key=key or f"welcome:{account_id}",
            points=program.welcome_points,
            source=source,
            moment=moment,
            local_day=situation.day,
            available_on=available_on,
            expires_on=self.env["points.snapshot"]._expires_on(
                program.expiry, situation.date, available_on
            ),
            explanation={"engine": ENGINE_VERSION, "code": "welcome"},
        )

    # ------------------------------------------------------------------
    # Birthdays
    # ------------------------------------------------------------------

    @api.model
    def _cron_birthdays(self, limit=500):
        """Give members their birthday bonus, at most `limit` accounts per commit.

        A run that was stopped, or did not happen for up to a week, is made up for by
        the next one; who got the bonus gets no second.
        """
        programs = self.env["points.program"].search(
            [("state", "=", "running"), ("birthday_bonus", "=", True)]
        )
        progress = self.env["ir.cron"]._commit_progress
        left = progress(remaining=len(programs))
        for program in programs:
            last_id = 0
            while left:
                last_id = self._give_birthday_bonuses(program, last_id, limit)
                left = progress(0 if last_id else 1)
                if not last_id:
                    break

    @api.model
    def _give_birthday_bonuses(self, program, last_id, limit):
        """Post the bonuses of the next members; the id to go on after, 0: no more."""
        now = fields.Datetime.now()
        snapshot = self.env["points.snapshot"]
        situation = snapshot._situation(snapshot._program_by_id(program.id), now, 0)
        rows = self._celebrating(
            program, situation.date, last_id, limit, LAST_BONUS, LOCK
        )
        operations = [
            self._birthday_credit(program, row["id"], birthday, now, situation)
            for row, birthday in self._birthdays(rows, situation.date)
        ]
        if operations:
            self.env["points.ledger"]._post(operations)
        return rows[-1]["id"] if len(rows) == limit else 0

    @api.model
    def _birthdays(self, rows, today):
        """(row, ISO birthday) of those rows of `_celebrating` that are due today."""
        iso = self.env["points.snapshot"]._iso
        found = []
        for row in rows:
            birthday = birthday_due(
                row["born_on"].isoformat(),
                iso(row["joined_on"]) or "",
                iso(row["last_given_on"]) or "",
                today,
            )
            if birthday:
                found.append((row, birthday))
        return found

    @api.model
    def _celebrating(self, program, today, last_id, limit, last_given, lock):
        """The next members whose birthday may be due on an ISO day.

        `last_given` is SQL for the day on which one of the contact's accounts (`own`)
        had last what is asked about; `lock` locks the accounts, or is empty.
        """
        for model in ("res.partner", "points.account"):
            self.env[model].flush_model()
        days = [int(day[:2]) * 100 + int(day[3:]) for day in birth_days(today)]
        return self.env.execute_query_dict(
            SQL(
                CELEBRATING,
                born=SQL.identifier(self.env["res.partner"]._points_birth_field()),
                program=program.id,
                last_id=last_id,
                days=days,
                limit=limit,
                last_given=last_given,
                lock=lock,
            )
        )

    @api.model
    def _birthday_credit(self, program, account_id, birthday, now, situation):
        """The ledger operation of one birthday bonus; `birthday` is its ISO date."""
        snapshot = self.env["points.snapshot"]
        expiry = snapshot._program_by_id(program.id).expiry
        return Credit(
            account_id=account_id,
            kind="bonus",
            key=f"birthday:{account_id}:{birthday[:4]}",
            points=to_points(program.birthday_points),
            source=Source(
                model="points.account",
                id=account_id,
                name=self.env._("Birthday bonus"),
            ),
            moment=now,
            local_day=situation.day,
            expires_on=snapshot._expires_on(expiry, situation.date),
            explanation={
                "engine": ENGINE_VERSION,
                "code": "birthday",
                "birthday": birthday,
            },
        )


class PointsExplanation(models.AbstractModel):
    _inherit = "points.explanation"

    def _why_welcome(self, explanation, program):
        return self.env._("Welcome bonus: for the first sale as a member")

    def _why_birthday(self, explanation, program):
        return self.env._("Birthday bonus: happy birthday")

"""Opening accounts: each member has one in a program, however often it is asked for."""

from odoo import api, fields, models
from odoo.exceptions import ConcurrencyError
from odoo.tools import SQL

from .ledger_sql import Rows

MEMBERS = Rows("program_id int, partner_id int, joined_source varchar")


class PointsLedger(models.AbstractModel):
    _inherit = "points.ledger"

    @api.model
    def _open_accounts(self, members):
        """Find or open accounts; each member has one per program.

        `members` is a list of (program_id, partner_id, joined_source). Returns
        {(program_id, partner_id): account_id}. Opening twice gives the same account.
        Raises `ConcurrencyError` or 40001 when another transaction just opened it.
        """
        found = self._find_accounts([member[:2] for member in members])
        missing = [member for member in members if member[:2] not in found]
        if not missing:
            return found
        rows = self.env.execute_query(
            SQL(
                """
                INSERT INTO points_account (
                       program_id, partner_id, company_id, state, joined_on, joined_by,
                       joined_source, live, waiting, held, debt, balance,
                       create_uid, create_date, write_uid, write_date)
                SELECT p.id, r.partner_id, p.company_id, 'open', %(today)s, %(uid)s,
                       r.joined_source, 0, 0, 0, 0, 0,
                       %(uid)s, now() AT TIME ZONE 'UTC', %(uid)s,
                       now() AT TIME ZONE 'UTC'
                  FROM %(rows)s
                  JOIN points_program p ON p.id = r.program_id
                ON CONFLICT (program_id, partner_id) WHERE merged_into_id IS NULL
                DO NOTHING
                RETURNING program_id, partner_id, id
                """,
                today=fields.Date.context_today(self),
                uid=self.env.uid,
                rows=MEMBERS.table(
                    [
                        dict(zip(MEMBERS.names, member, strict=True))
                        for member in dict.fromkeys(missing)
                    ]
                ),
            )
        )
        found.update(
            {(program, partner): account for program, partner, account in rows}
        )
        if any(member[:2] not in found for member in members):
            raise ConcurrencyError("points_account: a member was enrolled meanwhile")
        self._forget_cached_numbers()
        return found

    @api.model
    def _find_accounts(self, members):
        """Accounts of (program_id, partner_id) pairs that exist, as a dict."""
        if not members:
            return {}
        programs, partners = zip(*members, strict=True)
        self.env["points.account"].flush_model()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT program_id, partner_id, id FROM points_account
                 WHERE (program_id, partner_id) IN (
                       SELECT * FROM unnest(%s, %s))
                   AND merged_into_id IS NULL
                """,
                list(programs),
                list(partners),
            )
        )
        return {(program, partner): account for program, partner, account in rows}

"""Rebuild what is only a projection of the log: lots, uncovered debits, numbers.

Entries and allocations are the truth and are not touched. Never run by itself: a person
asks for it after a proof has named a fault, and it is written down who did and what
changed.
"""

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from . import ledger_locks, proof_checks, proof_tiers
from .proof_scope import only_rows_of


class PointsLedger(models.AbstractModel):
    _inherit = "points.ledger"

    @api.model
    def _rebuild_lots(self, accounts):
        """Rebuild lots and numbers of these accounts from the log, under their lock.

        Returns the number of rows that changed, and writes a note on the programs.
        Raises `UserError` when the log itself cannot be right.
        """
        if not accounts:
            return 0
        ledger_locks.lock_accounts(self.env, accounts.ids)
        before = self.env["points.proof"]._prove(accounts)
        changed = 0
        for statement in (
            self._missing_lots(accounts),
            self._lots_from_the_log(accounts),
            self._lot_dates_from_the_log(accounts),
            self._activity_from_the_log(accounts),
            self._uncovered_from_the_log(accounts),
            self._tiers_from_memberships(accounts),
        ):
            changed += len(self.env.execute_query(statement))
        try:
            with self.env.cr.savepoint(flush=False):
                for statement in (self._coupons(accounts), self._numbers(accounts)):
                    changed += len(self.env.execute_query(statement))
        except Exception as error:
            raise UserError(
                self.env._(
                    "The log of these members cannot be right, so nothing was rebuilt. "
                    "The proof names the entries: %s",
                    error,
                )
            ) from error
        self._forget_cached_numbers()
        self._note_rebuild(accounts, before, changed)
        return changed

    def _note_rebuild(self, accounts, before, changed):
        """Write down who rebuilt what, on the programs of these accounts."""
        after = self.env["points.proof"]._prove(accounts)
        for program, members in accounts.grouped("program_id").items():
            program.message_post(
                body=self.env._(
                    "Lots of %(members)s members were rebuilt from the log by "
                    "%(user)s: %(changed)s rows changed, faults before %(before)s, "
                    "after %(after)s.",
                    members=len(members),
                    user=self.env.user.name,
                    changed=changed,
                    before=len(before),
                    after=len(after),
                )
            )

    def _missing_lots(self, accounts):
        """Lots of credits that have none any more."""
        return SQL(
            """
            INSERT INTO points_lot (entry_id, account_id, company_id, points, remaining,
                   waiting, available_on, expires_on, inactivity_months)
            SELECT e.id, e.account_id, e.company_id, e.points, e.points, FALSE,
                   (e.explanation->'lots'->0->>'available_on')::date,
                   (e.explanation->'lots'->0->>'expires_on')::date,
                   (e.explanation->'lots'->0->>'inactivity_months')::int
              FROM points_entry e
             WHERE e.account_id = ANY(%(accounts)s) AND e.points > 0
               AND e.kind != 'reverse'
               AND coalesce(e.explanation->'cancelled', '{}') = '{}'
               AND NOT EXISTS (SELECT FROM points_lot l WHERE l.entry_id = e.id)
            RETURNING id
            """,
            accounts=accounts.ids,
        )

    def _lots_from_the_log(self, accounts):
        """What is left of each lot: its points less what entries took and gave back."""
        return SQL(
            """
            UPDATE points_lot lot
               SET remaining = said.remaining, waiting = said.waiting
              FROM (SELECT l.id,
                           l.points - coalesce(sum(CASE WHEN e.points < 0 THEN a.points
                                                        ELSE -a.points END), 0)
                           AS remaining,
                           coalesce(l.available_on > %(today)s, FALSE) AS waiting
                      FROM points_lot l
                      LEFT JOIN points_allocation a ON a.lot_id = l.id
                      LEFT JOIN points_entry e ON e.id = a.entry_id
                     WHERE l.id IN (SELECT one.id FROM points_lot one
                                      JOIN points_entry made ON made.id = one.entry_id
                                     WHERE made.account_id = ANY(%(accounts)s))
                     GROUP BY l.id) said
             WHERE said.id = lot.id
               AND (lot.remaining, lot.waiting) != (said.remaining, said.waiting)
            RETURNING lot.id
            """,
            accounts=accounts.ids,
            today=fields.Date.context_today(self),
        )

    def _lot_dates_from_the_log(self, accounts):
        """The first and the last day of each lot, as the log says."""
        return SQL(
            """
            %(scope)s
            UPDATE points_lot lot
               SET available_on = said.available_on, expires_on = said.expires_on,
                   inactivity_months = said.months
              FROM (%(said)s) said
             WHERE said.lot_id = lot.id AND lot.account_id = ANY(%(accounts)s)
               AND (lot.available_on, lot.expires_on, lot.inactivity_months)
                   IS DISTINCT FROM (said.available_on, said.expires_on, said.months)
            RETURNING lot.id
            """,
            accounts=accounts.ids,
            said=SQL(proof_checks.LOT_DATES),
            scope=only_rows_of(self.env, accounts.ids),
        )

    def _activity_from_the_log(self, accounts):
        """When each member earned or redeemed last."""
        said = SQL(
            "%s SELECT account_id, moment AS value FROM (%s) log",
            only_rows_of(self.env, accounts.ids),
            SQL(proof_checks.LAST_ACTIVITY),
        )
        return self._on_accounts(accounts, "last_activity", said)

    def _on_accounts(self, accounts, column, said):
        """One column of the accounts, as the rows (account_id, value) of `said` say."""
        return SQL(
            """
            UPDATE points_account account
               SET %(column)s = said.value,
                   write_uid = %(uid)s, write_date = now() AT TIME ZONE 'UTC'
              FROM (%(said)s) said
             WHERE said.account_id = account.id AND account.id = ANY(%(accounts)s)
               AND account.%(column)s IS DISTINCT FROM said.value
            RETURNING account.id
            """,
            accounts=accounts.ids,
            column=SQL.identifier(column),
            said=said,
            uid=self.env.uid,
        )

    def _uncovered_from_the_log(self, accounts):
        """What of each debit no lot covers and nobody cancelled."""
        return SQL(
            """
            UPDATE points_entry entry SET unallocated = said.points
              FROM (SELECT debit.id,
                           -debit.points - cancelled.points
                           - coalesce((SELECT sum(a.points) FROM points_allocation a
                                        WHERE a.entry_id = debit.id), 0) AS points
                      FROM points_entry debit
                      JOIN (%(cancelled)s) cancelled ON cancelled.debit_id = debit.id
                     WHERE debit.account_id = ANY(%(accounts)s)) said
             WHERE said.id = entry.id AND entry.unallocated != said.points
            RETURNING entry.id
            """,
            accounts=accounts.ids,
            cancelled=SQL(proof_checks.CANCELLED),
        )

    def _tiers_from_memberships(self, accounts):
        """Each member's tier: that of the membership in force."""
        said = SQL(
            "SELECT account_id, tier_id AS value FROM (%s) membership",
            SQL(proof_tiers.TIERS_IN_FORCE),
        )
        return self._on_accounts(accounts, "tier_id", said)

    def _coupons(self, accounts):
        """What is left of each coupon: its value less uses and active reservations."""
        return SQL(
            """
            UPDATE points_coupon coupon
               SET remaining = said.remaining,
                   write_uid = %(uid)s, write_date = now() AT TIME ZONE 'UTC'
              FROM (SELECT c.id,
                           c.value
                           - coalesce((SELECT sum(money) FROM points_coupon_use
                                        WHERE coupon_id = c.id), 0)
                           - coalesce((SELECT sum(money) FROM points_hold
                                        WHERE coupon_id = c.id AND state = 'held'), 0)
                           AS remaining
                      FROM points_coupon c
                     WHERE c.account_id = ANY(%(accounts)s)) said
             WHERE said.id = coupon.id AND coupon.remaining != said.remaining
            RETURNING coupon.id
            """,
            accounts=accounts.ids,
            uid=self.env.uid,
        )

    def _numbers(self, accounts):
        """The account's own numbers, from lots, holds and uncovered debits."""
        return SQL(
            """
            UPDATE points_account account
               SET live = said.live, waiting = said.waiting, held = said.held,
                   debt = said.debt, balance = said.live - said.debt,
                   next_due = now() AT TIME ZONE 'UTC',
                   write_uid = %(uid)s, write_date = now() AT TIME ZONE 'UTC'
              FROM (SELECT a.id,
                           coalesce((SELECT sum(remaining) FROM points_lot
                                      WHERE account_id = a.id AND remaining > 0), 0)
                           AS live,
                           coalesce((SELECT sum(remaining) FROM points_lot
                                      WHERE account_id = a.id AND remaining > 0
                                        AND waiting), 0)
                           AS waiting,
                           coalesce((SELECT sum(points) FROM points_hold
                                      WHERE account_id = a.id AND state = 'held'), 0)
                           AS held,
                           coalesce((SELECT sum(unallocated) FROM points_entry
                                      WHERE account_id = a.id AND unallocated > 0), 0)
                           AS debt
                      FROM points_account a
                     WHERE a.id = ANY(%(accounts)s)) said
             WHERE said.id = account.id
            RETURNING account.id
            """,
            accounts=accounts.ids,
            uid=self.env.uid,
        )

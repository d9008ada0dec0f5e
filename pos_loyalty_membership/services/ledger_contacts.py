"""Merging contacts: what the merged ones had in the ledger becomes the other's.

Runs before Odoo's own merge, which rewrites foreign keys in SQL and knows nothing of
two accounts of one member.
"""

import psycopg2.errors

from odoo import api, fields, models
from odoo.exceptions import ConcurrencyError
from odoo.tools import SQL

from . import ledger_locks
from .ledger_operations import Merge, SetState, Source


class PointsLedger(models.AbstractModel):
    _inherit = "points.ledger"

    @api.model
    def _merge_contacts(self, merged, contact):
        """Give `contact` the accounts of the `merged` contacts, one per program.

        Where both have one, theirs is folded into the contact's lot by lot; where only
        they have one, it changes owner. A block counts for the person: it stays.
        """
        accounts = (
            self.env["points.account"]
            .sudo()
            .search(
                [
                    ("partner_id", "in", (merged | contact).ids),
                    ("merged_into_id", "=", False),
                ],
                order="id",
            )
        )
        if not accounts.filtered(lambda account: account.partner_id in merged):
            return
        ledger_locks.lock_accounts(self.env, accounts.ids)
        operations = []
        owned = self.env["points.account"].sudo()
        for members in accounts.grouped("program_id").values():
            target = self._surviving_account(members, contact)
            operations += self._fold(members - target, target)
            if target.partner_id != contact:
                owned |= target
            self._keep_membership(members, target)
            self._merge_memberships(members, target)
        if operations:
            self._post(operations)
        self._change_owner(owned, contact)

    def _surviving_account(self, accounts, contact):
        """The account of a program that the others are folded into."""
        return (
            accounts.filtered(lambda account: account.partner_id == contact)
            or accounts.filtered(lambda account: account.state == "open")[:1]
            or accounts[:1]
        )

    def _fold(self, others, target):
        """The operations that leave one account, with the state of the person."""
        states = {account.state for account in others | target}
        state = next(one for one in ("blocked", "open", "left") if one in states)
        operations = []
        if target.state != state:
            operations.append(SetState(account_id=target.id, state=state))
        now = fields.Datetime.now()
        for account in others:
            operations.append(
                Merge(
                    account_id=account.id,
                    target_id=target.id,
                    key=f"merge:{account.id}",
                    source=Source(
                        model="res.partner",
                        id=target.partner_id.id,
                        name=self.env._("Contacts merged"),
                    ),
                    moment=now,
                    local_day=account.program_id._business_day(now),
                    reason=self.env._("Contacts merged"),
                )
            )
        return operations

    def _keep_membership(self, accounts, target):
        """The member keeps a card, and the day of joining first."""
        values = {}
        if not target.card_number and accounts.filtered("card_number"):
            values["card_number"] = accounts.filtered("card_number")[0].card_number
            # Two accounts of a program never have one card, not even for a moment.
            accounts.write({"card_number": False})
            accounts.flush_recordset(["card_number"])
        joined = min(filter(None, accounts.mapped("joined_on")), default=False)
        if joined and joined != target.joined_on:
            values["joined_on"] = joined
        if values:
            target.write(values)

    def _change_owner(self, accounts, contact):
        """Accounts that become the contact's as they are; locked by the caller.

        Somebody who enrols the contact at this moment wins: the merge is replayed.
        """
        if not accounts:
            return
        try:
            with self.env.cr.savepoint(flush=False):
                self.env.execute_query(
                    SQL(
                        """
                        UPDATE points_account
                           SET partner_id = %s, write_uid = %s,
                               write_date = now() AT TIME ZONE 'UTC'
                         WHERE id = ANY(%s)
                        RETURNING id
                        """,
                        contact.id,
                        self.env.uid,
                        accounts.ids,
                    )
                )
        except psycopg2.errors.UniqueViolation as error:
            raise ConcurrencyError("points_account: enrolled meanwhile") from error
        self._forget_cached_numbers()

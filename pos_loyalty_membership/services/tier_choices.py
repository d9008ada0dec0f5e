"""Tiers that people decide: chosen by the member, given or withdrawn by hand.

Everything happens under the account's lock, under a uuid the caller chose: asking twice
changes nothing.
"""

from datetime import timedelta

from odoo import api, fields, models

from ..engine.tiers import (
    join_refusal,
    membership_end,
    reached_tiers,
    tier_missing,
    tier_review,
)
from ..engine.values import Refusal, to_dict
from . import ledger_locks
from .ledger_operations import Debit, LedgerRefusal, ReverseDebit, Source

# For so long a tier that was paid for can be cancelled.
CANCELLABLE = timedelta(hours=24)


class PointsTiers(models.AbstractModel):
    _inherit = "points.tiers"

    # ------------------------------------------------------------------
    # What can be chosen
    # ------------------------------------------------------------------

    @api.model
    def _choices(self, accounts, moment=None):
        """{account id: [choice]} for {account id: program id}; writes nothing.

        A choice is a tier of the program: tier_id, reached, missing (see the engine's
        Missing), join_cost (hundredths), and refusal: the code why it cannot be
        chosen, "" if it can.
        """
        states = self._states(accounts, moment or fields.Datetime.now())
        return {
            account_id: self._choices_of(state) for account_id, state in states.items()
        }

    @api.model
    def _choices_of(self, state):
        engine = state.program.engine
        reached = reached_tiers(engine.tiers, state.numbers)
        choices = []
        for tier in engine.tiers:
            refusal = self._join_refusal(state, tier.id)
            choices.append(
                {
                    "tier_id": tier.id,
                    "reached": tier.id in reached,
                    "missing": to_dict(tier_missing(tier, state.numbers)),
                    "join_cost": tier.join_cost,
                    "refusal": refusal.code if refusal else "",
                }
            )
        return choices

    @api.model
    def _join_refusal(self, state, tier_id):
        if state.account_state != "open":
            return Refusal("account_not_open", {})
        engine = state.program.engine
        return join_refusal(
            engine.tiers,
            engine.tier_terms,
            state.numbers,
            state.standing,
            state.date,
            state.available,
            tier_id,
        )

    # ------------------------------------------------------------------
    # Choosing
    # ------------------------------------------------------------------

    @api.model
    def _choose(self, account, tier_id, request_uuid):
        """Let a member join a tier it has reached; returns a Refusal or None.

        Points that joining costs are taken by an entry under `join:<uuid>`.
        """
        known = self._membership_of(request_uuid)
        if known:
            same = known.account_id == account and known.tier_id.id == tier_id
            return None if same else Refusal("key_mismatch", {})
        now = fields.Datetime.now()
        state = self._locked_state(account, now)
        if state is None:
            return Refusal("unknown_tier", {})
        refusal = self._join_refusal(state, tier_id)
        if refusal:
            return refusal
        tier = state.program.tier(tier_id)
        if tier.join_cost:
            refusal = self._pay_to_join(state, tier, request_uuid, now)
            if refusal:
                return refusal
        end = membership_end(state.program.engine.tier_terms, state.date)
        self._begin(
            state,
            self._period(tier_id, state.date, end, now),
            uuid=request_uuid,
            source="chosen",
            join_cost=tier.join_cost,
        )
        return None

    @api.model
    def _pay_to_join(self, state, tier, request_uuid, now):
        """Take the points that joining costs; the ledger's refusal, or None."""
        operation = Debit(
            account_id=state.account_id,
            kind="join",
            key=f"join:{request_uuid}",
            points=tier.join_cost,
            source=Source(
                model="points.account",
                id=state.account_id,
                uuid=request_uuid,
                name=self._tier_name(state.program, tier.id),
            ),
            moment=now,
            local_day=state.date,
        )
        try:
            # A cashier or member may join a tier, but writes no table of the ledger.
            self.sudo().env["points.ledger"]._post([operation])
        except LedgerRefusal as refusal:
            return Refusal(refusal.code, refusal.values)
        return None

    @api.model
    def _cancel_join(self, account, request_uuid):
        """Cancel a tier paid for within 24 hours and not used: Refusal or None.

        The points come back to the lots they came from; the tier before goes on.
        """
        now = fields.Datetime.now()
        state = self._locked_state(account, now)
        membership = self._membership_of(request_uuid)
        membership = membership.filtered(lambda one: one.account_id == account)
        if membership.end_cause == "cancelled":
            return None
        if state is None or not membership or membership.id != state.membership_id:
            return Refusal("tier_not_in_force", {})
        if not membership.join_cost or membership.source != "chosen":
            return Refusal("tier_not_paid", {})
        if membership.started_at + CANCELLABLE < now:
            return Refusal("tier_cancel_too_late", {})
        entries = self.env["points.entry"].sudo()
        joined = entries.search([("key", "=", f"join:{membership.uuid}")])
        if entries.search_count(
            [
                ("account_id", "=", account.id),
                ("kind", "in", ["earn", "redeem"]),
                ("id", ">", joined.id),
            ],
            limit=1,
        ):
            return Refusal("tier_used", {})
        self.sudo().env["points.ledger"]._post(
            [self._give_back(state, joined, membership, now)]
        )
        self._go_back(state, membership, now)
        return None

    @api.model
    def _give_back(self, state, joined, membership, now):
        return ReverseDebit(
            entry_id=joined.id,
            account_id=state.account_id,
            key=f"reverse:{membership.uuid}:{joined.id}:0",
            points=round(membership.join_cost * 100),
            source=Source(
                model="points.account",
                id=state.account_id,
                uuid=membership.uuid,
                name=membership.tier_id.name,
            ),
            moment=now,
            local_day=state.date,
        )

    @api.model
    def _go_back(self, state, membership, now):
        """End a cancelled membership; what it replaced goes on, if it had not ended."""
        before = (
            self.env["points.membership"]
            .sudo()
            .search(
                [
                    ("account_id", "=", membership.account_id.id),
                    ("id", "<", membership.id),
                ],
                order="id desc",
                limit=1,
            )
        )
        # Giving the points back reviewed the account already.
        state = self._states({state.account_id: state.program.id}, now)[
            state.account_id
        ]
        if state.membership_id != membership.id:
            # With them a higher tier is reached, which has begun in its place.
            return
        # An older period that did not end with this one is not what it replaced.
        last = max(filter(None, [before.date_to, before.grace_until]), default=None)
        is_over = before.date_to and last.isoformat() < state.date
        if before.end_cause != "changed" or is_over:
            self._end(state, "cancelled")
            return
        end = before.date_to.isoformat() if before.date_to else ""
        begin = state.date
        if end and end < begin:
            begin = before.date_from.isoformat()
        self._begin(
            state,
            self._period(before.tier_id.id, begin, end, now),
            source=before.source,
            end_cause="cancelled",
        )
        # Days of grace that are left go on as well.
        self._review({state.account_id: state.program.id}, now)

    # ------------------------------------------------------------------
    # By hand
    # ------------------------------------------------------------------

    @api.model
    def _grant(self, account, tier, date_to, reason, request_uuid):
        """Give a tier by hand until a day ("": no end), with a reason."""
        self._set_by_hand(account, tier.id, date_to, reason, request_uuid, "hand")

    @api.model
    def _withdraw(self, account, tier, date_to, reason, request_uuid):
        """Withdraw the tier by hand; the member stays in `tier` (or in none).

        Until `date_to` nothing that is reached moves the member up.
        """
        self._set_by_hand(account, tier.id, date_to, reason, request_uuid, "withdrawn")

    @api.model
    def _set_by_hand(self, account, tier_id, date_to, reason, request_uuid, source):
        if self._membership_of(request_uuid):
            return
        now = fields.Datetime.now()
        state = self._locked_state(account, now)
        self._begin(
            state,
            self._period(tier_id, state.date, date_to, now),
            uuid=request_uuid,
            source=source,
            end_cause="withdrawn" if source == "withdrawn" else "changed",
            reason=reason,
        )

    # ------------------------------------------------------------------
    # Common
    # ------------------------------------------------------------------

    @api.model
    def _locked_state(self, account, now):
        """The TierState of an account, under its lock; None without tiers.

        Who is due is reviewed first: what somebody decides follows what holds today.
        """
        ledger_locks.lock_accounts(self.env, account.ids)
        accounts = {account.id: account.program_id.id}
        state = self._states(accounts, now).get(account.id)
        if state is None:
            return None
        engine = state.program.engine
        if tier_review(
            engine.tiers, engine.tier_terms, state.numbers, state.standing, state.date
        ):
            self._review(accounts, now)
            return self._states(accounts, now)[account.id]
        return state

    @api.model
    def _membership_of(self, request_uuid):
        """The membership that a request began, if it came before."""
        return (
            self.env["points.membership"].sudo().search([("uuid", "=", request_uuid)])
        )

    @api.model
    def _begin(self, state, period, end_cause="changed", **values):
        """End what is in force and begin a period."""
        row = {
            "account_id": state.account_id,
            "membership_id": state.membership_id or None,
            "day": state.date,
            "end_cause": end_cause,
            **period,
            **values,
        }
        # Who may decide was checked; nobody writes the table of memberships.
        self.sudo().env["points.ledger"]._write_memberships([row])

    @api.model
    def _end(self, state, end_cause):
        """End what is in force; nothing follows."""
        row = {
            "account_id": state.account_id,
            "membership_id": state.membership_id,
            "day": state.date,
            "end_cause": end_cause,
        }
        self.sudo().env["points.ledger"]._write_memberships([row])

    @api.model
    def _tier_name(self, program, tier_id):
        return next(
            (name for key, name, *_ in program.tier_looks if key == tier_id), ""
        )

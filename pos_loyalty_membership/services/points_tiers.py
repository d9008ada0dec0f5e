"""Tiers of members: what counts, who moves, and the job that reviews them.

Reads numbers in one statement (`tier_rows`), asks the engine, and has the ledger write
(`ledger_tiers`). Whoever calls `_review` holds the accounts' locks.
"""

from dataclasses import dataclass
from datetime import timedelta
from uuid import uuid4

from odoo import api, fields, models
from odoo.tools import SQL

from ..engine.days import add_days
from ..engine.rounding import mul_div
from ..engine.tiers import counted_from, tier_progress, tier_review
from ..engine.values import Numbers, Standing, to_dict
from . import tier_rows

# What a move calls the period that begins, and the one that ends.
SOURCES = {"reached": "reached", "renewed": "renewed", "fell": "fell"}
END_CAUSES = {"reached": "changed", "renewed": "renewed"}
NO_STANDING = Standing()
# It is tomorrow already somewhere.
FURTHEST_ZONE = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Ask:
    """An account to be looked at on `date`: now, or right after an entry was written.

    `program` is a TillProgram, `last_id` the id of that entry or None.
    """

    account_id: int
    program: object
    date: str
    last_id: int | None


@dataclass(frozen=True, slots=True)
class TierState:
    """An account as its tiers look at it on `date` (the program's business day).

    `program` is a TillProgram; `membership_id` 0 where none is in force; points in
    hundredths.
    """

    account_id: int
    partner_id: int
    account_state: str
    program: object
    membership_id: int
    standing: Standing
    numbers: Numbers
    available: int
    date: str


class PointsTiers(models.AbstractModel):
    _name = "points.tiers"
    _description = "Tiers of members"

    # ------------------------------------------------------------------
    # Reading
    # ------------------------------------------------------------------

    @api.model
    def _states(self, accounts, moment, changed=None):
        """{account id: TierState} for {account id: program id}, in one query.

        `changed` are TillPrograms by id that stand in for those of the database.
        Accounts of programs without tiers are absent. A second query is needed only
        where a calendar year is looked back on after a membership's last day.
        """
        snapshot = self.env["points.snapshot"]
        programs = {
            program_id: (changed or {}).get(program_id)
            or snapshot._program_by_id(program_id)
            for program_id in set(accounts.values())
        }
        dates = {
            program.id: snapshot._situation(program, moment, 0).day
            for program in programs.values()
        }
        asks = {
            account_id: Ask(
                account_id, programs[program_id], dates[program_id], last_id=None
            )
            for account_id, program_id in accounts.items()
        }
        return self._read_asked(asks)

    @api.model
    def _read_asked(self, asks):
        """{key: TierState} for {key: Ask}; see `_states`."""
        asks = {key: ask for key, ask in asks.items() if ask.program.engine.tiers}
        first_days = {
            key: counted_from(ask.program.engine.tier_terms, NO_STANDING, ask.date)
            for key, ask in asks.items()
        }
        states = self._read_states(asks, first_days)
        again = {}
        for key, state in states.items():
            first_day = counted_from(
                state.program.engine.tier_terms, state.standing, state.date
            )
            if first_day != first_days[key]:
                again[key] = first_day
        return {**states, **self._read_states(asks, again)}

    @api.model
    def _read_states(self, asks, first_days):
        """TierStates by key, for those that have a first day to look back on."""
        if not first_days:
            return {}
        for model in ("points.account", "points.entry"):
            self.env[model].flush_model()
        wanted = [
            {
                "key": key,
                "account_id": asks[key].account_id,
                "first_day": first_day,
                "kinds": ",".join(asks[key].program.tier_kinds),
                "ever": any(tier.lifetime for tier in asks[key].program.engine.tiers),
                "last_id": asks[key].last_id,
            }
            for key, first_day in first_days.items()
        ]
        money = any(
            tier.amount for key in first_days for tier in asks[key].program.engine.tiers
        )
        past = any(asks[key].last_id for key in first_days)
        rows = tier_rows.read_numbers(self.env, wanted, money, past)
        return {
            row["key"]: self._state(
                row, asks[row["key"]].program, asks[row["key"]].date
            )
            for row in rows
        }

    @api.model
    def _state(self, row, program, date):
        iso = self.env["points.snapshot"]._iso
        # Money of a sale of which points were taken back counts for what is left.
        touched = sum(
            mul_div(money, max(0, left), points, "down")
            for money, points, left in row["touched"] or []
            if points > 0
        )
        return TierState(
            account_id=row["account_id"],
            partner_id=row["partner_id"],
            account_state=row["state"],
            program=program,
            membership_id=row["membership_id"] or 0,
            standing=Standing(
                tier_id=row["tier_id"] or 0,
                date_to=iso(row["date_to"]) or "",
                grace_until=iso(row["grace_until"]) or "",
                source=row["source"] or "",
            ),
            numbers=Numbers(
                points=max(0, row["points"]),
                amount=int(row["untouched"] or 0) + touched,
                lifetime=max(0, row["lifetime"]),
                balance=row["balance"],
                since=iso(row["since"]) or "",
            ),
            available=row["available"],
            date=date,
        )

    @api.model
    def _is_open_to_all(self, program_id):
        """Whether a program has a tier that every member gets by joining it."""
        engine = self.env["points.snapshot"]._program_by_id(program_id).engine
        return engine.tier_terms.automatic and any(
            tier.reached_by == "everybody" and not tier.join_cost
            for tier in engine.tiers
        )

    # ------------------------------------------------------------------
    # Reviewing
    # ------------------------------------------------------------------

    @api.model
    def _review(self, accounts, moment):
        """Move the members of {account id: program id} whose numbers say so.

        `moment` is UTC. The accounts are locked. Returns {account id: report} of those
        in programs with tiers (see `_report`), as they are afterwards. One query to
        read, one to write if anybody moves, however many accounts.
        """
        states = self._states(accounts, moment)
        reports, rows = {}, []
        for state in states.values():
            engine = state.program.engine
            move = tier_review(
                engine.tiers,
                engine.tier_terms,
                state.numbers,
                state.standing,
                state.date,
            )
            if move is not None:
                rows.append(self._move_row(state, move, moment))
            reports[state.account_id] = self._report(state, move)
        # Whose sale it is does not matter: the system moves members, not the user.
        self.sudo().env["points.ledger"]._write_memberships(rows)
        return reports

    @api.model
    def _move_row(self, state, move, moment):
        """What the ledger writes for a Move (see `_write_memberships`)."""
        row = {
            "account_id": state.account_id,
            "membership_id": state.membership_id or None,
            "day": state.date,
        }
        if move.cause == "grace":
            return {
                **row,
                "grace_until": move.grace_until,
                "review_on": add_days(move.grace_until, 1),
            }
        row["end_cause"] = END_CAUSES.get(move.cause, "over")
        if move.cause == "over":
            return row
        return {
            **row,
            **self._period(move.tier_id, move.date_from, move.date_to, moment),
            "source": SOURCES[move.cause],
        }

    @api.model
    def _period(self, tier_id, date_from, date_to, moment):
        """A membership that begins, as the ledger writes it."""
        return {
            "uuid": str(uuid4()),
            "tier_id": tier_id or None,
            "date_from": date_from,
            "date_to": date_to or None,
            "review_on": add_days(date_to, 1) if date_to else None,
            "started_at": moment,
        }

    @api.model
    def _report(self, state, move=None):
        """What is shown of a member's tier, after a Move if there is one.

        tier_id (0: none), date_to (its last day, "": no end), grace_until, moved (the
        cause of the Move, or ""), and as `next` the tier above: tier_id (0: none),
        missing (points, amount, lifetime, balance; None: not a way to it), until.
        """
        standing = state.standing
        if move is not None:
            standing = Standing(move.tier_id, move.date_to, move.grace_until, "")
        engine = state.program.engine
        progress = tier_progress(
            engine.tiers, engine.tier_terms, state.numbers, standing, state.date
        )
        in_use = state.program.tier(standing.tier_id) is not None
        return {
            "tier_id": standing.tier_id if in_use else 0,
            "date_to": standing.date_to,
            "grace_until": standing.grace_until,
            "moved": move.cause if move is not None else "",
            "next": to_dict(progress),
        }

    @api.model
    def _reports(self, accounts, moment=None):
        """{account id: report} for {account id: program id}; writes nothing."""
        states = self._states(accounts, moment or fields.Datetime.now())
        return {state.account_id: self._report(state) for state in states.values()}

    @api.model
    def _past_reports(self, asked):
        """{key: report} as it was right after an entry, for receipts; writes nothing.

        `asked` is {key: (account id, program id, entry id, when it was written)}. One
        query, however many; what a tier asks for is that of today.
        """
        snapshot = self.env["points.snapshot"]
        asks = {}
        for key, (account_id, program_id, entry_id, moment) in asked.items():
            program = snapshot._program_by_id(program_id)
            date = snapshot._situation(program, moment, 0).day
            asks[key] = Ask(account_id, program, date, entry_id)
        states = self._read_asked(asks)
        return {key: self._report(state) for key, state in states.items()}

    # ------------------------------------------------------------------
    # The job
    # ------------------------------------------------------------------

    @api.model
    def _cron_review(self, limit=500):
        """Review memberships that are due, and all members where thresholds changed.

        At most `limit` accounts per commit, in order, so that a run that is stopped
        goes on where it was; an account that is being used is left for the next run.
        """
        now = fields.Datetime.now()
        programs = self.env["points.program"].search([("tier_review_from", ">=", 0)])
        day = fields.Date.to_string((now + FURTHEST_ZONE).date())
        progress = self.env["ir.cron"]._commit_progress
        left = progress(remaining=tier_rows.count_due(self.env, day) + len(programs))
        for program in programs:
            while left:
                finished = self._review_members(program, now, limit)
                left = progress(1 if finished else 0)
                if finished:
                    break
        last_id = 0
        while left:
            due = tier_rows.lock_due(self.env, day, last_id, limit)
            if not due:
                break
            last_id = due[-1][0]
            self._review(dict(due), now)
            left = progress(len(due))

    @api.model
    def _review_members(self, program, now, limit):
        """Review the next members of a program; whether they were the last.

        Members that are being served are reviewed in the next run: it begins again
        with the first of them.
        """
        start = program.tier_review_from
        locked, ids = tier_rows.lock_members(self.env, program.id, start, limit)
        self._review(dict.fromkeys(locked, program.id), now)
        skipped = sorted(set(ids) - set(locked))
        last = len(ids) < limit
        if skipped:
            # Stop here for this run: what is before them is done.
            self._set_review_from(program, skipped[0] - 1)
            return True
        self._set_review_from(program, -1 if last else ids[-1])
        return last

    @api.model
    def _set_review_from(self, program, account_id):
        """Remember how far a program was reviewed; caches of its rules stay valid."""
        self.env.execute_query(
            SQL(
                "UPDATE points_program SET tier_review_from = %s "
                "WHERE id = %s RETURNING id",
                account_id,
                program.id,
            )
        )
        program.invalidate_recordset(["tier_review_from"], flush=False)

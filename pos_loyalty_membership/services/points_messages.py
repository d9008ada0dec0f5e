"""Messages to members: queued by a job, sent through Odoo's own queues, followed up.

A sale writes nothing here and sends nothing. One job finds out who is to be told what,
hands the messages to the queues of e-mails and SMS in the transaction that marks them,
and looks later at what became of them. Killed in between it goes on where it was.
"""

from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ..engine.reach import reward_reach
from ..engine.tiers import tier_review
from . import ledger_sql, message_rows
from .ledger_day import Day
from .message_kinds import DAILY_KINDS

LIVE_STATES = ("running", "redeem_only")
# When one of a contact's accounts (`own`) was wished a happy birthday last.
LAST_WISH = SQL(
    """
    (SELECT max(told.create_date)::date FROM points_message told
      WHERE told.account_id = own.id AND told.kind = 'birthday')
    """
)
NO_LOCK = SQL("")


class PointsMessages(models.AbstractModel):
    _name = "points.messages"
    _description = "Messages to members"

    @api.model
    def _trigger_job(self):
        """Have the job run as soon as this transaction is committed."""
        # Who may ask for a message need not be able to read jobs.
        cron = self.env.ref("pos_loyalty_membership.points_messages_cron")
        cron.sudo()._trigger()

    @api.model
    def _cron_messages(self, limit=500):
        """Queue what is due, send what is queued, and see what became of it.

        At most `limit` messages per commit. Whatever is stopped goes on with the next
        run; the key of account, kind and reason lets nothing be written twice.
        """
        settings = self._settings_due()
        progress = self.env["ir.cron"]._commit_progress
        left = progress(remaining=len(settings) + 2)
        for setting in settings:
            last_id, more = 0, True
            while left and more:
                last_id, more = self._queue_next(setting, last_id, limit)
                left = progress(0 if more else 1)
        for step in (self._send_next, self._follow_up_next):
            last_id, more = 0, True
            while left and more:
                last_id, more = step(last_id, limit)
                left = progress(0 if more else 1)

    # ------------------------------------------------------------------
    # Queueing
    # ------------------------------------------------------------------

    @api.model
    def _settings_due(self):
        """Settings in use of live programs that the job has to look at now."""
        settings = self.env["points.message.setting"].search(
            Domain("enabled", "=", True) & Domain("program_id.state", "in", LIVE_STATES)
        )
        return settings.filtered(
            lambda one: (
                one.kind not in DAILY_KINDS
                or not one.checked_on
                or one.checked_on < one.program_id._today()
            )
        )

    @api.model
    def _queue_next(self, setting, last_id, limit):
        """Queue the next messages of one setting: (where to go on, whether to)."""
        finder = getattr(self, f"_find_{setting.kind}", self._find)
        rows, last_id, more = finder(setting, last_id, limit)
        written = 0
        if rows:
            written = message_rows.queue(
                self.env, setting, ledger_sql.as_json(rows), fields.Datetime.now()
            )
        # Rows nobody could write are being written by somebody else.
        more = more and (written > 0 or not rows)
        if not more and setting.kind in DAILY_KINDS:
            setting.checked_on = setting.program_id._today()
        return last_id, more

    @api.model
    def _find(self, setting, _last_id, limit, **values):
        """Members to be told; those written are not found again."""
        rows = message_rows.not_told(self.env, setting, 0, limit, **values)
        return rows, 0, len(rows) == limit

    @api.model
    def _find_within_reach(self, setting, last_id, limit):
        """Members who can use their points for the first time."""
        snapshot = self.env["points.snapshot"]
        program = setting.program_id
        coupon_rule = snapshot._coupon_rule(program)
        reach = reward_reach(
            snapshot._program_by_id(program.id).engine.redemption_rules,
            (coupon_rule,) if coupon_rule else (),
        )
        if not reach:
            return [], 0, False
        return self._find(setting, last_id, limit, reach=reach)

    @api.model
    def _find_tier_ending(self, setting, last_id, limit):
        """Members whose tier would not be renewed if nothing more is earned."""
        rows = message_rows.not_told(self.env, setting, last_id, limit)
        program_id = setting.program_id.id
        ending = []
        for day, members in self._by_day(rows).items():
            after = self._moment_after(setting.program_id, day)
            states = self.env["points.tiers"]._states(
                dict.fromkeys(members, program_id), after
            )
            ending += [
                members[account_id]
                for account_id, state in states.items()
                if self._ends(state)
            ]
        return ending, rows[-1]["account_id"] if rows else 0, len(rows) == limit

    @api.model
    def _by_day(self, rows):
        """{last day: {account id: row}} of rows about periods that end."""
        days = {}
        for row in rows:
            days.setdefault(row["day"], {})[row["account_id"]] = row
        return days

    @api.model
    def _moment_after(self, program, day):
        """When the business day after `day` has begun, in UTC."""
        zone = Day(now=fields.Datetime.now(), zone=program.tz)
        started = zone.start_of(day + timedelta(days=1))
        # An hour more, since clocks may be changed in that night.
        return started + timedelta(hours=program.day_starts_at + 1)

    @api.model
    def _ends(self, state):
        """Whether a TierState of the day after a tier's last day does not renew it."""
        engine = state.program.engine
        move = tier_review(
            engine.tiers, engine.tier_terms, state.numbers, state.standing, state.date
        )
        return move is not None and move.cause in ("grace", "fell", "over")

    @api.model
    def _find_birthday(self, setting, last_id, limit):
        """Members whose birthday it is, or was since the job ran last."""
        bonuses = self.env["points.bonuses"]
        program = setting.program_id
        today = fields.Date.to_string(program._today())
        found = bonuses._celebrating(program, today, last_id, limit, LAST_WISH, NO_LOCK)
        since = fields.Date.to_string(setting.since)
        due = [one for one in bonuses._birthdays(found, today) if one[1] >= since]
        rows = []
        if due:
            rows = message_rows.not_told(
                self.env,
                setting,
                0,
                limit,
                accounts=[row["id"] for row, _ in due],
                reasons=[birthday[:4] for _, birthday in due],
            )
        return rows, found[-1]["id"] if found else 0, len(found) == limit

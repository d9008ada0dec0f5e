"""Another expiry for points that members have: what it would do, and its job.

The preview reads and writes nothing. The job goes through the members of a program in
batches; each batch is committed with how far it came, so that one that was stopped goes
on from there, and a member it meets twice is written once, by the entry's key.
"""

from collections import defaultdict
from datetime import timedelta
from functools import cache

from odoo import api, fields, models
from odoo.tools import SQL

from ..engine.expiry import prolonged_day
from .ledger_operations import Redate, Source
from .ledger_redating import changed_dates

PREVIEW_BATCH = 2_000
BATCH = 500
# Members whose account was being used are looked at again after so many minutes.
AGAIN_AFTER = 1


class PointsExpiryChanges(models.AbstractModel):
    _name = "points.expiry.changes"
    _description = "Change of expiry for points that members have"

    # ------------------------------------------------------------------ preview

    @api.model
    def _preview(self, program, terms):
        """What ends in which month, now and under other terms (None: as it is).

        Returns {"2026-05": (points, members, points then, members then)}, "" for points
        without end; points in hundredths.
        """
        sums = defaultdict(lambda: [0, 0, 0, 0])
        dates_of = cache(changed_dates)
        day_of = cache(prolonged_day)
        last_id = 0
        while True:
            rows = self._lots_after(program, last_id)
            if not rows:
                return {month: tuple(each) for month, each in sums.items()}
            last_id = rows[-1][0]
            met = set()
            for account_id, points, active_on, own, *given in rows:
                before = day_of(*own, active_on)
                changed = dates_of(terms, *given) if terms else None
                after = day_of(*(changed or own), active_on)
                for place, day in ((0, before), (2, after)):
                    month = day[:7]
                    sums[month][place] += points
                    sums[month][place + 1] += (place, month, account_id) not in met
                    met.add((place, month, account_id))

    def _lots_after(self, program, last_id):
        """Open lots of the next members, those of one member together.

        [(account id, points in hundredths, day of the last sale, (last day, months),
        kind, entry id, day given, first day)], days as ISO text.
        """
        rows = self.env.execute_query(
            SQL(
                """
                SELECT account.id, (lot.remaining * 100)::bigint,
                       coalesce((account.last_activity AT TIME ZONE 'UTC'
                                 AT TIME ZONE program.tz)::date::text, ''),
                       coalesce(lot.expires_on::text, ''),
                       coalesce(lot.inactivity_months, 0), entry.kind, entry.id,
                       (entry.moment AT TIME ZONE 'UTC'
                        AT TIME ZONE program.tz)::date::text,
                       coalesce(lot.available_on::text, '')
                  FROM (SELECT id, program_id, last_activity FROM points_account
                         WHERE program_id = %s AND live > 0 AND id > %s
                         ORDER BY id LIMIT %s) account
                  JOIN points_program program ON program.id = account.program_id
                  JOIN points_lot lot ON lot.account_id = account.id
                   AND lot.remaining > 0
                  JOIN points_entry entry ON entry.id = lot.entry_id
                 ORDER BY account.id
                """,
                program.id,
                last_id,
                PREVIEW_BATCH,
            )
        )
        return [
            (account_id, points, active_on, (day, months), *given)
            for account_id, points, active_on, day, months, *given in rows
        ]

    # ---------------------------------------------------------------------- job

    @api.model
    def _cron_apply(self, limit=BATCH):
        """Write the changes that were confirmed, at most `limit` members per commit."""
        progress = self.env["ir.cron"]._commit_progress
        changes = self.env["points.expiry.change"].search(
            [("state", "=", "running")], order="id"
        )
        left = progress(remaining=len(changes))
        for number, change in enumerate(changes):
            # What is counted is the changes: members join and leave meanwhile.
            to_do = len(changes) - number
            while left and self._apply_next(change, limit):
                left = progress(limit, remaining=to_do)
            if not left:
                return
            self._apply_skipped(change)
            left = progress(remaining=to_do - 1)

    def _apply_next(self, change, limit):
        """Write the change for the next members; whether there were any.

        Those whose account is being used are kept for the end.
        """
        ids = [
            account_id
            for (account_id,) in self.env.execute_query(
                SQL(
                    """
                    SELECT id FROM points_account
                     WHERE program_id = %s AND live > 0 AND id > %s
                     ORDER BY id LIMIT %s
                    """,
                    change.program_id.id,
                    change.last_account_id,
                    limit,
                )
            )
        ]
        if not ids:
            return False
        written = self._apply(change, ids)
        skipped = [one for one in ids if one not in written]
        change.write(
            {
                "last_account_id": ids[-1],
                "done_count": change.done_count + len(written),
                "skipped": [*(change.skipped or []), *skipped],
            }
        )
        return True

    def _apply_skipped(self, change):
        """Write the change for members who were left out; it is done when none is."""
        written = self._apply(change, change.skipped or [])
        skipped = [one for one in change.skipped or [] if one not in written]
        change.write(
            {"skipped": skipped, "done_count": change.done_count + len(written)}
        )
        if skipped:
            again = fields.Datetime.now() + timedelta(minutes=AGAIN_AFTER)
            self.env.ref("pos_loyalty_membership.points_expiry_change_cron")._trigger(
                at=again
            )
        else:
            change._finish()

    def _apply(self, change, account_ids):
        """Post the change on those of these accounts that nobody is using now.

        Returns their ids.
        """
        if not account_ids:
            return set()
        free = {
            account_id
            for (account_id,) in self.env.execute_query(
                SQL(
                    """
                    SELECT id FROM points_account WHERE id = ANY(%s)
                     ORDER BY id FOR NO KEY UPDATE SKIP LOCKED
                    """,
                    account_ids,
                )
            )
        }
        terms = change._terms()
        source = Source(
            model=change._name, id=change.id, uuid=change.uuid, name=change.name
        )
        now = fields.Datetime.now()
        self.env["points.ledger"]._post(
            [
                Redate(
                    account_id=account_id,
                    key=f"adjust:{change.uuid}:{account_id}",
                    terms=terms,
                    source=source,
                    moment=now,
                    local_day=change.program_id._business_day(now),
                    reason=change.reason or "",
                    user_id=change.user_id.id,
                )
                for account_id in sorted(free)
            ]
        )
        return free

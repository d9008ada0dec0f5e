"""What time and the end of a reservation do to an account (steps D and S).

Maturing, expiring and ending a hold are writes, done by the next posting on the account
or by a job: a compute, a counter or a quote never does them.
"""

from .ledger_drafts import system_entry
from .ledger_operations import Source


def fall_due(account, context, active_at=()):
    """Step D: what time has changed since the last posting on this account.

    Holds that this posting captures, renews or replaces are not ended. `active_at` are
    the moments of its sales with points, the oldest first: one that comes late keeps
    alive what was alive when it was made.
    """
    day = context.day_of(account)
    for known in list(account.holds.values()):
        if (
            known.state == "held"
            and known.expires_at <= day.now
            and known.uuid not in context.kept_holds
        ):
            account.end_hold(known, "expired")
    account.settle_debt()
    for lot in account.open_lots(waiting=True):
        if lot.available_on <= day.today:
            account.stop_waiting(lot)
    for moment in active_at:
        expire_overdue(account, day, on=account.day_of(moment))
        account.be_active(moment)
    expire_overdue(account, day)


def after_hold_ended(account, context):
    """Points that are free again pay debts first, then what was overdue expires."""
    account.settle_debt()
    expire_overdue(account, context.day_of(account))


def expire_overdue(account, day, on=None):
    """Write an expiry entry for each lot overdue on a day (today), up to what is not
    reserved. Where the program is closed, waiting lots expire as well.
    """
    on = min(on or day.today, day.today)
    if account.ended:
        for lot in account.open_lots(waiting=True):
            account.stop_waiting(lot)
    for lot in account.open_lots(waiting=False):
        if not lot.id or not account.is_over(lot, on):
            continue
        points = min(lot.remaining, account.available)
        if points <= 0:
            return
        number = day.expiries[lot.id]
        day.expiries[lot.id] += 1
        draft = account.add(
            system_entry(
                account,
                day,
                "expire",
                -points,
                key=f"expire:{lot.id}:{number}",
                source=Source(model="points.lot", id=lot.id),
                explanation=_why_expired(account, lot, on),
            )
        )
        account.move(lot, points, draft)


def _why_expired(account, lot, on):
    """What an expiry entry remembers: the last day, and whether a sale had moved it.

    Of what expired because the program was closed: that.
    """
    last_day = account.last_day_of(lot)
    if not last_day or last_day >= on:
        return {"code": "program_closed"}
    explanation = {"code": "expired", "expires_on": last_day.isoformat()}
    if lot.inactivity_months:
        explanation["inactivity_months"] = lot.inactivity_months
    return explanation


def forfeit_if_left(account, operation, context):
    """What comes back to an account whose member has left is forfeited at once."""
    points = account.live - account.held
    if account.state != "left" or points <= 0:
        return
    draft = account.add(
        system_entry(
            account,
            context.day_of(account),
            "forfeit",
            -points,
            key=f"forfeit:{account.id}:{account.forfeits}",
            source=operation.source,
        )
    )
    account.forfeits += 1
    account.take_anything(points, draft)

"""What time and the end of a reservation do to an account (steps D and S).

Maturing, expiring and ending a hold are writes, done by the next posting on the account
or by a job: a compute, a counter or a quote never does them.
"""

from .ledger_drafts import system_entry
from .ledger_operations import Source


def fall_due(account, context):
    """Step D: what time has changed since the last posting on this account.

    Holds that this posting captures, renews or replaces are not ended.
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
            lot.waiting = False
            lot.changed = True
            account.waiting -= lot.remaining
            account.changed = True
    expire_overdue(account, day)


def after_hold_ended(account, context):
    """Points that are free again pay debts first, then what was overdue expires."""
    account.settle_debt()
    expire_overdue(account, context.day_of(account))


def expire_overdue(account, day):
    """Write an expiry entry for each overdue lot, up to what is not reserved."""
    for lot in account.open_lots(waiting=False):
        last_day = account.last_day_of(lot)
        if not lot.id or not last_day or last_day >= day.today:
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
                explanation={"expires_on": last_day.isoformat()},
            )
        )
        account.move(lot, points, draft)


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

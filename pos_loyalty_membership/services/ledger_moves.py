"""Write paths that close, move or reopen what others posted.

As in `ledger_paths`: one function per line under "Writes" in docs/ledger.md, on
accounts in memory, refusing before anything changes.
"""

from .ledger_drafts import draft_entry
from .ledger_operations import (
    FallDue,
    Forfeit,
    LedgerRefusal,
    Merge,
    Posting,
    Reopen,
    SetState,
    Source,
    Transfer,
    WriteOff,
)
from .ledger_paths import WRITE_PATHS, undo_debit
from .ledger_state import HoldRow


def write_off(account, operation, context):
    """Forgive points the member owes; the entry remembers which debits they were."""
    if operation.points > account.debt:
        raise LedgerRefusal("above_the_debt", asked=operation.points, debt=account.debt)
    draft = account.add(
        draft_entry(account, operation, operation.kind, operation.points)
    )
    cancelled = account.forgive(operation.points)
    draft.explain(cancelled={str(key): points for key, points in cancelled.items()})


def forfeit(account, operation, context):
    """End the reservations and take every point; refused while a till holds some."""
    # Money reserved on a coupon stays: coupons are not forfeited.
    active = [
        hold
        for hold in account.holds.values()
        if hold.state == "held" and not hold.coupon_id
    ]
    if any(hold.values.get("document_model") == "pos.order" for hold in active):
        raise LedgerRefusal("held_by_a_till", held=account.held)
    for hold in active:
        account.end_hold(hold, "released")
    account.settle_debt()
    points = account.live
    draft = account.add(draft_entry(account, operation, "forfeit", -points))
    account.forfeits += 1
    account.take_anything(points, draft)


def set_state(account, operation, context):
    """Open, block or close the account; numbers do not change."""
    account.state = operation.state
    account.changed = True


def fall_due(account, operation, context):
    """Nothing more: step D has run for this account already."""


def reopen(account, operation, context):
    """Give a capture back and hold at once what its lots got, in the same write."""
    if operation.uuid in account.holds:
        raise LedgerRefusal("key_mismatch", key=operation.uuid)
    given = undo_debit(account, operation, context)
    # Waiting points cannot be held: they stay with the member.
    held = min(given, account.available)
    account.held += held
    account.holds[operation.uuid] = HoldRow(
        id=0,
        uuid=operation.uuid,
        account_id=account.id,
        points=held,
        state="held",
        expires_at=operation.expires_at,
        values={
            "money": operation.money,
            "currency_id": operation.currency_id,
            "document_model": operation.document_model,
            "document_uuid": operation.document_uuid,
            "document_name": operation.document_name,
            "redemption_rule_id": operation.redemption_rule_id,
        },
    )
    context.result.reopened[operation.uuid] = held
    account.settle_debt()


def transfer(account, operation, context):
    """Move available points to another member, lot by lot with their dates."""
    target = _target(account, operation, context)
    for one in (account, target):
        if one.state != "open":
            raise LedgerRefusal("account_not_open", state=one.state)
    if account.available < operation.points:
        raise LedgerRefusal(
            "not_enough_points", available=account.available, asked=operation.points
        )
    left = operation.points
    for lot in account.open_lots(waiting=False):
        share = min(lot.remaining, left)
        if share:
            _move_lot(account, target, lot, share, operation)
            left -= share
    target.settle_debt()


def merge(account, operation, context):
    """Fold an account into another: every lot and the debt by pairs of entries.

    Reservations and coupons change account; nothing expires or is settled on the way,
    so that both sides of every pair are equal.
    """
    target = _target(account, operation, context)
    lots = account.open_lots(waiting=False) + account.open_lots(waiting=True)
    account.held, moved_holds = 0, account.held
    for lot in lots:
        _move_lot(account, target, lot, lot.remaining, operation)
    target.held += moved_holds
    for hold in account.holds.values():
        if hold.state == "held":
            target.holds[hold.uuid] = hold
            hold.account_id = target.id
            hold.changed = True
    account.holds = {
        uuid: hold for uuid, hold in account.holds.items() if hold.state != "held"
    }
    for coupon in account.coupons.values():
        coupon.account_id = target.id
        coupon.changed = True
    target.coupons.update(account.coupons)
    account.coupons = {}
    if account.debt:
        _move_debt(account, target, operation)
    account.merged_into_id = target.id
    context.merges.append((account.id, target.id))
    account.changed = True
    target.last_activity = max(
        filter(None, [account.last_activity, target.last_activity]), default=None
    )
    target.settle_debt()


def _target(account, operation, context):
    """The other account of a transfer or merge, of the same program."""
    target = context.accounts.get(context.survivor_of(operation.target_id))
    if not target:
        raise LedgerRefusal("unknown_account", account=operation.target_id)
    if target is account:
        raise LedgerRefusal("same_account", account=account.id)
    if target.program_id != account.program_id:
        raise LedgerRefusal("other_program", program=target.program_id)
    return target


def _pair(account, target, operation, what, points):
    """Two entries that move `points`: out of the account and into the target."""
    drafts = []
    for side, one, signed in (("out", account, -points), ("in", target, points)):
        posting = Posting(
            key=f"{operation.key}:{what}:{side}",
            points=abs(points),
            source=Source(
                model="points.account",
                id=target.id if side == "out" else account.id,
                uuid=operation.source.uuid,
                name=operation.source.name,
            ),
            moment=operation.moment,
            local_day=operation.local_day,
            reason=operation.reason,
            user_id=operation.user_id,
        )
        drafts.append(one.add(draft_entry(one, posting, "transfer", signed)))
    return drafts


def _move_lot(account, target, lot, points, operation):
    """Move `points` of a lot to the target; waiting stays waiting, dates stay."""
    out, into = _pair(account, target, operation, lot.id, points)
    waiting = lot.waiting
    account.move(lot, points, out)
    target.receive(
        into,
        points,
        waiting,
        lot.available_on,
        lot.expires_on,
        lot.inactivity_months,
    )


def _move_debt(account, target, operation):
    """Move the whole debt: cancelled on the account, owed by the target."""
    points = account.debt
    forgiven, owed = _pair(account, target, operation, "debt", -points)
    cancelled = account.forgive(points)
    forgiven.explain(cancelled={str(key): part for key, part in cancelled.items()})
    target.owe(owed, points)


WRITE_PATHS.update(
    {
        WriteOff: write_off,
        Forfeit: forfeit,
        SetState: set_state,
        FallDue: fall_due,
        Reopen: reopen,
        Transfer: transfer,
        Merge: merge,
    }
)

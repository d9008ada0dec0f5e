"""The write paths of the ledger, one function each, on an account in memory.

Each function follows the line of the same name under "Writes" in docs/ledger.md. They
raise `LedgerRefusal` before they change anything. Points are hundredths of a point.
"""

from datetime import timedelta

from .ledger_drafts import draft_entry
from .ledger_due import after_hold_ended, forfeit_if_left
from .ledger_operations import (
    Capture,
    Credit,
    Debit,
    Hold,
    LedgerRefusal,
    Release,
    Renew,
    ReverseCredit,
    ReverseDebit,
)
from .ledger_state import HoldRow

# Kinds that a blocked or left account does not get.
EARNED_KINDS = frozenset(["earn", "bonus"])
# Kinds whose points end as the program says; others have the day they were given.
RULED_KINDS = frozenset(["earn", "bonus", "import"])
# Entries by which points are lost to nobody: taking their credit back excuses them.
LOSS_KINDS = frozenset(["expire", "forfeit"])


def is_activity(account, operation):
    """Whether this operation is a sale with points, from which inactivity counts."""
    if isinstance(operation, Capture):
        return True
    earns = isinstance(operation, Credit) and operation.kind == "earn"
    return earns and account.state == "open"


def credit(account, operation, context):
    """Give points as a new lot; a blocked account's earning is refused, not raised."""
    if account.state != "open" and operation.kind in EARNED_KINDS:
        context.result.refusals[operation.key] = LedgerRefusal(
            "account_not_open", state=account.state
        )
        return
    draft = account.add(
        draft_entry(
            account,
            operation,
            operation.kind,
            operation.points,
            earning_rule_id=operation.earning_rule_id,
        )
    )
    available_on = operation.available_on
    today = context.day_of(account).today
    waits = bool(available_on and available_on > today)
    if is_activity(account, operation):
        account.be_active(operation.moment)
    if operation.points:
        ruled = operation.kind in RULED_KINDS
        account.receive(
            draft,
            operation.points,
            waits,
            available_on,
            operation.expires_on,
            account.inactivity_months if ruled else None,
        )
    account.settle_debt()
    forfeit_if_left(account, operation, context)


def debit(account, operation, context):
    """Take available points; refused when there are fewer."""
    if account.available < operation.points:
        raise LedgerRefusal(
            "not_enough_points",
            available=account.available,
            asked=operation.points,
        )
    draft = account.add(
        draft_entry(account, operation, operation.kind, -operation.points)
    )
    account.take(account.open_lots(waiting=False), operation.points, draft)


def hold(account, operation, context):
    """Reserve points, or replace one reservation by another in the same write."""
    known = account.holds.get(operation.uuid)
    if known:
        _check_same_hold(known, operation)
        return
    replaced = account.holds.get(operation.replaces) if operation.replaces else None
    if replaced and replaced.state != "held":
        replaced = None
    freed = replaced.points if replaced else 0
    if operation.points > freed:
        _check_may_hold(account, operation.points - freed)
    if replaced:
        account.end_hold(replaced, "released")
    account.held += operation.points
    account.changed = True
    account.holds[operation.uuid] = HoldRow(
        id=0,
        uuid=operation.uuid,
        account_id=account.id,
        points=operation.points,
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
    after_hold_ended(account, context)


def _check_same_hold(known, operation):
    """A repeated hold is no error; a used uuid with other content, or an end, is."""
    if known.state != "held":
        raise LedgerRefusal("hold_not_active", state=known.state)
    if known.points != operation.points:
        raise LedgerRefusal("key_mismatch", key=operation.uuid)


def _check_may_hold(account, points):
    """Refuse `points` more to be reserved where the account does not allow it."""
    if account.state != "open":
        raise LedgerRefusal("account_not_open", state=account.state)
    if account.debt:
        raise LedgerRefusal("in_debt", debt=account.debt)
    if account.available < points:
        raise LedgerRefusal(
            "not_enough_points", available=account.available, asked=points
        )


def renew(account, operation, context):
    """Move the end of an active hold."""
    known = account.holds.get(operation.uuid)
    if not known:
        raise LedgerRefusal("unknown_hold", uuid=operation.uuid)
    if known.state != "held":
        raise LedgerRefusal("hold_not_active", state=known.state)
    known.expires_at = operation.expires_at
    known.changed = True
    account.changed = True


def release(account, operation, context):
    """End a hold without taking its points; ending it twice changes nothing.

    A hold nobody knows has no account: it leaves a tombstone, once.
    """
    if not account:
        # The posting itself may have made it.
        made = [one for one in context.accounts.values() if operation.uuid in one.holds]
        account = made[0] if made else None
    known = account.holds.get(operation.uuid) if account else None
    if not known:
        if operation.uuid not in {*context.other_holds, *context.tombstones}:
            context.tombstones.append(operation.uuid)
    elif known.state == "held":
        account.end_hold(known, "released")
        after_hold_ended(account, context)


def capture(account, operation, context):
    """Take the points of a hold, late if it ended; a late one may leave a debt."""
    known = account.holds.get(operation.uuid)
    if not known or known.coupon_id:
        raise LedgerRefusal("unknown_hold", uuid=operation.uuid)
    if known.state == "captured":
        raise LedgerRefusal("hold_not_active", state=known.state)
    if operation.points > known.points:
        raise LedgerRefusal(
            "above_what_was_posted", asked=operation.points, held=known.points
        )
    draft = draft_entry(
        account,
        operation,
        "redeem",
        -operation.points,
        redemption_rule_id=known.values.get("redemption_rule_id"),
    )
    account.be_active(operation.moment)
    account.add(draft)
    if known.state == "held":
        account.end_hold(known, "captured")
        account.take(account.open_lots(waiting=False), operation.points, draft)
        after_hold_ended(account, context)
        return
    known.state = "captured"
    known.changed = True
    missing = account.take_anything(operation.points, draft)
    if missing:
        account.owe(draft, missing)
    context.result.late[operation.uuid] = missing


def reverse_credit(account, operation, context):
    """Take back what an entry gave: own lots, free lots, waiting lots, then debt.

    What the entry's own lots lost to expiry or forfeit, and did not get back, counts as
    taken back.
    """
    original = context.originals[operation.entry_id]
    check_reversible(operation, original)
    lost = original.lost + _lost_in_this_posting(account, original)
    excused = max(0, min(operation.points, lost - original.excused))
    points = operation.points - excused
    draft = account.add(
        draft_entry(
            account, operation, "reverse", -points, reversed_entry_id=original.id
        )
    )
    if excused:
        draft.explain(excused=excused)
    own = [account.lots[key] for key in original.own_lot_ids if key in account.lots]
    missing = account.take_anything(points, draft, own=own)
    if missing:
        account.owe(draft, missing)
    original.reversed += points
    original.excused += excused


def _lost_in_this_posting(account, original):
    """What this posting let expire of the lots this entry made, less what it undid."""
    lost = sum(
        points
        for entry, lot, points in account.allocations
        if lot.id in original.own_lot_ids and getattr(entry, "kind", "") in LOSS_KINDS
    )
    undone = account.losses_undone
    return lost - sum(undone.get(lot_id, 0) for lot_id in original.own_lot_ids)


def reverse_debit(account, operation, context):
    """Give back what an entry took: what is still owed for it, then to its lots.

    What was written off of it comes last, and counts as given back.
    """
    undo_debit(account, operation, context)
    after_hold_ended(account, context)
    forfeit_if_left(account, operation, context)


def undo_debit(account, operation, context):
    """Write the reversing entry of a debit; returns the points its lots got back."""
    original = context.originals[operation.entry_id]
    check_reversible(operation, original)
    within = original.reversible - (original.written_off - original.excused)
    excused = max(0, operation.points - within)
    points = operation.points - excused
    draft = account.add(
        draft_entry(
            account, operation, "reverse", points, reversed_entry_id=original.id
        )
    )
    if excused:
        draft.explain(excused=excused)
    given = restore(account, draft, original, points, context)
    original.reversed += points
    original.excused += excused
    return given


def restore(account, draft, original, points, context):
    """Undo `points` of a debit; returns how many its lots got back.

    On the account its own was merged into, a lot comes back as a new one with the old
    dates. Points whose last day has passed live for the program's grace days.
    """
    points -= _cancel_debt(account, original, points)
    original.note_allocations(account.allocations)
    today = context.day_of(account).today
    given = 0
    for position, (lot, restorable) in enumerate(original.restorable):
        share = min(restorable, points - given)
        if share <= 0:
            continue
        expires_on = lot.expires_on
        last_day = account.last_day_of(lot)
        if last_day and last_day < today and account.grace_days:
            expires_on = today + timedelta(days=account.grace_days - 1)
        # A lot that this very posting makes is here, too, though it has no id yet.
        if lot.id in account.lots or any(lot is new for new in account.new_lots):
            if expires_on != lot.expires_on:
                graces = (draft.values["explanation"] or {}).get("grace", {})
                draft.explain(grace={**graces, str(lot.id): expires_on.isoformat()})
                lot.expires_on = expires_on
            account.restore(lot, share, draft)
        else:
            waits = bool(lot.available_on and lot.available_on > today)
            account.receive(
                draft,
                share,
                waits,
                lot.available_on,
                expires_on,
                lot.inactivity_months,
            )
            restored = (draft.values["explanation"] or {}).get("restored", {})
            share_before = restored.get(str(lot.id), 0)
            draft.explain(restored={**restored, str(lot.id): share_before + share})
        original.restorable[position] = (lot, restorable - share)
        if original.kind in LOSS_KINDS:
            undone = account.losses_undone.get(lot.id, 0)
            account.losses_undone[lot.id] = undone + share
        given += share
    return given + _restore_elsewhere(account, draft, points - given)


def _restore_elsewhere(account, draft, points):
    """Give back what was owed for a debit when its account was merged away.

    The debt lives on in the account it was merged into: cancel it there; what has been
    paid of it meanwhile comes back as a lot without dates. Returns those points.
    """
    if points <= 0:
        return 0
    cancelled = account.forgive(points)
    if cancelled:
        draft.explain(cancelled={str(key): part for key, part in cancelled.items()})
    left = points - sum(cancelled.values())
    if left:
        account.receive(draft, left, False, None, None)
    return left


def _cancel_debt(account, original, points):
    """Cancel the uncovered part of a debit that is given back; returns how much."""
    for stored in account.debits:
        if stored.id == original.id:
            share = min(stored.unallocated, points)
            stored.unallocated -= share
            stored.changed = True
            account.debt -= share
            account.changed = True
            return share
    return 0


def check_reversible(operation, original):
    """Refuse to reverse more than the entry moved, over all its reversals."""
    if operation.points > original.reversible:
        raise LedgerRefusal(
            "above_what_was_posted",
            asked=operation.points,
            left=original.reversible,
        )


WRITE_PATHS = {
    Credit: credit,
    Debit: debit,
    Hold: hold,
    Renew: renew,
    Release: release,
    Capture: capture,
    ReverseCredit: reverse_credit,
    ReverseDebit: reverse_debit,
}

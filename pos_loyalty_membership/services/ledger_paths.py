"""The write paths of the ledger, one function each, on an account in memory.

Each function follows the line of the same name under "Writes" in docs/ledger.md. They
raise `LedgerRefusal` before they change anything. Points are hundredths of a point.
"""

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
from .ledger_state import EntryDraft, HoldRow, Lot

# Kinds that a blocked or left account does not get.
EARNED_KINDS = frozenset(["earn", "bonus"])
ACTIVITY_KINDS = frozenset(["earn", "redeem"])


def draft_entry(account, operation, kind, points, **values):
    """An entry for this operation, not yet part of the posting."""
    source = operation.source
    return EntryDraft(
        account_id=account.id,
        kind=kind,
        points=points,
        key=operation.key,
        values={
            "moment": operation.moment,
            "local_day": operation.local_day,
            "source_model": source.model,
            "source_id": source.id,
            "source_uuid": source.uuid,
            "source_name": source.name,
            "user_id": operation.user_id,
            "reason": operation.reason,
            "explanation": operation.explanation,
            "lines": operation.lines,
            **values,
        },
    )


def touch(account, kind, moment):
    """Remember the last earning or redeeming of the account."""
    if kind in ACTIVITY_KINDS and (
        not account.last_activity or moment > account.last_activity
    ):
        account.last_activity = moment


def credit(account, operation, day):
    """Give points as a new lot; returns the refusal of a blocked account, or None."""
    if account.state != "open" and operation.kind in EARNED_KINDS:
        return LedgerRefusal("account_not_open", state=account.state)
    draft = draft_entry(
        account,
        operation,
        operation.kind,
        operation.points,
        earning_rule_id=operation.earning_rule_id,
    )
    waits = bool(operation.available_on and operation.available_on > day.today)
    if operation.points:
        draft.lot = Lot(
            id=0,
            points=operation.points,
            remaining=operation.points,
            waiting=waits,
            available_on=operation.available_on,
            expires_on=operation.expires_on,
            draft=draft,
        )
        account.new_lots.append(draft.lot)
    account.add(draft)
    account.live += operation.points
    if waits:
        account.waiting += operation.points
    touch(account, operation.kind, operation.moment)
    account.settle_debt()
    return None


def debit(account, operation, day):
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


def hold(account, operation, day):
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
    after_hold_ended(account, day)


def _check_same_hold(known, operation):
    """A repeated hold is no error; a used uuid with other content, or an end, is."""
    if known.state != "held":
        raise LedgerRefusal("hold_not_active", state=known.state)
    if (known.account_id, known.points) != (operation.account_id, operation.points):
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


def renew(account, operation, day):
    """Move the end of an active hold."""
    known = account.holds.get(operation.uuid)
    if not known:
        raise LedgerRefusal("unknown_hold", uuid=operation.uuid)
    if known.state != "held":
        raise LedgerRefusal("hold_not_active", state=known.state)
    known.expires_at = operation.expires_at
    known.changed = True
    account.changed = True


def release(account, operation, day):
    """End a hold without taking its points; ending it twice changes nothing."""
    known = account.holds.get(operation.uuid)
    if known and known.state == "held":
        account.end_hold(known, "released")
        after_hold_ended(account, day)


def after_hold_ended(account, day):
    """Points that are free again pay debts first, then what was overdue expires."""
    account.settle_debt()
    expire_overdue(account, day)


def capture(account, operation, day):
    """Take the points of a hold; returns the debt a late capture made, else None."""
    known = account.holds.get(operation.uuid)
    if not known:
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
    touch(account, "redeem", operation.moment)
    account.add(draft)
    if known.state == "held":
        account.end_hold(known, "captured")
        account.take(account.open_lots(waiting=False), operation.points, draft)
        after_hold_ended(account, day)
        return None
    known.state = "captured"
    known.changed = True
    missing = account.take_anything(operation.points, draft)
    if missing:
        account.owe(draft, missing)
    return missing


def reverse_credit(account, operation, day, original):
    """Take back what an entry gave: own lots, free lots, waiting lots, then debt.

    What the entry's own lots lost to expiry or forfeit counts as taken back.
    """
    _check_reversible(operation, original)
    lost = original.lost + _lost_in_this_posting(account, original)
    excused = max(0, min(operation.points, lost - original.excused))
    points = operation.points - excused
    draft = draft_entry(
        account, operation, "reverse", -points, reversed_entry_id=original.id
    )
    if excused:
        draft.values["explanation"] = {
            **(operation.explanation or {}),
            "excused": excused,
        }
    account.add(draft)
    own = [account.lots[lot_id] for lot_id in original.own_lot_ids]
    missing = account.take_anything(points, draft, own=own)
    if missing:
        account.owe(draft, missing)
    original.reversed += points
    original.excused += excused


def _lost_in_this_posting(account, original):
    """What step D has just let expire of the lots this entry made."""
    return sum(
        points
        for entry, lot, points in account.allocations
        if lot.id in original.own_lot_ids and getattr(entry, "kind", "") == "expire"
    )


def reverse_debit(account, operation, day, original):
    """Give back what an entry took: first what is still owed for it, then its lots."""
    _check_reversible(operation, original)
    points = operation.points
    draft = account.add(
        draft_entry(
            account, operation, "reverse", points, reversed_entry_id=original.id
        )
    )
    points -= _cancel_debt(account, original, points)
    for position, (lot_id, restorable) in enumerate(original.restorable):
        share = min(restorable, points)
        if share > 0:
            account.restore(account.lots[lot_id], share, draft)
            original.restorable[position] = (lot_id, restorable - share)
            points -= share
    original.reversed += operation.points
    after_hold_ended(account, day)


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


def _check_reversible(operation, original):
    """Refuse to reverse more than the entry moved, over all its reversals."""
    if operation.points > original.reversible:
        raise LedgerRefusal(
            "above_what_was_posted",
            asked=operation.points,
            left=original.reversible,
        )


def fall_due(account, day, kept_holds):
    """Step D: what time has changed since the last posting on this account.

    Holds this posting captures, renews or replaces (`kept_holds`) are not ended.
    """
    for known in list(account.holds.values()):
        if (
            known.state == "held"
            and known.expires_at <= day.now
            and known.uuid not in kept_holds
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


def expire_overdue(account, day):
    """Write an expiry entry for each overdue lot, up to what is not reserved."""
    for lot in account.open_lots(waiting=False):
        if not lot.id or not lot.expires_on or lot.expires_on >= day.today:
            continue
        points = min(lot.remaining, account.available)
        if points <= 0:
            return
        number = day.expiries[lot.id]
        day.expiries[lot.id] += 1
        draft = account.add(
            EntryDraft(
                account_id=account.id,
                kind="expire",
                points=-points,
                key=f"expire:{lot.id}:{number}",
                values={
                    "moment": day.now,
                    "local_day": day.today,
                    "source_model": "points.lot",
                    "source_id": lot.id,
                    "source_uuid": "",
                    "source_name": "",
                    "user_id": 0,
                    "reason": "",
                    "explanation": {"expires_on": lot.expires_on.isoformat()},
                    "lines": None,
                },
            )
        )
        account.move(lot, points, draft)


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

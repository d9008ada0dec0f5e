"""The write paths of coupons, on an account and its coupons in memory.

As in `ledger_paths`: each function refuses before it changes anything. A coupon moves
under its account's lock and its own, and is always written when it took part.
"""

from dataclasses import replace

from .ledger_coupon_operations import (
    CaptureCoupon,
    GiveBackCoupon,
    HoldCoupon,
    IssueCoupon,
    TurnBackCoupon,
)
from .ledger_coupon_state import Coupon, UseDraft
from .ledger_due import after_hold_ended
from .ledger_operations import LedgerRefusal
from .ledger_paths import WRITE_PATHS, check_reversible, debit, reverse_debit
from .ledger_state import HoldRow


def issue_coupon(account, operation, context):
    """Take the points and make the coupon they buy."""
    if account.state != "open":
        raise LedgerRefusal("account_not_open", state=account.state)
    debit(account, operation, context)
    account.new_coupons.append(
        Coupon(
            id=0,
            uuid=operation.coupon_uuid,
            account_id=account.id,
            entry_id=0,
            currency_id=operation.currency_id,
            value=operation.money,
            remaining=operation.money,
            valid_until=operation.valid_until,
            draft=account.drafts[-1],
            code=operation.code,
            member_only=operation.member_only,
        )
    )


def hold_coupon(account, operation, context):
    """Reserve money of a coupon, or change what a document reserves."""
    coupon = _find(account, operation.coupon_uuid)
    known = account.holds.get(operation.uuid)
    if known:
        _check_same_hold(known, operation, coupon)
        return
    replaced = account.holds.get(operation.replaces) if operation.replaces else None
    if replaced and replaced.state != "held":
        replaced = None
    freed = replaced.money if replaced and replaced.coupon_id == coupon.id else 0
    if operation.money > freed:
        _check_may_hold(account, operation, coupon, freed, context)
    if replaced:
        account.end_hold(replaced, "released")
    coupon.spend(operation.money)
    account.changed = True
    account.holds[operation.uuid] = _hold_row(account, operation, coupon)
    after_hold_ended(account, context)


def _hold_row(account, operation, coupon):
    """The reservation as it is written: no points, money of a coupon."""
    return HoldRow(
        id=0,
        uuid=operation.uuid,
        account_id=account.id,
        points=0,
        state="held",
        expires_at=operation.expires_at,
        coupon_id=coupon.id,
        money=operation.money,
        values={
            "money": operation.money,
            "coupon_id": coupon.id,
            "currency_id": operation.currency_id,
            "document_model": operation.document_model,
            "document_uuid": operation.document_uuid,
            "document_name": operation.document_name,
        },
    )


def _find(account, uuid):
    """The account's coupon with this uuid; refused when there is none."""
    for coupon in account.coupons.values():
        if coupon.uuid == uuid:
            return coupon
    raise LedgerRefusal("unknown_coupon", uuid=uuid)


def _check_same_hold(known, operation, coupon):
    """A repeated hold is no error; a used uuid with other content, or an end, is."""
    if known.state != "held":
        raise LedgerRefusal("hold_not_active", state=known.state)
    if (known.coupon_id, known.money) != (coupon.id, operation.money):
        raise LedgerRefusal("key_mismatch", key=operation.uuid)


def _check_may_hold(account, operation, coupon, freed, context):
    """Refuse more of a coupon than it has, or a coupon that cannot be used now.

    The coupons of somebody who left stay good: they were paid for with points.
    """
    if account.state == "blocked":
        raise LedgerRefusal("account_not_open", state=account.state)
    if operation.currency_id != coupon.currency_id:
        raise LedgerRefusal("other_currency", currency=coupon.currency_id)
    _check_valid(account, coupon, context)
    if operation.money > coupon.remaining + freed:
        raise LedgerRefusal(
            "not_enough_on_coupon",
            left=coupon.remaining + freed,
            asked=operation.money,
        )


def _check_valid(account, coupon, context):
    """Refuse a coupon after its last day."""
    if coupon.valid_until and coupon.valid_until < context.day_of(account).today:
        raise LedgerRefusal("coupon_expired", on=coupon.valid_until.isoformat())


def capture_coupon(account, operation, context):
    """Use the money of a hold; late when it ended, and then what is left of it."""
    known = account.holds.get(operation.uuid)
    if not known or not known.coupon_id:
        raise LedgerRefusal("unknown_hold", uuid=operation.uuid)
    if known.state == "captured":
        raise LedgerRefusal("hold_not_active", state=known.state)
    if operation.money > known.money:
        raise LedgerRefusal(
            "above_what_was_posted", asked=operation.money, held=known.money
        )
    coupon = account.coupons[known.coupon_id]
    used = operation.money
    if known.state == "held":
        account.end_hold(known, "captured")
    else:
        used = min(used, coupon.remaining)
        known.state = "captured"
        known.changed = True
        account.changed = True
        context.result.late[operation.uuid] = operation.money - used
    coupon.spend(used)
    context.new_uses.append(
        UseDraft(
            coupon=coupon,
            kind="use",
            money=used,
            operation=operation,
            hold_uuid=known.uuid,
        )
    )
    after_hold_ended(account, context)


def give_back_coupon(account, operation, context):
    """Put money of a use back; never more than it used, over all its refunds."""
    use = context.stored_uses[operation.use_id]
    if operation.money > use.money - use.given_back:
        raise LedgerRefusal(
            "above_what_was_posted",
            asked=operation.money,
            left=use.money - use.given_back,
        )
    coupon = account.coupons[use.coupon_id]
    coupon.spend(-operation.money)
    use.given_back += operation.money
    account.changed = True
    context.new_uses.append(
        UseDraft(
            coupon=coupon,
            kind="give_back",
            money=-operation.money,
            operation=operation,
            reversed_use_id=use.id,
        )
    )


def turn_back_coupon(account, operation, context):
    """Give the points of an unused coupon back to their lots, and empty it."""
    coupon = _find(account, operation.coupon_uuid)
    if coupon.entry_id != operation.entry_id:
        raise LedgerRefusal("unknown_coupon", uuid=operation.coupon_uuid)
    if account.state == "left":
        # The points would be forfeited at once, and the coupon lost.
        raise LedgerRefusal("account_not_open", state=account.state)
    _check_valid(account, coupon, context)
    if coupon.remaining != coupon.value:
        raise LedgerRefusal("coupon_used", left=coupon.remaining, value=coupon.value)
    original = context.originals[operation.entry_id]
    whole = replace(operation, points=abs(original.points))
    check_reversible(whole, original)
    reverse_debit(account, whole, context)
    coupon.spend(coupon.value)
    context.new_uses.append(
        UseDraft(
            coupon=coupon, kind="turn_back", money=coupon.value, operation=operation
        )
    )


WRITE_PATHS.update(
    {
        IssueCoupon: issue_coupon,
        HoldCoupon: hold_coupon,
        CaptureCoupon: capture_coupon,
        GiveBackCoupon: give_back_coupon,
        TurnBackCoupon: turn_back_coupon,
    }
)

"""Coupons in the ledger: the same posting, with their own lock, rows and keys.

A coupon is money bought with points. What is left of it is its value less its uses and
what active holds reserve, kept under the lock of its account and its own.
"""

from odoo import api, models

# ledger_coupon_paths adds its write paths to those of ledger_paths.
from . import ledger_coupon_paths, ledger_coupon_rows  # noqa: F401
from .ledger_coupon_operations import (
    CaptureCoupon,
    GiveBackCoupon,
    HoldCoupon,
    IssueCoupon,
    PostedCoupon,
    PostedUse,
    TurnBackCoupon,
)
from .ledger_operations import LedgerRefusal, Merge

# Operations that name an existing coupon by its uuid, and those under a use's key.
BY_COUPON = (HoldCoupon, TurnBackCoupon)
USES = (CaptureCoupon, GiveBackCoupon)
COUPON_OPERATIONS = (IssueCoupon, *BY_COUPON, *USES)


class PointsLedger(models.AbstractModel):
    _inherit = "points.ledger"

    @api.model
    def _check_operations(self, operations):
        """A coupon is issued and held for more than nothing."""
        for operation in operations:
            if isinstance(operation, COUPON_OPERATIONS):
                money = getattr(operation, "money", 1)
                least = 0 if isinstance(operation, CaptureCoupon) else 1
                if money < least:
                    raise ValueError(f"no money in {operation}")
        return super()._check_operations(operations)

    def _accounts_of(self, operations):
        """Coupon operations work on the account that has the coupon now."""
        mine = {
            operation: self._account_of_coupon(operation)
            for operation in operations
            if isinstance(operation, (*BY_COUPON, *USES)) and not operation.account_id
        }
        others = [operation for operation in operations if operation not in mine]
        return {**super()._accounts_of(others), **mine}

    def _account_of_coupon(self, operation):
        """The account of one coupon operation; refuses what does not exist."""
        if isinstance(operation, BY_COUPON):
            found = ledger_coupon_rows.accounts_of_coupons(
                self.env, [operation.coupon_uuid]
            )
            if operation.coupon_uuid not in found:
                raise LedgerRefusal("unknown_coupon", uuid=operation.coupon_uuid)
            return found[operation.coupon_uuid]
        if isinstance(operation, GiveBackCoupon):
            found = ledger_coupon_rows.accounts_of_uses(self.env, [operation.use_id])
            if operation.use_id not in found:
                raise LedgerRefusal("unknown_use", use=operation.use_id)
            return found[operation.use_id]
        hold = self.env["points.hold"].sudo().search([("uuid", "=", operation.uuid)])
        if not hold.coupon_id:
            raise LedgerRefusal("unknown_hold", uuid=operation.uuid)
        return hold.account_id.id

    def _known_otherwise(self, operations):
        """Step K looks for movements of coupons under their own keys too."""
        known = super()._known_otherwise(operations)
        keys = [op.key for op in operations if isinstance(op, USES)]
        if keys:
            known.update(ledger_coupon_rows.known_uses(self.env, keys))
        return known

    def _already_posted(self, operation, account_of, accounts, known, result):
        """A known movement is returned; a known coupon has to have the same value."""
        if isinstance(operation, USES):
            use = known.get(operation.key)
            if use:
                result.coupon_uses[operation.key] = use
            return bool(use)
        done = super()._already_posted(operation, account_of, accounts, known, result)
        if done and isinstance(operation, IssueCoupon):
            uuid = operation.coupon_uuid
            for coupon in ledger_coupon_rows.load_coupons(self.env, [], [uuid], []):
                if coupon.value != operation.money:
                    raise LedgerRefusal("key_mismatch", key=operation.key)
                self._report(coupon, result)
        return done

    def _load(self, operations, account_of, context):
        """Read the coupons these operations, or the end of a hold, will change."""
        result = super()._load(operations, account_of, context)
        give_back = [op.use_id for op in operations if isinstance(op, GiveBackCoupon)]
        if give_back:
            context.stored_uses = ledger_coupon_rows.load_uses(self.env, give_back)
            missing = set(give_back) - context.stored_uses.keys()
            if missing:
                raise LedgerRefusal("unknown_use", use=min(missing))
        holds = [
            hold
            for account in context.accounts.values()
            for hold in account.holds.values()
            if hold.coupon_id
        ]
        ids = {hold.coupon_id for hold in holds}
        ids |= {use.coupon_id for use in context.stored_uses.values()}
        uuids = {op.coupon_uuid for op in operations if isinstance(op, BY_COUPON)}
        moving = {account_of[op] for op in operations if isinstance(op, Merge)}
        if ids or uuids or moving:
            self._load_coupons(context, ids, uuids, moving)
            for hold in holds:
                coupon = context.accounts[hold.account_id].coupons[hold.coupon_id]
                hold.money = round(hold.money / coupon.rounding)
        return result

    def _load_coupons(self, context, ids, uuids, account_ids):
        """Lock coupons and put them into their accounts."""
        for coupon in ledger_coupon_rows.load_coupons(
            self.env, ids, uuids, account_ids
        ):
            account = context.accounts.get(coupon.account_id)
            if account:
                account.coupons[coupon.id] = coupon

    def _write(self, context):
        """Write coupons after the entries that make them."""
        result = super()._write(context)
        accounts = context.accounts.values()
        new = [coupon for account in accounts for coupon in account.new_coupons]
        changed = [
            coupon
            for account in accounts
            for coupon in account.coupons.values()
            if coupon.changed
        ]
        ids = ledger_coupon_rows.write_coupons(self.env, new, changed, context.new_uses)
        for coupon in new:
            coupon.id = ids["coupon", coupon.uuid]
        for coupon in [*new, *changed]:
            self._report(coupon, context.result)
        for use in context.new_uses:
            key = use.operation.key
            context.result.coupon_uses[key] = PostedUse(
                ids["use", key], use.coupon.id, use.money, created=True
            )
        return result

    def _report(self, coupon, result):
        """Put a coupon's numbers into the result."""
        result.coupons[coupon.uuid] = PostedCoupon(
            coupon.id, coupon.value, coupon.remaining
        )

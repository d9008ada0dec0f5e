"""Coupons of invoices: used when posted, held again when reset, given back by notes.

A use and what was taken again after a credit note was undone are *nodes*: what is left
of them is what the document still uses of the coupon. Money is minor units of the
coupon's currency, amounts of documents are minor units of the original's.
"""

import uuid

from odoo import api, fields, models
from odoo.tools import SQL

from ..engine.coupons import coupon_lines
from ..engine.rounding import mul_div
from ..engine.values import ENGINE_VERSION
from .ledger_coupon_operations import CaptureCoupon, GiveBackCoupon, HoldCoupon
from .points_snapshot import to_minor
from .reversal_chains import DOCUMENT


class PointsInvoiceSettlement(models.AbstractModel):
    _inherit = "points.invoice.settlement"

    # ------------------------------------------------------------------
    # Posting and resetting
    # ------------------------------------------------------------------

    @api.model
    def _capture_coupon_operation(self, invoice, hold):
        """Use the coupon's money of one discount of an invoice that was posted."""
        program = self.env["points.snapshot"]._program_by_id(hold.program_id)
        values = self._capture_values(invoice, program, hold)
        values["explanation"].update(code="coupon_used")
        basket = self.env["points.invoice"]._basket(invoice, program, hold.made_on)
        parts = coupon_lines(basket, hold.money, hold.uuid)
        lines = self._shares(basket, parts, [0] * len(parts))
        return CaptureCoupon(money=hold.money, lines=lines, **values)

    @api.model
    def _reset_coupons(self, move):
        """A document is a draft again: its coupons are held, its notes undone.

        A coupon that cannot be reserved any more keeps its money; posting then asks.
        """
        if move.move_type == "out_refund":
            self._retake(move, move.reversed_entry_id, whole=True)
            return
        operations, renamed = [], {}
        chains = self.env["points.reversal.chains"]
        for node in chains._read_coupons([move.points_uuid], "account.move"):
            if node.source_uuid != move.points_uuid or not node.room:
                continue
            operations.append(self._give_back_operation(move, node, node.room))
            coupon = self.env["points.coupon"].browse(node.coupon_id)
            if node.root_id != node.id or not self._can_hold(coupon):
                continue
            new_uuid = str(uuid.uuid4())
            renamed[node.hold_uuid] = new_uuid
            operations.append(self._hold_again(move, node, new_uuid))
        self._post(move, operations)
        for old_uuid, new_uuid in renamed.items():
            move._points_lines(old_uuid).points_hold_uuid = new_uuid

    @api.model
    def _hold_again(self, move, node, new_uuid):
        program = self.env["points.snapshot"]._program_by_id(node.program_id)
        coupon = self.env["points.coupon"].browse(node.coupon_id)
        service = self.env["points.invoice"]
        return HoldCoupon(
            uuid=new_uuid,
            coupon_uuid=coupon.uuid,
            account_id=node.account_id,
            money=node.room,
            currency_id=coupon.currency_id.id,
            document_model="account.move",
            document_uuid=move.points_uuid,
            document_name=service._document_name(move),
            expires_at=service._hold_end(move, program),
        )

    @api.model
    def _can_hold(self, coupon):
        """Whether a coupon may be reserved again: not blocked, not after its day."""
        return coupon.account_id.state != "blocked" and not coupon.is_expired

    # ------------------------------------------------------------------
    # Credit notes
    # ------------------------------------------------------------------

    @api.model
    def _note_coupon_operations(self, note, origin):
        """What a credit note gives back to coupons of its invoice, or of its orders."""
        chains = self.env["points.reversal.chains"]
        nodes = chains._read_coupons(*self._origin_of(origin))
        roots = [node for node in nodes if node.root_id == node.id]
        discount = sum(self._use_discount(node) for node in roots)
        withheld = min(self._withheld(origin, coupons=True), discount)
        if withheld <= 0:
            return []
        operations = []
        for root in roots:
            own = [node for node in nodes if node.root_id == root.id]
            given = root.money - sum(node.room for node in own)
            due = mul_div(root.money, withheld, discount, "down") - given
            for node in own:
                share = min(due, node.room)
                if share > 0:
                    operations.append(self._give_back_operation(note, node, share))
                    due -= share
        return operations

    @api.model
    def _retake_coupons(self, move, note):
        """An invoice undoes a credit note: take again what that gave back."""
        self._retake(note, note.reversed_entry_id, by=move)

    @api.model
    def _retake(self, note, origin, by=None, whole=False):
        """Use again what a credit note gave back to coupons, by the amount undone.

        Where it was spent meanwhile, what is left is taken.
        """
        if not origin or not note.points_uuid:
            return
        share, sold = 1, 1
        if not whole:
            sold = self._minor(note, note.amount_total)
            share = min(
                sold,
                sum(
                    self._in_currency_of(note, each)
                    for each in note.reversal_move_ids
                    if each.state == "posted"
                ),
            )
        document = by or note
        for row in self._given_by(note):
            due = mul_div(row["money"], share, sold or 1, "down") - row["retaken"]
            coupon = self.env["points.coupon"].browse(row["coupon_id"])
            coupon.invalidate_recordset(["remaining"])
            left = to_minor(coupon.remaining, coupon.currency_id.rounding)
            money = min(due, left)
            if money > 0 and self._can_hold(coupon):
                self._post(
                    document, self._retake_operations(document, note, row, money)
                )

    @api.model
    def _retake_operations(self, document, note, row, money):
        coupon = self.env["points.coupon"].browse(row["coupon_id"])
        service = self.env["points.invoice"]
        program = self.env["points.snapshot"]._program_by_id(coupon.program_id.id)
        hold_uuid = str(uuid.uuid4())
        now = fields.Datetime.now()
        hold = HoldCoupon(
            uuid=hold_uuid,
            coupon_uuid=coupon.uuid,
            account_id=coupon.account_id.id,
            money=money,
            currency_id=coupon.currency_id.id,
            document_model="account.move",
            document_uuid=self._source(document).uuid,
            document_name=service._document_name(document),
            expires_at=service._hold_end(document, program),
        )
        capture = CaptureCoupon(
            uuid=hold_uuid,
            account_id=coupon.account_id.id,
            money=money,
            key=f"redeem:{hold_uuid}",
            source=self._source(document),
            moment=now,
            local_day=self.env["points.snapshot"]._situation(program, now, 0).day,
            explanation={
                "engine": ENGINE_VERSION,
                "code": "note_undone",
                "root_id": row["root_id"],
                "note": note.points_uuid,
            },
        )
        return [hold, capture]

    @api.model
    def _give_back_operation(self, move, node, money):
        now = fields.Datetime.now()
        program = self.env["points.snapshot"]._program_by_id(node.program_id)
        source = self._source(move)
        # What is left of a use falls with each give-back: it tells them apart.
        return GiveBackCoupon(
            use_id=node.id,
            account_id=node.account_id,
            money=money,
            key=f"give_back:{source.uuid}:{node.id}:{node.room}",
            source=source,
            moment=now,
            local_day=self.env["points.snapshot"]._situation(program, now, 0).day,
            explanation={
                "engine": ENGINE_VERSION,
                "code": "coupon_given_back",
                "root_id": node.root_id,
            },
        )

    # ------------------------------------------------------------------
    # Reading
    # ------------------------------------------------------------------

    @api.model
    def _use_discount(self, node):
        """The discount that a use stood for, in the document's currency."""
        document = node.explanation.get(DOCUMENT) or {}
        return document.get("money", node.explanation.get("money", 0))

    @api.model
    def _given_by(self, note):
        """[{root_id, coupon_id, money, retaken}] of what a credit note gave back."""
        return self.env.execute_query_dict(
            SQL(
                """
                SELECT given.root_id, given.coupon_id,
                       round(given.money / currency.rounding)::bigint AS money,
                       round(coalesce((
                           SELECT sum(again.money + coalesce((
                                      SELECT sum(undone.money)
                                        FROM points_coupon_use undone
                                       WHERE undone.reversed_use_id = again.id), 0))
                             FROM points_coupon_use again
                            WHERE again.kind = 'use'
                              AND again.coupon_id = given.coupon_id
                              AND again.explanation->>'note' = %(note)s
                              AND (again.explanation->>'root_id')::int
                                  = given.root_id), 0)
                           / currency.rounding)::bigint AS retaken
                  FROM (SELECT (back.explanation->>'root_id')::int AS root_id,
                               back.coupon_id, -sum(back.money) AS money
                          FROM points_coupon_use back
                         WHERE back.kind = 'give_back'
                           AND back.source_uuid = %(note)s
                         GROUP BY 1, 2) given
                  JOIN points_coupon coupon ON coupon.id = given.coupon_id
                  JOIN res_currency currency ON currency.id = coupon.currency_id
                 WHERE given.root_id IS NOT NULL
                """,
                note=note.points_uuid,
            )
        )

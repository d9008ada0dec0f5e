"""What a credit note takes back and gives back, and what undoes that again.

Credit notes count by amount, over the document (see `reversal_chains`).
"""

from odoo import api, fields, models

from ..engine.refund import reverse
from ..engine.rounding import mul_div
from ..engine.values import ENGINE_VERSION, EntryRecord, LineEarning, Taken, is_refusal
from .ledger_operations import ReverseCredit, ReverseDebit
from .points_snapshot import to_minor
from .reversal_chains import DOCUMENT


class PointsInvoiceSettlement(models.AbstractModel):
    _inherit = "points.invoice.settlement"

    # ------------------------------------------------------------------
    # Credit notes
    # ------------------------------------------------------------------

    @api.model
    def _settle_note(self, move):
        """Settle a posted credit note, or an invoice that undoes one."""
        origin = move.reversed_entry_id
        if not origin:
            self._note_unlinked(move)
            return
        if origin.state != "posted" and not origin.pos_order_ids:
            return
        if self._reverses_note(move):
            operations = self._undo_note_operations(move, origin)
            self._retake_coupons(move, origin)
        else:
            operations = self._note_operations(move, origin)
            operations += self._note_coupon_operations(move, origin)
        self._post(move, operations)

    @api.model
    def _note_operations(self, note, origin):
        """What a credit note takes back of earned, and gives back of used points."""
        chains = [chain for chain in self._chains(origin) if chain.left]
        if not chains:
            return []
        credited = self._credited(origin)
        withheld = self._withheld(origin)
        discount = sum(
            self._discount(chain) for chain in chains if chain.kind == "redeem"
        )
        operations = []
        for chain in chains:
            if chain.kind == "earn":
                before = (chain.explanation.get(DOCUMENT) or {}).get("credited", 0)
                sold = self._minor(origin, origin.amount_total) - before
                back, code = credited - before, "taken_back"
            else:
                sold, back, code = discount, withheld, "given_back"
            points = self._due(chain, sold, back)
            operations += self._spread(note, chain, points, code, withheld)
        return operations

    @api.model
    def _due(self, chain, sold, back):
        """Points of a chain that are due now, where `back` of `sold` came back."""
        if sold <= 0 or back <= 0:
            return 0
        order_points = 0
        if chain.kind == "earn":
            order_points = chain.explanation.get("order_points", 0)
        line = LineEarning(DOCUMENT, sold, sold, chain.points - order_points)
        program = self.env["points.snapshot"]._program_by_id(chain.program_id)
        result = reverse(
            EntryRecord(chain.points, order_points, (line,)),
            {DOCUMENT: min(back, sold)},
            Taken({DOCUMENT: chain.taken(True), "elsewhere": chain.taken(False)}),
            program.engine.unit,
        )
        if is_refusal(result):
            raise ValueError(f"{chain.key} cannot be reversed: {result}")
        return min(result.points, chain.left)

    @api.model
    def _spread(self, move, chain, points, code, withheld=0):
        """Reversals of so many points over what is left of a chain."""
        kind = ReverseCredit if chain.kind == "earn" else ReverseDebit
        explanation = {"engine": ENGINE_VERSION, "code": code}
        if code == "given_back":
            money, discount = chain.explanation.get("money", 0), self._discount(chain)
            withheld = min(withheld, discount)
            explanation.update(
                currency_id=chain.explanation.get("currency_id"),
                withheld=mul_div(withheld, money, discount or 1, "half_up"),
                money=money,
            )
        operations = []
        for node in chain.open_nodes():
            share = min(points, node.room)
            if share <= 0:
                continue
            points -= share
            operations.append(
                kind(
                    **self._reversal_values(move, chain, node, share),
                    explanation=explanation,
                    lines=[{"uuid": DOCUMENT, "quantity": 0, "points": share}],
                )
            )
        return operations

    @api.model
    def _take_back_all(self, move, chain):
        """Reversals of everything that is left of what a document earned."""
        return self._spread(move, chain, chain.left, "unpaid_or_reset")

    @api.model
    def _undo_note_operations(self, move, note):
        """Reversals of a credit note's entries, by the amount invoiced again."""
        invoiced = sum(
            self._in_currency_of(note, each)
            for each in note.reversal_move_ids
            if each.state == "posted"
        )
        sold = self._minor(note, note.amount_total)
        operations = []
        for chain in self._chains_after(note):
            nodes = chain.effect(note.points_uuid, 1)
            undone = chain.undone(note.points_uuid, 1)
            whole = sum(node.room for node in nodes) + undone
            program = self.env["points.snapshot"]._program_by_id(chain.program_id)
            result = reverse(
                EntryRecord(whole, 0, (LineEarning(DOCUMENT, sold, sold, whole),)),
                {DOCUMENT: min(invoiced, sold)},
                Taken({DOCUMENT: undone}),
                program.engine.unit,
            )
            if is_refusal(result):
                raise ValueError(f"{chain.key} cannot be reversed: {result}")
            points = result.points
            for node in nodes:
                share = min(points, node.room)
                if share:
                    operations.append(self._undo(move, chain, node, share))
                    points -= share
        return operations

    @api.model
    def _undo_operations(self, move):
        """Reversals of every reversal that a document made (it is a draft again)."""
        parity = 0 if self._reverses_note(move) else 1
        return [
            self._undo(move, chain, node, node.room)
            for chain in self._chains_after(move)
            for node in chain.effect(move.points_uuid, parity)
        ]

    @api.model
    def _chains_after(self, move):
        """The chains that a credit note, or an invoice that undoes one, works on."""
        origin = move.reversed_entry_id
        if self._reverses_note(move):
            origin = origin.reversed_entry_id
        return self._chains(origin) if origin and move.points_uuid else []

    @api.model
    def _undo(self, move, chain, node, points):
        kind = ReverseCredit if node.points > 0 else ReverseDebit
        return kind(
            **self._reversal_values(move, chain, node, points),
            explanation={"engine": ENGINE_VERSION, "code": "note_undone"},
        )

    @api.model
    def _reversal_values(self, move, chain, node, points):
        """What every reversal carries; its key counts this document's on the entry."""
        snapshot = self.env["points.snapshot"]
        program = snapshot._program_by_id(chain.program_id)
        source = self._source(move)
        now = fields.Datetime.now()
        generation = sum(
            each.parent_id == node.id and each.source_uuid == source.uuid
            for each in chain.nodes
        )
        return {
            "entry_id": node.id,
            "account_id": node.account_id,
            "points": points,
            "key": f"reverse:{source.uuid}:{node.id}:{generation}",
            "source": source,
            "moment": now,
            "local_day": snapshot._situation(program, now, 0).day,
        }

    # ------------------------------------------------------------------
    # Amounts, in minor units of the original document
    # ------------------------------------------------------------------

    @api.model
    def _minor(self, move, amount):
        return to_minor(amount, move.currency_id.rounding)

    @api.model
    def _in_currency_of(self, origin, move, amount=None):
        """An amount of another document (its total if None), at that one's own rate."""
        amount = move.amount_total if amount is None else amount
        if move.currency_id != origin.currency_id:
            amount = amount / (move.invoice_currency_rate or 1.0)
            amount = amount * (origin.invoice_currency_rate or 1.0)
        return self._minor(origin, amount)

    @api.model
    def _notes(self, origin):
        """[(sign, document)]: posted credit notes, and invoices that undo them."""
        found = []
        for note in origin.reversal_move_ids:
            if note.state == "posted" and note.move_type == "out_refund":
                found.append((1, note))
                found += [
                    (-1, undone)
                    for undone in note.reversal_move_ids
                    if undone.state == "posted"
                ]
        return found

    @api.model
    def _credited(self, origin):
        """What credit notes gave back of a document by now."""
        return sum(
            sign * self._in_currency_of(origin, note)
            for sign, note in self._notes(origin)
            if not note.pos_order_ids
        )

    @api.model
    def _withheld(self, origin, coupons=False):
        """How much of a document's points discounts its credit notes kept back.

        Those of coupons are counted apart, by their product.
        """
        product = origin.company_id.sudo().points_coupon_product_id
        products = origin.company_id._points_products() - product
        if coupons:
            products = product
        return sum(
            sign * self._in_currency_of(origin, note, -line.price_total)
            for sign, note in self._notes(origin)
            if not note.pos_order_ids
            for line in note.invoice_line_ids
            if line.product_id in products and line.price_total < 0
        )

    @api.model
    def _discount(self, chain):
        """The money that a redeem entry stood for, in the document's currency."""
        document = chain.explanation.get(DOCUMENT) or {}
        return document.get("money", chain.explanation.get("money", 0))

    # ------------------------------------------------------------------
    # Without the original
    # ------------------------------------------------------------------

    @api.model
    def _note_unlinked(self, move):
        """A member's credit note that names no invoice takes nothing back: a review."""
        invoice = self.env["points.invoice"]._read(move)
        if not invoice.accounts:
            return
        account = next(iter(invoice.accounts.values()))
        source = self._source(move)
        values = self.env["points.settlement"]._review_base(
            "unlinked_return", move, source
        )
        self.env["points.review"]._note(
            [
                {
                    **values,
                    "account_id": account["id"],
                    "partner_id": account["partner_id"],
                    "claimed": self.env._(
                        "%s was credited without the invoice it belongs to.",
                        move.currency_id.format(move.amount_total),
                    ),
                    "done": self.env._("No points were taken back or given back."),
                    "advice": self.env._(
                        "Find the invoice. If it earned points, adjust the member's "
                        "balance."
                    ),
                }
            ]
        )

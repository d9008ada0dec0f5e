"""Posted invoices and credit notes become entries; reset ones take them back.

Points used are taken in the posting's own transaction and are checked before it: a
discount is never posted without its points. What is earned or taken back never stops
a posting: what goes wrong is noted for the manager and settled later.
"""

import logging
import uuid

from odoo import api, models

from ..engine.apportion import apportion
from ..engine.redemption import redemption_lines
from ..engine.values import ENGINE_VERSION, Redemption
from .ledger_operations import Capture, Reopen, ReverseDebit, Source
from .points_settlement import CONCURRENCY_ERRORS
from .reversal_chains import DOCUMENT

_logger = logging.getLogger(__name__)

SHOWN = ("points_entry_ids", "points_earned", "points_redeemed", "points_summary")


class PointsInvoiceSettlement(models.AbstractModel):
    _name = "points.invoice.settlement"
    _description = "Settlement of points on invoices"

    # ------------------------------------------------------------------
    # Events
    # ------------------------------------------------------------------

    @api.model
    def _settle_posted(self, moves):
        """Settle documents that were just posted."""
        for move in moves:
            if move._points_lines():
                self._capture(move)
            self._settle_safely(move)

    @api.model
    def _settle_reset(self, moves):
        """Take back what documents gave that are drafts again; hold what they used."""
        for move in moves.filtered("points_uuid"):
            settlement, move = self._trusted(move)
            chains = settlement._chains(move)
            operations = settlement._undo_operations(move)
            for chain in chains:
                if chain.kind == "earn":
                    operations += settlement._take_back_all(move, chain)
            reopened = settlement._reopen_operations(move, chains)
            settlement._reset_coupons(move)
            settlement._post(move, [*operations, *reopened.values()])
            for old_uuid, operation in reopened.items():
                if isinstance(operation, Reopen):
                    lines = move._points_lines(old_uuid)
                    lines.points_hold_uuid = operation.uuid

    @api.model
    def _settle_payment(self, moves):
        """Earn on invoices that are paid in full now, take back where they are not."""
        for move in moves:
            if move.state == "posted" and not self._reverses_note(move):
                self._settle_safely(move)

    # ------------------------------------------------------------------
    # One document
    # ------------------------------------------------------------------

    @api.model
    def _settle_safely(self, move):
        """Settle one posted document; a failure leaves it posted and unsettled."""
        try:
            self._settle_guarded(move)
        except CONCURRENCY_ERRORS:
            raise
        except Exception:
            _logger.exception("The points of invoice %s could not be settled", move.id)
            self._note_unsettled(move)

    @api.model
    def _settle_guarded(self, move):
        """Settle one document in a savepoint, or raise with nothing of it left."""
        settlement, move = self._trusted(move)
        if not settlement._has_business(move):
            return
        settlement.env.flush_all()
        try:
            with settlement.env.cr.savepoint(flush=False):
                settlement._settle(move)
                settlement.env.flush_all()
        except Exception:
            # Everything else was flushed: what the cache holds now was rolled back.
            settlement.env.clear()
            raise

    @api.model
    def _trusted(self, move):
        """This service and the document as the system: users write no points."""
        move = move.sudo().with_company(move.company_id)
        return self.with_env(move.env), move

    @api.model
    def _reverses_note(self, move):
        """Whether an invoice undoes a credit note: then it never earns."""
        return (
            move.move_type == "out_invoice"
            and move.reversed_entry_id.move_type == "out_refund"
        )

    @api.model
    def _has_business(self, move):
        """Whether this document can move points, before anything is computed."""
        if move.state != "posted":
            return False
        if move.move_type == "out_refund" or self._reverses_note(move):
            return True
        if move.points_uuid:
            return True
        snapshot = self.env["points.snapshot"]
        return any(
            program.earns
            and program.invoice_earning != "never"
            and snapshot._member(move.partner_id, program)
            for program in snapshot._invoice_programs(move.company_id)
        )

    @api.model
    def _settle(self, move):
        """Settle one posted document or raise; running twice changes nothing."""
        if move.move_type == "out_refund" or self._reverses_note(move):
            self._settle_note(move)
            return
        self._settle_earning(move)
        for note in move.reversal_move_ids:
            if note.state == "posted" and note._points_concerned():
                self._settle_note(note)

    # ------------------------------------------------------------------
    # Points used
    # ------------------------------------------------------------------

    @api.model
    def _capture(self, move):
        """Take the points of every redemption of an invoice; checked before posting."""
        settlement, move = self._trusted(move)
        invoice = settlement.env["points.invoice"]._read(move)
        operations = []
        for hold_uuid in dict.fromkeys(move._points_lines().mapped("points_hold_uuid")):
            hold = invoice.holds[hold_uuid]
            capture = settlement._capture_operation
            if hold.coupon_id:
                capture = settlement._capture_coupon_operation
            operations.append(capture(invoice, hold))
        settlement._post(move, operations)

    @api.model
    def _capture_operation(self, invoice, hold):
        program = self.env["points.snapshot"]._program_by_id(hold.program_id)
        values = self._capture_values(invoice, program, hold)
        values["explanation"].update(
            code="redeemed",
            kind=self.env["points.settlement"]._reward_kind(hold),
            product_ids=self.env["points.invoice"]._target_products(invoice, hold.uuid),
            rule_id=hold.rule_id,
            points=hold.points,
        )
        lines = self._discounted_lines(invoice, program, hold)
        return Capture(points=hold.points, lines=lines, **values)

    @api.model
    def _capture_values(self, invoice, program, hold):
        """What capturing points and using a coupon have in common, as a dict.

        The discount in the document's currency and its rate are kept for credit notes.
        """
        move = invoice.move
        given = -sum(move._points_lines(hold.uuid).mapped("price_total"))
        situation = self.env["points.snapshot"]._situation(program, invoice.moment, 0)
        return {
            "uuid": hold.uuid,
            "account_id": hold.account_id,
            "key": f"redeem:{hold.uuid}",
            "source": self._source(move),
            "moment": invoice.moment,
            "local_day": situation.day,
            "explanation": {
                "engine": ENGINE_VERSION,
                "currency_id": hold.currency_id,
                "money": hold.money,
                DOCUMENT: {
                    "currency_id": move.currency_id.id,
                    "rate": move.invoice_currency_rate,
                    "money": self._minor(move, given),
                },
            },
        }

    @api.model
    def _discounted_lines(self, invoice, program, hold):
        """Per line of goods its share of the discount and of the points."""
        basket = self.env["points.invoice"]._basket(invoice, program, hold.made_on)
        redemption = Redemption(hold.rule_id, hold.points, hold.money, "exact")
        rule = program.rule(hold.rule_id)
        product_id = self.env["points.invoice"]._product_of(invoice, rule, hold.uuid)
        parts = redemption_lines(
            basket, program.engine, rule, redemption, hold.uuid, product_id
        )
        points = apportion(
            hold.points, [part.money for part in parts], program.engine.unit
        )
        return self._shares(basket, parts, points)

    @api.model
    def _shares(self, basket, parts, points):
        """Per line of goods what a capture keeps of it: the parts of a discount with
        their points (hundredths; none for a coupon).
        """
        lines = {line.uuid: line for line in basket.lines}
        return [
            {
                "uuid": part.uuid,
                "quantity": lines[part.uuid].quantity,
                "amount": lines[part.uuid].payable_amount,
                "discount": part.money,
                "points": share,
            }
            for part, share in zip(parts, points, strict=True)
        ]

    @api.model
    def _reopen_operations(self, move, chains):
        """{uuid on the lines: Reopen} for what a draft's discounts had used."""
        operations = {}
        for chain in chains:
            if chain.kind != "redeem" or not chain.left:
                continue
            node = max(chain.open_nodes(), key=lambda each: each.room)
            program = self.env["points.snapshot"]._program_by_id(chain.program_id)
            explanation = chain.explanation
            operations[chain.hold_uuid] = Reopen(
                **self._reversal_values(move, chain, node, node.room),
                uuid=str(uuid.uuid4()),
                money=explanation.get("money", 0),
                currency_id=explanation["currency_id"],
                document_model="account.move",
                document_uuid=move.points_uuid,
                document_name=self.env["points.invoice"]._document_name(move),
                redemption_rule_id=explanation["rule_id"],
                expires_at=self.env["points.invoice"]._hold_end(move, program),
                explanation={"engine": ENGINE_VERSION, "code": "reset"},
            )
            operations.update(
                {
                    f"{chain.hold_uuid}/{other.id}": ReverseDebit(
                        **self._reversal_values(move, chain, other, other.room),
                        explanation={"engine": ENGINE_VERSION, "code": "reset"},
                    )
                    for other in chain.open_nodes()
                    if other is not node
                }
            )
        return operations

    # ------------------------------------------------------------------
    # Writing
    # ------------------------------------------------------------------

    @api.model
    def _source(self, move):
        """The document as the log keeps it; it gets a uuid when it first needs one."""
        if not move.points_uuid:
            move.points_uuid = str(uuid.uuid4())
        return Source(
            model="account.move",
            id=move.id,
            uuid=move.points_uuid,
            name=self.env["points.invoice"]._document_name(move),
        )

    @api.model
    def _post(self, move, operations):
        """Have the ledger write, and tell open tills whose points changed."""
        if not operations:
            return None
        posted = self.env["points.invoice"]._post(operations)
        # What documents show is read from the ledger, and depends on no field.
        self.env["account.move"].invalidate_model(SHOWN, flush=False)
        accounts = {entry.account_id for entry in posted.entries.values()}
        partners = self.env["points.account"].browse(accounts).partner_id
        move.company_id._notify_tills(
            "POINTS_CHANGED", {"partner_ids": sorted(partners.ids)}
        )
        return posted

    @api.model
    def _note_unsettled(self, move):
        """Leave a review from which a job settles the document later."""
        settlement, move = self._trusted(move)
        source = settlement._source(move)
        reviews = settlement.env["points.settlement"]
        settlement.env["points.review"]._note(
            [
                {
                    **reviews._review_base("unsettled", move, source),
                    "partner_id": move.partner_id.id,
                    "claimed": settlement.env._("The invoice promised its points."),
                    "done": settlement.env._(
                        "No points were written; the invoice itself is complete."
                    ),
                    "advice": settlement.env._(
                        "A job tries again by itself. If it does not succeed, the "
                        "server's log says why."
                    ),
                }
            ]
        )


class PointsSettlement(models.AbstractModel):
    _inherit = "points.settlement"

    @api.model
    def _settle_document(self, document):
        """Settle an unsettled invoice again, as the job does with orders."""
        if document._name == "account.move":
            return self.env["points.invoice.settlement"]._settle_guarded(document)
        return super()._settle_document(document)

"""A cashier gives a sale that named nobody to a member, on the receipt's own terms."""

from odoo import api, models
from odoo.fields import Domain

from ..engine.values import Refusal
from .till_arguments import check_id


class PointsTill(models.AbstractModel):
    _inherit = "points.till"

    @api.model
    def claim_order(self, config_id, order_id, partner_id):
        """Give the points of a paid order without a member to a contact.

        Returns {ok, message, receipt}: `receipt` has the order's figures afterwards
        (see `points.receipt`), `message` says why nothing was given. The order gets the
        contact as its customer unless it has one, or an invoice.
        """
        self._check_till(config_id)
        partner = self._check_partner(partner_id)
        order_id = check_id(order_id, "order_id")
        return self._in_own_transaction(
            "_claim_order_once", config_id, order_id, partner.id
        )

    @api.model
    def _claim_order_once(self, config_id, order_id, partner_id):
        """Collect in the current transaction; see `claim_order`."""
        config = self.env["pos.config"].browse(config_id)
        partner = self.env["res.partner"].browse(partner_id)
        order = self._order_of_company(config, order_id)
        if not order:
            return self._claim_answer(order, Refusal("unknown_order"))
        claims = self.env["points.claims"]
        _accounts, refusal = claims._collect_order(order, partner, "till")
        if refusal and refusal.code == "unknown_code":
            refusal = Refusal("nothing_to_collect")
        if refusal and refusal.code == "claim_used":
            # Asked again because the answer was lost: this contact has the points.
            refusal = None if self._has_collected(order, partner) else refusal
        if refusal is None and not order.partner_id and not order.account_move:
            order.partner_id = partner
        return self._claim_answer(order, refusal)

    @api.model
    def _has_collected(self, order, partner):
        """Whether the points of this sale were given to this contact by a claim."""
        # Which claims are read is decided here: those of one sale.
        claims = self.env["points.claim"].sudo()
        collected = claims.search(
            Domain("source_uuid", "=", order.uuid) & Domain("account_id", "!=", False)
        )
        snapshot = self.env["points.snapshot"]
        return any(
            snapshot._member(
                partner.sudo(), snapshot._program_by_id(claim.program_id.id)
            )
            == (claim.account_id.merged_into_id or claim.account_id).partner_id
            for claim in collected
        )

    @api.model
    def _order_of_company(self, config, order_id):
        """The paid order, if it is one of the till's company and may be read."""
        order = self.env["pos.order"].browse(order_id).exists()
        order = order._filtered_access("read")
        return order.filtered(
            lambda one: (
                one.company_id == config.company_id and one.state in ("paid", "done")
            )
        )

    @api.model
    def _claim_answer(self, order, refusal):
        if refusal is None:
            receipts = self.env["points.receipt"].sudo()
            receipts._forget(order)
            receipt = receipts._receipts(order)[order.id]
            return {"ok": True, "message": "", "receipt": receipt}
        messages = self.env["points.refusal.messages"]
        message = messages._message(refusal.code, refusal.values)
        return {
            "ok": False,
            "code": refusal.code,
            "message": message,
            "receipt": None,
        }

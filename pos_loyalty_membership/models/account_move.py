from odoo import api, fields, models
from odoo.exceptions import RedirectWarning, UserError

CONTENT = ("product", "line_section", "line_subsection", "line_note")


class AccountMove(models.Model):
    """Customer invoices and credit notes move points; every decision is a service's."""

    _inherit = "account.move"

    points_uuid = fields.Char(
        readonly=True,
        copy=False,
        index="btree_not_null",
        help="Names this document in the points log, whatever its number becomes.",
    )

    # ------------------------------------------------------------------
    # What kind of document
    # ------------------------------------------------------------------

    def _points_concerned(self):
        """Customer invoices and credit notes of companies with a loyalty program.

        Those made from orders of a till are left out: their points are the orders'.
        """
        companies = self.env["points.snapshot"]._companies_with_programs()
        # An accountant need not be allowed to read orders of tills.
        return self.filtered(
            lambda move: (
                move.move_type in ("out_invoice", "out_refund")
                and move.company_id.id in companies
                and not move.sudo().pos_order_ids
            )
        )

    def _points_can_redeem(self):
        """Whether points may be used on this document as it is."""
        self.ensure_one()
        return (
            self.state == "draft"
            and self.move_type == "out_invoice"
            and not self.reversed_entry_id
            and bool(self._points_concerned())
            and not self._is_downpayment()
        )

    def _points_lines(self, hold_uuid=None):
        """The discount lines of one redemption, or of all of them."""
        return self.line_ids.filtered(
            lambda line: (
                line.points_hold_uuid and hold_uuid in (None, line.points_hold_uuid)
            )
        )

    # ------------------------------------------------------------------
    # The document's life
    # ------------------------------------------------------------------

    def _post(self, soft=True):
        """Check redemptions before, settle points after posting, in one transaction."""
        today = fields.Date.context_today(self)
        now = self.filtered(lambda move: not soft or move.date <= today)
        now._points_concerned()._points_check_redemptions()
        posted = super()._post(soft=soft)
        self.env["points.invoice.settlement"]._settle_posted(posted._points_concerned())
        return posted

    def _points_check_redemptions(self):
        """Refuse to post a discount that nothing reserved stands behind."""
        service = self.env["points.invoice"]
        self._points_check_untagged()
        for move in self.filtered(lambda each: each._points_lines()):
            invoice = service._read(move)
            for hold_uuid in dict.fromkeys(
                move._points_lines().mapped("points_hold_uuid")
            ):
                trouble = service._hold_trouble(invoice, hold_uuid)
                if trouble:
                    raise RedirectWarning(
                        service._trouble_text(invoice, hold_uuid, trouble),
                        move._points_wizard_of(hold_uuid),
                        self.env._("Use the coupon again")
                        if service._is_coupons(invoice, hold_uuid)
                        else self.env._("Redeem again"),
                        # A dialog opened from an error does not show the form anew.
                        {"points_shows_invoice": True},
                    )

    def _points_check_untagged(self):
        """Refuse discounts with our products that somebody wrote by hand."""
        for move in self.filtered(lambda each: each.move_type == "out_invoice"):
            products = move.company_id.sudo()._points_products()
            by_hand = [
                line
                for line in move.invoice_line_ids
                if line.product_id in products
                and line.price_total < 0
                and not line.points_hold_uuid
            ]
            if by_hand and not move.reversed_entry_id:
                raise UserError(
                    self.env._(
                        "%(invoice)s cannot be confirmed: nothing is reserved for the "
                        "discount “%(line)s”. Remove that line, and use points or a "
                        "coupon with the buttons of the invoice.",
                        invoice=self.env["points.invoice"]._document_name(move),
                        line=by_hand[0].name or by_hand[0].product_id.name,
                    )
                )

    def _points_wizard_of(self, hold_uuid):
        """The action that changes one redemption: points', or a coupon's."""
        service = self.env["points.invoice"]
        if service._is_coupons(service._read(self), hold_uuid):
            return self.action_points_coupon()
        return self.action_points_redeem()

    def button_draft(self):
        """Take back what the documents gave; points used are reserved again."""
        posted = self.filtered(lambda move: move.state == "posted")._points_concerned()
        result = super().button_draft()
        # With an open session the till's own check may have refused without an error.
        reset = posted.filtered(lambda move: move.state == "draft")
        self.env["points.invoice.settlement"]._settle_reset(reset)
        return result

    def write(self, vals):
        """Free the points of invoices that are cancelled; a saved draft keeps them."""
        result = super().write(vals)
        if vals.get("state") == "cancel":
            self._points_free()
        elif "invoice_line_ids" in vals or "line_ids" in vals:
            drafts = self.filtered(
                lambda move: move.points_uuid and move.state == "draft"
            )
            if drafts:
                self.env["points.invoice"]._renew(drafts)
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_free_reserved_points(self):
        self._points_free()

    def _points_free(self):
        """Release the active reservations of these documents."""
        uuids = [uuid for uuid in self.mapped("points_uuid") if uuid]
        if not uuids:
            return
        # Whoever may cancel an invoice frees its points, but reads no ledger.
        holds = (
            self.env["points.hold"]
            .sudo()
            .search(
                [
                    ("document_model", "=", "account.move"),
                    ("document_uuid", "in", uuids),
                    ("state", "=", "held"),
                ]
            )
        )
        if holds:
            self.env["points.invoice"]._release(holds.mapped("uuid"))

    def copy_data(self, default=None):
        """A credit note keeps discounts as plain lines; any other copy has none."""
        vals_list = super().copy_data(default)
        reverses = bool((default or {}).get("reversed_entry_id"))
        for move, vals in zip(self, vals_list, strict=True):
            lines = [line for *_, line in vals.get("line_ids") or []]
            ours = [line for line in lines if move._points_is_discount(line)]
            if not ours:
                continue
            if not reverses:
                lines = [
                    line
                    for line in lines
                    if line.get("display_type") in CONTENT and line not in ours
                ]
            for line in lines:
                line.pop("points_hold_uuid", None)
                line.pop("points_target_uuids", None)
            vals["line_ids"] = [fields.Command.create(line) for line in lines]
        return vals_list

    def _points_is_discount(self, line):
        """Whether the values of a line are a discount that points or a coupon paid.

        Invoices made from a till's orders have no reservation on it.
        """
        products = self.company_id.sudo()._points_products()
        return bool(line.get("points_hold_uuid")) or (
            self.move_type == "out_invoice"
            and line.get("display_type") == "product"
            and line.get("product_id") in products.ids
        )

    def _invoice_paid_hook(self):
        result = super()._invoice_paid_hook()
        self._points_follow_payment()
        return result

    def _points_follow_payment(self):
        """Earn, or take back, where a program waits for the payment."""
        self.env["points.invoice.settlement"]._settle_payment(self._points_concerned())

    # ------------------------------------------------------------------
    # Buttons
    # ------------------------------------------------------------------

    def action_points_redeem(self):
        """Open the wizard that uses points on this draft, or changes that."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "pos_loyalty_membership.points_invoice_redeem_action"
        )
        action["context"] = {"default_move_id": self.id}
        return action

    def action_points_change(self):
        """Open what changes the redemptions of this draft, a lost one first."""
        self.ensure_one()
        service = self.env["points.invoice"]
        invoice = service._read(self)
        uuids = list(dict.fromkeys(self._points_lines().mapped("points_hold_uuid")))
        uuids.sort(key=lambda each: not service._hold_trouble(invoice, each))
        return self._points_wizard_of(uuids[0]) if uuids else False

    def action_points_remove(self):
        """Take all points off this draft; they are free again at once."""
        self.ensure_one()
        uuids = set(self._points_lines().mapped("points_hold_uuid"))
        self.env["points.invoice"]._remove(self, uuids)
        return True

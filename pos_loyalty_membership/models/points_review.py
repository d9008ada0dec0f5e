"""What could not be settled as promised, for the manager."""

from odoo import api, fields, models
from odoo.exceptions import UserError


class PointsReview(models.Model):
    _name = "points.review"
    _description = "Points Review"
    _order = "state desc, id desc"
    _rec_name = "source_name"

    kind = fields.Selection(
        [
            ("unsettled", "Not settled yet"),
            ("redemption_mismatch", "Discount and points differ"),
            ("late_capture", "Points used after their reservation ended"),
            ("foreign_hold", "Reservation of another document"),
            ("tier_discount", "Discount of a tier the member is not in"),
            ("earning_mismatch", "Till promised other points"),
            ("staff_sale", "Purchase of an employee"),
            ("moment", "Till clock is wrong"),
            ("unlinked_return", "Return without its sale"),
        ],
        string="What happened",
        required=True,
        readonly=True,
    )
    key = fields.Char(required=True, readonly=True)
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, index=True, ondelete="restrict"
    )
    account_id = fields.Many2one(
        "points.account", readonly=True, index="btree_not_null", ondelete="restrict"
    )
    partner_id = fields.Many2one(
        "res.partner", string="Member", readonly=True, ondelete="set null"
    )
    source_model = fields.Char(readonly=True)
    source_id = fields.Many2oneReference(
        "Document ID", model_field="source_model", readonly=True
    )
    source_uuid = fields.Char(readonly=True, index="btree_not_null")
    source_name = fields.Char(string="Document", readonly=True)
    claimed = fields.Text(string="What was promised", readonly=True)
    done = fields.Text(string="What was done", readonly=True)
    advice = fields.Text(string="What to do", readonly=True)
    state = fields.Selection(
        [("open", "Open"), ("closed", "Closed")],
        required=True,
        readonly=True,
        default="open",
        index=True,
    )
    note = fields.Text(help="How it was resolved.")
    closed_by_id = fields.Many2one("res.users", readonly=True, ondelete="restrict")
    closed_on = fields.Datetime(readonly=True)

    _key_uniq = models.Constraint(
        "UNIQUE (key)", "This was already noted for the manager."
    )

    def action_close(self):
        """Close these reviews with their note; refused without one."""
        self.check_access("write")
        for review in self:
            if not (review.note or "").strip():
                raise UserError(
                    self.env._("Write a note that says how it was resolved first.")
                )
        self.write(
            {
                "state": "closed",
                "closed_by_id": self.env.uid,
                "closed_on": fields.Datetime.now(),
            }
        )
        return True

    def action_reopen(self):
        """Open closed reviews again; the note stays."""
        self.check_access("write")
        self.write({"state": "open", "closed_by_id": False, "closed_on": False})
        return True

    def action_open_document(self):
        """Open the document this review is about."""
        self.ensure_one()
        if not self.source_model or not self.source_id:
            raise UserError(self.env._("The document is not in this database."))
        return {
            "type": "ir.actions.act_window",
            "res_model": self.source_model,
            "res_id": self.source_id,
            "view_mode": "form",
        }

    @api.model
    def _note(self, vals_list):
        """Write reviews once: those whose `key` exists already are left alone.

        Settlement may run twice for one document, so a key that exists is no error.
        """
        known = set(
            self.search([("key", "in", [vals["key"] for vals in vals_list])]).mapped(
                "key"
            )
        )
        return self.create([vals for vals in vals_list if vals["key"] not in known])

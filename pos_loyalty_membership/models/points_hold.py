"""Points reserved for an open document, with a time-out."""

from odoo import api, fields, models
from odoo.exceptions import UserError


class PointsHold(models.Model):
    _name = "points.hold"
    _description = "Reserved Points"
    _order = "id desc"
    _rec_name = "document_name"

    uuid = fields.Char(required=True, readonly=True)
    account_id = fields.Many2one(
        "points.account",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
        help="Empty only for a reservation that was cancelled before it arrived.",
    )
    company_id = fields.Many2one("res.company", readonly=True, ondelete="restrict")
    document_model = fields.Char(readonly=True)
    document_uuid = fields.Char(readonly=True)
    document_name = fields.Char(string="Document", readonly=True)
    redemption_rule_id = fields.Many2one(
        "points.redemption.rule",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
    )
    coupon_id = fields.Many2one(
        "points.coupon", readonly=True, index="btree_not_null", ondelete="restrict"
    )
    points = fields.Float(digits=(16, 2), required=True, readonly=True, default=0)
    money = fields.Monetary(required=True, readonly=True, default=0)
    currency_id = fields.Many2one("res.currency", readonly=True, ondelete="restrict")
    expires_at = fields.Datetime(readonly=True)
    state = fields.Selection(
        [
            ("held", "Reserved"),
            ("captured", "Used"),
            ("released", "Released"),
            ("expired", "Timed out"),
        ],
        required=True,
        readonly=True,
        default="held",
    )
    user_id = fields.Many2one(
        "res.users", string="By", readonly=True, ondelete="restrict"
    )

    _uuid_uniq = models.Constraint("UNIQUE (uuid)", "This reservation exists.")
    _points_not_negative = models.Constraint(
        "CHECK (points >= 0 AND money >= 0)", "A reservation is never negative."
    )
    _coupon_or_points = models.Constraint(
        "CHECK (coupon_id IS NULL OR points = 0)",
        "A reservation is of points or of a coupon.",
    )
    _account_needed = models.Constraint(
        "CHECK (state = 'released' OR account_id IS NOT NULL)",
        "A reservation belongs to an account.",
    )
    # Each says what only a condition on its own column proves, so that PostgreSQL does
    # not read all of one for a question that the other answers.
    _active_idx = models.Index(
        "(account_id) WHERE state = 'held' AND account_id IS NOT NULL"
    )
    _document_idx = models.Index(
        "(document_uuid) WHERE state = 'held' AND document_uuid IS NOT NULL"
    )

    @api.depends_context("lang")
    @api.depends("document_name", "points")
    def _compute_display_name(self):
        """The document with what it reserves: “Draft invoice 12 · 500 pts”."""
        for hold in self:
            program = hold.account_id.program_id.sudo()
            points = program._points_text(hold.points) if program else ""
            parts = [hold.document_name, points]
            hold.display_name = " · ".join(part for part in parts if part)

    @api.model_create_multi
    def create(self, vals_list):
        """Refused: `points.ledger._post` writes holds, together with the account."""
        raise UserError(self.env._("Points are reserved by the till or a draft only."))

    def write(self, vals):
        """Refused: a hold moves only with its account."""
        raise UserError(self.env._("A reservation can be freed, not changed."))

    @api.ondelete(at_uninstall=False)
    def _unlink_except_ledger(self):
        raise UserError(self.env._("A reservation can be freed, not deleted."))

    def action_release(self):
        """Free the points these holds reserve, for a points officer.

        The document keeps its discount lines; when it is paid all the same, its points
        are taken late and a review is written. Raises `UserError` for other users.
        """
        if not self.env.user.has_group("pos_loyalty_membership.points_group_officer"):
            raise UserError(
                self.env._("Only a points officer may free reserved points.")
            )
        self.check_access("read")
        self.env["points.ledger"]._release_holds(self.mapped("uuid"))
        return True

"""Points of a sale without a member, to be collected by code."""

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

# Days that a claim nobody came for is kept after its end, for questions at the counter.
KEPT_DAYS = 90


class PointsClaim(models.Model):
    _name = "points.claim"
    _description = "Points to Collect"
    _order = "id desc"
    _rec_name = "source_name"

    # Who knows the code has the points: cashiers and accountants need not.
    code = fields.Char(
        required=True,
        readonly=True,
        groups="pos_loyalty_membership.points_group_officer",
    )
    program_id = fields.Many2one(
        "points.program", required=True, readonly=True, ondelete="restrict", index=True
    )
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, ondelete="restrict", index=True
    )
    source_model = fields.Char(required=True, readonly=True)
    source_id = fields.Many2oneReference(
        "Document ID", model_field="source_model", readonly=True
    )
    source_uuid = fields.Char(required=True, readonly=True)
    source_name = fields.Char(string="Document", readonly=True)
    moment = fields.Datetime(string="Sold on", required=True, readonly=True)
    local_day = fields.Date(required=True, readonly=True)
    points = fields.Float(
        digits=(16, 2),
        required=True,
        readonly=True,
        help="What the receipt promises. A member of a tier may get more, somebody who "
        "reached the most of that day less.",
    )
    points_text = fields.Char(string="Promised", compute="_compute_points_text")
    quote = fields.Json(
        readonly=True,
        groups="base.group_system",
        help="The sale and the rules of that moment, as the engine reads them.",
    )
    until = fields.Date(string="Can be collected until", required=True, readonly=True)
    returned_on = fields.Datetime(
        string="Goods returned on",
        readonly=True,
        help="Goods of this sale came back before its points were collected.",
    )
    account_id = fields.Many2one(
        "points.account",
        string="Collected by",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
    )
    claimed_on = fields.Datetime(string="Collected on", readonly=True)
    claimed_by_id = fields.Many2one(
        "res.users", string="User", readonly=True, ondelete="restrict"
    )
    claimed_through = fields.Selection(
        [("till", "Point of Sale"), ("portal", "Portal")],
        string="Collected in",
        readonly=True,
    )
    state = fields.Selection(
        [
            ("open", "Can be collected"),
            ("claimed", "Collected"),
            ("expired", "Too late"),
        ],
        compute="_compute_state",
    )

    _source_uniq = models.Constraint(
        "UNIQUE (source_uuid, program_id)", "This sale has a code already."
    )
    _code_uniq = models.Constraint(
        "UNIQUE (code, program_id)", "This code belongs to another sale."
    )
    _points_positive = models.Constraint(
        "CHECK (points > 0)", "There is nothing to collect."
    )
    _claimed_whole = models.Constraint(
        "CHECK ((account_id IS NULL) = (claimed_on IS NULL))",
        "Who collected points did it at some time.",
    )

    @api.depends("points", "program_id")
    @api.depends_context("lang")
    def _compute_points_text(self):
        for claim in self:
            claim.points_text = claim.program_id.sudo()._points_text(claim.points)

    @api.depends("account_id", "until", "program_id.tz")
    def _compute_state(self):
        """By today's date where the program is; nothing is written when a day ends."""
        for claim in self:
            if claim.account_id:
                claim.state = "claimed"
            elif claim.until and claim._is_late():
                claim.state = "expired"
            else:
                claim.state = "open"

    def _is_late(self):
        """Whether the last day has passed, in the program's time zone."""
        program = self.program_id.sudo()
        return fields.Date.context_today(self.with_context(tz=program.tz)) > self.until

    @api.model_create_multi
    def create(self, vals_list):
        """Refused: settlement makes claims, together with the sale."""
        raise UserError(self.env._("Points to collect are made by sales only."))

    def write(self, vals):
        """Refused: a claim changes only when it is collected."""
        raise UserError(self.env._("Points to collect cannot be changed by hand."))

    @api.ondelete(at_uninstall=False)
    def _unlink_except_kept(self):
        raise UserError(self.env._("Points to collect cannot be deleted by hand."))

    @api.autovacuum
    def _gc_never_collected(self):
        """Forget sales of strangers whose points nobody came for."""
        self.env.cr.execute(
            SQL(
                """
                DELETE FROM points_claim
                 WHERE account_id IS NULL
                   AND until < %s
                """,
                fields.Date.subtract(fields.Date.today(), days=KEPT_DAYS),
            )
        )
        self.invalidate_model()

    def action_open_document(self):
        """Open the sale whose points are collected."""
        self.ensure_one()
        self.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "res_model": self.source_model,
            "res_id": self.source_id,
            "view_mode": "form",
        }

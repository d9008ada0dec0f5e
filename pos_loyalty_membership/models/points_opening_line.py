from odoo import api, fields, models


class PointsOpeningLine(models.Model):
    """One member of opening balances: as it was read, and what became of it."""

    _name = "points.opening.line"
    _description = "Row of Opening Balances"
    _order = "has_problem desc, row"

    opening_id = fields.Many2one(
        "points.opening", required=True, readonly=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="opening_id.company_id", store=True)
    row = fields.Integer(
        readonly=True, help="The number the spreadsheet shows, or that of the card."
    )
    name = fields.Char(readonly=True)
    phone = fields.Char(readonly=True)
    email = fields.Char(string="E-mail", readonly=True)
    card_number = fields.Char(string="Card number", readonly=True)
    points = fields.Float(digits=(16, 2), readonly=True)
    expires_on = fields.Date(
        string="Expires on",
        readonly=True,
        help="Empty: as the program says, from the day of the import.",
    )
    partner_id = fields.Many2one(
        "res.partner",
        string="Member",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
        help="Empty: somebody new.",
    )
    problem = fields.Text(string="What to correct", readonly=True)
    has_problem = fields.Boolean(compute="_compute_has_problem", store=True)
    state = fields.Selection(
        [
            ("ready", "Ready"),
            ("problem", "To correct"),
            ("done", "Imported"),
            ("undone", "Taken back"),
        ],
        required=True,
        readonly=True,
        default="ready",
    )
    key = fields.Char(required=True, readonly=True)
    entry_id = fields.Many2one(
        "points.entry", readonly=True, index="btree_not_null", ondelete="restrict"
    )

    @api.depends("state")
    def _compute_has_problem(self):
        for line in self:
            line.has_problem = line.state == "problem"

    @api.model
    def _values(self, opening, row, key):
        """Values of a line from an OpeningRow."""
        return {
            "opening_id": opening.id,
            "row": row.row,
            "name": row.name,
            "phone": row.phone,
            "email": row.email,
            "card_number": row.card_number,
            "points": row.points / 100,
            "expires_on": row.expires_on,
            "partner_id": row.partner_id or False,
            "problem": "\n".join(row.problems),
            "state": "problem" if row.problems else "ready",
            "key": key,
        }

"""One member in one program: the row that every posting locks and writes."""

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

# Written by the ledger service alone, always in SQL; the ORM refuses them.
LEDGER_FIELDS = frozenset(
    [
        "live",
        "waiting",
        "held",
        "debt",
        "balance",
        "next_due",
        "last_activity",
    ]
)
# Percent of a page of accounts that is filled before the next one is begun.
FILLFACTOR = 80


class PointsAccount(models.Model):
    _name = "points.account"
    _description = "Points Account"
    _order = "id desc"
    _rec_name = "partner_id"
    _rec_names_search = ["partner_id", "card_number"]

    # Indexed by `_program_partner_uniq`. Each index on this row is written whenever
    # points move, so it has those it needs.
    program_id = fields.Many2one(
        "points.program", required=True, readonly=True, ondelete="restrict"
    )
    partner_id = fields.Many2one(
        "res.partner",
        string="Member",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, ondelete="restrict"
    )
    state = fields.Selection(
        [("open", "Open"), ("blocked", "Blocked"), ("left", "Left")],
        required=True,
        readonly=True,
        default="open",
        help="A blocked account earns and redeems nothing; what is already reserved "
        "can still be used, returned or expire.",
    )
    joined_on = fields.Date(string="Joined on", readonly=True)
    joined_by = fields.Many2one(
        "res.users", string="Enrolled by", readonly=True, ondelete="restrict"
    )
    joined_source = fields.Selection(
        string="Joined through",
        selection=[
            ("sale", "First sale"),
            ("till", "Enrolled at the till"),
            ("portal", "Joined in the portal"),
            ("back_office", "Enrolled in the back office"),
            ("import", "Imported"),
        ],
        readonly=True,
    )
    # A name enrolled again because the answer was lost is nobody new.
    joined_uuid = fields.Char(
        string="Enrolment request", readonly=True, copy=False, index="btree_not_null"
    )
    merged_into_id = fields.Many2one(
        "points.account", readonly=True, index="btree_not_null", ondelete="restrict"
    )
    last_activity = fields.Datetime(
        string="Last activity",
        readonly=True,
        help="When the member last earned or redeemed: inactivity counts from it.",
    )

    live = fields.Float(
        digits=(16, 2),
        required=True,
        readonly=True,
        default=0,
        help="Points in lots that have not been used, taken back or expired.",
    )
    waiting = fields.Float(
        digits=(16, 2),
        required=True,
        readonly=True,
        default=0,
        help="Live points that cannot be used yet.",
    )
    held = fields.Float(
        string="Reserved",
        digits=(16, 2),
        required=True,
        readonly=True,
        default=0,
        help="Live points reserved by open orders and drafts.",
    )
    debt = fields.Float(
        digits=(16, 2),
        required=True,
        readonly=True,
        default=0,
        help="Points already spent that were taken back later; new points settle them.",
    )
    balance = fields.Float(
        digits=(16, 2),
        required=True,
        readonly=True,
        default=0,
        help="Live points less the debt.",
    )
    available = fields.Float(
        digits=(16, 2),
        compute="_compute_available",
        help="Points that can be used now.",
    )
    next_due = fields.Datetime(
        readonly=True,
        help="When the next reservation, waiting lot or expiry falls due.",
    )
    entry_ids = fields.One2many("points.entry", "account_id", string="Points Log")

    _numbers_not_negative = models.Constraint(
        "CHECK (live >= 0 AND waiting >= 0 AND held >= 0 AND debt >= 0)",
        "Points of an account are never negative.",
    )
    _available_not_negative = models.Constraint(
        "CHECK (live - waiting - held >= 0)",
        "An account never reserves more points than it has.",
    )
    _balance_agrees = models.Constraint(
        "CHECK (balance = live - debt)",
        "The balance is the live points less the debt.",
    )
    _debt_is_last = models.Constraint(
        "CHECK (debt = 0 OR live = held)",
        "A debt takes every point that is not reserved.",
    )
    _program_partner_uniq = models.UniqueIndex(
        "(program_id, partner_id) WHERE merged_into_id IS NULL",
        "A member has one account in a program.",
    )
    _next_due_idx = models.Index("(next_due) WHERE next_due IS NOT NULL")

    def init(self):
        """Leave room beside each row: every posting writes it, most without indexes."""
        self.env.cr.execute(
            SQL(
                "ALTER TABLE %s SET (fillfactor = %s)",
                SQL.identifier(self._table),
                FILLFACTOR,
            )
        )

    @api.depends("live", "waiting", "held")
    def _compute_available(self):
        """Points that can be used now: live, not waiting, not reserved."""
        for account in self:
            account.available = account.live - account.waiting - account.held

    @api.model_create_multi
    def create(self, vals_list):
        """Refused: `points.ledger._open_accounts` opens accounts, once each."""
        raise UserError(
            self.env._("Accounts are opened by enrolling a member, not by hand.")
        )

    def write(self, vals):
        """Refuse the ledger's numbers; everything else is ordinary data."""
        if LEDGER_FIELDS & vals.keys():
            raise UserError(
                self.env._(
                    "Points change only through the points log. Adjust them instead."
                )
            )
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_ledger(self):
        raise UserError(
            self.env._("An account cannot be deleted. Archive the contact instead.")
        )

"""The points log: append-only, in the ORM and in the database."""

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

ENTRY_KINDS = [
    ("earn", "Earned"),
    ("redeem", "Redeemed"),
    ("expire", "Expired"),
    ("adjust", "Adjusted"),
    ("reverse", "Reversed"),
    ("bonus", "Bonus"),
    ("convert", "Turned into a coupon"),
    ("join", "Tier joined"),
    ("forfeit", "Forfeited"),
    ("transfer", "Transferred"),
    ("import", "Imported"),
]


class PointsEntry(models.Model):
    _name = "points.entry"
    _description = "Points Log"
    _order = "moment desc, id desc"
    _rec_name = "key"
    # `user_id` and `create_date` say who and when; an entry is written once.
    _log_access = False

    # Indexed by `_day_idx`, which starts with it.
    account_id = fields.Many2one(
        "points.account", required=True, readonly=True, ondelete="restrict"
    )
    program_id = fields.Many2one(
        "points.program", required=True, readonly=True, index=True, ondelete="restrict"
    )
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, ondelete="restrict"
    )
    partner_id = fields.Many2one(
        related="account_id.partner_id", string="Member", readonly=True
    )
    kind = fields.Selection(ENTRY_KINDS, string="Event", required=True, readonly=True)
    points = fields.Float(digits=(16, 2), required=True, readonly=True)
    moment = fields.Datetime(string="Date", required=True, readonly=True, index=True)
    local_day = fields.Date(
        required=True, readonly=True, help="Business day in the program's time zone."
    )
    key = fields.Char(required=True, readonly=True)
    reversed_entry_id = fields.Many2one(
        "points.entry",
        string="Reverses",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
    )
    earning_rule_id = fields.Many2one(
        "points.earning.rule",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
        help="The rule that gave most.",
    )
    redemption_rule_id = fields.Many2one(
        "points.redemption.rule",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
    )
    unallocated = fields.Float(
        digits=(16, 2),
        required=True,
        readonly=True,
        default=0,
        help="What of a debit no lot has covered yet.",
    )
    source_model = fields.Char(readonly=True)
    source_id = fields.Many2oneReference(
        "Document ID", model_field="source_model", readonly=True
    )
    source_uuid = fields.Char(readonly=True, index="btree_not_null")
    source_name = fields.Char(string="Document", readonly=True)
    user_id = fields.Many2one(
        "res.users", string="By", readonly=True, ondelete="restrict"
    )
    create_date = fields.Datetime(
        "Posted on",
        readonly=True,
        help="When the points were written, whenever the document was made.",
    )
    reason = fields.Char(readonly=True)
    explanation = fields.Json(readonly=True)
    lines = fields.Json(readonly=True)

    _key_uniq = models.Constraint("UNIQUE (key)", "This was already posted.")
    _debt_idx = models.Index("(account_id, id) WHERE unallocated > 0")
    _day_idx = models.Index("(account_id, local_day)")
    # Few entries forgive debts; a reversal looks for them among all of an account.
    _cancelled_idx = models.Index("(account_id) WHERE explanation ? 'cancelled'")
    _unallocated_bounds = models.Constraint(
        "CHECK (unallocated >= 0 AND unallocated <= greatest(-points, 0))",
        "The uncovered part of an entry lies between nothing and its points.",
    )

    def init(self):
        """Protect the log in the database, whatever the code above does."""
        self.env["points.ledger"]._install_append_only(
            self._table,
            [
                "id",
                "account_id",
                "program_id",
                "company_id",
                "kind",
                "points",
                "moment",
                "local_day",
                "key",
                "reversed_entry_id",
                "earning_rule_id",
                "redemption_rule_id",
                "source_model",
                "source_id",
                "source_uuid",
                "source_name",
                "user_id",
                "create_date",
                "reason",
                "explanation",
                "lines",
            ],
        )

    @api.model_create_multi
    def create(self, vals_list):
        """Refused: `points.ledger._post` writes entries, together with their lots."""
        raise UserError(self.env._("The points log is written by the system only."))

    def write(self, vals):
        """Refused: an entry is corrected by another entry."""
        raise UserError(
            self.env._("The points log cannot be changed. Reverse the entry instead.")
        )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_ledger(self):
        raise UserError(self.env._("The points log cannot be deleted."))

    def _balances_after(self):
        """Balance of each entry's account right after it, in log order.

        Log order is the order of posting (id), not the document's moment: that is the
        order in which the balance really moved. Returns {entry id: points as float}.
        """
        if not self:
            return {}
        query = SQL(
            """
            SELECT id, after FROM (
                SELECT id,
                       sum(points) OVER (PARTITION BY account_id ORDER BY id) AS after
                  FROM points_entry
                 WHERE account_id = ANY(%(accounts)s)
            ) AS running
             WHERE id = ANY(%(entries)s)
            """,
            accounts=self.account_id.ids,
            entries=self.ids,
        )
        return dict(self.env.execute_query(query))

"""Periods that members spent in a tier: the one in force, and the history."""

from odoo import api, fields, models
from odoo.exceptions import UserError

SOURCES = [
    ("reached", "Reached"),
    ("chosen", "Chosen"),
    ("renewed", "Renewed"),
    ("fell", "Came down"),
    ("hand", "Given by hand"),
    ("withdrawn", "Withdrawn by hand"),
]
END_CAUSES = [
    ("changed", "Another tier followed"),
    ("renewed", "Renewed"),
    ("over", "The period was over"),
    ("withdrawn", "Withdrawn by hand"),
    ("cancelled", "Cancelled by the member"),
    ("merged", "Contacts merged"),
]


class PointsMembership(models.Model):
    """One period of one account in one tier; written by `points.tiers` alone."""

    _name = "points.membership"
    _description = "Membership Period"
    _order = "date_from desc, id desc"

    # Indexed by `_account_idx`, which starts with it.
    account_id = fields.Many2one(
        "points.account", required=True, readonly=True, ondelete="restrict"
    )
    program_id = fields.Many2one(
        "points.program", required=True, readonly=True, ondelete="restrict"
    )
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, ondelete="restrict"
    )
    partner_id = fields.Many2one(
        related="account_id.partner_id", string="Member", readonly=True
    )
    tier_id = fields.Many2one(
        "points.tier",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
        help="Empty where a tier was withdrawn and none took its place.",
    )
    uuid = fields.Char(required=True, readonly=True)
    state = fields.Selection(
        [("active", "In force"), ("grace", "In grace"), ("ended", "Ended")],
        required=True,
        readonly=True,
        default="active",
    )
    source = fields.Selection(SOURCES, required=True, readonly=True)
    date_from = fields.Date(string="From", required=True, readonly=True)
    date_to = fields.Date(
        string="Until",
        readonly=True,
        help="The last day. Empty means no end.",
    )
    grace_until = fields.Date(
        readonly=True, help="The last day on which reaching the tier again keeps it."
    )
    review_on = fields.Date(
        readonly=True, help="The day on which it is decided how it goes on."
    )
    started_at = fields.Datetime(required=True, readonly=True)
    ended_on = fields.Date(
        readonly=True, help="The first day on which it was not in force any more."
    )
    end_cause = fields.Selection(END_CAUSES, string="Ended because", readonly=True)
    join_cost = fields.Float(
        string="Points paid to join", digits=(16, 2), readonly=True, default=0
    )
    reason = fields.Char(readonly=True)
    user_id = fields.Many2one(
        "res.users", string="By", readonly=True, ondelete="restrict"
    )

    _uuid_uniq = models.Constraint("UNIQUE (uuid)", "This period exists already.")
    _one_in_force = models.UniqueIndex(
        "(account_id) WHERE state <> 'ended'",
        "A member is in one tier of a program at a time.",
    )
    _account_idx = models.Index("(account_id, date_from)")
    _review_idx = models.Index(
        "(review_on) WHERE state <> 'ended' AND review_on IS NOT NULL"
    )
    _dates_in_order = models.Constraint(
        "CHECK (date_to IS NULL OR date_to >= date_from)",
        "A membership ends after it starts.",
    )
    _ended_has_day = models.Constraint(
        "CHECK ((state = 'ended') = (ended_on IS NOT NULL))",
        "A membership that ended says when.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        """Refused: `points.tiers` writes memberships, together with the account."""
        raise UserError(
            self.env._("Memberships begin by reaching, choosing or giving a tier.")
        )

    def write(self, vals):
        """Refused: the history of a member is not rewritten."""
        raise UserError(
            self.env._("The history of memberships cannot be changed by hand.")
        )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_history(self):
        raise UserError(self.env._("The history of memberships cannot be deleted."))

"""The tier of a member, and the periods spent in tiers."""

from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..services.tier_choices import CANCELLABLE


class PointsAccount(models.Model):
    _inherit = "points.account"

    tier_id = fields.Many2one("points.tier", readonly=True, ondelete="restrict")
    tier_color = fields.Integer(related="tier_id.color", string="Color of the tier")
    membership_ids = fields.One2many(
        "points.membership", "account_id", string="Memberships", readonly=True
    )
    has_tiers = fields.Boolean(compute="_compute_tier_progress")
    tier_progress = fields.Char(
        string="Next tier",
        compute="_compute_tier_progress",
        help="What is missing to the tier above, and by when.",
    )
    tier_cancellable = fields.Boolean(compute="_compute_tier_cancellable")

    @api.depends("tier_id", "balance", "membership_ids.state", "program_id.tier_ids")
    def _compute_tier_progress(self):
        """What is missing to the next tier, two queries for all accounts."""
        tiers = self.env["points.tiers"]
        snapshot = self.env["points.snapshot"]
        accounts = self.filtered("id")
        # An accountant sees where a member stands without reading every entry.
        reports = tiers.sudo()._reports(
            {account.id: account.program_id.id for account in accounts}
        )
        for account in self:
            report = reports.get(account.id)
            account.has_tiers = bool(report)
            program = report and snapshot._program_by_id(account.program_id.id)
            account.tier_progress = (
                tiers._progress_text(report, program) if report else ""
            )

    @api.depends("membership_ids.state", "membership_ids.join_cost")
    def _compute_tier_cancellable(self):
        """Whether points paid for the tier can be given back: within a day."""
        since = fields.Datetime.now() - CANCELLABLE
        for account in self:
            account.tier_cancellable = any(
                membership.state == "active"
                and membership.source == "chosen"
                and membership.join_cost > 0
                and membership.started_at >= since - timedelta(seconds=1)
                for membership in account.membership_ids
            )

    def action_cancel_tier(self):
        """Take back the choice of a tier that cost points; they come back."""
        self.ensure_one()
        self._check_officer()
        membership = self.membership_ids.filtered(lambda one: one.state != "ended")
        refusal = self.env["points.tiers"]._cancel_join(self, membership.uuid or "")
        if refusal:
            program = self.env["points.snapshot"]._program_by_id(self.program_id.id)
            raise UserError(
                self.env["points.refusal.messages"]._message(
                    refusal.code, refusal.values, program
                )
            )
        self._note_on_contact(self.env._("Tier cancelled"))
        return True

"""An expiry that is being written on points members have: how, and how far it came."""

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..engine.values import Expiry
from ..services.ledger_operations import ExpiryTerms


class PointsExpiryChange(models.Model):
    _name = "points.expiry.change"
    _description = "Change of Expiry"
    _order = "id desc"

    name = fields.Char(required=True, readonly=True)
    uuid = fields.Char(required=True, readonly=True)
    program_id = fields.Many2one(
        "points.program", required=True, readonly=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="program_id.company_id", store=True)
    state = fields.Selection(
        [("running", "Being written"), ("done", "Done")],
        required=True,
        readonly=True,
        default="running",
    )
    # What the program said when it was confirmed: it may say something else by now.
    expiry = fields.Json(required=True, readonly=True)
    counted_from = fields.Date(
        readonly=True, help="No points count from an earlier day; empty: as earned."
    )
    not_before = fields.Date(
        required=True, readonly=True, help="The first day on which any of them may end."
    )
    reason = fields.Char(readonly=True)
    user_id = fields.Many2one("res.users", string="By", required=True, readonly=True)
    last_entry_id = fields.Integer(
        readonly=True, help="Points given after this entry have their day already."
    )
    member_count = fields.Integer(string="Members", readonly=True)
    done_count = fields.Integer(string="Members written", readonly=True)
    finished_on = fields.Datetime(readonly=True)
    # How far the job came, and who was left out because the account was being used.
    last_account_id = fields.Integer(readonly=True)
    skipped = fields.Json(readonly=True)

    _uuid_uniq = models.Constraint("UNIQUE (uuid)", "This change was made already.")
    _one_running = models.UniqueIndex(
        "(program_id) WHERE state = 'running'",
        "Another change is still being written on this program's points.",
    )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_written(self):
        raise UserError(
            self.env._("The log names this change, so it cannot be deleted.")
        )

    def _terms(self):
        """The ledger's ExpiryTerms of this change."""
        self.ensure_one()
        return ExpiryTerms(
            expiry=Expiry(**self.expiry),
            counted_from=self.counted_from.isoformat() if self.counted_from else "",
            not_before=self.not_before.isoformat(),
            last_entry_id=self.last_entry_id,
        )

    def _finish(self):
        """Every member's points have their new day: say so on the program."""
        self.write({"state": "done", "finished_on": fields.Datetime.now()})
        for change in self:
            change.program_id.message_post(
                body=self.env._(
                    "“%(change)s” was written on the points of %(members)s members.",
                    change=change.name,
                    members=change.done_count,
                )
            )

"""What the wizards on one account share: a reason, and words for refusals."""

from odoo import fields, models
from odoo.exceptions import AccessError, UserError

from ..services.ledger_operations import LedgerRefusal, Source


class PointsAccountRequest(models.AbstractModel):
    """A request with a reason that stays in the log, posted once."""

    _name = "points.account.request"
    _inherit = ["points.account.once"]
    _description = "Request on a Points Account"

    reason = fields.Char(required=True, help="Kept in the points log for good.")

    def _check_allowed(self):
        """Buttons are hidden from others; this is what refuses them."""
        if not self.env.user.has_group("pos_loyalty_membership.points_group_officer"):
            raise AccessError(self.env._("Only a points officer may do this."))
        self.account_id.check_access("read")
        if not (self.reason or "").strip():
            raise UserError(self.env._("Give a reason: it stays in the points log."))
        if self.account_id.merged_into_id:
            raise UserError(self.env._("This account was merged into another one."))

    def _hundredths(self, points):
        """Points typed by a person, as the ledger counts; refuses mistakes."""
        program = self.account_id.program_id
        hundredths = round(points * 100)
        if hundredths <= 0:
            raise UserError(self.env._("Type more than 0 points."))
        if program.decimals == "0" and hundredths % 100:
            raise UserError(self.env._("“%s” counts whole points.", program.name))
        return hundredths

    def _facts(self, key, name):
        """What every entry of this request carries."""
        now = fields.Datetime.now()
        return {
            "key": key,
            "source": Source(
                model="points.account",
                id=self.account_id.id,
                uuid=self.request_uuid,
                name=name,
            ),
            "moment": now,
            "local_day": self.account_id.program_id._business_day(now),
            "reason": self.reason.strip(),
        }

    def _post(self, operations):
        """Post, or say in words why nothing was changed."""
        try:
            self.env["points.ledger"]._post(operations)
        except LedgerRefusal as refusal:
            program = self.env["points.snapshot"]._program_by_id(
                self.account_id.program_id.id
            )
            raise UserError(
                self.env["points.refusal.messages"]._message(
                    refusal.code, refusal.values, program
                )
            ) from refusal
        return {"type": "ir.actions.act_window_close"}

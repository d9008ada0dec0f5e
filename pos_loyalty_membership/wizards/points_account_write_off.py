from odoo import api, fields, models

from ..services.ledger_operations import WriteOff


class PointsAccountWriteOff(models.TransientModel):
    """Forgive what a member owes, or part of it, by an entry with a reason."""

    _name = "points.account.write.off"
    _inherit = ["points.account.request"]
    _description = "Write Off a Debt of Points"

    debt = fields.Float(related="account_id.debt", digits=(16, 2))
    points = fields.Float(
        string="Points to forgive",
        digits=(16, 2),
        required=True,
        compute="_compute_points",
        store=True,
        readonly=False,
    )

    @api.depends("account_id")
    def _compute_points(self):
        """All of the debt, unless somebody types less."""
        for wizard in self:
            wizard.points = wizard.account_id.debt

    def action_write_off(self):
        """Forgive the points; clicking twice forgives once."""
        self.ensure_one()
        self._check_allowed()
        operation = WriteOff(
            account_id=self.account_id.id,
            points=self._hundredths(self.points),
            **self._facts(
                f"adjust:{self.request_uuid}", self.env._("Debt written off")
            ),
        )
        return self._post([operation])

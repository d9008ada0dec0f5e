from odoo import api, fields, models

from ..services.ledger_operations import Forfeit, SetState


class PointsAccountLeave(models.TransientModel):
    """End a membership; what is forfeited is shown before it happens."""

    _name = "points.account.leave"
    _inherit = ["points.account.request"]
    _description = "Leave a Program"

    number = fields.Integer(
        compute="_compute_number",
        store=True,
        help="How often the member has forfeited points before: part of the key.",
    )
    effect = fields.Text(compute="_compute_effect")

    @api.depends("account_id")
    def _compute_number(self):
        for wizard in self:
            wizard.number = (
                self.env["points.entry"]
                .sudo()
                .search_count(
                    [
                        ("account_id", "=", wizard.account_id.id),
                        ("kind", "=", "forfeit"),
                    ]
                )
            )

    @api.depends_context("lang")
    @api.depends("account_id")
    def _compute_effect(self):
        """What the member loses, and what stays."""
        for wizard in self:
            account = wizard.account_id
            text = account.program_id._points_text
            lost = max(0, account.live - account.debt)
            lines = [self.env._("%s are forfeited.", text(lost))]
            if account.waiting:
                lines.append(
                    self.env._("Of these, %s still wait.", text(account.waiting))
                )
            if account.held:
                lines.append(
                    self.env._(
                        "%s are reserved by open documents. Points reserved by a till "
                        "have to be used or freed first.",
                        text(account.held),
                    )
                )
            if account.debt > account.live:
                lines.append(
                    self.env._(
                        "%s stay owed. Write them off if nobody will collect them.",
                        text(account.debt - account.live),
                    )
                )
            if account.sudo().coupon_ids.filtered("remaining"):
                lines.append(self.env._("Coupons stay good: they were paid for."))
            wizard.effect = "\n".join(lines)

    def action_leave(self):
        """Forfeit the points and close the account; clicking twice does it once."""
        self.ensure_one()
        self._check_allowed()
        key = f"forfeit:{self.account_id.id}:{self.number}"
        return self._post(
            [
                Forfeit(
                    account_id=self.account_id.id,
                    **self._facts(key, self.env._("Left the program")),
                ),
                SetState(account_id=self.account_id.id, state="left"),
            ]
        )

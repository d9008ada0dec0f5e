from odoo import api, fields, models
from odoo.exceptions import UserError

from ..services.ledger_operations import Forfeit, LedgerRefusal, SetState, Source

MAXIMUM_MEMBERS = 500


class PointsAccountRemove(models.TransientModel):
    """End many memberships at once; what is forfeited is shown before it happens."""

    _name = "points.account.remove"
    _inherit = ["points.account.many"]
    _description = "Remove Members from a Program"

    numbers = fields.Json(
        compute="_compute_numbers",
        store=True,
        help="How often each has forfeited points before: part of the keys.",
    )
    reason = fields.Char(required=True, help="Kept in the points log for good.")
    effect = fields.Text(compute="_compute_effect")

    @api.depends("account_ids")
    def _compute_numbers(self):
        for wizard in self:
            ids = wizard.account_ids._origin.ids
            counts = (
                self.env["points.entry"]
                .sudo()
                ._read_group(
                    [("account_id", "in", ids), ("kind", "=", "forfeit")],
                    ["account_id"],
                    ["__count"],
                )
            )
            wizard.numbers = {str(account.id): count for account, count in counts}

    @api.depends_context("lang")
    @api.depends("account_ids")
    def _compute_effect(self):
        """How many members go, what they lose, and what stays."""
        for wizard in self:
            accounts = wizard._leaving()
            lines = [self.env._("%s members leave their program.", len(accounts))]
            for program, group in accounts.grouped("program_id").items():
                lost = sum(max(0, one.live - one.debt) for one in group)
                lines.append(
                    self.env._(
                        "%(points)s of “%(program)s” are forfeited.",
                        points=program._points_text(lost),
                        program=program.name,
                    )
                )
            held = accounts.filtered("held")
            if held:
                lines.append(
                    self.env._(
                        "Points are reserved by open documents: %s. Those reserved by "
                        "a till have to be used or freed first.",
                        ", ".join(held.partner_id[:5].mapped("display_name")),
                    )
                )
            gone = len(wizard.account_ids) - len(accounts)
            if gone:
                lines.append(self.env._("%s left before: nothing changes.", gone))
            wizard.effect = "\n".join(lines)

    def _leaving(self):
        """Those of the chosen members who are ones now."""
        return self.account_ids._origin.filtered(
            lambda one: one.state != "left" and not one.merged_into_id
        )

    def action_remove(self):
        """Forfeit the points and close the accounts, all or none, once."""
        self.ensure_one()
        self._check_request()
        operations = []
        for account in self._leaving():
            operations += self._operations(account)
        try:
            self.env["points.ledger"]._post(operations)
        except LedgerRefusal as refusal:
            raise UserError(self._refusal_text(refusal)) from refusal
        return {"type": "ir.actions.act_window_close"}

    def _check_request(self):
        """Refuse who may not, and what can only be a mistake, in words."""
        self._check_members(MAXIMUM_MEMBERS)
        if not (self.reason or "").strip():
            raise UserError(self.env._("Give a reason: it stays in the points log."))

    def _operations(self, account):
        """What the ledger does for one member."""
        now = fields.Datetime.now()
        number = (self.numbers or {}).get(str(account.id), 0)
        return [
            Forfeit(
                account_id=account.id,
                key=f"forfeit:{account.id}:{number}",
                source=Source(
                    model="points.account",
                    id=account.id,
                    uuid=self.request_uuid,
                    name=self.env._("Left the program"),
                ),
                moment=now,
                local_day=account.program_id._business_day(now),
                reason=self.reason.strip(),
            ),
            SetState(account_id=account.id, state="left"),
        ]

    def _refusal_text(self, refusal):
        """Why nobody was removed, for the officer who asked."""
        if refusal.code != "held_by_a_till":
            return self.env._("Nobody was removed (%s).", refusal.code)
        held = self._leaving().filtered("held")
        return self.env._(
            "Nobody was removed: a till has reserved points of one of these members: "
            "%s. Free them, or leave these members out.",
            ", ".join(held.partner_id[:5].mapped("display_name")),
        )

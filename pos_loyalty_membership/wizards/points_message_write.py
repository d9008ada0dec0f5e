from odoo import api, fields, models
from odoo.exceptions import UserError

from ..models.points_message import CHANNELS, SKIP_REASONS

MAXIMUM_MEMBERS = 10_000


class PointsMessageWrite(models.TransientModel):
    """Write to one or many members; who will not get it is said before."""

    _name = "points.message.write"
    _inherit = ["points.account.many"]
    _description = "Write to Members"

    channel = fields.Selection(
        CHANNELS, string="Send by", required=True, default="email"
    )
    is_offer = fields.Boolean(
        string="This is an offer",
        default=True,
        help="Offers go only to members who agreed to them. What a member needs to "
        "know about the membership is none.",
    )
    subject = fields.Char()
    body = fields.Text(string="Text", required=True)
    effect = fields.Text(string="Who gets it", compute="_compute_effect")

    @api.depends_context("lang")
    @api.depends("account_ids", "channel", "is_offer")
    def _compute_effect(self):
        """How many members get it, and how many do not for which reason."""
        labels = dict(
            self.env["points.message"]
            ._fields["skip_reason"]
            ._description_selection(self.env)
        )
        for wizard in self:
            accounts = wizard.account_ids._origin
            # Addresses and blacklists are read to count, not to be shown.
            counts = (
                self.env["points.messages"]
                .sudo()
                ._reach(accounts.sudo(), wizard.channel, wizard.is_offer)
            )
            lines = [
                self.env._(
                    "%(reached)s of %(members)s members get it.",
                    reached=counts.get("", 0),
                    members=len(accounts),
                )
            ]
            for reason, _label in SKIP_REASONS:
                if counts.get(reason):
                    lines.append(f"{counts[reason]} · {labels[reason]}")
            wizard.effect = "\n".join(lines)

    def action_send(self):
        """Queue the message for each member; clicking twice sends it once."""
        self.ensure_one()
        self._check_request()
        # Officers read messages; what is written is decided here.
        messages = self.env["points.messages"].sudo()
        messages._write_by_hand(
            self.account_ids.sudo(),
            {
                "reason": self.request_uuid,
                "channel": self.channel,
                "is_offer": self.is_offer,
                "subject": (self.subject or "").strip(),
                "body": self.body.strip(),
            },
        )
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._("The message will be sent in a moment."),
                "next": {"type": "ir.actions.act_window_close"},
            },
        }

    def _check_request(self):
        """Refuse who may not write, and what can only be a mistake, in words."""
        self._check_members(MAXIMUM_MEMBERS)
        if not (self.body or "").strip():
            raise UserError(self.env._("Write a text."))
        if self.channel != "sms" and not (self.subject or "").strip():
            raise UserError(self.env._("An e-mail needs a subject."))

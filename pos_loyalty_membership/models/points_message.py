"""One message to one member for one reason, sent once."""

from odoo import fields, models
from odoo.exceptions import AccessError

from ..services.message_kinds import BY_HAND, MESSAGE_KINDS

CHANNELS = [
    ("email", "E-mail"),
    ("sms", "SMS"),
    ("either", "E-mail, else SMS"),
    ("both", "E-mail and SMS"),
]
SKIP_REASONS = [
    ("no_address", "No address: neither e-mail nor phone that could be used"),
    ("blacklisted", "Blacklisted: this person wants no messages"),
    ("no_consent", "The member has not agreed to offers"),
    ("left", "No longer a member"),
    ("outdated", "Not true any more when it was to be sent"),
    ("off", "Switched off, or the program does not run any more"),
]


class PointsMessage(models.Model):
    """Queued by `points.messages`, sent through Odoo's queues of e-mails and SMS.

    The key of account, kind and reason is unique: whatever runs twice, a member gets
    one message for one reason.
    """

    _name = "points.message"
    _description = "Message to a Member"
    _order = "id desc"

    account_id = fields.Many2one(
        "points.account", required=True, readonly=True, index=True, ondelete="restrict"
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
    kind = fields.Selection(
        [*MESSAGE_KINDS, BY_HAND], string="Message", required=True, readonly=True
    )
    reason = fields.Char(
        required=True, readonly=True, help="What it is about, once per member."
    )
    is_offer = fields.Boolean(
        string="Offer", readonly=True, help="Sent only to members who agreed to offers."
    )
    state = fields.Selection(
        [
            ("queued", "Waiting"),
            ("sending", "In the outbox"),
            ("sent", "Sent"),
            ("skipped", "Not sent"),
            ("failed", "Failed"),
        ],
        required=True,
        readonly=True,
        default="queued",
    )
    skip_reason = fields.Selection(
        SKIP_REASONS, string="Not sent because", readonly=True
    )
    failure = fields.Char(readonly=True, help="What the mail or SMS server answered.")
    sent_on = fields.Datetime(readonly=True)

    day = fields.Date(readonly=True, help="The last day that the message is about.")
    covers_until = fields.Date(
        readonly=True, help="Points that expire until then need no other message."
    )
    coupon_id = fields.Many2one(
        "points.coupon", readonly=True, index="btree_not_null", ondelete="restrict"
    )
    tier_id = fields.Many2one(
        "points.tier", readonly=True, index="btree_not_null", ondelete="restrict"
    )
    channel = fields.Selection(
        CHANNELS, readonly=True, help="Of one written by hand; others have a setting."
    )
    subject = fields.Char(readonly=True)
    body = fields.Text(readonly=True)

    mail_id = fields.Many2one(
        "mail.mail", readonly=True, index="btree_not_null", ondelete="set null"
    )
    sms_id = fields.Many2one(
        "sms.sms", readonly=True, index="btree_not_null", ondelete="set null"
    )
    by_email = fields.Boolean(readonly=True)
    by_sms = fields.Boolean(string="By SMS", readonly=True)

    _reason_uniq = models.Constraint(
        "UNIQUE (reason, kind, account_id)",
        "A member gets one message for one reason.",
    )
    _open_idx = models.Index("(state, id) WHERE state IN ('queued', 'sending')")

    def action_retry(self):
        """Queue these messages again that failed or were not sent; others stay.

        Raises `AccessError` for users who are no points officer.
        """
        if not self.env.user.has_group("pos_loyalty_membership.points_group_officer"):
            raise AccessError(self.env._("Only a points officer may do this."))
        self.check_access("read")
        # Officers read messages; what may be written is decided here.
        messages = self.sudo().filtered(lambda one: one.state in ("failed", "skipped"))
        messages.mail_id.unlink()
        messages.sms_id.unlink()
        messages.write(
            {
                "state": "queued",
                "skip_reason": False,
                "failure": False,
                "by_email": False,
                "by_sms": False,
            }
        )
        self.env["points.messages"]._trigger_job()
        return True

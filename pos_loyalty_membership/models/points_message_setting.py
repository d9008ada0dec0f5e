"""Which messages a program sends, when, how, and in whose words."""

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..services.message_kinds import DAYS_BEFORE, MESSAGE_KINDS, OFFER_KINDS
from .points_message import CHANNELS

MAXIMUM_DAYS = 365


class PointsMessageSetting(models.Model):
    """One kind of message of one program; the program makes one for each kind."""

    _name = "points.message.setting"
    _description = "Message Setting"
    _order = "program_id, id"

    program_id = fields.Many2one(
        "points.program", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="program_id.company_id", store=True)
    kind = fields.Selection(
        MESSAGE_KINDS, string="Message", required=True, readonly=True
    )
    enabled = fields.Boolean(string="In use")
    days = fields.Integer(
        string="Days before", help="How many days before the last one it is sent."
    )
    has_days = fields.Boolean(compute="_compute_facts")
    is_offer = fields.Boolean(string="Offer", compute="_compute_facts")
    description = fields.Char(string="When it is sent", compute="_compute_facts")
    channel = fields.Selection(
        CHANNELS, string="Sent by", required=True, default="email"
    )
    mail_template_id = fields.Many2one(
        "mail.template", string="E-mail", readonly=True, ondelete="restrict"
    )
    sms_template_id = fields.Many2one(
        "sms.template", string="SMS", readonly=True, ondelete="restrict"
    )
    since = fields.Date(
        readonly=True, help="Only what happened from this day on is told to members."
    )
    checked_on = fields.Date(
        readonly=True, help="The last day on which the job looked at every member."
    )

    _kind_uniq = models.Constraint(
        "UNIQUE (program_id, kind)", "A program has one setting for each message."
    )
    _days_range = models.Constraint(
        f"CHECK (days BETWEEN 0 AND {MAXIMUM_DAYS})",
        f"A message is sent 0 up to {MAXIMUM_DAYS} days before.",
    )

    @api.constrains("mail_template_id", "sms_template_id")
    def _check_templates(self):
        """Templates of other documents say nothing about a member."""
        for setting in self.sudo():
            for template in (setting.mail_template_id, setting.sms_template_id):
                if template and template.model != "points.message":
                    raise ValidationError(
                        self.env._(
                            "“%s” is no template for messages to members.",
                            template.name,
                        )
                    )

    @api.depends_context("lang")
    @api.depends("kind")
    def _compute_facts(self):
        texts = self._descriptions()
        for setting in self:
            setting.has_days = setting.kind in DAYS_BEFORE
            setting.is_offer = setting.kind in OFFER_KINDS
            setting.description = texts.get(setting.kind, "")

    def _descriptions(self):
        """When each kind is sent, in words."""
        return {
            "welcome": self.env._("After somebody joined"),
            "within_reach": self.env._("Once a reward is within reach"),
            "points_expiring": self.env._("Before points expire"),
            "coupon_issued": self.env._("After points became a coupon"),
            "coupon_expiring": self.env._("Before a coupon ends"),
            "tier_reached": self.env._("After a tier was reached"),
            "tier_ending": self.env._("Before a tier ends"),
            "birthday": self.env._("On the birthday"),
        }

    @api.depends("kind")
    def _compute_display_name(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for setting in self:
            setting.display_name = kinds.get(setting.kind, "")

    @api.model_create_multi
    def create(self, vals_list):
        """Settings of a kind begin with its usual number of days."""
        for vals in vals_list:
            vals.setdefault("days", DAYS_BEFORE.get(vals.get("kind"), 0))
        settings = super().create(vals_list)
        settings.filtered("enabled")._switch_on()
        return settings

    def write(self, vals):
        """A kind that is switched on tells nothing of what happened before."""
        starting = self.filtered(lambda one: vals.get("enabled") and not one.enabled)
        result = super().write(vals)
        starting._switch_on()
        return result

    def _switch_on(self):
        for setting in self:
            setting.write({"since": setting.program_id._today(), "checked_on": False})
        self._make_templates()

    def unlink(self):
        """Take the program's own templates along."""
        templates = self.mail_template_id, self.sms_template_id
        result = super().unlink()
        for own in templates:
            own.sudo().unlink()
        return result

    # ------------------------------------------------------------------
    # Templates
    # ------------------------------------------------------------------

    def _make_templates(self):
        """Give each setting its own copies of the addon's templates, once."""
        for setting in self.filtered(lambda one: not one.mail_template_id):
            name = f"{setting.program_id.name}: {setting.display_name}"
            for field, ending in (
                ("mail_template_id", "mail"),
                ("sms_template_id", "sms"),
            ):
                # Who may set up the program gets the addon's words to start with.
                original = self.env.ref(
                    f"pos_loyalty_membership.points_message_{setting.kind}_{ending}"
                ).sudo()
                setting[field] = original.copy({"name": name})

    def action_edit_mail(self):
        """Open the program's own e-mail."""
        return self._action_edit("mail_template_id")

    def action_edit_sms(self):
        """Open the program's own SMS."""
        return self._action_edit("sms_template_id")

    def _action_edit(self, field):
        self.ensure_one()
        self.check_access("write")
        self._make_templates()
        return {
            "type": "ir.actions.act_window",
            "name": self.display_name,
            "res_model": self[field]._name,
            "res_id": self[field].id,
            "view_mode": "form",
            "target": "new",
        }

    def action_preview(self):
        """Show the messages as a member would get them."""
        self.ensure_one()
        self.check_access("write")
        self._make_templates()
        return self.env["points.message.preview"]._open(self)

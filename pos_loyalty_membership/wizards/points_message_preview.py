from odoo import api, fields, models


class PointsMessagePreview(models.TransientModel):
    """A program's e-mail and SMS as a member would get them."""

    _name = "points.message.preview"
    _description = "Preview of a Message"

    setting_id = fields.Many2one(
        "points.message.setting", required=True, readonly=True, ondelete="cascade"
    )
    program_id = fields.Many2one(related="setting_id.program_id")
    account_id = fields.Many2one(
        "points.account", string="Shown for", domain="[('program_id', '=', program_id)]"
    )
    subject = fields.Char(readonly=True)
    body = fields.Html(readonly=True, sanitize=False)
    sms = fields.Text(string="SMS", readonly=True)

    @api.model
    def _open(self, setting, account=None):
        """The action that shows what a setting sends, for a member or anybody."""
        setting.check_access("write")
        # Who sets up messages may see what they will say to a member.
        messages = self.env["points.messages"].sudo()
        accounts = account or self.env["points.account"].search(
            [("program_id", "=", setting.program_id.id), ("state", "=", "open")],
            limit=1,
        )
        shown = messages._preview(setting.sudo(), accounts.sudo())
        preview = self.create(
            {"setting_id": setting.id, "account_id": accounts.id, **shown}
        )
        return {
            "type": "ir.actions.act_window",
            "name": setting.display_name,
            "res_model": self._name,
            "res_id": preview.id,
            "view_mode": "form",
            "target": "new",
        }

    def action_show(self):
        """Show it for the member chosen now."""
        self.ensure_one()
        self.account_id.check_access("read")
        return self._open(self.setting_id, self.account_id)

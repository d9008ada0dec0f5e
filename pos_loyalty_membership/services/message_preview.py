"""What a message looks like, before it is sent to anybody."""

from datetime import timedelta

from odoo import api, models

from .message_kinds import DAYS_BEFORE


class PointsMessages(models.AbstractModel):
    _inherit = "points.messages"

    @api.model
    def _preview(self, setting, account):
        """{subject, body, sms}: a setting's messages as `account` would get them.

        Without an account they are shown for whoever asks. Templates are rendered on
        records: the message, and the account if need be, are made and taken back.
        """
        self.env.flush_all()
        savepoint = self.env.cr.savepoint(flush=False)
        try:
            message = self._sample(setting, account).with_context(points_sample=True)
            mail = setting.mail_template_id.with_context(points_sample=True)
            text = setting.sms_template_id.with_context(points_sample=True)
            ids = message.ids
            values = mail._generate_template(ids, ("subject", "body_html"))[message.id]
            sms = text._render_field("body", ids, compute_lang=True)[message.id]
        finally:
            savepoint.close(rollback=True)
            self.env.clear()
        return {
            "subject": values["subject"],
            "body": values["body_html"],
            "sms": sms,
        }

    @api.model
    def _sample(self, setting, account):
        """A message of this kind that exists until it is taken back."""
        program = setting.program_id
        if not account:
            partner = self.env.user.partner_id
            ledger = self.env["points.ledger"]
            opened = ledger._open_accounts([(program.id, partner.id, "back_office")])
            account = account.browse(opened[program.id, partner.id])
        tiers = program.tier_ids
        coupons = self.env["points.coupon"].search(
            [("program_id", "=", program.id)], limit=1
        )
        day = program._today()
        if setting.kind in DAYS_BEFORE:
            day += timedelta(days=setting.days)
        return self.env["points.message"].create(
            {
                "account_id": account.id,
                "program_id": program.id,
                "company_id": program.company_id.id,
                "kind": setting.kind,
                "reason": "preview",
                "state": "skipped",
                "day": day,
                "tier_id": tiers[-1:].id if setting.kind.startswith("tier") else False,
                "coupon_id": coupons.id if setting.kind.startswith("coupon") else False,
            }
        )

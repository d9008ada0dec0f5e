"""Handing queued messages to Odoo's queues, and seeing what became of them."""

import logging

from odoo import api, fields, models

from . import message_rows
from .points_messages import LIVE_STATES
from .points_settlement import CONCURRENCY_ERRORS

_logger = logging.getLogger(__name__)

MAIL_DONE = ("sent", "received")
MAIL_LOST = ("exception", "cancel")
SMS_DONE = ("pending", "sent")
SMS_LOST = ("error", "canceled")


class PointsMessages(models.AbstractModel):
    _inherit = "points.messages"

    @api.model
    def _send_next(self, _last_id, limit):
        """Hand over the next queued messages: (0, whether there are more)."""
        ids = message_rows.lock_queued(self.env, limit)
        messages = self.env["points.message"].browse(ids)
        settings = {
            (setting.program_id, setting.kind): setting
            for setting in self.env["points.message.setting"].search(
                [("program_id", "in", messages.program_id.ids)]
            )
        }
        for key, group in messages.grouped(lambda m: (m.program_id, m.kind)).items():
            self._send_group(settings.get(key), group)
        return 0, len(ids) == limit

    @api.model
    def _send_group(self, setting, messages):
        """Send messages of one program and kind; those that cannot be say why."""
        ways = self._ways(setting, messages)
        for reason, group in messages.grouped(
            lambda m: self._skip_reason(setting, m, ways[m])
        ).items():
            if reason:
                group.write({"state": "skipped", "skip_reason": reason})
                continue
            for way in ("email", "sms"):
                chosen = group.filtered(lambda m, w=way: w in ways[m])
                self._hand_over(way, setting, chosen)

    # ------------------------------------------------------------------
    # Who may be written to, and how
    # ------------------------------------------------------------------

    @api.model
    def _ways(self, setting, messages):
        """{message: the ways to send it, or "blacklisted" where none is wanted}."""
        partners = messages.partner_id
        emails = self._blacklisted("mail.blacklist", "email", partners)
        numbers = self._blacklisted("phone.blacklist", "number", partners)
        ways = {}
        for message in messages:
            partner = message.partner_id
            channel = message.channel or (setting.channel if setting else "email")
            open_to = {
                "email": partner.email_normalized,
                "sms": partner.phone_sanitized,
            }
            wanted = ["email", "sms"] if channel in ("either", "both") else [channel]
            had = [way for way in wanted if open_to[way]]
            free = [way for way in had if open_to[way] not in emails | numbers]
            if channel == "either":
                free = free[:1]
            ways[message] = free or (["blacklisted"] if had else [])
        return ways

    @api.model
    def _blacklisted(self, model, field, partners):
        """Addresses or numbers of these contacts that want no messages."""
        name = {"email": "email_normalized", "number": "phone_sanitized"}[field]
        known = [value for value in partners.mapped(name) if value]
        rows = self.env[model].sudo().search_fetch([(field, "in", known)], [field])
        return set(rows.mapped(field))

    @api.model
    def _skip_reason(self, setting, message, ways):
        """Why a message is not sent after all, "" where it is."""
        account = message.account_id
        if message.program_id.state not in LIVE_STATES:
            return "off"
        if message.kind != "by_hand" and not (setting and setting.enabled):
            return "off"
        if account.merged_into_id or account.state == "left":
            return "left"
        if not account.partner_id.active:
            return "left"
        if message.is_offer and not account.offers_allowed:
            return "no_consent"
        if self._is_outdated(message):
            return "outdated"
        if "blacklisted" in ways:
            return "blacklisted"
        return "" if ways else "no_address"

    @api.model
    def _is_outdated(self, message):
        """Whether what the message says is not true any more."""
        today = message.program_id._today()
        if message.kind == "points_expiring":
            return not message.expiring_text
        if message.coupon_id:
            last = message.coupon_id.valid_until
            return not message.coupon_id.remaining or bool(last and last < today)
        if message.tier_id:
            return message.account_id.tier_id != message.tier_id
        return False

    # ------------------------------------------------------------------
    # Odoo's queues
    # ------------------------------------------------------------------

    @api.model
    def _hand_over(self, way, setting, messages):
        """Put messages into a queue; one that cannot be rendered fails alone."""
        if not messages:
            return
        queue = {"email": self._queue_mails, "sms": self._queue_texts}[way]
        try:
            with self.env.cr.savepoint():
                queue(setting, messages)
        except CONCURRENCY_ERRORS:
            raise
        except Exception as error:
            self.env.invalidate_all(flush=False)
            if len(messages) > 1:
                for message in messages:
                    self._hand_over(way, setting, message)
                return
            _logger.exception("Message %s could not be written", messages.id)
            messages.write({"state": "failed", "failure": str(error)[:500]})

    @api.model
    def _queue_mails(self, setting, messages):
        """E-mails of these messages, from the program's template or by hand."""
        if messages[0].kind == "by_hand":
            mails = self.env["mail.mail"].create(
                [self._mail_by_hand(message) for message in messages]
            )
        else:
            mails = setting.mail_template_id.send_mail_batch(
                messages.ids, email_values={"auto_delete": False}
            )
        by_message = {mail.res_id: mail for mail in mails}
        for message in messages:
            message.write(
                {
                    "state": "sending",
                    "by_email": True,
                    "mail_id": by_message[message.id].id,
                }
            )
        self.env.ref("mail.ir_cron_mail_scheduler_action")._trigger()

    @api.model
    def _mail_by_hand(self, message):
        """Values of the e-mail of a message that an officer wrote."""
        body = self.env["ir.qweb"]._render(
            "pos_loyalty_membership.points_message_by_hand",
            {"message": message.with_context(lang=message.partner_id.lang)},
        )
        return {
            "subject": message.subject,
            "body_html": body,
            "email_from": message.email_from,
            "recipient_ids": [fields.Command.link(message.partner_id.id)],
            "model": message._name,
            "res_id": message.id,
            "auto_delete": False,
        }

    @api.model
    def _queue_texts(self, setting, messages):
        """SMS of these messages, from the program's template or by hand."""
        if messages[0].kind == "by_hand":
            texts = {message.id: message.body for message in messages}
        else:
            texts = setting.sms_template_id._render_field(
                "body", messages.ids, compute_lang=True
            )
        sent = self.env["sms.sms"].create(
            [
                {
                    "number": message.partner_id.phone_sanitized,
                    "body": texts[message.id],
                    "partner_id": message.partner_id.id,
                }
                for message in messages
            ]
        )
        for message, text in zip(messages, sent, strict=True):
            message.write({"state": "sending", "by_sms": True, "sms_id": text.id})

    # ------------------------------------------------------------------
    # What became of them
    # ------------------------------------------------------------------

    @api.model
    def _follow_up_next(self, last_id, limit):
        """Note what Odoo's queues did with the next messages: (go on after, more)."""
        rows = message_rows.outbox(self.env, last_id, limit)
        for row in rows:
            values = self._outcome(row)
            if values:
                message = self.env["points.message"].browse(row["id"])
                done = message.mail_id.filtered(lambda mail: mail.state in MAIL_DONE)
                message.write(values)
                # Odoo would have removed it, had we not wanted to know.
                done.unlink()
        return rows[-1]["id"] if rows else 0, len(rows) == limit

    @api.model
    def _outcome(self, row):
        """What to write on a message, None while a queue still has it.

        An e-mail or SMS that is gone was removed after it was sent.
        """
        outcomes = []
        if row["by_email"]:
            outcomes.append(self._fate(row["mail_state"], MAIL_DONE, MAIL_LOST))
        if row["by_sms"]:
            outcomes.append(self._fate(row["sms_state"], SMS_DONE, SMS_LOST))
        if None in outcomes:
            return None
        if True in outcomes:
            return {"state": "sent", "sent_on": fields.Datetime.now()}
        labels = dict(
            self.env["sms.sms"]._fields["failure_type"]._description_selection(self.env)
        )
        failure = row["mail_failure"] or labels.get(row["sms_failure"])
        return {
            "state": "failed",
            "failure": (failure or self.env._("The queue gave no reason."))[:500],
        }

    @api.model
    def _fate(self, state, done, lost):
        """True: sent, False: lost, None: not known yet."""
        if state is None or state in done:
            return True
        return False if state in lost else None

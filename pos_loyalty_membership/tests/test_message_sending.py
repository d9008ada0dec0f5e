"""From the queue to Odoo's outbox and back: once, by the ways that are open."""

from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import Form, tagged
from odoo.tests.common import freeze_time
from odoo.tools import mute_logger

from .message_common import MessageCommon

LATER = "2026-05-02 12:00:00"


@tagged("post_install", "-at_install")
class TestMessageSending(MessageCommon):
    def _welcomed(self, channel="email", **values):
        """The message of a new member, after the job."""
        self._use("welcome", channel=channel)
        bea = self._member("Bea", **values)
        self._tell(LATER)
        return self._messages(bea)

    def test_an_email_goes_through_the_queue_in_the_programs_words(self):
        self._use("welcome")
        self._setting(
            "welcome"
        ).mail_template_id.subject = "Hola {{ object.partner_id.name }}"
        bea = self._member("Bea")
        self._tell(LATER)
        message = self._messages(bea)
        self.assertEqual(message.state, "sending")
        mail = message.mail_id
        self.assertEqual((mail.state, mail.subject), ("outgoing", "Hola Bea"))
        self.assertEqual(mail.recipient_ids, bea.partner_id)
        self.assertIn(bea._personal_link(), mail.body_html)
        self.assertFalse(message.sms_id)

    def test_what_was_sent_is_noted_and_the_email_goes(self):
        message = self._welcomed()
        message.mail_id.state = "sent"
        self._tell("2026-05-02 12:15:00")
        self.assertEqual(message.state, "sent")
        self.assertTrue(message.sent_on)
        self.assertFalse(message.mail_id)

    def test_a_failure_is_kept_with_its_reason_and_tried_again(self):
        message = self._welcomed()
        message.mail_id.write({"state": "exception", "failure_reason": "No route"})
        self._tell("2026-05-02 12:15:00")
        self.assertEqual((message.state, message.failure), ("failed", "No route"))
        self.assertEqual(self.program.failed_message_count, 1)
        with self.assertRaises(AccessError):
            message.with_user(self._cashier()).action_retry()
        lost = message.mail_id
        message.with_user(self.officer).action_retry()
        self.assertFalse(lost.exists())
        self._tell("2026-05-02 12:30:00")
        self.assertEqual((message.state, message.failure), ("sending", False))
        message.with_user(self.officer).action_retry()
        self.assertEqual(message.state, "sending", "nothing to try again")

    def _cashier(self):
        return self.env["res.users"].create(
            {
                "name": "Cashier",
                "login": "message_cashier",
                "group_ids": [
                    Command.set(
                        [
                            self.env.ref("base.group_user").id,
                            self.env.ref("point_of_sale.group_pos_user").id,
                        ]
                    )
                ],
            }
        )

    def test_an_sms_without_an_account_fails_and_nothing_else(self):
        message = self._welcomed(channel="sms", phone="+34 600 999 999")
        self.assertEqual(message.sms_id.number, "+34600999999")
        self.assertIn("Welcome to Café", message.sms_id.body)
        self.assertFalse(message.mail_id)
        api = "odoo.addons.sms.tools.sms_api.SmsApi._contact_iap"
        with patch(api, side_effect=OSError("no account")), mute_logger("odoo.addons"):
            message.sms_id.send()
        self._tell("2026-05-02 12:15:00")
        self.assertEqual(message.state, "failed")
        self.assertTrue(message.failure)

    def test_an_sms_that_the_provider_took_is_sent(self):
        message = self._welcomed(channel="sms", phone="+34 600 999 999")
        message.sms_id.write({"state": "pending", "to_delete": True})
        message.flush_recordset()
        self.env["sms.sms"]._gc_device()
        self.env.invalidate_all()
        self._tell("2026-05-02 12:15:00")
        self.assertEqual(message.state, "sent")

    def test_ways_are_chosen_as_the_setting_says(self):
        for channel, phone, email, expected in (
            ("email", "+34 600 999 991", "bea@example.com", (True, False)),
            ("sms", "+34 600 999 991", "bea@example.com", (False, True)),
            ("either", "+34 600 999 991", "bea@example.com", (True, False)),
            ("either", "+34 600 999 991", False, (False, True)),
            ("both", "+34 600 999 991", "bea@example.com", (True, True)),
            ("both", False, "bea@example.com", (True, False)),
        ):
            with self.subTest(channel=channel, phone=phone, email=email):
                self._use("welcome", channel=channel)
                bea = self._member("Bea", phone=phone, email=email)
                self._tell(LATER)
                message = self._messages(bea)
                self.assertEqual((message.by_email, message.by_sms), expected)

    def test_why_somebody_is_not_written_to_is_said(self):
        self._use("welcome")
        nobody = self._member("Nobody", email=False)
        silent = self._member("Silent")
        self.env["mail.blacklist"]._add("Silent@example.com")
        self._tell(LATER)
        self.assertEqual(
            (self._messages(nobody).state, self._messages(nobody).skip_reason),
            ("skipped", "no_address"),
        )
        self.assertEqual(self._messages(silent).skip_reason, "blacklisted")
        nobody.partner_id.email = "nobody@example.com"
        self._messages(nobody).with_user(self.officer).action_retry()
        self._tell("2026-05-02 12:15:00")
        self.assertEqual(self._messages(nobody).state, "sending")

    def test_a_blacklisted_number_gets_no_sms(self):
        self.env["phone.blacklist"].sudo()._add(["+34600999999"])
        message = self._welcomed(channel="sms", phone="+34 600 999 999")
        self.assertEqual(message.skip_reason, "blacklisted")
        self._setting("welcome").channel = "either"
        message.with_user(self.officer).action_retry()
        self._tell("2026-05-02 12:15:00")
        self.assertEqual((message.by_email, message.by_sms), (True, False))

    def test_what_is_not_true_any_more_is_not_sent(self):
        self._use("tier_reached")
        self._earn_on("2026-05-02", 120)
        with self._commits(), freeze_time(LATER):
            messages = self.env["points.messages"]
            messages._queue_next(self._setting("tier_reached"), 0, 10)
            self._credit(50000)
            messages._send_next(0, 10)
        self.assertEqual(self._messages().skip_reason, "outdated")
        self._tell("2026-05-02 13:00:00")
        self.assertEqual(self._messages()[-1].tier_id, self.gold)

    def test_who_left_or_withdrew_meanwhile_gets_nothing(self):
        self._use("birthday", "welcome")
        self._agree()
        self.ana.points_birth_date = "1990-05-02"
        bea = self._member("Bea")
        with freeze_time(LATER):
            for kind in ("birthday", "welcome"):
                self.env["points.messages"]._queue_next(self._setting(kind), 0, 10)
            self.account._set_offers(False, "link")
            bea.write({"state": "left"})
            self.env["points.messages"]._send_next(0, 10)
        self.assertEqual(self._messages(kind="birthday").skip_reason, "no_consent")
        self.assertEqual(self._messages(bea).skip_reason, "left")

    def test_a_message_that_is_switched_off_meanwhile_is_not_sent(self):
        self._use("welcome")
        bea = self._member("Bea")
        with freeze_time(LATER):
            self.env["points.messages"]._queue_next(self._setting("welcome"), 0, 10)
            self._setting("welcome").enabled = False
            self.env["points.messages"]._send_next(0, 10)
        self.assertEqual(self._messages(bea).skip_reason, "off")

    @mute_logger("odoo.addons.pos_loyalty_membership.services.message_sending")
    def test_one_that_cannot_be_written_does_not_stop_the_others(self):
        self._use("welcome")
        template = self._setting("welcome").mail_template_id
        template.subject = "{{ 1 / (len(object.partner_id.name) - 3) }}"
        bea, dora = self._member("Bea"), self._member("Dora")
        with mute_logger("odoo.addons.mail.models.mail_render_mixin"):
            self._tell(LATER)
        self.assertEqual(self._messages(bea).state, "failed")
        self.assertTrue(self._messages(bea).failure)
        self.assertEqual(self._messages(dora).state, "sending")

    def test_members_read_it_in_their_language(self):
        self.env["res.lang"]._activate_lang("es_ES")
        self._use("welcome")
        template = self._setting("welcome").mail_template_id
        template.with_context(lang="es_ES").subject = "Bienvenida"
        bea = self._member("Bea", lang="es_ES")
        self._tell(LATER)
        self.assertEqual(self._messages(bea).mail_id.subject, "Bienvenida")


@tagged("post_install", "-at_install")
class TestMessageByHand(MessageCommon):
    def _form(self, accounts, **values):
        wizard = Form(
            self.env["points.message.write"]
            .with_user(self.officer)
            .with_context(active_model="points.account", active_ids=accounts.ids)
        )
        wizard.subject, wizard.body = "Friday", "Open until midnight."
        for name, value in values.items():
            wizard[name] = value
        return wizard

    def test_who_gets_it_is_said_before_and_sent_once(self):
        bea, cleo = self._member("Bea"), self._member("Cleo", email=False)
        self._agree(bea)
        self._agree(cleo)
        accounts = self.account | bea | cleo
        wizard = self._form(accounts).save()
        self.assertIn("1 of 3 members get it.", wizard.effect)
        self.assertIn("1 · No address", wizard.effect)
        self.assertIn("1 · The member has not agreed", wizard.effect)
        for _twice in range(2):
            wizard.action_send()
        self._tell("2026-05-02 12:00:00")
        sent = self.env["points.message"].search([("kind", "=", "by_hand")])
        self.assertEqual(len(sent), 3)
        mail = self._messages(bea).mail_id
        self.assertEqual(mail.subject, "Friday")
        self.assertIn("Open until midnight.", mail.body_html)
        self.assertIn("/points/offers/", mail.body_html)
        self.assertEqual(self._messages().skip_reason, "no_consent")

    def test_what_serves_the_membership_needs_no_consent(self):
        wizard = self._form(self.account, is_offer=False, channel="both").save()
        self.assertIn("1 of 1 members get it.", wizard.effect)
        wizard.action_send()
        self._tell("2026-05-02 12:00:00")
        message = self._messages()
        self.assertTrue(message.mail_id and message.sms_id)
        self.assertEqual(message.sms_id.body, "Open until midnight.")
        self.assertNotIn("/points/offers/", message.mail_id.body_html)

    def test_a_text_is_not_code(self):
        wizard = self._form(self.account, is_offer=False, body="{{ 1 + 1 }} <b>x</b>")
        wizard.save().action_send()
        self._tell("2026-05-02 12:00:00")
        body = self._messages().mail_id.body_html
        self.assertIn("{{ 1 + 1 }}", body)
        self.assertIn("&lt;b&gt;x", body)

    def test_what_makes_no_sense_is_refused(self):
        for values, sentence in (
            ({"body": "  "}, "Write a text"),
            ({"subject": " "}, "needs a subject"),
        ):
            wizard = self._form(self.account).save()
            wizard.write(values)
            with self.assertRaisesRegex(UserError, sentence):
                wizard.action_send()
        wizard = self._form(self.account).save()
        self.officer.group_ids -= self.env.ref(
            "pos_loyalty_membership.points_group_officer"
        )
        with self.assertRaises(AccessError):
            wizard.sudo().action_send()
        self.assertFalse(self._messages())

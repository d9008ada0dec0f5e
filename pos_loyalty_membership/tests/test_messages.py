"""Who is told what: each kind once per member and reason, nothing of before."""

from uuid import uuid4

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import tagged
from odoo.tests.common import freeze_time

from .common import day
from .message_common import MessageCommon


@tagged("post_install", "-at_install")
class TestMessageQueue(MessageCommon):
    def test_nothing_is_sent_by_a_program_that_switches_nothing_on(self):
        self._member("Bea")
        self._tell("2026-05-02 12:00:00")
        self.assertFalse(self.env["points.message"].search_count([]))
        self.assertEqual(len(self.program.message_setting_ids), 8)
        self.assertFalse(any(self.program.message_setting_ids.mapped("enabled")))

    def test_new_members_are_welcomed_once_and_old_and_imported_ones_not(self):
        self._use("welcome", day="2026-05-02")
        bea, cleo = self._member("Bea"), self._member("Cleo", source="import")
        for moment in ("2026-05-02 12:00:00", "2026-05-02 12:15:00", "2026-05-03 9:00"):
            self._tell(moment)
        self.assertEqual(len(self._messages(bea)), 1)
        self.assertFalse(self._messages(cleo))
        self.assertFalse(self._messages(), "joined before it was switched on")

    def test_who_joined_while_the_job_stood_still_is_told_for_a_week(self):
        self._use("welcome")
        bea = self._member("Bea", day="2026-05-02")
        cleo = self._member("Cleo", day="2026-05-10")
        self._tell("2026-05-12 12:00:00")
        self.assertFalse(self._messages(bea))
        self.assertEqual(len(self._messages(cleo)), 1)

    def test_points_that_expire_are_told_some_days_before(self):
        self._use("points_expiring", days=14)
        with freeze_time("2026-05-02 12:00:00"):
            self._credit(12000, expires_on=day("2026-06-20"))
        self._tell("2026-06-05 12:00:00")
        self.assertFalse(self._messages())
        self._tell("2026-06-06 12:00:00")
        message = self._messages()
        self.assertEqual(message.day, day("2026-06-20"))
        with freeze_time("2026-06-06 12:00:00"):
            message.invalidate_recordset()
            self.assertIn("120 pts until", message.expiring_text)
        for date in ("2026-06-06", "2026-06-07", "2026-06-20"):
            self._tell(f"{date} 13:00:00")
        self.assertEqual(len(self._messages()), 1)

    def test_points_of_many_days_are_told_once_in_a_while_and_each_in_time(self):
        self._use("points_expiring", days=10)
        with freeze_time("2026-05-02 12:00:00"):
            for number in range(1, 29):
                self._credit(100, expires_on=day(f"2026-06-{number:02}"))
        told = {}
        for number in range(20, 32):
            self._tell(f"2026-05-{number:02} 12:00:00")
        for number in range(1, 29):
            self._tell(f"2026-06-{number:02} 12:00:00")
        messages = self._messages()
        self.assertLessEqual(len(messages), 4)
        for message in messages:
            for number in range(1, 29):
                end = day(f"2026-06-{number:02}")
                if message.day <= end <= message.covers_until:
                    told.setdefault(end, message.create_date.date())
        self.assertEqual(len(told), 28)
        for end, told_on in told.items():
            self.assertGreaterEqual((end - told_on).days, 10)

    def test_points_that_end_with_inactivity_are_told_as_well(self):
        self.program.write({"expiry_mode": "inactivity", "expiry_number": 2})
        self._use("points_expiring", days=14)
        self._earn_on("2026-05-02", 50)
        self._tell("2026-06-17 12:00:00")
        self.assertFalse(self._messages())
        self._tell("2026-06-18 12:00:00")
        self.assertEqual(self._messages().day, day("2026-07-02"))

    def test_points_that_are_gone_are_not_told(self):
        self._use("points_expiring", days=14)
        with freeze_time("2026-05-02 12:00:00"):
            self._credit(12000, expires_on=day("2026-06-20"))
            self._debit(12000)
        self._tell("2026-06-10 12:00:00")
        self.assertFalse(self._messages())

    def _make_coupon(self, date="2026-05-02"):
        self.program.write(
            {
                "coupons": True,
                "coupon_validity": 1,
                "coupon_points": 100,
                "coupon_money": 1,
            }
        )
        with freeze_time(f"{date} 12:00:00"):
            self._credit(50000)
            return self.env["points.coupons"]._convert(
                self.account, 50000, str(uuid4())
            )

    def test_a_coupon_is_told_when_it_is_made_and_before_it_ends(self):
        self._use("coupon_issued", "coupon_expiring")
        self._setting("coupon_expiring").days = 7
        coupon = self._make_coupon()
        for moment in ("2026-05-02 13:00:00", "2026-05-03 13:00:00"):
            self._tell(moment)
        self.assertEqual(self._messages().mapped("kind"), ["coupon_issued"])
        self.assertEqual(self._messages().coupon_code, coupon.code_text)
        self._tell("2026-05-25 13:00:00")
        self.assertEqual(len(self._messages()), 1)
        for moment in ("2026-05-26 13:00:00", "2026-05-27 13:00:00"):
            self._tell(moment)
        last = self._messages(kind="coupon_expiring")
        self.assertEqual((len(last), last.day), (1, day("2026-06-02")))

    def test_a_coupon_that_was_turned_back_is_not_told_before_its_end(self):
        self._use("coupon_expiring")
        coupon = self._make_coupon()
        with freeze_time("2026-05-03 12:00:00"):
            self.env["points.coupons"]._turn_back(coupon)
        self._tell("2026-05-28 13:00:00")
        self.assertFalse(self._messages())

    def test_a_tier_is_told_when_reached_and_before_it_ends(self):
        self._use("tier_reached")
        self._use("tier_ending", days=30)
        self._earn_on("2026-05-02", 120)
        for moment in ("2026-05-02 13:00:00", "2026-05-03 13:00:00"):
            self._tell(moment)
        self.assertEqual(self._messages().tier_id, self.silver)
        self._tell("2027-03-31 12:00:00")
        self.assertEqual(len(self._messages()), 1)
        for date in ("2027-04-01", "2027-04-02", "2027-05-01"):
            self._tell(f"{date} 12:00:00")
        last = self._messages(kind="tier_ending")
        self.assertEqual((len(last), last.day), (1, day("2027-05-01")))

    def test_a_tier_that_will_be_renewed_does_not_end(self):
        self._use("tier_ending", days=30)
        self._earn_on("2026-05-02", 120)
        self._earn_on("2026-12-02", 120)
        self._tell("2027-04-10 12:00:00")
        self.assertFalse(self._messages())
        # Points that were returned meanwhile change that.
        entry = self.account.entry_ids.sorted("id")[-1]
        with freeze_time("2027-04-11 12:00:00"):
            from ..services.ledger_operations import ReverseCredit

            self.ledger._post(
                [
                    ReverseCredit(
                        entry_id=entry.id, points=12000, **self._facts("test:back")
                    )
                ]
            )
        self._tell("2027-04-12 12:00:00")
        self.assertEqual(len(self._messages()), 1)

    def test_the_first_reward_within_reach_is_told_to_those_who_agreed(self):
        self._use("within_reach")
        bea = self._member("Bea")
        self._agree(bea)
        with freeze_time("2026-05-03 12:00:00"):
            self._credit(9900, account=bea)
            self._credit(10000)
        self._tell("2026-05-03 13:00:00")
        self.assertFalse(self._messages(bea), "a point is missing")
        with freeze_time("2026-05-04 12:00:00"):
            self._credit(100, account=bea)
        self._tell("2026-05-04 13:00:00")
        self._tell("2026-05-05 13:00:00")
        self.assertEqual(len(self._messages(bea)), 1)
        self.assertFalse(self._messages(), "Ana has not agreed to offers")

    def test_who_used_points_before_has_no_first_reward(self):
        self._use("within_reach")
        self._agree()
        with freeze_time("2026-05-03 12:00:00"):
            self._credit(20000)
            uuid = self._hold(5000)
            from ..services.ledger_operations import Capture

            self.ledger._post([Capture(uuid=uuid, points=5000, **self._facts())])
        self._tell("2026-05-03 13:00:00")
        self.assertFalse(self._messages())

    def test_birthdays_are_wished_once_a_year_to_those_who_agreed(self):
        self._use("birthday")
        self.ana.points_birth_date = "1990-05-10"
        self._tell("2026-05-10 12:00:00")
        self.assertFalse(self._messages())
        self._agree()
        for moment in ("2026-05-11 9:00", "2026-05-12 9:00", "2027-05-10 9:00"):
            self._tell(moment)
        self.assertEqual(self._messages().mapped("reason"), ["2026", "2027"])
        self.ana.points_birth_date = "1990-12-10"
        self._tell("2027-12-10 12:00:00")
        self.assertEqual(len(self._messages()), 2, "300 days apart")

    def test_members_who_left_and_archived_contacts_are_not_told(self):
        self._use("welcome")
        bea, cleo = self._member("Bea"), self._member("Cleo")
        bea.write({"state": "left"})
        cleo.partner_id.active = False
        self._tell("2026-05-02 12:00:00")
        self.assertFalse(self._messages(bea) | self._messages(cleo))

    def test_only_live_programs_tell(self):
        self._use("welcome")
        bea = self._member("Bea")
        self.program.write({"state": "redeem_only"})
        self.program.write({"state": "closed"})
        self._tell("2026-05-02 12:00:00")
        self.assertFalse(self._messages(bea))

    def test_all_are_told_however_small_the_batches(self):
        self._use("welcome")
        members = [self._member(f"member{number}") for number in range(7)]
        self._tell("2026-05-02 12:00:00", limit=2)
        for member in members:
            self.assertEqual(self._messages(member).state, "sending")

    def test_daily_kinds_are_looked_for_once_a_day(self):
        self._use("points_expiring")
        self._tell("2026-05-02 12:00:00")
        setting = self._setting("points_expiring")
        self.assertEqual(setting.checked_on, day("2026-05-02"))
        with freeze_time("2026-05-02 13:00:00"):
            self.assertNotIn(setting, self.env["points.messages"]._settings_due())
        with freeze_time("2026-05-03 13:00:00"):
            self.assertIn(setting, self.env["points.messages"]._settings_due())

    def test_a_merged_contact_is_not_told_again_of_the_same_coupon(self):
        self._use("coupon_issued")
        self._make_coupon()
        self._tell("2026-05-02 13:00:00")
        bea = self._member("Bea")
        with freeze_time("2026-05-02 14:00:00"):
            self.env["base.partner.merge.automatic.wizard"].create({})._merge(
                [self.ana.id, bea.partner_id.id], bea.partner_id
            )
        self.env.invalidate_all()
        self._tell("2026-05-02 15:00:00")
        messages = self.env["points.message"].search([("kind", "=", "coupon_issued")])
        self.assertEqual(len(messages), 1)


@tagged("post_install", "-at_install")
class TestMessageSettings(MessageCommon):
    def test_a_program_gets_words_of_its_own_when_a_message_is_used(self):
        setting = self._setting("welcome")
        self.assertFalse(setting.mail_template_id)
        self._use("welcome")
        original = self.env.ref("pos_loyalty_membership.points_message_welcome_mail")
        self.assertNotEqual(setting.mail_template_id, original)
        self.assertEqual(setting.mail_template_id.subject, original.subject)
        self.assertTrue(setting.sms_template_id.body)
        setting.mail_template_id.subject = "Hola"
        setting.write({"enabled": False})
        setting.write({"enabled": True})
        self.assertEqual(setting.mail_template_id.subject, "Hola")
        self.assertNotEqual(original.subject, "Hola")

    def test_a_template_of_other_documents_is_refused(self):
        other = self.env.ref("pos_loyalty_membership.points_coupon_mail_template")
        with self.assertRaisesRegex(ValidationError, "no template for messages"):
            self._setting("welcome").mail_template_id = other

    def test_every_kind_can_be_previewed_without_a_single_member(self):
        program = self._create_program("Empty")
        counts = [
            self.env[model].search_count([])
            for model in ("points.message", "points.account")
        ]
        for setting in program.message_setting_ids:
            with self.subTest(setting.kind):
                action = setting.action_preview()
                preview = self.env["points.message.preview"].browse(action["res_id"])
                self.assertTrue(preview.subject and preview.body and preview.sms)
                self.assertNotIn("{{", f"{preview.subject} {preview.sms}")
                self.assertFalse(preview.account_id)
        self.assertEqual(
            counts,
            [
                self.env[model].search_count([])
                for model in ("points.message", "points.account")
            ],
        )

    def test_a_preview_is_shown_for_the_member_who_is_chosen(self):
        bea = self._member("Bea")
        preview = self.env["points.message.preview"].browse(
            self._setting("welcome").action_preview()["res_id"]
        )
        preview.account_id = bea
        shown = self.env["points.message.preview"].browse(
            preview.action_show()["res_id"]
        )
        self.assertIn("Hello Bea", shown.body)
        self.assertIn(bea._personal_link(), shown.body)

    def test_offers_carry_the_link_to_say_no_and_other_messages_do_not(self):
        for setting in self.program.message_setting_ids:
            preview = self.env["points.message.preview"].browse(
                setting.action_preview()["res_id"]
            )
            self.assertEqual("/points/offers/" in preview.body, setting.is_offer)
            self.assertEqual("/points/offers/" in preview.sms, setting.is_offer)

    def test_a_duplicate_and_a_deleted_program_keep_no_templates_of_each_other(self):
        self._use("welcome")
        copy = self.program.copy()
        self.assertEqual(len(copy.message_setting_ids), 8)
        self.assertFalse(copy.message_setting_ids.mail_template_id)
        copy.message_setting_ids[0].enabled = True
        templates = copy.message_setting_ids.mail_template_id
        self.assertTrue(templates)
        copy.unlink()
        self.assertFalse(templates.exists())
        self.assertTrue(self._setting("welcome").mail_template_id.exists())

    def test_officers_read_settings_and_do_not_change_them(self):
        setting = self._setting("welcome").with_user(self.officer)
        self.assertTrue(setting.description)
        for change in (
            lambda: setting.write({"enabled": True}),
            setting.action_preview,
            setting.action_edit_mail,
            setting.action_edit_sms,
        ):
            with self.assertRaises(AccessError):
                change()

    def test_a_manager_changes_the_words_of_points_messages_only(self):
        self.officer.group_ids |= self.env.ref(
            "pos_loyalty_membership.points_group_manager"
        )
        setting = self._setting("welcome").with_user(self.officer)
        for action in (setting.action_edit_mail(), setting.action_edit_sms()):
            template = self.env[action["res_model"]].with_user(self.officer)
            template.browse(action["res_id"]).name = "Ours"
        setting.mail_template_id.subject = "Hi {{ object.partner_id.name }}"
        setting.sms_template_id.body = "{{ object.program_name }}"
        for record, field in (
            (setting.mail_template_id, "subject"),
            (setting.sms_template_id, "body"),
        ):
            with self.assertRaises(AccessError):
                record[field] = "{{ object.env['res.users'].search([]) }}"
        other = self.env["sms.template"].create(
            {
                "name": "Of others",
                "model_id": self.env["ir.model"]._get_id("res.partner"),
                "body": "Text",
            }
        )
        with self.assertRaises(AccessError):
            other.with_user(self.officer).body = "Ours"

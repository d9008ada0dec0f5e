"""Jobs killed between any two commits, and run again, do nothing twice."""

from odoo.tests import tagged
from odoo.tests.common import freeze_time

from .common import day
from .job_common import KilledJobs
from .message_common import MessageCommon


@tagged("post_install", "-at_install")
class TestKilledJobs(KilledJobs, MessageCommon):
    def _members(self, count):
        partners = self.env["res.partner"].create(
            [
                {
                    "name": f"Member {number}",
                    "email": f"member{number}@example.com",
                    "points_birth_date": "1990-05-10",
                }
                for number in range(count)
            ]
        )
        with freeze_time("2026-05-05 12:00:00"):
            found = self.ledger._open_accounts(
                [(self.program.id, partner.id, "till") for partner in partners]
            )
        return self.env["points.account"].browse(found.values())

    def _mails_by_member(self, members):
        mails = self.env["mail.mail"].search([("model", "=", "points.message")])
        return [
            len(mails.filtered(lambda m, p=member.partner_id: p in m.recipient_ids))
            for member in members
        ]

    def test_messages_are_written_and_sent_once_wherever_the_job_dies(self):
        self._use("welcome", "points_expiring", "birthday")
        members = self._members(7)
        members._set_offers(True, "till")
        for member in members:
            with freeze_time("2026-05-06 12:00:00"):
                self._credit(500, account=member, expires_on=day("2026-05-20"))
        with freeze_time("2026-05-10 12:00:00"):
            messages = self.env["points.messages"]
            runs = self._kill_everywhere(lambda: messages._cron_messages(limit=3))
            self.assertGreater(runs, 15)
            messages = self.env["points.message"].search([])
        self.assertEqual(len(messages), 21)
        self.assertEqual(set(messages.mapped("state")), {"sending"})
        self.assertEqual(self._mails_by_member(members), [3] * 7)

    def test_birthday_bonuses_are_given_once_wherever_the_job_dies(self):
        self.program.write({"birthday_bonus": True, "birthday_points": 20})
        members = self._members(7)
        with freeze_time("2026-05-10 12:00:00"):
            bonuses = self.env["points.bonuses"]
            runs = self._kill_everywhere(lambda: bonuses._cron_birthdays(limit=2))
        self.assertGreater(runs, 4)
        self.assertEqual(members.mapped("balance"), [20.0] * 7)
        self.assertEqual(self.env["points.proof"]._prove(members), [])

    def test_points_expire_once_wherever_the_job_dies(self):
        members = self._members(7)
        for member in members:
            with freeze_time("2026-05-06 12:00:00"):
                self._credit(500, account=member, expires_on=day("2026-05-20"))
                self._credit(300, account=member)
        with freeze_time("2026-05-21 12:00:00"):
            self._kill_everywhere(lambda: self.ledger._cron_fall_due(limit=2))
        self.assertEqual(members.mapped("balance"), [3.0] * 7)
        self.assertEqual(self.env["points.proof"]._prove(members), [])

    def test_what_became_of_messages_is_noted_wherever_the_job_dies(self):
        self._use("welcome")
        members = self._members(5)
        self._tell("2026-05-05 12:00:00")
        self.env["mail.mail"].search([("model", "=", "points.message")]).state = "sent"
        with freeze_time("2026-05-05 12:15:00"):
            messages = self.env["points.messages"]
            self._kill_everywhere(lambda: messages._cron_messages(limit=2))
        sent = self.env["points.message"].search([("account_id", "in", members.ids)])
        self.assertEqual(sent.mapped("state"), ["sent"] * 5)
        self.assertFalse(sent.mail_id)

"""A running program, members with addresses, and the job that tells them."""

from unittest.mock import patch

from odoo.fields import Command
from odoo.tests.common import freeze_time

from .tier_common import TierCommon


class MessageCommon(TierCommon):
    """Ana has e-mail and phone and joined on 2026-05-01; nothing is switched on."""

    @classmethod
    def setUpClass(cls):
        with freeze_time("2026-05-01 12:00:00"):
            super().setUpClass()
            cls.ana.write({"email": "ana@example.com", "phone": "+34 600 123 456"})
            cls._prepare_start(cls.company)
            cls.program.state = "running"
        cls.officer = cls.env["res.users"].create(
            {
                "name": "Officer",
                "login": "message_officer",
                "company_id": cls.company.id,
                "company_ids": [Command.set(cls.company.ids)],
                "group_ids": [
                    Command.set(
                        [
                            cls.env.ref("base.group_user").id,
                            cls.env.ref(
                                "pos_loyalty_membership.points_group_officer"
                            ).id,
                        ]
                    )
                ],
            }
        )

    def _setting(self, kind):
        return self.program.message_setting_ids.filtered(lambda one: one.kind == kind)

    def _use(self, *kinds, day="2026-05-01", **values):
        """Switch kinds of messages on, on a day."""
        with freeze_time(f"{day} 10:00:00"):
            for kind in kinds:
                self._setting(kind).write({"enabled": True, **values})

    def _member(self, name, day="2026-05-02", source="till", **values):
        """A contact that joined on a day; returns its account."""
        partner = self.env["res.partner"].create(
            {"name": name, "email": f"{name}@example.com", **values}
        )
        with freeze_time(f"{day} 11:00:00"):
            found = self.ledger._open_accounts([(self.program.id, partner.id, source)])
        return self.env["points.account"].browse(found[self.program.id, partner.id])

    def _commits(self):
        """The job's commits, which a test does not make."""
        job = type(self.env["ir.cron"])
        return patch.object(job, "_commit_progress", return_value=1000.0)

    def _tell(self, moment, **options):
        """Run the job at a moment."""
        with freeze_time(moment), self._commits():
            self.env["points.messages"]._cron_messages(**options)

    def _messages(self, account=None, kind=None):
        domain = [("account_id", "=", (account or self.account).id)]
        if kind:
            domain.append(("kind", "=", kind))
        return self.env["points.message"].search(domain, order="id")

    def _agree(self, account=None):
        (account or self.account)._set_offers(True, "back_office")

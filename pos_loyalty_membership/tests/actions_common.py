"""A member, another one, and a user of every role who would act on them."""

from odoo.tests import Form

from ..services.ledger_operations import ReverseCredit
from .configuration_common import (
    ACCOUNTANT,
    CASHIER,
    MANAGER,
    OFFICER,
    ConfigurationCommon,
)


class ActionsCommon(ConfigurationCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.officer = cls._user("points_officer", OFFICER)
        cls.manager = cls._user("points_manager", MANAGER)
        cls.cashier = cls._user("points_cashier", CASHIER)
        cls.accountant = cls._user("points_accountant", ACCOUNTANT)
        cls.portal = cls._user("points_portal", "base.group_portal")
        cls.bo = cls.env["res.partner"].create({"name": "Bo"})
        cls.other = cls._open_account(cls.program, cls.bo)
        cls._credit(10_000)

    def _wizard(self, name, user=None, account=None, **values):
        account = account or self.account
        form = Form(
            self.env[f"points.account.{name}"]
            .with_user(user or self.officer)
            .with_context(active_model="points.account", active_id=account.id)
        )
        for field, value in {"reason": "Asked by phone", **values}.items():
            setattr(form, field, value)
        return form.save()

    def _owe(self, points):
        """Leave the account with this debt (in hundredths) and nothing else."""
        spent = self.account.live
        earned = next(iter(self._credit(points).entries.values()))
        self._debit(round(spent * 100) + points)
        self.ledger._post(
            [
                ReverseCredit(
                    entry_id=earned.id, points=points, **self._facts("reverse:test")
                )
            ]
        )

    def _count_entries(self):
        return self.env["points.entry"].search_count([])

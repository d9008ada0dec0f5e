"""A shop that is set up: a till, an income account, users of every role."""

from odoo.fields import Command
from odoo.tests import new_test_user

from .common import PointsCommon

OFFICER = "pos_loyalty_membership.points_group_officer"
MANAGER = "pos_loyalty_membership.points_group_manager"
CASHIER = "base.group_user,point_of_sale.group_pos_user"
ACCOUNTANT = "base.group_user,account.group_account_invoice"


class ConfigurationCommon(PointsCommon):
    """`self.program` could start; `self.till` is the only one of the company's own."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.till = cls._create_till("Till")
        cls.income = cls._income_account(cls.company)
        cls.program.write(
            {
                "pos_config_ids": [Command.set(cls.till.ids)],
                "income_account_id": cls.income.id,
            }
        )

    @classmethod
    def _create_till(cls, name, company=None):
        company = company or cls.company
        configs = cls.env["pos.config"].with_company(company)
        journal, methods = configs._create_journal_and_payment_methods(
            cash_journal_vals={"name": f"Cash {name}", "show_on_dashboard": False}
        )
        return configs.create(
            {
                "name": name,
                "company_id": company.id,
                "journal_id": journal.id,
                "payment_method_ids": [Command.set(methods)],
            }
        )

    @classmethod
    def _income_account(cls, company):
        accounts = cls.env["account.account"].with_company(company)
        return accounts.create(
            {
                "name": "Discounts made with points",
                "code": accounts._search_new_account_code("400900"),
                "account_type": "income",
                "company_ids": [Command.link(company.id)],
            }
        )

    @classmethod
    def _user(cls, login, groups):
        return new_test_user(cls.env, login=login, groups=groups)

    @classmethod
    def _create_company(cls, name):
        """A company of its own with the generic chart of accounts."""
        company = cls.env["res.company"].create(
            {"name": name, "country_id": cls.env.ref("base.us").id}
        )
        cls.env["account.chart.template"].try_loading(
            "generic_coa", company=company, install_demo=False
        )
        cls.env.user.company_ids |= company
        return company

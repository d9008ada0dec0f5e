"""Builders shared by the tests: a program, its members and their points."""

from datetime import date, datetime
from uuid import uuid4

from odoo import fields
from odoo.tests import TransactionCase
from odoo.tools import SQL

from ..services.ledger_operations import Credit, Debit, Hold, Source


class PointsCommon(TransactionCase):
    """A draft program (1 point per whole 1.00, 100 points are 1.00) and a member.

    The ledger does not ask for the state of a program: that is decided before it.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company = cls.env.company
        cls.ledger = cls.env["points.ledger"]
        cls.program = cls._create_program("Café")
        cls.ana = cls.env["res.partner"].create({"name": "Ana Ruiz"})
        cls.account = cls._open_account(cls.program, cls.ana)

    @classmethod
    def _create_program(cls, name, **values):
        """A program with one earning and one redemption rule."""
        return cls.env["points.program"].create(
            {
                "name": name,
                "company_id": cls.company.id,
                "tz": "UTC",
                "earning_rule_ids": [
                    fields.Command.create(
                        {
                            "name": "1 point per 1.00",
                            "kind": "amount",
                            "points": 1,
                            "per_amount": 1,
                        }
                    )
                ],
                "redemption_rule_ids": [
                    fields.Command.create(
                        {
                            "name": "100 points are 1.00",
                            "kind": "amount",
                            "points": 100,
                            "money": 1,
                        }
                    )
                ],
                **values,
            }
        )

    @classmethod
    def _prepare_start(cls, company):
        """What a program needs before it may run: a till and an income account."""
        if not cls.env["pos.config"].search_count([("company_id", "=", company.id)]):
            cls.env["pos.config"].with_company(company).create({"name": "Till"})
        company._points_make_products()
        for product in company._points_products().with_company(company):
            if not product.property_account_income_id:
                product.property_account_income_id = cls.env["account.account"].search(
                    [
                        ("account_type", "=", "income"),
                        ("company_ids", "parent_of", company.id),
                    ],
                    limit=1,
                )

    @classmethod
    def _open_account(cls, program, partner):
        """The account of a partner in a program, opened if there is none."""
        found = cls.env["points.ledger"]._open_accounts(
            [(program.id, partner.id, "back_office")]
        )
        return cls.env["points.account"].browse(found[program.id, partner.id])

    @classmethod
    def _facts(cls, key=None, **values):
        """What every entry needs besides its points."""
        now = fields.Datetime.now()
        return {
            "key": key or f"test:{uuid4()}",
            "source": Source(model="res.partner", id=1, uuid="", name="Test"),
            "moment": now,
            "local_day": now.date(),
            **values,
        }

    @classmethod
    def _credit(cls, points, account=None, kind="earn", **values):
        """Give points (in hundredths) and return the posting."""
        account = account or cls.account
        operation = Credit(
            account_id=account.id, kind=kind, points=points, **cls._facts(**values)
        )
        return cls.env["points.ledger"]._post([operation])

    @classmethod
    def _debit(cls, points, account=None, kind="adjust", **values):
        """Take points (in hundredths) and return the posting."""
        account = account or cls.account
        operation = Debit(
            account_id=account.id, kind=kind, points=points, **cls._facts(**values)
        )
        return cls.env["points.ledger"]._post([operation])

    @classmethod
    def _hold(cls, points, account=None, uuid=None, replaces="", expires_at=None):
        """Reserve points (in hundredths) and return the hold's uuid."""
        account = account or cls.account
        uuid = uuid or str(uuid4())
        operation = Hold(
            uuid=uuid,
            account_id=account.id,
            points=points,
            money=points // 100,
            currency_id=account.program_id.currency_id.id,
            document_model="pos.order",
            document_uuid="order-of-the-test",
            redemption_rule_id=account.program_id.redemption_rule_ids[:1].id,
            expires_at=expires_at or datetime(2100, 1, 1),
            replaces=replaces,
        )
        cls.env["points.ledger"]._post([operation])
        return uuid

    def _without_checks(self, table):
        """Drop what would refuse a fault, as a broken restore of a backup might."""
        self.cr.execute(
            "SELECT conname FROM pg_constraint "
            "WHERE conrelid = %s::regclass AND contype IN ('c', 'u')",
            [table],
        )
        for (name,) in self.cr.fetchall():
            constraint = SQL.identifier(name)
            self.cr.execute(
                SQL(
                    "ALTER TABLE %s DROP CONSTRAINT %s",
                    SQL.identifier(table),
                    constraint,
                )
            )
        self.cr.execute(
            SQL("ALTER TABLE %s DISABLE TRIGGER USER", SQL.identifier(table))
        )

    def assertNumbers(self, live, waiting=0, held=0, debt=0, account=None):
        """The account's numbers, in whole points."""
        account = account or self.account
        self.assertEqual(
            (account.live, account.waiting, account.held, account.debt),
            (live, waiting, held, debt),
        )
        self.assertEqual(account.balance, live - debt)

    def assertRefused(self, code, function, *args, **kwargs):
        """The ledger refuses with this code."""
        from ..services.ledger_operations import LedgerRefusal

        with self.assertRaises(LedgerRefusal) as caught:
            function(*args, **kwargs)
        self.assertEqual(caught.exception.code, code)
        return caught.exception


def day(text):
    """A date from ISO text."""
    return date.fromisoformat(text)

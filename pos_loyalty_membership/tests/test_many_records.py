"""A list of many records is read with as many queries as a list of few."""

import base64
from collections import Counter
from uuid import uuid4

from lxml import etree

from odoo.fields import Command

from .invoice_common import InvoiceCommon
from .statements_common import StatementsCommon

ADDON = "pos_loyalty_membership"
FEW, MANY = 2, 6
# Shown on the form of one draft: the engine reads all there is to know of it, and the
# sales application its lines, to say whether it is a down payment.
OF_ONE = {
    ("account.move", "points_offer_text"),
    ("account.move", "points_used_text"),
    ("account.move", "points_takes_coupons"),
}


class TestManyRecords(StatementsCommon, InvoiceCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        company = cls.company
        cls.people = cls.env["res.partner"].create(
            [
                {"name": f"Member {number}", "email": f"{number}@example.com"}
                for number in range(MANY)
            ]
        )
        options = {"coupons": True, "claim_days": 14, "invoice_benefits": True}
        cls.program.write(options)
        cls.programs = cls.program
        for number in range(1, MANY):
            cls.programs |= cls._run_program(
                name=f"Program {number}", sequence=20 + number, **options
            )
        for program in cls.programs:
            program.tier_ids = [
                Command.create(
                    {
                        "name": f"From {points}",
                        "points_required": points,
                        "benefit_ids": [Command.create({"percent": 10})],
                    }
                )
                for points in (100, 10_000)
            ]
        cls.products = cls.espresso | cls.croissant
        for number in range(MANY):
            shelf = cls.env["product.category"].create({"name": f"Shelf {number}"})
            counter = cls.env["pos.category"].create({"name": f"Counter {number}"})
            cls.products |= cls._sell_product(
                f"Product {number}",
                2.0 + number,
                categ_id=shelf.id,
                pos_categ_ids=[Command.set(counter.ids)],
            )
        cls.env["points.opening"].create(
            [
                {
                    "program_id": program.id,
                    "company_id": company.id,
                    "file": base64.b64encode(b"name,points\nAna,5\n"),
                    "file_name": "balances.csv",
                }
                for program in cls.programs
            ]
        )

    def _build(self):
        """Members, orders, invoices, coupons, claims and messages: many of each."""
        self._give(5000)
        accounts = self.env["points.account"]
        for program, person in zip(self.programs, self.people, strict=True):
            accounts |= self._give(1000, person, program)
            self._give(1000, person)
        for account, product in zip(accounts, self.products[2:], strict=True):
            self.env["points.coupons"]._convert(account, 10_000)
            self._sell([self._line(product)], account.partner_id)
            self._redeem_and_sell([self._line(product, 3)], 100, 1)
            self._sell([self._line(product)])
            self._invoice([(product, 1, 5, None)], account.partner_id, post=True)
            draft = self._invoice([(product, 1, 5, None)], account.partner_id)
            self._redeem(draft, 100)
        self.env["points.messages"]._write_by_hand(
            accounts,
            {
                "reason": str(uuid4()),
                "channel": "email",
                "is_offer": False,
                "subject": "News",
                "body": "Something new",
            },
        )
        self.env.flush_all()

    def _computed(self, model):
        """Names of what the addon computes whenever it is shown, of one model."""
        return [
            name
            for name, field in model._fields.items()
            if field.compute
            and not field.store
            and not field.related
            and ADDON in field._modules
            and (model._name, name) not in OF_ONE
        ]

    def _queries(self, read, *arguments):
        """How often `read` asks which query, as the first thing of a request."""
        self.env.transaction.reset()
        with self._recorded(values=False) as queries:
            read(*arguments)
        return Counter(queries)

    def _repeated(self, read, records, *arguments):
        """Queries that `read` asks more often for many records than for few."""
        some = records[:FEW]
        # The first of each fills caches that outlive a request.
        for each in (some, records):
            self._queries(read, each, *arguments)
        few, many = (self._queries(read, each, *arguments) for each in (some, records))
        # What few have nothing of, many may ask for; but not once for each.
        return [
            f"{count} times: {query}"
            for query, count in many.items()
            if count > max(FEW, few[query])
        ]

    def _all(self, model):
        return model.with_context(active_test=False).search([], limit=40)

    def test_what_is_computed_for_a_list_asks_no_more_for_many_than_for_few(self):
        self._build()
        seen = 0
        for model in self.env.values():
            names = [] if model._abstract or model._transient else self._computed(model)
            if not names:
                continue
            records = self._all(model)
            with self.subTest(model=model._name):
                self.assertGreaterEqual(len(records), MANY, "too few to compare")
            for name in names:
                with self.subTest(model=model._name, field=name):
                    read = type(records).mapped
                    self.assertEqual(self._repeated(read, records, name), [])
                    seen += 1
        self.assertGreater(seen, 50)

    def _lists(self):
        """(model, {column: what the web client asks of it}) of the addon's lists."""
        views = self.env["ir.model.data"].search(
            [("module", "=", ADDON), ("model", "=", "ir.ui.view")]
        )
        for view in self.env["ir.ui.view"].browse(views.mapped("res_id")):
            if view.type in ("list", "kanban") and not view.inherit_id:
                model = self.env[view.model]
                arch = etree.fromstring(model.get_view(view.id)["arch"])
                names = arch.xpath("//field[not(ancestor::field)]/@name")
                yield (
                    view,
                    {
                        name: {"fields": {"display_name": {}}}
                        if model._fields[name].relational
                        else {}
                        for name in names
                    },
                )

    def test_a_list_of_the_back_office_asks_no_more_for_many_than_for_few(self):
        self._build()

        def read(records, columns):
            records.web_read(columns)

        seen = 0
        for view, columns in self._lists():
            records = self._all(self.env[view.model])
            if records:
                with self.subTest(view=view.xml_id):
                    self.assertEqual(self._repeated(read, records, columns), [])
                    seen += 1
        self.assertGreater(seen, 10)

    def test_a_members_log_in_the_portal_asks_no_more_for_many_than_for_few(self):
        self._build()
        account = self._account()
        self.assertGreaterEqual(len(account.entry_ids), 2 * MANY)
        portal = self.env["points.portal"]

        def read(entries):
            rows = portal._log(account, limit=len(entries))
            self.assertEqual(len(rows), len(entries))

        self.assertEqual(self._repeated(read, account.entry_ids), [])

    def test_documents_of_tills_are_told_apart_all_at_once(self):
        self._build()
        moves = self._all(self.env["account.move"])

        def read(documents):
            for move in documents:
                self.assertTrue(move._points_concerned())

        self.assertEqual(self._repeated(read, moves), [])

"""What the demo data cannot say in XML: a till, taxes, and history from the ledger."""

from datetime import datetime, time, timedelta
from uuid import NAMESPACE_URL, uuid5

from odoo import api, fields, models
from odoo.fields import Command

from ..services.ledger_operations import (
    Capture,
    Credit,
    Hold,
    ReverseCredit,
    Source,
)

MODULE = "pos_loyalty_membership"
# Name, percentage, and whether prices include it: a café eats in one rate, its shop
# corner sells in another.
TAXES = {
    "points_tax_food_demo": ("10% incl.", 10, "tax_included"),
    "points_tax_goods_demo": ("21% incl.", 21, "tax_included"),
    "points_tax_net_demo": ("21% added", 21, "tax_excluded"),
}


class PointsDemo(models.AbstractModel):
    """Demo data only; called by the demo files, by nobody else."""

    _name = "points.demo"
    _description = "Demo Data of the Café"

    @api.model
    def _load_till(self):
        """Make the taxes, the income account and the till, once."""
        company = self.env.ref("base.main_company")
        demo = self.with_company(company)
        demo._ensure_chart(company)
        for name, (label, amount, price_include) in TAXES.items():
            group = demo._once(
                f"points_tax_group_{amount}_demo",
                "account.tax.group",
                lambda amount=amount: {
                    "name": f"Tax {amount}%",
                    "company_id": company.id,
                },
            )
            values = {
                "name": label,
                "amount": amount,
                "type_tax_use": "sale",
                "price_include_override": price_include,
                "tax_group_id": group.id,
                "company_id": company.id,
            }
            demo._once(name, "account.tax", lambda values=values: values)
        demo._once(
            "points_income_account_demo",
            "account.account",
            lambda: {
                "name": "Discounts made with points",
                "code": demo.env["account.account"]._search_new_account_code("400900"),
                "account_type": "income",
                "company_ids": [Command.link(company.id)],
            },
        )
        demo._once("points_till_demo", "pos.config", demo._till_vals)

    def _ensure_chart(self, company):
        """A till needs journals; a company without any gets the generic chart."""
        if not company.root_id._existing_accounting():
            self.env["account.chart.template"].try_loading(
                "generic_coa", company=company, install_demo=False
            )

    def _till_vals(self):
        journal, methods = self.env["pos.config"]._create_journal_and_payment_methods(
            cash_journal_vals={"name": "Cash Café Centro", "show_on_dashboard": False}
        )
        categories = ("coffee", "bakery", "shop")
        return {
            "name": "Café Centro",
            "journal_id": journal.id,
            "payment_method_ids": [Command.set(methods)],
            "show_product_images": False,
            "limit_categories": True,
            "iface_available_categ_ids": [
                Command.link(self.env.ref(f"{MODULE}.points_category_{name}_demo").id)
                for name in categories
            ],
        }

    def _once(self, name, model, values):
        """Create a record under an external id unless it is there."""
        xmlid = f"{MODULE}.{name}"
        record = self.env.ref(xmlid, raise_if_not_found=False)
        if not record:
            record = self.env[model].create(values())
            self.env["ir.model.data"]._update_xmlids(
                [{"xml_id": xmlid, "record": record, "noupdate": True}]
            )
        return record

    # ----------------------------------------------------------------- history

    @api.model
    def _load_history(self):
        """Post what the members did so far, through the ledger like every posting.

        Ana ends with 1,240 points, of which nothing is reserved. Iris brought back
        what had earned points she had already used, and owes them.
        """
        program = self.env.ref(f"{MODULE}.points_program_cafe_demo")
        ana, luis, marta, jonas, iris = self._open_accounts(
            program, ["ana", "luis", "marta", "jonas", "iris"]
        )
        self._adjust(ana, 1000, 75, "Carried over from the paper card")
        self._earn(ana, 4285, 60)
        self._earn(ana, 18740, 41)
        self._redeem(ana, 200, 30)
        self._earn(ana, 11490, 16)
        self._earn(ana, 9620, 4)
        self._adjust(ana, 1, 2, "Rounding of the paper card")
        self._earn(luis, 1450, 33)
        self._earn(luis, 2990, 12)
        self._earn(marta, 64310, 50)
        self._redeem(marta, 500, 20)
        self._earn(marta, 8275, 6)
        self._earn(jonas, 2350, 230)
        sale = self._earn(iris, 5480, 21)
        self._redeem(iris, 54, 14)
        self._take_back(iris, sale, 5480, 13)
        for account in ana | luis | marta | jonas | iris:
            account.joined_on = min(account.entry_ids.mapped("local_day"))

    def _open_accounts(self, program, names):
        members = [self.env.ref(f"{MODULE}.points_partner_{n}_demo") for n in names]
        opened = self.env["points.ledger"]._open_accounts(
            [(program.id, member.id, "sale") for member in members]
        )
        return self.env["points.account"].browse(
            [opened[program.id, member.id] for member in members]
        )

    def _facts(self, account, what, days_ago, key):
        """Document, moment and key of a posting `days_ago` days back, at 10:30."""
        moment = datetime.combine(
            fields.Date.today() - timedelta(days=days_ago), time(10, 30)
        )
        uuid = str(uuid5(NAMESPACE_URL, f"{MODULE}:{account.id}:{what}:{days_ago}"))
        number = 1000 - days_ago
        source = Source(model="pos.order", uuid=uuid, name=f"Café Centro/{number:05}")
        return {
            "key": key.format(uuid=uuid, program=account.program_id.id),
            "source": source,
            "moment": moment,
            "local_day": account.program_id._business_day(moment),
        }

    def _earn(self, account, paid, days_ago):
        """A sale of `paid` cents: 1 point for every full 1.00. Returns its entry."""
        program = account.program_id
        rule = program.earning_rule_ids[:1]
        points = paid // 100 * 100
        facts = self._facts(account, "earn", days_ago, "earn:{uuid}:{program}:0")
        posted = self.env["points.ledger"]._post(
            [
                Credit(
                    account_id=account.id,
                    kind="earn",
                    points=points,
                    earning_rule_id=rule.id,
                    explanation={
                        "engine": 1,
                        "currency_id": program.currency_id.id,
                        "order_points": 0,
                        "rules": [
                            {
                                "rule_id": rule.id,
                                "code": "matched",
                                "points": points,
                                "values": {
                                    "basis": paid,
                                    "per_amount": 100,
                                    "points": 100,
                                },
                            }
                        ],
                    },
                    **facts,
                )
            ]
        )
        return posted.entries[facts["key"]]

    def _redeem(self, account, points, days_ago):
        """Reserve and use whole points, 100 for 1.00."""
        program = account.program_id
        rule = program.redemption_rule_ids[:1]
        facts = self._facts(account, "redeem", days_ago, "redeem:{uuid}")
        uuid = facts["source"].uuid
        operations = [
            Hold(
                uuid=uuid,
                account_id=account.id,
                points=points * 100,
                money=points,
                currency_id=program.currency_id.id,
                document_model="pos.order",
                document_uuid=uuid,
                document_name=facts["source"].name,
                redemption_rule_id=rule.id,
                expires_at=fields.Datetime.now() + timedelta(minutes=30),
            ),
            Capture(
                uuid=uuid,
                account_id=account.id,
                points=points * 100,
                explanation={
                    "engine": 1,
                    "code": "redeemed",
                    "rule_id": rule.id,
                    "currency_id": program.currency_id.id,
                    "points": points * 100,
                    "money": points,
                },
                **facts,
            ),
        ]
        for operation in operations:
            self.env["points.ledger"]._post([operation])

    def _take_back(self, account, sale, paid, days_ago):
        """Goods returned: the points of their sale are taken back."""
        facts = self._facts(
            account, "return", days_ago, f"reverse:{{uuid}}:{sale.id}:0"
        )
        self.env["points.ledger"]._post(
            [
                ReverseCredit(
                    entry_id=sale.id,
                    account_id=account.id,
                    points=paid // 100 * 100,
                    explanation={"engine": 1, "code": "taken_back", "order_points": 0},
                    **facts,
                )
            ]
        )

    def _adjust(self, account, points, days_ago, reason):
        """Whole points given by hand."""
        facts = self._facts(account, reason, days_ago, "adjust:{uuid}")
        facts["source"] = Source(
            model="points.account", id=account.id, name="Adjustment"
        )
        self.env["points.ledger"]._post(
            [
                Credit(
                    account_id=account.id,
                    kind="adjust",
                    points=points * 100,
                    reason=reason,
                    **facts,
                )
            ]
        )

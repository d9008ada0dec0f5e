"""The shop that is measured: the same goods, tax, till and member in each database.

Every builder is called once per database and leaves it committed. Points are given
through each product's own doors: native cards by the ORM, ours by the ledger.
"""

from dataclasses import dataclass
from uuid import uuid4

from odoo import Command, fields

# Points of 1 per 1.00, 100 points are worth 1.00; enough of them for every order.
STOCK = 1_000_000
PRODUCTS = 5


@dataclass(frozen=True)
class Shop:
    """Ids of one database, as the till would know them."""

    cashier_id: int
    config_id: int
    session_id: int
    company_id: int
    pricelist_id: int
    payment_method_id: int
    tax_id: int
    product_ids: tuple
    prices: tuple
    partner_id: int
    currency_id: int


def open_shop(env):
    """Create goods, a till with an open session, a cashier and a member."""
    company = env.company
    tax = env["account.tax"].create(
        {
            "name": f"21 % {uuid4()}",
            "amount": 21,
            "price_include_override": "tax_included",
            "company_id": company.id,
        }
    )
    prices = tuple(2.5 + number for number in range(PRODUCTS))
    products = env["product.product"].create(
        [
            {
                "name": f"Goods {price}",
                "list_price": price,
                "taxes_id": [Command.set(tax.ids)],
                "available_in_pos": True,
            }
            for price in prices
        ]
    )
    config = env["pos.config"].create({"name": "Measured till"})
    config.open_ui()
    session = config.current_session_id
    session.set_opening_control(0, "")
    methods = config.payment_method_ids
    paid_by = (methods.filtered("is_cash_count") or methods)[:1]
    cashier = env["res.users"].create(
        {
            "name": "Cashier",
            "login": f"cashier-{uuid4()}",
            "group_ids": [
                Command.link(env.ref("base.group_user").id),
                Command.link(env.ref("point_of_sale.group_pos_user").id),
            ],
        }
    )
    return Shop(
        cashier_id=cashier.id,
        config_id=config.id,
        session_id=session.id,
        company_id=company.id,
        pricelist_id=config.pricelist_id.id,
        payment_method_id=paid_by.id,
        tax_id=tax.id,
        product_ids=tuple(products.ids),
        prices=prices,
        partner_id=env["res.partner"].create({"name": "Ana Ruiz"}).id,
        currency_id=config.currency_id.id,
    )


def open_native_program(env, shop):
    """Native loyalty: 1 point per 1.00, and the member's card; returns their ids."""
    env["loyalty.program"].search([]).action_archive()
    program = env["loyalty.program"].create(
        {
            "name": "Native",
            "program_type": "loyalty",
            "applies_on": "both",
            "trigger": "auto",
            "pos_ok": True,
            "rule_ids": [
                Command.create({"reward_point_amount": 1, "reward_point_mode": "money"})
            ],
            "reward_ids": [
                Command.create(
                    {
                        "reward_type": "discount",
                        "discount": 0.01,
                        "discount_mode": "per_point",
                        "required_points": 1,
                    }
                )
            ],
        }
    )
    card = env["loyalty.card"].create(
        {"program_id": program.id, "partner_id": shop.partner_id, "points": 0}
    )
    return program.id, card.id


def open_points_program(env, shop):
    """Ours: 1 point per 1.00, 100 points are 1.00; returns ids of program and rule."""
    from odoo.addons.pos_loyalty_membership.services.ledger_operations import (
        Credit,
        Source,
    )

    program = env["points.program"].create(
        {
            "name": "Ours",
            "tz": "UTC",
            "earning_rule_ids": [
                Command.create({"kind": "amount", "points": 1, "per_amount": 1})
            ],
            "redemption_rule_ids": [
                Command.create({"kind": "amount", "points": 100, "money": 1})
            ],
        }
    )
    income = env["account.account"].search([("account_type", "=", "income")], limit=1)
    env.company._points_products().property_account_income_id = income
    program.state = "running"
    ledger = env["points.ledger"]
    key = (program.id, shop.partner_id)
    account_id = ledger._open_accounts([(*key, "back_office")])[key]
    now = fields.Datetime.now()
    ledger._post(
        [
            Credit(
                account_id=account_id,
                kind="adjust",
                points=STOCK * 100,
                key=f"adjust:{uuid4()}",
                source=Source(model="res.partner", id=shop.partner_id),
                moment=now,
                local_day=now.date(),
            )
        ]
    )
    return program.id, program.redemption_rule_ids.id

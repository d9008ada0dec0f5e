"""Orders as a till sends them, for tests of settlement.

Discount lines are built with the tax helper that the till mirrors, so that what is
proved here about cents holds there too.
"""

from uuid import uuid4

from odoo import fields
from odoo.fields import Command
from odoo.tests import tagged

from odoo.addons.point_of_sale.tests.common import TestPoSCommon


@tagged("post_install", "-at_install")
class TillCommon(TestPoSCommon):
    """A café with an open till, the café's program and Ana, a member.

    1 point per whole 1.00 paid, 100 points are worth 1.00.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.user.group_ids |= cls.env.ref(
            "pos_loyalty_membership.points_group_manager"
        )
        cls.config = cls.basic_config
        cls.config.open_ui()
        cls.till_session = cls.config.current_session_id
        cls.till_session.set_opening_control(0, "")
        cls.currency = cls.config.currency_id
        cls.program = cls._run_program()
        cls.earning_rule = cls.program.earning_rule_ids
        cls.redemption_rule = cls.program.redemption_rule_ids
        cls.ana = cls.env["res.partner"].create({"name": "Ana Ruiz"})
        cls.espresso = cls._sell_product("Espresso", 3.0)
        cls.croissant = cls._sell_product("Croissant", 2.5)
        cls.cashier = cls.env["res.users"].create(
            {
                "name": "Cashier",
                "login": "points_cashier",
                "group_ids": [
                    Command.set(
                        [
                            cls.env.ref("base.group_user").id,
                            cls.env.ref("point_of_sale.group_pos_user").id,
                        ]
                    )
                ],
                "company_id": cls.company.id,
                "company_ids": [Command.set(cls.company.ids)],
            }
        )

    # ------------------------------------------------------------- records

    @classmethod
    def _run_program(cls, **values):
        program = cls.env["points.program"].create(
            {
                "name": "Café",
                "company_id": cls.company.id,
                "tz": "UTC",
                "earning_rule_ids": [
                    Command.create({"kind": "amount", "points": 1, "per_amount": 1})
                ],
                "redemption_rule_ids": [
                    Command.create({"kind": "amount", "points": 100, "money": 1})
                ],
                **values,
            }
        )
        products = cls.company._points_products().with_company(cls.company)
        products.property_account_income_id = cls.sales_account
        if "state" not in values:
            program.state = "running"
        return program

    @classmethod
    def _sell_product(cls, name, price, taxes=None, **values):
        return cls.env["product.product"].create(
            {
                "name": name,
                "type": "service",
                "list_price": price,
                "taxes_id": [Command.set(taxes.ids if taxes else [])],
                "available_in_pos": True,
                "property_account_income_id": cls.sales_account.id,
                **values,
            }
        )

    @classmethod
    def _new_tax(cls, amount, included=False, **values):
        return cls.env["account.tax"].create(
            {
                "name": f"{amount} {included} {uuid4()}",
                "amount": amount,
                "amount_type": "percent",
                "price_include_override": "tax_included"
                if included
                else "tax_excluded",
                "company_id": cls.company.id,
                **values,
            }
        )

    # -------------------------------------------------------------- a basket

    def _line(self, product, qty=1, price=None, **values):
        """Values of one order line, as the till writes them."""
        return {
            "uuid": str(uuid4()),
            "product_id": product.id,
            "qty": qty,
            "price_unit": product.list_price if price is None else price,
            "discount": 0,
            "tax_ids": [Command.set(product.taxes_id.ids)],
            "full_product_name": product.name,
            "price_type": "original",
            "pack_lot_ids": [],
            **values,
        }

    def _return_lines(self, quantities):
        """Lines that return lines of an order: {line: quantity}; none for 0."""
        return [
            self._line(
                line.product_id,
                qty=-quantity,
                price=line.price_unit,
                tax_ids=[Command.set(line.tax_ids.ids)],
                discount=line.discount,
                refunded_orderline_id=line.id,
            )
            for line, quantity in quantities.items()
            if quantity
        ]

    def _everything(self, order):
        """{line: quantity} of all that was sold."""
        return {line: line.qty for line in order.lines}

    def _base_lines(self, lines, fiscal_position=None):
        """Rounded tax base lines of line values, by the helpers of `account.tax`."""
        account_tax = self.env["account.tax"]
        base_lines = []
        for line in lines:
            taxes = self.env["account.tax"].browse(line["tax_ids"][0][2])
            mapped = fiscal_position.map_tax(taxes) if fiscal_position else taxes
            base_lines.append(
                account_tax._prepare_base_line_for_taxes_computation(
                    {"_points_tax_ids": tuple(taxes.ids), "_values": line},
                    product_id=self.env["product.product"].browse(line["product_id"]),
                    tax_ids=mapped,
                    price_unit=line["price_unit"],
                    quantity=line["qty"],
                    discount=line["discount"],
                    currency_id=self.config.currency_id,
                    rate=1.0,
                    is_refund=line["qty"] * line["price_unit"] < 0,
                    extra_tax_data=line.get("extra_tax_data"),
                )
            )
        account_tax._add_tax_details_in_base_lines(base_lines, self.company)
        account_tax._round_base_lines_tax_details(base_lines, self.company)
        return base_lines

    def _total(self, lines, fiscal_position=None):
        totals = self.env["account.tax"]._get_tax_totals_summary(
            self._base_lines(lines, fiscal_position),
            self.config.currency_id,
            self.company,
        )
        return totals["total_amount_currency"], totals["tax_amount_currency"]

    def _discount_lines(self, lines, money, uuid, fiscal_position=None):
        """Discount lines worth `money`, tagged with a hold, as the till makes them.

        They carry the goods' own taxes, before the fiscal position, so that core maps
        them once; what cannot be discounted is left out.
        """
        account_tax = self.env["account.tax"]
        product = self.company.points_discount_product_id
        discounts = account_tax._prepare_global_discount_lines(
            self._base_lines(lines, fiscal_position),
            self.company,
            "fixed",
            money,
            computation_key=f"points,{uuid}",
            grouping_function=lambda base_line: {
                "product_id": product,
                "_points_tax_ids": base_line["_points_tax_ids"],
            },
        )
        return [
            self._line(
                product,
                qty=discount["quantity"],
                price=self._discount_price(discount),
                tax_ids=[Command.set(self._discountable(discount, fiscal_position))],
                extra_tax_data=account_tax._export_base_line_extra_tax_data(discount),
                price_type="automatic",
                points_hold_uuid=uuid,
            )
            for discount in discounts
        ]

    def _discount_price(self, discount):
        """A line without taxes keeps no exact amounts beside its price: round that."""
        if discount["tax_ids"]:
            return discount["price_unit"]
        details = discount["tax_details"]
        return self.config.currency_id.round(
            details["total_excluded_currency"]
            + details["delta_total_excluded_currency"]
        )

    def _discountable(self, discount, fiscal_position):
        taxes = self.env["account.tax"].browse(discount["_points_tax_ids"])
        kept = []
        for tax in taxes:
            mapped = fiscal_position.map_tax(tax) if fiscal_position else tax
            if all(each._can_be_discounted() for each in mapped):
                kept.append(tax.id)
        return kept

    # -------------------------------------------------------------- an order

    def _order_values(self, lines, partner=None, uuid=None, **values):
        """An order dict as the till sends it, paid in cash to the cent."""
        fiscal_position = self.env["account.fiscal.position"].browse(
            values.get("fiscal_position_id")
        )
        total, tax = self._total(lines, fiscal_position)
        for line, base_line in zip(
            lines, self._base_lines(lines, fiscal_position), strict=True
        ):
            details = base_line["tax_details"]
            line.setdefault("price_subtotal", details["total_excluded_currency"])
            line.setdefault("price_subtotal_incl", details["total_included_currency"])
        paid = values.pop("paid", total)
        return {
            "uuid": uuid or str(uuid4()),
            "access_token": str(uuid4()),
            "state": "paid",
            "session_id": self.till_session.id,
            "company_id": self.company.id,
            "user_id": self.env.uid,
            "partner_id": partner.id if partner else False,
            "date_order": fields.Datetime.to_string(fields.Datetime.now()),
            "amount_total": total,
            "amount_tax": tax,
            "amount_paid": paid,
            "amount_return": 0,
            "fiscal_position_id": False,
            "pricelist_id": self.config.pricelist_id.id,
            "to_invoice": False,
            "sequence_number": 1,
            "last_order_preparation_change": "{}",
            "lines": [Command.create(dict(line)) for line in lines],
            "payment_ids": [
                Command.create(
                    {
                        "uuid": str(uuid4()),
                        "amount": paid,
                        "payment_method_id": self.cash_pm1.id,
                        "name": fields.Datetime.to_string(fields.Datetime.now()),
                    }
                )
            ]
            if paid
            else [],
            **values,
        }

    def _sync(self, values):
        """Send an order as the cashier; returns (order, what the till got back)."""
        orders = self.env["pos.order"].with_user(self.cashier)
        answer = orders.sync_from_ui([values])
        order = self.env["pos.order"].search([("uuid", "=", values["uuid"])])
        return order, answer

    def _sell(self, lines, partner=None, **values):
        """Sell and pay; returns the order."""
        return self._sync(self._order_values(lines, partner, **values))[0]

    # ---------------------------------------------------------------- points

    @classmethod
    def _give(cls, points, partner=None, program=None):
        """Give a member points (whole ones) by an adjustment."""
        from ..services.ledger_operations import Credit, Source

        program, partner = program or cls.program, partner or cls.ana
        ledger = cls.env["points.ledger"]
        accounts = ledger._open_accounts([(program.id, partner.id, "back_office")])
        now = fields.Datetime.now()
        ledger._post(
            [
                Credit(
                    account_id=accounts[program.id, partner.id],
                    kind="adjust",
                    points=points * 100,
                    key=f"adjust:{uuid4()}",
                    source=Source(model="res.partner", id=partner.id),
                    moment=now,
                    local_day=now.date(),
                )
            ]
        )
        return cls._account(partner, program)

    @classmethod
    def _account(cls, partner=None, program=None):
        return cls.env["points.account"].search(
            [
                ("partner_id", "=", (partner or cls.ana).id),
                ("program_id", "=", (program or cls.program).id),
                ("merged_into_id", "=", False),
            ]
        )

    def _hold_request(self, order_uuid, points, money, **values):
        """A request for points (whole ones) worth money."""
        return {
            "uuid": str(uuid4()),
            "replaces": "",
            "partner_id": self.ana.id,
            "program_id": self.program.id,
            "rule_id": self.redemption_rule.id,
            "order_uuid": order_uuid,
            "sales_mode_id": 0,
            "points": round(points * 100),
            "money": round(money * 100),
            **values,
        }

    def _hold(self, order_uuid, points, money, **values):
        """Reserve points for an order; returns the hold's uuid."""
        request = self._hold_request(order_uuid, points, money, **values)
        till = self.env["points.till"].with_user(self.cashier)
        answer = till._hold_once(self.config.id, request)
        self.assertTrue(answer["ok"], answer)
        return request["uuid"]

    def _redeem_and_sell(self, lines, points, money, partner=None, **values):
        """Sell with a redemption; returns (order, hold uuid)."""
        order_uuid = values.pop("uuid", None) or str(uuid4())
        fiscal_position = self.env["account.fiscal.position"].browse(
            values.get("fiscal_position_id")
        )
        hold = self._hold(order_uuid, points, money)
        lines = lines + self._discount_lines(lines, money, hold, fiscal_position)
        order = self._sell(lines, partner or self.ana, uuid=order_uuid, **values)
        return order, hold

    def _reviews(self, order, kind=None):
        domain = [("source_uuid", "=", order.uuid)]
        if kind:
            domain.append(("kind", "=", kind))
        return self.env["points.review"].search(domain)

    def assertPoints(self, balance, partner=None, program=None):
        """The member's balance in whole points, and nothing else reserved or owed."""
        account = self._account(partner, program)
        self.assertEqual((account.balance, account.held, account.debt), (balance, 0, 0))

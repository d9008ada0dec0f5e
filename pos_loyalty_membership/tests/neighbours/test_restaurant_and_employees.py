"""A table's order, a split bill, tips after payment, and cashiers who are employees.

Runs where pos_restaurant and pos_hr are installed.
"""

from uuid import uuid4

from odoo.fields import Command

from ..till_common import TillCommon


class TestRestaurant(TillCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._give(1240)
        floor = cls.env["restaurant.floor"].create(
            {"name": "Terrace", "pos_config_ids": [Command.link(cls.config.id)]}
        )
        cls.tables = cls.env["restaurant.table"].create(
            [{"table_number": number, "floor_id": floor.id} for number in (1, 2)]
        )

    def _open(self, lines, uuid, table):
        """The table's order as the till stores it while people eat."""
        values = self._order_values(
            lines, self.ana, uuid=uuid, state="draft", table_id=table.id, paid=0
        )
        order, _answer = self._sync(values)
        return order

    def _pay(self, order, table):
        """Pay the stored order, as the till sends it from another table."""
        values = self._order_values(
            [self._line(self.espresso)], self.ana, uuid=order.uuid, table_id=table.id
        )
        total = order.amount_total
        values.update(
            lines=[],
            amount_total=total,
            amount_tax=order.amount_tax,
            amount_paid=total,
        )
        values["payment_ids"][0][2]["amount"] = total
        self.env["pos.order"].with_user(self.cashier).sync_from_ui([values])

    def test_an_order_keeps_its_points_at_another_table(self):
        uuid = str(uuid4())
        hold = self._hold(uuid, 500, 5.0)
        lines = [self._line(self.espresso, 2), self._line(self.croissant)]
        lines += self._discount_lines(lines, 5.0, hold)
        order = self._open(lines, uuid, self.tables[0])
        self.assertEqual(order.state, "draft")
        self.assertEqual(self._account().held, 500)
        self._pay(order, self.tables[1])
        self.assertEqual((order.state, order.table_id), ("paid", self.tables[1]))
        self.assertEqual((order.points_earned, order.points_redeemed), (3, 500))
        self.assertPoints(743)
        self.assertFalse(self._reviews(order))

    def test_the_parts_of_a_split_bill_earn_their_own_and_free_what_was_reserved(self):
        uuid = str(uuid4())
        self._hold(uuid, 500, 5.0)
        rest = self._sell(
            [self._line(self.espresso, 2)],
            self.ana,
            uuid=uuid,
            table_id=self.tables[0].id,
        )
        part = self._sell(
            [self._line(self.croissant)], self.ana, table_id=self.tables[0].id
        )
        self.assertEqual((rest.points_earned, part.points_earned), (6, 2))
        self.assertPoints(1248)
        self.assertFalse(self._reviews(rest) | self._reviews(part))

    def test_a_tip_after_payment_earns_nothing_and_changes_nothing(self):
        tip = self._sell_product("Tip", 1.0)
        self.config.write({"tip_product_id": tip.id, "set_tip_after_payment": True})
        order = self._sell([self._line(self.espresso, 2)], self.ana)
        self.assertPoints(1246)
        # What the tip screen writes: a line, then the order's own figures.
        self.env["pos.order.line"].with_user(self.cashier).create(
            {
                **self._line(tip, price=2, price_subtotal=2, price_subtotal_incl=2),
                "order_id": order.id,
            }
        )
        order.with_user(self.cashier).write({"is_tipped": True, "tip_amount": 2})
        order.action_pos_order_paid()
        self.assertEqual(len(order.lines), 2)
        self.assertEqual(order.points_earned, 6)
        self.assertPoints(1246)
        self.assertFalse(self._reviews(order))


class TestEmployees(TillCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        employees = cls.env["hr.employee"].sudo()
        cls.employee = employees.create({"name": "Eva", "company_id": cls.company.id})
        cls.eva = cls.employee.work_contact_id or cls.env["res.partner"].create(
            {"name": "Eva"}
        )
        cls.employee.work_contact_id = cls.eva

    def _sell_to(self, partner):
        lines = [self._line(self.espresso, 2)]
        return self._sell(lines, partner, employee_id=self.employee.id)

    def test_the_cashier_who_is_an_employee_sells_to_members(self):
        self.program.staff_sales = "never"
        order = self._sell_to(self.ana)
        self.assertEqual(order.employee_id, self.employee)
        self.assertPoints(6)

    def test_an_employee_without_a_user_is_staff(self):
        self.program.staff_sales = "never"
        self._sell_to(self.eva)
        self.assertFalse(self._account(self.eva))
        self.program.staff_sales = "flag"
        order = self._sell_to(self.eva)
        self.assertPoints(6, self.eva)
        self.assertTrue(self._reviews(order, "staff_sale"))

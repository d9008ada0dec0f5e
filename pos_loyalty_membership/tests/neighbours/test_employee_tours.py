"""Cashiers who are employees, with a PIN and rights of their own, in a browser.

Runs where pos_hr is installed.
"""

from odoo.fields import Command
from odoo.tests import tagged

from .neighbour_tours import NeighbourTours


@tagged("post_install", "-at_install")
class TestEmployeeTours(NeighbourTours):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.eva, cls.max, cls.zoe = (
            cls.env["hr.employee"]
            .sudo()
            .create(
                [
                    {"name": name, "pin": pin, "company_id": cls.env.company.id}
                    for name, pin in (("Eva", "1234"), ("Max", "2580"), ("Zoe", "7777"))
                ]
            )
        )
        cls.main_pos_config.write(
            {
                "module_pos_hr": True,
                "basic_employee_ids": [Command.set(cls.eva.ids)],
                "minimal_employee_ids": [Command.set(cls.max.ids)],
                "advanced_employee_ids": [Command.set(cls.zoe.ids)],
            }
        )

    def test_one_employee_sells_another_is_paid_a_third_takes_the_goods_back(self):
        self._tour("points_employees_tour")
        self.assertEqual(self._paid().employee_id, self.eva | self.max | self.zoe)
        self.assertOrders((3.5, 3, 500), (1.5, 1, 100), (-1.03, -1, -147))
        self.assertSettled({self.ana: 743 - 100 + 1 + 147 - 1})

    def test_an_employee_with_minimal_rights_serves_members_and_makes_none(self):
        contacts = self.env["res.partner"].search_count([])
        self._tour("points_minimal_employee_tour")
        self.assertOrders((6.5, 6, 200))
        self.assertSettled({self.ana: 1046})
        self.assertFalse(self.account.card_number)
        self.assertEqual(self.env["res.partner"].search_count([]), contacts)

"""Points reserved for an order that is paid without them, or reserved elsewhere."""

from uuid import uuid4

from odoo.exceptions import AccessError, ValidationError
from odoo.fields import Command
from odoo.tests import new_test_user

from .till_common import TillCommon


class TestForgottenHolds(TillCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._give(1240)

    def _state(self, hold):
        return self.env["points.hold"].search([("uuid", "=", hold)]).state

    def test_paying_an_order_frees_what_no_line_of_it_uses(self):
        uuid = str(uuid4())
        hold = self._hold(uuid, 500, 5.0)
        order = self._sell([self._line(self.espresso)], self.ana, uuid=uuid)
        self.assertEqual(self._state(hold), "released")
        self.assertPoints(1243)
        self.assertFalse(self._reviews(order))

    def test_it_frees_also_what_another_customer_left_on_it(self):
        uuid = str(uuid4())
        hold = self._hold(uuid, 500, 5.0)
        other = self.env["res.partner"].create({"name": "Other"})
        self._give(1, other)
        self._sell([self._line(self.espresso)], other, uuid=uuid)
        self.assertEqual(self._state(hold), "released")
        self.assertPoints(1240)
        self.assertPoints(4, other)

    def test_it_frees_them_where_the_order_earns_nothing(self):
        uuid = str(uuid4())
        hold = self._hold(uuid, 500, 5.0)
        order = self._sell([self._line(self.espresso, price=0)], self.ana, uuid=uuid)
        self.assertEqual(order.points_earned, 0)
        self.assertEqual(self._state(hold), "released")

    def test_what_another_order_reserves_stays(self):
        hold = self._hold(str(uuid4()), 500, 5.0)
        self._sell([self._line(self.espresso)], self.ana)
        self.assertEqual(self._state(hold), "held")
        self.assertEqual(self._account().held, 500)


class TestReservedElsewhere(TillCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._give(1240)
        cls.officer = new_test_user(
            cls.env,
            "till_officer",
            groups="point_of_sale.group_pos_user,"
            "pos_loyalty_membership.points_group_officer",
            company_id=cls.company.id,
            company_ids=[Command.set(cls.company.ids)],
        )
        cls.till = cls.env["points.till"].with_user(cls.officer)

    def test_the_till_is_told_of_what_and_who_may_free_it(self):
        hold = self._hold(str(uuid4()), 500, 5.0)
        [account] = self.till.get_member(self.config.id, self.ana.id)["accounts"]
        [told] = account["holds"]
        self.assertEqual((told["uuid"], told["points"]), (hold, 50000))
        self.assertEqual(told["document_name"], self.config.display_name)
        self.assertTrue(account["may_free"])
        cashier = self.env["points.till"].with_user(self.cashier)
        [account] = cashier.get_member(self.config.id, self.ana.id)["accounts"]
        self.assertFalse(account["may_free"])

    def test_an_officer_frees_them_once(self):
        hold = self._hold(str(uuid4()), 500, 5.0)
        answer = self.till._free_hold_once(self.config.id, hold)
        self.assertTrue(answer["ok"])
        [account] = answer["accounts"]
        self.assertEqual((account["available"], account["holds"]), (124000, []))
        self.assertPoints(1240)
        again = self.till._free_hold_once(self.config.id, hold)
        self.assertFalse(again["ok"])
        self.assertTrue(again["message"])

    def test_a_cashier_frees_nothing(self):
        hold = self._hold(str(uuid4()), 500, 5.0)
        for user in (self.cashier, new_test_user(self.env, "nobody")):
            with self.assertRaises(AccessError):
                self.env["points.till"].with_user(user).free_hold(self.config.id, hold)
        self.assertEqual(self._account().held, 500)
        with self.assertRaises(ValidationError):
            self.till.free_hold(self.config.id, "x")

    def test_what_another_company_reserves_is_unknown(self):
        hold = self._hold(str(uuid4()), 500, 5.0)
        other = self.env["res.company"].create({"name": "Other company"})
        self.env.cr.execute(
            "UPDATE points_hold SET company_id = %s WHERE uuid = %s", [other.id, hold]
        )
        self.env.invalidate_all()
        self.assertFalse(self.till._free_hold_once(self.config.id, hold)["ok"])

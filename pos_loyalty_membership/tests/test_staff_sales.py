"""Purchases of the shop's own people."""

from .till_common import TillCommon


class TestStaffSales(TillCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.me = cls.cashier.partner_id

    def _sell_to_me(self):
        return self._sell([self._line(self.espresso, 2)], self.me)

    def test_they_earn_like_any_other_unless_the_program_says_otherwise(self):
        order = self._sell_to_me()
        self.assertPoints(6, self.me)
        self.assertFalse(self._reviews(order))

    def test_they_earn_nothing(self):
        self.program.staff_sales = "never"
        order = self._sell_to_me()
        self.assertFalse(self._account(self.me))
        self.assertFalse(self._reviews(order))
        self._sell([self._line(self.espresso, 2)], self.ana)
        self.assertPoints(6)

    def test_they_earn_and_are_listed_once(self):
        self.program.staff_sales = "flag"
        order = self._sell_to_me()
        self.assertPoints(6, self.me)
        order.action_pos_order_paid()
        review = self._reviews(order, "staff_sale")
        self.assertEqual(len(review), 1)
        self.assertEqual(review.partner_id, self.me)
        self.assertIn("6 pts", review.done)
        other = self._sell([self._line(self.espresso, 2)], self.ana)
        self.assertFalse(self._reviews(other))

    def test_they_still_use_what_they_have(self):
        self.program.staff_sales = "never"
        self._give(500, self.me)
        uuid = "order-of-an-employee"
        hold = self._hold(uuid, 100, 1.0, partner_id=self.me.id)
        lines = [self._line(self.espresso, 2)]
        lines += self._discount_lines(lines, 1.0, hold)
        order = self._sell(lines, self.me, uuid=uuid)
        self.assertEqual(order.points_redeemed, 100)
        self.assertPoints(400, self.me)

    def test_one_program_may_differ_from_the_other(self):
        strict = self._run_program(name="Stars", sequence=20, staff_sales="never")
        self._sell_to_me()
        self.assertPoints(6, self.me)
        self.assertFalse(self._account(self.me, strict))

    def test_the_till_is_told_who_works_here(self):
        self.program.staff_sales = "never"
        till = self.env["points.till"].with_user(self.cashier)
        [mine] = till.get_member(self.config.id, self.me.id)["accounts"]
        [hers] = till.get_member(self.config.id, self.ana.id)["accounts"]
        self.assertEqual((mine["earns"], hers["earns"]), (False, True))
        self.program.staff_sales = "flag"
        [mine] = till.get_member(self.config.id, self.me.id)["accounts"]
        self.assertTrue(mine["earns"])

    def test_an_employee_is_known_without_a_user(self):
        if "hr.employee" not in self.env:
            snapshot = self.env["points.snapshot"]
            self.assertFalse(snapshot._is_staff(self.ana))
            self.assertTrue(snapshot._is_staff(self.me))
            return
        self.program.staff_sales = "never"
        # Whoever runs the tests is no officer of the staff department.
        self.env["hr.employee"].sudo().create(
            {
                "name": "Ana",
                "work_contact_id": self.ana.id,
                "company_id": self.company.id,
            }
        )
        self._sell([self._line(self.espresso, 2)], self.ana)
        self.assertFalse(self._account())

"""Points in the till's customer list: one question for the page shown."""

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import new_test_user

from .till_common import TillCommon


class TestTillListed(TillCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.till = cls.env["points.till"].with_user(cls.cashier)

    def _listed(self, partners):
        answer = self.till.get_listed(self.config.id, partners.ids)
        return {each["partner_id"]: each["available"] for each in answer}

    def test_the_list_shows_what_each_member_can_use(self):
        self._give(1240)
        bob = self.env["res.partner"].create({"name": "Bob"})
        stranger = self.env["res.partner"].create({"name": "Stranger"})
        self._give(30, bob)
        self._hold("listed-order", 500, 5.0)
        listed = self._listed(self.ana | bob | stranger)
        self.assertEqual(listed, {self.ana.id: 74000, bob.id: 3000})

    def test_the_list_says_what_expires_next_and_what_is_waiting(self):
        self.program.write({"expiry_mode": "days", "expiry_number": 30})
        self._sell([self._line(self.espresso, 2)], self.ana)
        self.program.waiting_days = 5
        self._sell([self._line(self.croissant)], self.ana)
        [listed] = self.till.get_listed(self.config.id, self.ana.ids)
        [member] = self.till.get_member(self.config.id, self.ana.id)["accounts"]
        self.assertEqual((listed["available"], listed["waiting"]), (600, 200))
        self.assertEqual(listed["expiring"], member["expiring"][0])
        self.assertEqual(listed["expiring"]["points"], 800)

    def test_an_address_shows_the_points_of_its_member(self):
        self._give(100)
        address = self.env["res.partner"].create(
            {"name": "Delivery", "type": "delivery", "parent_id": self.ana.id}
        )
        listed = self._listed(self.ana | address)
        self.assertEqual(listed, {self.ana.id: 10000, address.id: 10000})

    def test_a_longer_list_costs_no_more_queries(self):
        partners = self.env["res.partner"].create(
            [{"name": f"Member {number}"} for number in range(20)]
        )
        for partner in partners:
            self._give(10, partner)
        self._listed(partners[:1])
        counts = []
        for some in (partners[:2], partners):
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self._listed(some)
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(counts[0], counts[1])

    def test_deleted_contacts_and_those_of_another_company_are_left_out(self):
        self._give(100)
        other = self.env["res.company"].create({"name": "Other company"})
        foreign = self.env["res.partner"].create(
            {"name": "Foreign", "company_id": other.id}
        )
        gone = self.env["res.partner"].create({"name": "Gone"})
        gone_id = gone.id
        gone.unlink()
        ids = [self.ana.id, foreign.id, gone_id]
        answer = self.till.get_listed(self.config.id, ids)
        self.assertEqual([each["partner_id"] for each in answer], [self.ana.id])
        self.assertEqual(self.till.get_listed(self.config.id, []), [])

    def test_only_cashiers_ask_and_only_for_a_page(self):
        stranger = new_test_user(self.env, "listed_stranger", "base.group_user")
        with self.assertRaises(AccessError):
            self.env["points.till"].with_user(stranger).get_listed(
                self.config.id, self.ana.ids
            )
        for wrong in ("1", 1, None, ["1"], [0], [True], list(range(1, 102))):
            with self.subTest(wrong), self.assertRaises(ValidationError):
                self.till.get_listed(self.config.id, wrong)
